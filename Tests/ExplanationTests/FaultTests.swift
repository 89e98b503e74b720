import Core
import TestSupport
import Testing

@testable import Derivatives
@testable import Explanation
@testable import Formula

/// Each mistake is found by the differences, and the steps name its layer.
@Suite struct MistakeTests {
  /// Random networks in which every kind of mistake is possible, two hidden layers being square.
  private func network(_ seed: UInt64) -> (Network, [Double]) {
    (
      RandomNetwork.make([3, 3, 3, 2], gain: 1.5, seed: seed),
      RandomNetwork.point(3, seed: seed)
    )
  }

  private func isFound(_ rule: ChainRule, _ x: [Double]) throws -> Bool {
    let check = FiniteDifference()
    let jacobian = try rule.jacobian(at: x)
    let first = try check.jacobian(of: rule.map, at: x)
    for k in 0..<jacobian.rows {
      for i in 0..<jacobian.columns {
        guard let estimate = first[k, i] else { continue }
        let scale = jacobian.largestMagnitude
        if Verdict(analytic: jacobian[k, i], estimate: estimate, scale: scale) == .wrong {
          return true
        }
      }
    }
    let hessians = try rule.hessian(at: x)
    let second = try check.hessian(of: rule.map, at: x)
    for (k, hessian) in hessians.enumerated() {
      for i in 0..<hessian.order {
        for j in 0...i {
          guard let estimate = second[k, i, j] else { continue }
          let scale = hessian.largestMagnitude
          if Verdict(analytic: hessian[i, j], estimate: estimate, scale: scale) == .wrong {
            return true
          }
        }
      }
    }
    return false
  }

  /// 200 of 200, where it changes slopes or curvatures by more than 1e-4 of them: those that
  /// `plant` chooses from.
  @Test(arguments: Fault.Kind.allCases)
  func everyVisibleMistakeIsFoundByTheDifferences(_ kind: Fault.Kind) throws {
    var (planted, seed) = (0, UInt64(0))
    while planted < 200, seed < 400 {
      seed += 1
      let (network, x) = network(seed)
      for fault in Fault.all(in: network, at: x) where fault.kind == kind && planted < 200 {
        planted += 1
        #expect(
          try isFound(ChainRule(NetworkMap(network), fault: fault), x),
          "\(fault) seed \(seed)")
      }
    }
    #expect(planted == 200)
  }

  /// The first wrong step of the Jacobian, else that of the Hessian behind J, is of the layer.
  @Test(arguments: Fault.Kind.allCases)
  func theStepsNameTheLayer(_ kind: Fault.Kind) throws {
    for (rule, fault, x) in examples(of: kind) {
      let layer =
        try layerOfFirstWrongStep(JacobianDerivation(of: rule, at: x))
        ?? layerOfFirstWrongStep(HessianDerivation(of: rule, at: x))
      #expect(layer == fault.layer, "\(fault) at \(x)")
    }
  }

  /// The first wrong step on the way back from s is of the layer; W_1 is not on that way.
  @Test(arguments: Fault.Kind.allCases)
  func theStepsOfTheWeightsNameTheLayer(_ kind: Fault.Kind) throws {
    for (rule, fault, x) in examples(of: kind) {
      let layer = try layerOfFirstWrongStep(WeightDerivation(of: rule, at: x, dout: [1, -0.5]))
      let isOffTheWay = kind == .transposedWeight && fault.layer == 1
      #expect(layer == (isOffTheWay ? nil : fault.layer), "\(fault) at \(x)")
    }
  }

  /// Twelve networks with each visible mistake of a kind.
  private func examples(of kind: Fault.Kind) -> [(ChainRule, Fault, [Double])] {
    (1...12).flatMap { seed in
      let (network, x) = network(UInt64(seed))
      return Fault.all(in: network, at: x).filter { $0.kind == kind }
        .map { (ChainRule(NetworkMap(network), fault: $0), $0, x) }
    }
  }

  private func layerOfFirstWrongStep(_ derivation: any Derivation) throws -> Int? {
    for index in derivation.titles.indices {
      let step = try derivation.step(index, checkpoint: {})
      if step.verdict == .wrong { return step.layer }
    }
    return nil
  }

  @Test func theTaylorTestSeesThem() throws {
    for seed in 1...20 {
      let (network, x) = network(UInt64(seed))
      let direction = [1, -0.5, 0.25]
      for fault in Fault.all(in: network, at: x) where fault.kind == .wrongSign {
        let rule = ChainRule(NetworkMap(network), fault: fault)
        let jets = rule.jets(at: x, along: direction)
        let test = try TaylorTest(
          of: rule.map, at: x, along: direction, linear: jets.map { $0.first },
          quadratic: jets.map { $0.second })
        #expect(test.outcome == .jacobianWrong, "\(fault) seed \(seed)")
      }
    }
  }

  @Test func valuesKnowNothingOfIt() throws {
    let (network, x) = network(1)
    for fault in Fault.all(in: network, at: x) {
      let rule = ChainRule(NetworkMap(network), fault: fault)
      #expect(rule.map(x) == network(x))
      #expect(rule.jets(at: x, along: x).map { $0.value } == network(x))
      let right = try NetworkMap(network).jacobian(at: x)
      let differences = try FiniteDifference().jacobian(of: rule.map, at: x)
      let estimate = try #require(differences[0, 0])
      #expect(abs(estimate.value - right[0, 0]) < 1e-9)
    }
  }
}
