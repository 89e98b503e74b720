import Testing

@testable import Core
@testable import Explanation
@testable import Networks

/// Three hundred claims whose answers are known: identities and rewritings of them, and the same with
/// one thing altered.
@Suite("A corpus of claims")
struct ClaimCorpusTests {
  struct Identity: Sendable, CustomTestStringConvertible {
    let activation: Activation
    let order: Int
    let formula: String

    init(_ rule: ActivationRule, _ order: Int, _ formula: String, with parameters: [Double]? = nil)
    {
      activation = Activation(rule, parameters: parameters)
      self.order = order
      self.formula = formula
    }

    var testDescription: String { "\(activation.name), order \(order): \(formula)" }

    func claim(_ formula: String) throws -> Claim {
      let read = try Formula(
        formula, variable: "x", allowsValue: true, function: NamedFormula.builtIn)
      return try #require(Claim(about: activation, order: order, is: read))
    }

    func holds(_ formula: String) throws -> Bool {
      let claim = try claim(formula)
      return try claim.comparison(of: claim.statement).holds
    }
  }

  /// Each follows from the definition by a line of algebra.
  static let identities: [Identity] = [
    .init(.tansig, 0, "(exp(x) - exp(-x))/(exp(x) + exp(-x))"),
    .init(.tansig, 0, "2*logsig(2*x) - 1"),
    .init(.tansig, 1, "1 - T^2"),
    .init(.tansig, 1, "4/(exp(x) + exp(-x))^2"),
    .init(.tansig, 1, "(1 - T)*(1 + tansig(x))"),
    .init(.tansig, 2, "2*T^3 - 2*T"),
    .init(.tansig, 2, "-2*T/cosh(x)^2"),
    .init(.logsig, 0, "exp(x)/(1 + exp(x))"),
    .init(.logsig, 0, "(1 + tanh(x/2))/2"),
    .init(.logsig, 1, "T*(1 - T)"),
    .init(.logsig, 1, "T - T^2"),
    .init(.logsig, 1, "exp(-x)*T^2"),
    .init(.logsig, 1, "1/(4*cosh(x/2)^2)"),
    .init(.logsig, 2, "T*(1 - T)*(1 - 2*T)"),
    .init(.logsig, 2, "-logsig'(x)*tanh(x/2)"),
    .init(.posttansig, 1, "-2*T*(1 + T)"),
    .init(.posttansig, 1, "2*logsig(2*x)*logsig(-2*x)"),
    .init(.softplus, 0, "log(1 + exp(x))"),
    .init(.softplus, 0, "x - log(logsig(x))"),
    .init(.softplus, 1, "1 - exp(-T)"),
    .init(.softplus, 2, "exp(-T)*(1 - exp(-T))"),
    .init(.softplus, 1, "logsig(5*x)", with: [5]),
    .init(.softplus, 2, "5*logsig(5*x)*logsig(-5*x)", with: [5]),
    .init(.softplus, 0, "log1p(exp(x/2))*2", with: [0.5]),
    .init(.softplus, 1, "1 - exp(-5*T)", with: [5]),
    .init(.radbas, 1, "-2*x*T"),
    .init(.radbas, 2, "(4*x^2 - 2)*T"),
    .init(.radbas, 2, "4*x^2*exp(-x^2) - 2*exp(-x^2)"),
    .init(.swish, 0, "x*logsig(x)"),
    .init(.swish, 1, "T + logsig(x)*(1 - T)"),
    .init(.swish, 1, "logsig(x)*(1 + x*logsig(-x))"),
    .init(.gelu, 2, "(2 - x^2)*exp(-x^2/2)/sqrt(2*pi)"),
    .init(.gelu, 1, "(1 + erf(x/sqrt(2)))/2 + x*exp(-x^2/2)/sqrt(2*pi)"),
    .init(.mish, 0, "x*tanh(softplus(x))"),
    .init(.exp, 1, "T"),
    .init(.exp, 2, "sinh(x) + cosh(x)"),
    .init(.square, 1, "2*x"),
    .init(.square, 1, "((x + 1)^2 - (x - 1)^2)/2"),
    .init(.sin, 1, "cos(x)"),
    .init(.cos, 1, "-2*sin(x/2)*cos(x/2)"),
    .init(.sin, 2, "-T"),
    .init(.softsign, 1, "(1 - abs(T))^2"),
    .init(.softsign, 1, "1/(1 + abs(x))^2"),
    .init(.elu, 0, "max(x, 0) + exp(min(x, 0)) - 1"),
    .init(.elu, 1, "exp(min(x, 0))"),
    .init(.elu, 1, "min(T, 0) + 1"),
    .init(.elu, 1, "step(x) + 2*(1 - step(x))*exp(min(x, 0))", with: [2]),
    .init(.leakyrelu, 0, "max(x, 0.1*x)", with: [0.1]),
    .init(.celu, 1, "exp(min(x, 0)/2)", with: [2]),
    .init(.poslin, 0, "(x + abs(x))/2"),
    .init(.poslin, 1, "(1 + sign(x))/2"),
    .init(.relu6, 0, "min(max(x, 0), 6)"),
    .init(.satlins, 0, "(abs(x + 1) - abs(x - 1))/2"),
    .init(.hardswish, 1, "step(x - 3) + step(x + 3)*(1 - step(x - 3))*(2*x + 3)/6"),
    .init(.hardswish, 0, "x*relu6(x + 3)/6"),
  ]

  /// What leaves the value of F as it is, everywhere.
  static let rewritings = [
    "F", "(F)*exp(x)*exp(-x)", "(F) + T - T", "(F)/2 + (F)/2", "(F)*(sin(x)^2 + cos(x)^2)",
    "max(F, F)", "min((F) + 1, F)", "-(-(F))", "(F)*(cosh(x)^2 - sinh(x)^2)", "log(exp(F))",
    "sqrt((F)^2)*sign(F)", "(F) + (x + 1)^2 - x^2 - 2*x - 1", "(F)*(1 + x^2)/(1 + x^2)",
  ]

  /// What changes it somewhere, or takes it away.
  static let alterations = [
    "(F) + 1", "2*(F)", "-(F)", "(F) + x", "(F) + 1e-9", "(F) + max(0, 0.01 - abs(x - 3.31))",
    "(F) + 1/0", "(F)/(x - x)", "(F) + 0*log(x)", "(F)*x/x", "(F)*(x - 0.3)/(x - 0.3)",
    "(F) - 1/0", "(F) + sqrt(x) - sqrt(x)", "min(F, 1e300*(50 - x))", "(F)*sqrt(-1)",
    "(F) + T", "(F)*abs(x)/x", "(F) + step(x - 7)*(x - 7)", "1/0", "-1/0", "1/(x-x)", "0/0",
  ]

  @Test func trueOnesHold() throws {
    var wrong: [String] = []
    var count = 0
    for (k, identity) in Self.identities.enumerated() {
      let others = Self.rewritings.dropFirst()
      let chosen = [0, 5].map { others[1 + (k * 7 + $0) % others.count] }
      for rewriting in ["F"] + chosen {
        let formula = rewriting.replacing("F", with: identity.formula)
        count += 1
        if try !identity.holds(formula) { wrong.append("\(identity.activation.name) \(formula)") }
      }
    }
    #expect(wrong == [])
    #expect(count >= 150)
  }

  @Test func alteredOnesDoNot() throws {
    var wrong: [String] = []
    var count = 0
    for (k, identity) in Self.identities.enumerated() {
      for j in 0..<3 {
        let alteration = Self.alterations[(3 * k + j) % Self.alterations.count]
        let formula = alteration.replacing("F", with: identity.formula)
        count += 1
        if try identity.holds(formula) { wrong.append("\(identity.activation.name) \(formula)") }
      }
    }
    #expect(wrong == [])
    #expect(count >= 150)
  }

  /// A claim by hand, what becomes of it, and where it is right or has no value.
  struct Case: Sendable, CustomTestStringConvertible {
    let claim: Identity
    let outcome: ClaimFinding.Outcome
    var agreement: [Stretch] = []
    var gaps: [Stretch] = []
    var mend: String?

    var testDescription: String { claim.testDescription }
  }

  static func upTo(_ x: Double, includes: Bool = false) -> Stretch {
    Stretch(from: -.infinity, to: x, with: (false, includes))
  }

  static let cases: [Case] = [
    .init(claim: .init(.tansig, 0, "1/0"), outcome: .fails, gaps: [.line]),
    .init(claim: .init(.tansig, 0, "-1/0"), outcome: .fails, gaps: [.line]),
    .init(claim: .init(.tansig, 0, "1/(x-x)"), outcome: .fails, gaps: [.line]),
    .init(claim: .init(.tansig, 0, "0/0"), outcome: .fails, gaps: [.line]),
    .init(
      claim: .init(.poslin, 1, "(1 + x/abs(x))/2"), outcome: .holdsWhereDefined, gaps: [.point(0)]),
    .init(
      claim: .init(.square, 1, "2*sqrt(x)^2"), outcome: .holdsWhereDefined, gaps: [upTo(0)]),
    .init(
      claim: .init(.purelin, 0, "exp(log(x))"), outcome: .holdsWhereDefined,
      gaps: [upTo(0, includes: true)]),
    .init(
      claim: .init(.tansig, 0, "T*(x - 0.3)^2/(x^2 - 0.6*x + 0.09)"), outcome: .holdsWhereDefined,
      gaps: [.point(0.3)]),
    .init(
      claim: .init(.elu, 1, "T + 1"), outcome: .fails, agreement: [upTo(0)]),
    .init(
      claim: .init(.elu, 1, "T + 2", with: [2]), outcome: .fails, agreement: [upTo(0)]),
    .init(
      claim: .init(.elu, 2, "T + 1"), outcome: .fails, agreement: [upTo(0)]),
    .init(
      claim: .init(.hardswish, 1, "min(max(x/3+0.5,0),1)"), outcome: .fails,
      agreement: [
        upTo(-3), Stretch(from: -1.5, to: 1.5, with: (true, true)), .open(3, .infinity),
      ]),
    .init(
      claim: .init(.satlin, 0, "x"), outcome: .fails,
      agreement: [Stretch(from: 0, to: 1, with: (true, true))]),
    .init(
      claim: .init(.relu6, 0, "max(x, 0)"), outcome: .fails, agreement: [upTo(6, includes: true)]),
    .init(
      claim: .init(.softsign, 1, "1/(1 + x)^2"), outcome: .fails, agreement: [.open(0, .infinity)],
      gaps: [.point(-1)]),
    .init(claim: .init(.logsig, 1, "x*(1 - x)"), outcome: .fails, mend: "T*(1 - T)"),
    .init(claim: .init(.tansig, 1, "1 - x^2"), outcome: .fails, mend: "1 - T^2"),
    .init(claim: .init(.logsig, 1, "T*(1 - x)"), outcome: .fails, mend: "T*(1 - T)"),
    .init(claim: .init(.radbas, 1, "-2*T*T"), outcome: .fails, mend: "-2*x*T"),
    .init(
      claim: .init(.logsig, 1, "exp(-T)/(1 + exp(-T))^2"), outcome: .fails,
      mend: "exp(-x)/(1 + exp(-x))^2"),
    .init(claim: .init(.softplus, 1, "logsig(5*x)", with: [5]), outcome: .holds),
    .init(claim: .init(.softplus, 1, "logsig(5*x)"), outcome: .fails, mend: "logsig(x)"),
    .init(claim: .init(.leakyrelu, 2, "0", with: [0.1]), outcome: .holds),
    .init(claim: .init(.hardsigmoid, 0, "min(max(x/6 + 1/2, 0), 1)"), outcome: .holds),
    .init(claim: .init(.tansig, 1, "cosh(x)^2 - sinh(x)^2 - T^2"), outcome: .holds),
  ]

  @Test(arguments: cases)
  func byHand(_ expected: Case) throws {
    let finding = try expected.claim.claim(expected.claim.formula).examined()
    #expect(finding.outcome == expected.outcome)
    #expect(finding.agreement == expected.agreement)
    #expect(finding.gaps.flatMap(\.stretches) == expected.gaps)
    #expect(finding.mend?.formula.text(.source) == expected.mend || expected.mend == nil)
    // A difference is a number or none.
    #expect(finding.largest?.size.isNaN != true)
  }

  /// Of f′ = 1/(2√x) nothing is claimed where √x has no value; the difference from 1/(2x) has no
  /// bound at 0.
  @Test func aFunctionThatIsPartial() throws {
    let root = Activation(ActivationRule(name: "f", formula: try Formula("sqrt(x)")))
    let right = try #require(Claim(about: root, order: 1, is: try Formula("1/(2*sqrt(x))")))
    let finding = try right.examined()
    #expect(finding.holds && finding.isPartial)
    let wrong = try #require(Claim(about: root, order: 1, is: try Formula("1/(2*x)")))
    let largest = try wrong.examined().largest
    #expect(largest == LargestDifference(point: 0, size: .infinity, side: .right))
  }

  /// By hand: x e^(−x²) is largest at 1/√2 = 0.70710678…, where it is 1/√(2e); six digits of the place show
  /// it as well as all of them.
  @Test func aPlaceIsShownWithAsFewDigitsAsWillDo() throws {
    let claim = try Identity(.square, 1, "").claim("2*x + x*exp(-x^2)")
    let size = 0.42888194248035333
    let largest = LargestDifference(point: 0.5.squareRoot(), size: size, side: nil)
    #expect(claim.shown(largest) == 0.707107)
  }

  /// A bump so narrow that eight digits of its place lose a hundred thousandth of it.
  @Test func aNarrowPlaceIsShownWithTheDigitsItTakes() throws {
    let claim = try Identity(.square, 1, "").claim("2*x + exp(-1e13*(x - 0.123456789)^2)")
    let largest = LargestDifference(point: 0.123456789, size: 1, side: nil)
    #expect(claim.shown(largest) == 0.123456789)
  }

  @Test func thePlaceThatIsFoundIsShown() throws {
    let claim = try Identity(.square, 1, "").claim("2*x + x*exp(-x^2)")
    let size = 0.42888194248035333
    let found = try #require(try claim.examined().largest)
    #expect(abs(found.size - size) < 1e-9)
    let shown = try #require(claim.shown(found))
    #expect(abs(shown) == 0.707107)
  }

  /// Points at which both have a value are counted, those of one alone are not.
  @Test func pointsAreCounted() throws {
    let claim = try Identity(.square, 1, "").claim("2*x + max(0, x)")
    let counts = try claim.comparison(of: claim.statement).counts
    #expect(counts.same > 100 && counts.all > counts.same + 100 && counts.undecided == 0)
  }

  /// (1 − x)^1.5 ends at 1, up to which −1.5√(1 − x) is right: nothing stands behind the last stretch.
  @Test func agreementUpToAnEnd() throws {
    let root = Activation(ActivationRule(name: "f", formula: try Formula("(1-x)^1.5")))
    let claim = try #require(Claim(about: root, order: 1, is: try Formula("-1.5*sqrt(1-x)")))
    let comparison = try claim.comparison(of: claim.statement)
    #expect(comparison.agreement.count == 1 && comparison.holds)
  }

  /// The factor that is missing is found and named, however large, and a part of one as well.
  @Test(arguments: [("x", 2.0, 1.0), ("x/45", 90, 1), ("14*x", 1, 7)])
  func aMissingFactor(claimed: String, above: Double, below: Double) throws {
    let mend = try Identity(.square, 1, "").claim(claimed).examined().mend
    #expect(mend?.formula.value(at: 0.75) == 1.5 && mend?.formula.value(at: -3) == -6)
    if below == 1 { #expect(mend?.changes == [.factor(.number(Rational(above, over: below)))]) }
  }

  /// By hand: hardswish′ is 1.5 just below 3, where the claim is 1, and −0.5 just above −3, where it
  /// is 0.
  @Test func whatIsApproachedIsShownBesideIt() throws {
    let claim = try Identity(.hardswish, 1, "").claim("min(max(x/3+0.5,0),1)")
    let largest = try #require(try claim.examined().largest)
    #expect(abs(largest.point) == 3 && largest.side == (largest.point > 0 ? .left : .right))
    #expect(abs(largest.size - 0.5) < 1e-9)
    let x = try #require(claim.shown(largest))
    #expect(x == (largest.point > 0 ? 2.9999 : -2.9999))
  }
}
