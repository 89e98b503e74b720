import Core
import TestSupport
import Testing

@Suite struct TaylorTestTests {
  private struct Terms {
    let map: NetworkMap
    let x: [Double]
    let direction: [Double]
    var linear: [Double]
    var quadratic: [Double]

    init(_ network: Network, seed: UInt64) throws {
      let d = network.inputCount
      try self.init(
        network, at: RandomNetwork.point(d, seed: seed),
        along: RandomNetwork.point(d, seed: seed + 1000))
    }

    init(_ network: Network, at x: [Double], along direction: [Double]) throws {
      map = NetworkMap(network)
      self.x = x
      self.direction = direction
      let exact = try HyperDual.derivatives(of: map, at: x)
      let d = x.indices
      linear = (0..<map.outputCount).map { k in
        d.reduce(0) { $0 + exact.jacobian[k, $1] * direction[$1] }
      }
      quadratic = exact.hessians.map { h in
        d.reduce(0) { sum, i in
          sum + d.reduce(0) { $0 + h[i, $1] * direction[i] * direction[$1] }
        }
      }
    }

    func test() throws -> TaylorTest {
      try TaylorTest(of: map, at: x, along: direction, linear: linear, quadratic: quadratic)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func rightAndWrong(seed: UInt64) throws {
    let network = RandomNetwork.make(
      [3, 8, 8, 2], last: seed % 2 == 0 ? "purelin" : "softmax", seed: seed)
    let exact = try Terms(network, seed: seed)
    let test = try exact.test()
    #expect(test.outcome == .right)
    #expect(test.rows[0].t == 1 && test.rows[1].t == 0.5)
    #expect(test.rows.last?.isSecondAtFloor == true)
    for fault in [1.001, 0.5, -1, 0] {
      // A thousandth of a small curvature drowns before the third order does.
      if fault == 1.001 && exact.quadratic.largestMagnitude < 0.1 { continue }
      var wrong = exact
      wrong.quadratic = exact.quadratic.map { $0 * fault }
      let outcome = try wrong.test().outcome
      #expect(outcome == .hessianWrong, "\(fault), \(exact.quadratic)")
      wrong = exact
      wrong.linear = exact.linear.map { $0 * fault }
      #expect(try wrong.test().outcome == .jacobianWrong, "\(fault)")
    }
  }

  /// A = tanh x at 0 along 1: the remainder after order 1 is x³/3 already.
  @Test func aVanishingCurvatureIsNoMistake() throws {
    let network = Network(
      name: "one",
      layers: [
        Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(named: "tansig")!)
      ])
    let test = try TaylorTest(
      of: NetworkMap(network), at: [0], along: [1], linear: [1], quadratic: [0])
    #expect(test.outcome == .right)
    let slope = try #require(test.rows[6].firstSlope)
    #expect(abs(slope - 3) < 0.01)
  }

  @Test func aPolynomialHasNoRemainder() throws {
    let network = Network(
      name: "square",
      layers: [
        Layer(weights: Matrix([[3]]), bias: [1], activation: Activation(named: "square")!)
      ])
    // A = (3x + 1)² at 1/3: A′ = 12, A″ = 18.
    func outcome(_ linear: Double, _ quadratic: Double) throws -> TaylorTest.Outcome {
      try TaylorTest(
        of: NetworkMap(network), at: [1.0 / 3], along: [1], linear: [linear],
        quadratic: [quadratic]
      ).outcome
    }
    #expect(try outcome(12, 18) == .right)
    #expect(try outcome(12, 18.001) == .hessianWrong)
    #expect(try outcome(12.001, 18) == .jacobianWrong)
  }

  @Test func kinksAreNamedOrSteppedAround() throws {
    let network = { (b: Double) in
      Network(
        name: "relu",
        layers: [
          Layer(
            weights: Matrix([[1], [1]]), bias: [1, b], activation: Activation(named: "poslin")!),
          Layer(
            weights: Matrix([[1, 2]]), bias: [0], activation: Activation(named: "tansig")!),
        ])
    }
    #expect(try Terms(network(0.01), at: [0], along: [-1]).test().outcome == .right)
    let blocked = try Terms(network(0), at: [0], along: [1]).test()
    let kink = NeuronPlace(layer: 1, neuron: 2, activation: "poslin")
    #expect(blocked.outcome == .kinkCrossed(kink))
    #expect(blocked.rows.allSatisfy { $0.crossing == kink })
  }

  /// An input in units of 1e-9, J = (7.9e8, 0.9): along (1, 1) nothing is seen before t = 2^−30.
  @Test(arguments: [1e7, 1e8, 1e9, 1e12]) func inputsOfTinyUnits(gain: Double) throws {
    let network = Network(
      name: "si9",
      layers: [
        Layer(
          weights: Matrix([[gain, 0], [0, 1]]), bias: [0.2, -0.1],
          activation: Activation(named: "tansig")!),
        Layer(weights: Matrix([[1, 1]]), bias: [0], activation: Activation(named: "purelin")!),
      ])
    let x = [0.3 / gain, 0.4]
    var terms = try Terms(network, at: x, along: [1, 1])
    #expect(try terms.test().outcome == .right)
    terms.quadratic[0] *= 1.1
    #expect(try terms.test().outcome == .hessianWrong)
    let direction = try TaylorTest.direction(of: NetworkMap(network), at: x)
    #expect(direction[1] == 1 && direction[0] * gain > 0.1 && direction[0] * gain < 4)
    terms = try Terms(network, at: x, along: direction)
    #expect(try terms.test().outcome == .right)
    terms.linear[0] *= 1.01
    #expect(try terms.test().outcome == .jacobianWrong)
  }

  /// x − y alone counts: along (1, 1) there is nothing to see, neither right nor wrong.
  @Test func aTranslationSaysNothing() throws {
    let network = Network(
      name: "pair",
      layers: [
        Layer(weights: Matrix([[1, -1]]), bias: [0], activation: Activation(named: "square")!),
        Layer(weights: Matrix([[2]]), bias: [0.1], activation: Activation(named: "tansig")!),
      ])
    #expect(try Terms(network, at: [0.3, 1.1], along: [1, 1]).test().outcome == .saysNothing)
    #expect(try Terms(network, at: [0.3, 1.1], along: [1, 0]).test().outcome == .right)
  }

  @Test func undecidedCasesSaySo() throws {
    let network = RandomNetwork.make([2, 4, 1], seed: 1)
    #expect(
      try Terms(network, at: [0.1, 0.2], along: [1e-20, 0]).test().outcome == .directionTooShort)
    #expect(
      try Terms(network, at: [0.1, 0.2], along: [1e-9, 0]).test().outcome == .directionTooShort)
    #expect(try Terms(network, at: [.nan, 0], along: [1, 0]).test().outcome == .notFinite)
    var terms = try Terms(network, at: [0.1, 0.2], along: [1, 1])
    terms.linear = [.nan]
    #expect(try terms.test().outcome == .jacobianWrong)
  }
}
