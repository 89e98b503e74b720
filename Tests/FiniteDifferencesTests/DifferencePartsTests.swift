import Testing

@testable import Core
@testable import FiniteDifferences

/// Steps, rounding and judgements where a look at them from outside does not tell one from another.
@Suite struct DifferencePartsTests {
  private func map(_ activation: Activation, weight: Double = 1, bias: Double = 0) -> NetworkMap {
    NetworkMap(
      Network(
        name: "n",
        layers: [Layer(weights: Matrix([[weight]]), bias: [bias], activation: activation)]))
  }

  private func formula(_ text: String) throws -> Activation {
    Activation(ActivationRule(name: "f", formula: try Formula(text)))
  }

  // MARK: Steps

  /// No variable that stays moves anything.
  @Test func whatIsDisplacedByNothingStays() {
    let layer = Layer(weights: .identity(4), activation: Activation(.tansig))
    let map = NetworkMap(Network(name: "n", layers: [layer]))
    let function = NetworkFunction(map, at: [1, 2, 3, 4], components: [1, 3])
    #expect(function.displaced(by: [0, 0], seed: 1) == [1, 2, 3, 4])
    // By half to three halves of a length, shared among the components.
    let moved = zip(function.displaced(by: [1, 1], seed: 1), [1, 2, 3, 4]).map { abs($0 - $1) }
    #expect(moved[0] == 0 && moved[2] == 0)
    #expect([moved[1], moved[3]].allSatisfy { $0 >= 0.35 && $0 <= 1.07 })
  }

  /// √(x − 1) has no value on the left of 1, √(1 − x) none on the right: no step is short enough.
  @Test(arguments: ["sqrt(x - 1)", "sqrt(1 - x)"]) func edges(text: String) throws {
    let edge = try formula(text)
    #expect(Reach.of(edge, at: 1) == 0)
    #expect(Reach.of(edge, at: text == "sqrt(x - 1)" ? 3 : -1) > 0.1)
    #expect(Reach.of(edge, at: .infinity) == 1)
  }

  /// Steps of 10¹², of which none among the smallest is of use: rows end where they have to, and the
  /// bound covers what is found.
  @Test func rowsHaveAnEnd() throws {
    for step in [1e12, 1e9] {
      let entry = try #require(
        try FiniteDifference(step: step).jacobian(of: map(Activation(.tansig)), at: [0.5])[0, 0])
      let slope = 0.7864477329659274
      #expect(abs(entry.value - slope) <= entry.bound)
    }
    // Far from a polynomial on any of its steps.
    let wave = map(try formula("x + sin(1e7*x)"))
    let entry = try #require(
      try FiniteDifference(step: 1e6).jacobian(of: wave, at: [0.5])[0, 0])
    #expect(entry.bound > 0)
  }

  // MARK: Rounding

  private func noise(_ map: NetworkMap, at x: Double) throws -> Double {
    let evaluator = try BatchedEvaluator(NetworkFunction(map, at: [x])) {}
    return try RoundingNoise.standardDeviations(of: evaluator, lengths: [1])[0]
  }

  /// tanh(30) is 1 to the last digit, which is off by half a unit at most; a copy does not round.
  @Test func anActivationRounds() throws {
    let saturated = try noise(map(Activation(.tansig)), at: 30)
    #expect(saturated >= 0x1p-55 && saturated <= 0x1p-52)
    let copied = try noise(map(Activation(.purelin)), at: 0)
    #expect(copied <= 0x1p-70)
  }

  /// At the bottom of (x − 1)² what rounding does is seen beside it: there the slope is about 1/2.
  @Test func theBottomOfAParabola() throws {
    let flat = try noise(map(Activation(.square), bias: -1), at: 1)
    #expect(flat >= 0x1p-58 && flat <= 0x1p-50)
  }

  /// t∇A is a product that rounds: where A is 0 that is all there is.
  @Test func theProductOfATaylorTestRounds() throws {
    let test = try TaylorTest(
      of: map(Activation(.purelin), weight: 1e6), at: [0], along: [1], linear: [1e6],
      quadratic: [0])
    #expect(!test.rows.isEmpty)
    for row in test.rows { #expect(row.floor >= 0x1p-54 * 1e6 * row.t) }
    #expect(test.rows.allSatisfy { $0.isFirstAtFloor })
  }

  // MARK: Judgements

  /// An error beyond the bound and below 32 of them is called neither wrong nor right: it was compared
  /// with the bound and the rounding of the entry, 2⁻⁴⁶ and 2⁻⁴⁸ of what is large.
  @Test func theBoundOfWhatIsNotDecided() {
    let estimate = DifferenceEstimate(value: 1, bound: 1e-12, limitation: .rounding, unit: 1)
    let comparison = Comparison(analytic: 1 + 1e-11, estimate: estimate, scale: 1)
    #expect(comparison.verdict == .limitedByRounding)
    #expect(abs(comparison.bound - (1e-12 + 0x1p-46 + 0x1p-48)) <= 1e-20)
  }
}
