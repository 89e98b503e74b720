import Numerics
import Testing

@testable import Core

/// What holds for every line of the table of activations, and what happens at its edges.
@Suite struct ActivationTests {
  static let elementwise = ActivationRule.all.filter { $0.coupling == nil }.map { Activation($0) }

  // MARK: Names and parameters

  @Test func namesAndAliasesAreUniqueLowerCaseAndResolve() {
    var seen: Set<String> = []
    for rule in ActivationRule.all {
      for name in [rule.name] + rule.aliases {
        #expect(seen.insert(name).inserted, "\(name) is there twice")
        #expect(name == name.lowercased())
        #expect(ActivationRule.named(name.uppercased())?.name == rule.name)
      }
    }
    #expect(ActivationRule.named("tansigg") == nil)
  }

  /// On the real line the complex value is the real one.
  @Test(arguments: elementwise) func complexValuesAreValuesOnTheLine(activation: Activation) {
    for k in -24...24 {
      let x = Double(k) / 4 + 0.0123
      let (value, complex) = (activation.value(x), activation.complexValue(Complex(x)))
      #expect(abs(complex.real - value) <= 4e-15 * max(abs(value), 1e-3), "\(activation.name) \(x)")
      #expect(complex.imaginary == 0)
    }
  }

  /// e^(−z²) at (1 + i/2)/2: e^(−3/16) (cos(1/4) − i sin(1/4)).
  @Test func theComplexBell() {
    let value = Activation(.radbas).complexValue(Complex(0.5, 0.25))
    #expect(abs(value.real - 0.80325661) < 1e-7 && abs(value.imaginary + 0.20510509) < 1e-7)
  }

  @Test(arguments: [
    ("Tanh", "tansig"), ("sigmoid", "logsig"), ("logistic", "logsig"), ("ReLU", "poslin"),
    ("LeakyReLU", "leakyrelu"), ("leaky_relu", "leakyrelu"), ("SiLU", "swish"),
    ("Hardtanh", "satlins"), ("hard_sigmoid", "hardsigmoid"), ("HardSwish", "hardswish"),
    ("elliotsig", "softsign"), ("exponential", "exp"), ("identity", "purelin"),
    ("linear", "purelin"), ("log_softmax", "logsoftmax"),
  ]) func otherSystemsNames(alias: String, name: String) {
    #expect(ActivationRule.named(alias)?.name == name)
  }

  @Test func standardParametersFit() {
    for rule in ActivationRule.all {
      #expect(rule.problem(with: rule.parameters.map(\.standard)) == nil)
    }
  }

  @Test func parametersOutOfRangeAreNamed() throws {
    let softplus = try #require(ActivationRule.named("softplus"))
    let leaky = try #require(ActivationRule.named("leakyrelu"))
    let hard = try #require(ActivationRule.named("hardsigmoid"))
    #expect(softplus.problem(with: [0]) == .outOfRange(softplus.parameters[0], value: 0))
    #expect(softplus.problem(with: [0])?.description == "beta must be a positive number, not 0.0")
    #expect(softplus.problem(with: [-1])?.description == "beta must be a positive number, not -1.0")
    #expect(leaky.problem(with: [.nan])?.description == "alpha must be a finite number, not nan")
    #expect(leaky.problem(with: [-2]) == nil)
    #expect(hard.problem(with: [0.2, .infinity])?.description.hasPrefix("beta must be") == true)
    #expect(hard.problem(with: [0.2]) == .count(expected: 2, found: 1))
    #expect(leaky.problem(with: [])?.description == "takes 1 parameter, not 0")
  }

  // MARK: One function, three ways

  @Test(arguments: elementwise) func theValueOfTheJetIsTheValue(activation: Activation) throws {
    let rows = try ActivationOracle.rows(of: activation.name).map(\.x)
    for x in rows + [.infinity, -.infinity, -0.0, 1e300, -1e300] {
      let (value, jet) = (activation.value(x), activation.jet(x))
      #expect(value.bitPattern == jet.value.bitPattern, "\(activation.name)(\(x))")
    }
  }

  /// σ(x + ih) has the imaginary part hσ′(x) up to h³, with nothing subtracted.
  @Test(arguments: ActivationOracle.names, [1e-20, 1e-100])
  func complexStepAgreesWithTheOracle(name: String, h: Double) throws {
    // Each gate is x f(x), whose two terms f and x f′ cancel at the zero of σ′.
    let isGate = ["swish", "gelu", "gelutanh", "mish", "hardswish"].contains(name)
    let rule = try #require(ActivationRule.named(name))
    for row in try ActivationOracle.rows(of: name) where abs(row.x) <= 30 {
      let activation = Activation(rule, parameters: row.parameters)
      let z = activation.complexValue(Complex(row.x, h))
      let first = row.expected[1].high
      let scale = max(abs(first), isGate && row.x != 0 ? abs(activation.value(row.x) / row.x) : 0)
      // Below that hσ′ runs out of digits.
      if h * scale < ActivationOracle.smallest { continue }
      let error = abs(z.imaginary / h - first) / scale
      #expect(error <= 1.5e-15, "\(row.place(1)): \(z.imaginary / h), not \(first): \(error)")
    }
  }

  // MARK: Edges

  @Test(arguments: elementwise) func notANumberPassesThrough(activation: Activation) {
    let jet = activation.jet(.nan)
    #expect(activation.value(.nan).isNaN)
    #expect(jet.value.isNaN && jet.first.isNaN && jet.second.isNaN)
  }

  /// σ, σ′, σ″ at −∞ and at +∞.
  static let limits: [(name: String, left: Jet, right: Jet)] = [
    ("purelin", Jet(-.infinity, 1, 0), Jet(.infinity, 1, 0)),
    ("tansig", Jet(-1, 0, 0), Jet(1, 0, 0)),
    ("logsig", Jet(0, 0, 0), Jet(1, 0, 0)),
    ("posttansig", Jet(-1, 0, 0), Jet(0, 0, 0)),
    ("softsign", Jet(-1, 0, 0), Jet(1, 0, 0)),
    ("softplus", Jet(0, 0, 0), Jet(.infinity, 1, 0)),
    ("poslin", Jet(0, 0, 0), Jet(.infinity, 1, 0)),
    ("leakyrelu", Jet(-.infinity, 0.01, 0), Jet(.infinity, 1, 0)),
    ("elu", Jet(-1, 0, 0), Jet(.infinity, 1, 0)),
    ("selu", Jet(-1.7580993408473768, 0, 0), Jet(.infinity, 1.0507009873554805, 0)),
    ("celu", Jet(-1, 0, 0), Jet(.infinity, 1, 0)),
    ("relu6", Jet(0, 0, 0), Jet(6, 0, 0)),
    ("radbas", Jet(0, 0, 0), Jet(0, 0, 0)),
    ("satlin", Jet(0, 0, 0), Jet(1, 0, 0)),
    ("satlins", Jet(-1, 0, 0), Jet(1, 0, 0)),
    ("hardsigmoid", Jet(0, 0, 0), Jet(1, 0, 0)),
    ("hardswish", Jet(0, 0, 0), Jet(.infinity, 1, 0)),
    ("gelu", Jet(0, 0, 0), Jet(.infinity, 1, 0)),
    ("gelutanh", Jet(0, 0, 0), Jet(.infinity, 1, 0)),
    ("swish", Jet(0, 0, 0), Jet(.infinity, 1, 0)),
    ("mish", Jet(0, 0, 0), Jet(.infinity, 1, 0)),
    ("exp", Jet(0, 0, 0), Jet(.infinity, .infinity, .infinity)),
    ("square", Jet(.infinity, -.infinity, 2), Jet(.infinity, .infinity, 2)),
  ]

  @Test(arguments: limits) func limitsAtInfinity(name: String, left: Jet, right: Jet) throws {
    let activation = try #require(Activation(named: name))
    #expect(activation.jet(-.infinity) == left)
    #expect(activation.jet(.infinity) == right)
  }

  @Test func onlyTheWavesHaveNoLimits() {
    let missing = Set(Self.elementwise.map(\.name)).subtracting(Self.limits.map(\.name))
    #expect(missing == ["sin", "cos"])
    for name in missing { #expect(Activation(named: name)?.value(.infinity).isNaN == true) }
  }

  @Test(arguments: elementwise) func hugeArgumentsGiveNumbers(activation: Activation) {
    for x in [800, 1e5, 1e80, 1e160, Double.greatestFiniteMagnitude] {
      for x in [x, -x] {
        let jet = activation.jet(x)
        #expect(
          !jet.value.isNaN && !jet.first.isNaN && !jet.second.isNaN, "\(activation.name)(\(x))")
      }
    }
  }

  @Test func aSlopeOfZeroHasTheLimitZero() throws {
    let flat = Activation(try #require(ActivationRule.named("leakyrelu")), parameters: [0])
    #expect(flat.jet(-.infinity) == Jet(0, 0, 0))
  }

  /// σ′ jumps at each kink, or σ″ does: the points on both sides differ, and the kink has the outer
  /// piece's derivatives.
  @Test(arguments: elementwise) func kinksAreJumps(activation: Activation) {
    for kink in activation.kinks {
      let (left, right) = (activation.jet(kink - 1e-9), activation.jet(kink + 1e-9))
      #expect(
        abs(left.first - right.first) > 1e-3 || abs(left.second - right.second) > 1e-3,
        "\(activation.name) at \(kink)")
    }
  }

  @Test func derivativesAtKinksAreThoseOfTheFrameworks() throws {
    func first(_ name: String, _ x: Double) throws -> Double {
      try #require(Activation(named: name)).jet(x).first
    }
    #expect(try first("poslin", 0) == 0)
    #expect(try first("leakyrelu", 0) == 0.01)
    #expect(try first("elu", 0) == 1)
    #expect(try first("selu", 0) == 1.7580993408473768)
    #expect(try first("satlins", 1) == 0)
    #expect(try first("hardsigmoid", -3) == 0)
    #expect(try first("hardsigmoid", 3) == 0)
    #expect(try first("hardswish", -3) == 0)
    #expect(try first("hardswish", 3) == 1)
  }

  // MARK: By hand

  /// MATH.md, section 1: with T(0) = −1/2, −2(T² + T) = 1/2, and the function is (tansig − 1)/2.
  @Test func posttansigIsThePostsFunction() throws {
    let post = try #require(Activation(named: "posttansig"))
    #expect(post.jet(0) == Jet(-0.5, 0.5, 0))
    let (half, whole) = (post.jet(0.75), Activation(named: "tansig")?.jet(0.75))
    #expect(abs(half.value - ((whole?.value ?? .nan) - 1) / 2) <= 1e-16)
    #expect(abs(half.first - -2 * (half.value * half.value + half.value)) <= 2e-16)
  }
}
