import Core
import TestSupport
import Testing

@Suite struct VerdictTests {
  private func worst(
    _ matrix: Matrix, _ differences: JacobianDifferences
  ) throws -> Verdict {
    var worst = Verdict.agrees
    for k in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        let verdict = Verdict(
          analytic: matrix[k, j], estimate: try #require(differences[k, j]),
          scale: matrix.largestMagnitude)
        worst = max(worst, verdict)
      }
    }
    return worst
  }

  /// Every entry, one part in a million off, is found.
  @Test func smallMistakesAreWrong() throws {
    for seed in 0..<10 as Range<UInt64> {
      let map = NetworkMap(RandomNetwork.make([4, 7, 6, 3], seed: seed))
      let x = RandomNetwork.point(4, seed: seed)
      let exact = try ComplexStep.jacobian(of: map, at: x)
      let differences = try FiniteDifference().jacobian(of: map, at: x)
      for k in 0..<3 {
        for j in 0..<4 {
          let entry = try #require(differences[k, j])
          let (value, scale) = (exact[k, j], exact.largestMagnitude)
          guard entry.bound < 1e-8 * abs(value) else { continue }
          #expect(Verdict(analytic: value, estimate: entry, scale: scale) == .agrees)
          for factor in [1 + 1e-6, 1 - 1e-6, -1, 0] {
            #expect(Verdict(analytic: factor * value, estimate: entry, scale: scale) == .wrong)
          }
        }
      }
    }
  }

  /// A forgotten layer, a transposed weight, a missing σ′ of the last layer.
  @Test func wrongFormulasAreWrong() throws {
    let network = RandomNetwork.make([4, 4, 4, 4], last: "tansig", seed: 1)
    let x = RandomNetwork.point(4, seed: 1)
    let map = NetworkMap(network)
    let differences = try FiniteDifference().jacobian(of: map, at: x)
    #expect(try worst(ComplexStep.jacobian(of: map, at: x), differences) == .agrees)
    var transposed = network
    for i in 0..<4 {
      for j in 0..<4 {
        transposed.setWeight(layer: 1, i, j, to: network.layers[1].weights[j, i])
      }
    }
    let mistakes = [
      try ComplexStep.jacobian(of: NetworkMap(transposed), at: x),
      try ComplexStep.jacobian(
        of: NetworkMap(network, to: .activation(2)), at: x),
      try ComplexStep.jacobian(of: NetworkMap(network, to: .preactivation(3)), at: x),
      try ComplexStep.jacobian(of: map, at: x).transposed,
    ]
    for fault in mistakes { #expect(try worst(fault, differences) == .wrong) }
  }

  @Test func theOrderIsThatOfSeverity() {
    #expect(Verdict.agrees < .limitedByRounding && .limitedByRounding < .limitedByTruncation)
    #expect(Verdict.allCases.max() == .wrong)
  }

  @Test func notANumberIsWrongWhereTheMapHasAValue() {
    let estimate = DifferenceEstimate(value: 1, bound: 1e-12, limitation: .rounding, unit: 1)
    // 0·∞ in the formula is no value, and nothing to call wrong.
    #expect(Verdict(analytic: .nan, estimate: estimate, scale: 1) == .notCheckable)
    #expect(Verdict(analytic: 1, estimate: estimate, scale: .nan) == .agrees)
  }
  /// Some other entry of the object is not finite: this one can be judged all the same.
  @Test(arguments: [Double.infinity, .nan])
  func aScaleThatIsNotFiniteSaysNothing(scale: Double) {
    let estimate = DifferenceEstimate(value: 1, bound: 1e-12, limitation: .rounding, unit: 1)
    #expect(Verdict(analytic: 2, estimate: estimate, scale: scale) == .wrong)
    #expect(Verdict(analytic: 1 + 1e-13, estimate: estimate, scale: scale) == .agrees)
    let vague = DifferenceEstimate(value: 1, bound: 1e-3, limitation: .rounding, unit: 1)
    #expect(Verdict(analytic: 1.0001, estimate: vague, scale: scale) == .limitedByRounding)
  }
}
