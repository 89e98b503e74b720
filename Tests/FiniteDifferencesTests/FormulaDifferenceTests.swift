import Core
import TestSupport
import Testing

/// Formulas have poles, edges of their domain and sharp bends as near to a point as they like.
@Suite struct FormulaDifferenceTests {
  private func map(_ formula: String, last: String = "x") throws -> NetworkMap {
    func layer(_ text: String) throws -> Layer {
      Layer(
        weights: Matrix([[1]]), bias: [0],
        activation: Activation(ActivationRule(name: "f", formula: try Formula(text))))
    }
    return NetworkMap(Network(name: "f", layers: [try layer(formula), try layer(last)]))
  }

  /// Right values by hand; the same a part in 10⁵ off is wrong.
  private func expectChecked(
    _ formula: String, at x: Double, first: Double, second: Double
  ) throws {
    let map = try map(formula)
    let jacobian = try #require(try FiniteDifference().jacobian(of: map, at: [x])[0, 0])
    let hessian = try #require(try FiniteDifference().hessian(of: map, at: [x])[0, 0, 0])
    for (value, estimate) in [(first, jacobian), (second, hessian)] {
      func verdict(_ analytic: Double) -> Verdict {
        Verdict(analytic: analytic, estimate: estimate, scale: abs(analytic))
      }
      #expect(verdict(value) == .agrees, "\(formula) at \(x): \(value) \(estimate)")
      if value != 0 { #expect(verdict(value * (1 + 1e-5)) == .wrong, "\(formula) at \(x)") }
    }
  }

  @Test(arguments: [0.1, 0.12, 0.01, 1e-5, -0.3, 7])
  func beyondAPole(x: Double) throws {
    try expectChecked("1/x", at: x, first: -1 / (x * x), second: 2 / (x * x * x))
  }

  @Test func othersOfTheIssue() throws {
    // tan′ = 1 + t², tan″ = 2t(1 + t²), t = tan 1.5.
    let t = 14.101419947171719
    try expectChecked("tan(x)", at: 1.5, first: 1 + t * t, second: 2 * t * (1 + t * t))
    try expectChecked("1/(1-x)", at: 0.9, first: 1 / (0.1 * 0.1), second: 2 / (0.1 * 0.1 * 0.1))
    try expectChecked("log(x)", at: 1e-6, first: 1e6, second: -1e12)
    try expectChecked("sqrt(x)", at: 1e-20, first: 5e9, second: -2.5e29)
    // Poles beside the real line, at ±i/1000.
    try expectChecked("1/(1+1e6*x^2)", at: 0.001, first: -500, second: 5e5)
  }

  @Test func theEdgeOfADomainIsNamed() throws {
    let neuron = NeuronPlace(layer: 1, neuron: 1, activation: "f")
    // σ′(0) = 0 from the right; to the left there is nothing to compare with.
    let edge = try map("exp(2.5*log(x+1e-300))")
    let estimate = try #require(try FiniteDifference().jacobian(of: edge, at: [0])[0, 0])
    #expect(estimate.limitation == .domain(neuron))
    #expect(Verdict(analytic: 0, estimate: estimate, scale: 1) == .notCheckable)
    let root = try map("sqrt(x)")
    let infinite = try #require(try FiniteDifference().jacobian(of: root, at: [0])[0, 0])
    #expect(infinite.limitation == .noDerivative(neuron))
    #expect(Verdict(analytic: .infinity, estimate: infinite, scale: 1) == .noDerivative)
  }

  /// √(x² + y²) at 0: both sides have values, and the differences of the two sides cancel.
  @Test func aCornerWithoutASlopeIsNamed() throws {
    let root = Activation(ActivationRule(name: "root", formula: try Formula("sqrt(x)")))
    let square = try #require(Activation(named: "square"))
    let map = NetworkMap(
      Network(
        name: "norm",
        layers: [
          Layer(weights: Matrix([[1, 0], [0, 1]]), bias: [0, 0], activation: square),
          Layer(weights: Matrix([[1, 1]]), bias: [0], activation: root),
        ]))
    let neuron = NeuronPlace(layer: 2, neuron: 1, activation: "root")
    let entry = try #require(try FiniteDifference().jacobian(of: map, at: [0, 0])[0, 1])
    #expect(entry.limitation == .noDerivative(neuron))
    #expect(Verdict(analytic: .nan, estimate: entry, scale: .nan) == .noDerivative)
    let second = try #require(try FiniteDifference().hessian(of: map, at: [0, 0])[0, 1, 0])
    #expect(Verdict(analytic: .nan, estimate: second, scale: .nan) == .noDerivative)
  }

  /// Where the formula of a derivative is 0/0 it may have a limit: the derivative.
  @Test func aDerivativeThatIsALimit() throws {
    func jet(_ formula: String, at x: Double) throws -> Jet {
      Activation(ActivationRule(name: "f", formula: try Formula(formula))).jet(x)
    }
    #expect(try jet("(x^2)^1.5", at: 0) == Jet(0, 0, 0))
    #expect(try jet("((x-1)^2)^1.5", at: 1).second == 0)
    let corner = try jet("sqrt(x^2)", at: 0)
    #expect(corner.value == 0 && corner.first.isNaN && corner.second.isNaN)
    #expect(!(try jet("(x^2)^0.75", at: 0).second.isFinite))
    #expect(try jet("(x^2)^0.75", at: 0).first == 0)
  }

  /// A kink at the point itself is the first output's alone.
  @Test func anotherOutputsKinkIsNotOnes() throws {
    let hardswish = try #require(Activation(named: "hardswish"))
    let purelin = try #require(Activation(named: "purelin"))
    let map = NetworkMap(
      Network(
        name: "three",
        layers: [
          Layer(weights: Matrix([[1], [1], [1]]), bias: [0, -6, 1], activation: hardswish),
          Layer(
            weights: Matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), bias: [0, 0, 0],
            activation: purelin),
        ]))
    let differences = try FiniteDifference().jacobian(of: map, at: [-3])
    func verdict(_ k: Int, _ value: Double) throws -> Verdict {
      Verdict(analytic: value, estimate: try #require(differences[k, 0]), scale: 1 / 6)
    }
    #expect(try verdict(0, 0) == .notCheckable)
    #expect(try verdict(1, 0) == .agrees)
    #expect(try verdict(2, -1.0 / 6) == .agrees)
    #expect(try verdict(2, -0.1666) == .wrong)
  }

  /// A mask of the largest number there is: the others' differences know nothing of it.
  @Test(arguments: [-1.79e308, -1e300, -Double.infinity]) func masksAreNoObstacle(mask: Double)
    throws
  {
    let softmax = try #require(Activation(named: "softmax"))
    let weights = Matrix([[1, 2], [-1, 0.5], [0.25, -1]])
    func probabilities(_ rows: [Int], _ bias: [Double]) -> NetworkMap {
      let rows = rows.map { Array(weights.row($0)) }
      return NetworkMap(
        Network(
          name: "masked",
          layers: [Layer(weights: Matrix(rows), bias: bias, activation: softmax)]))
    }
    let masked = probabilities([0, 1, 2], [0.1, 0.2, mask])
    let plain = try ComplexStep.jacobian(of: probabilities([0, 1], [0.1, 0.2]), at: [0.3, -0.4])
    let differences = try FiniteDifference().jacobian(of: masked, at: [0.3, -0.4])
    for k in 0..<2 {
      for j in 0..<2 {
        let entry = try #require(differences[k, j])
        #expect(Verdict(analytic: plain[k, j], estimate: entry, scale: 1) == .agrees, "\(entry)")
      }
    }
  }

  /// The bias of a masked neuron cannot be moved; those of the others are checked as ever.
  @Test func anInfiniteParameterIsItsOwnObstacle() throws {
    let softmax = try #require(Activation(named: "softmax"))
    let network = Network(
      name: "masked",
      layers: [
        Layer(
          weights: Matrix([[1], [-1], [0.25]]), bias: [0.1, 0.2, -.infinity], activation: softmax)
      ])
    let s = try ObjectiveNetwork(network, .crossEntropy(target: [0.25, 0.75, 0]))
    let function = NetworkFunction(s.network, of: [.parameters(.bias(1))], at: [0.3])
    let differences = try FiniteDifference().jacobian(of: function)
    let gradient = WeightDerivatives(s, at: [0.3]).gradient(.bias(1))
    for i in 0..<2 {
      let entry = try #require(differences[0, i])
      #expect(Verdict(analytic: gradient[i, 0], estimate: entry, scale: 1) == .agrees)
    }
    let masked = try #require(differences[0, 2])
    #expect(masked.limitation == .infiniteVariable)
    #expect(Verdict(analytic: 0, estimate: masked, scale: 1) == .notCheckable)
  }

  @Test func noBoundNoAgreement() {
    let estimate = DifferenceEstimate(value: 0, bound: .infinity, limitation: .truncation, unit: 1)
    #expect(Verdict(analytic: 0, estimate: estimate, scale: 1) == .limitedByTruncation)
  }

  /// Numbers below 2e−308 have hardly a digit: 1e−321 beside 0 is no mistake.
  @Test func nothingIsWrongBelowTheSmallestNormalNumber() {
    let estimate = DifferenceEstimate(
      value: 200 * .leastNonzeroMagnitude, bound: 0, limitation: .rounding, unit: 0)
    #expect(Verdict(analytic: 0, estimate: estimate, scale: 0) != .wrong)
  }

  /// The bound that is shown is the one that decided.
  @Test func theBoundThatDecidedIsTold() {
    let estimate = DifferenceEstimate(value: 0, bound: 2.3e-32, limitation: .rounding, unit: 1e-15)
    let zero = Comparison(analytic: 8.3e-17, estimate: estimate, scale: 1.28779998)
    #expect(zero.verdict == .agrees && zero.bound >= zero.error)
    #expect(zero.bound < 1e-14)
  }
}
