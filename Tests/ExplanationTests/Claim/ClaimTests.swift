import Testing

@testable import Core
@testable import Explanation

@Suite("Claims")
struct ClaimTests {
  private func examine(
    _ activation: ActivationRule, _ order: Int, _ text: String
  ) throws -> ClaimFinding {
    let formula = try Formula(
      text, variable: "x", allowsValue: true, function: NamedFormula.builtIn)
    let claim = try #require(Claim(about: Activation(activation), order: order, is: formula))
    return try claim.examined()
  }

  @Test(
    "Every formula of the post gets its verdict",
    arguments: [
      // The question: its tansig is posttansig, and its dtansig is right for neither.
      (ActivationRule.posttansig, 0, "1/(1 + exp(-2*x)) - 1", true),
      (.tansig, 0, "1/(1 + exp(-2*x)) - 1", false),
      (.tansig, 0, "2/(1 + exp(-2*x)) - 1", true),
      (.posttansig, 1, "4*exp(2-x)/(1 + exp(-2*x))^2 - 1", false),
      (.tansig, 1, "4*exp(2-x)/(1 + exp(-2*x))^2 - 1", false),
      (.tansig, 1, "4*exp(-2*x)/(1 + exp(-2*x))^2", true),
      (.posttansig, 1, "2*exp(-2*x)/(1 + exp(-2*x))^2", true),
      // The answer: right for posttansig, wrong for tansig.
      (.posttansig, 0, "(exp(2*x) - 1 - exp(2*x))/(1 + exp(2*x))", true),
      (.posttansig, 0, "-1/(1 + exp(2*x))", true),
      (.tansig, 0, "-1/(1 + exp(2*x))", false),
      (.posttansig, 1, "(2*exp(2*x) + 2 - 2)/(1 + exp(2*x))^2", true),
      (.posttansig, 1, "-2*T - 2*T^2", true),
      (.posttansig, 1, "-2*(T^2 + T)", true),
      (.tansig, 1, "-2*(T^2 + T)", false),
      (.tansig, 1, "1 - T^2", true),
      (.posttansig, 2, "-2*(-2*T - 2*T^2)*(1 + 2*T)", true),
      (.tansig, 2, "-2*(-2*T - 2*T^2)*(1 + 2*T)", false),
    ])
  func post(activation: ActivationRule, order: Int, text: String, holds: Bool) throws {
    let finding = try examine(activation, order, text)
    #expect(finding.holds == holds)
    #expect((finding.largest == nil) == holds)
  }

  @Test(
    "True formulas with one thing altered are refused, and mended",
    arguments: [
      (ActivationRule.tansig, 1, "4*exp(-2*x)/(1 + exp(-2*x))^3"),
      (.tansig, 1, "4*exp(2*x)/(1 + exp(-2*x))^2"),
      (.tansig, 1, "1 + T^2"),
      (.tansig, 2, "2*T*(1 - T^2)"),
      (.logsig, 1, "T*(2 - T)"),
      (.logsig, 2, "T*(1 - T)*(1 - T)"),
      (.posttansig, 1, "-2*(T^2 - T)"),
      (.radbas, 1, "-x*exp(-x^2)"),
      (.gelu, 1, "(1 + erf(x/sqrt(2)))/2 + x*exp(-x^2/2)/sqrt(pi)"),
      (.softplus, 1, "exp(x)/(1 - exp(x))"),
      (.square, 1, "2*x + 1e-9"),
      (.swish, 1, "T + logsig(x)*(1 + T)"),
    ])
  func altered(activation: ActivationRule, order: Int, text: String) throws {
    let finding = try examine(activation, order, text)
    #expect(!finding.holds)
    let mend = try #require(finding.mend)
    // The mended formula is a true claim itself.
    #expect(try examine(activation, order, mend.formula.text(.source)).holds)
  }

  @Test(
    "True formulas written in other ways are accepted",
    arguments: [
      (ActivationRule.tansig, 1, "(1 - T)*(1 + T)"),
      (.tansig, 1, "1/cosh(x)^2"),
      (.tansig, 1, "1 - tanh(x)^2"),
      (.tansig, 2, "-2*tansig(x)*tansig'(x)"),
      (.logsig, 1, "exp(x)/(1 + exp(x))^2"),
      (.logsig, 1, "1/(2 + exp(x) + exp(-x))"),
      (.logsig, 1, "(1 - tanh(x/2)^2)/4"),
      (.softplus, 2, "logsig(x) - logsig(x)^2"),
      (.swish, 1, "logsig(x) + x*logsig'(x)"),
      (.radbas, 2, "2*(2*x^2 - 1)*T"),
      (.posttansig, 1, "1/(cosh(2*x) + 1)"),
      (.gelu, 1, "(1 + erf(x/sqrt(2)))/2 + x*exp(-x^2/2)/sqrt(2*pi)"),
      (.poslin, 1, "(1 + sign(x))/2"),
    ])
  func rewritten(activation: ActivationRule, order: Int, text: String) throws {
    #expect(try examine(activation, order, text).holds)
  }

  @Test("The post's dtansig is mended where the hand slipped")
  func mendOfThePost() throws {
    let text = "4*exp(2-x)/(1 + exp(-2*x))^2 - 1"
    let finding = try examine(.tansig, 1, text)
    let mend = try #require(finding.mend)
    #expect(mend.formula.text(.unicode) == "4e^(−2x)/(1 + e^(−2x))²")
    #expect(mend.changes.count == 2)
    #expect(mend.changes.contains(.drop(try Formula("-1"))))
    let half = try #require(try examine(.posttansig, 1, text).mend)
    #expect(half.formula.text(.unicode) == "2e^(−2x)/(1 + e^(−2x))²")
  }

  /// By hand: |x − 2x| has no largest value; 1 − T − (1 − T²) = T² − T is 2 at T = −1; 1/(1 + e^(−2x))
  /// − 1 is 1 less than tanh at +∞; sin and cos differ by √2 where tan x = −1.
  @Test("The largest difference is found, wherever it is")
  func largest() throws {
    #expect(
      try examine(.square, 1, "x").largest == LargestDifference(point: -.infinity, size: .infinity))
    let left = try #require(try examine(.tansig, 1, "1 - T").largest)
    #expect(left.point == -.infinity && abs(left.size - 2) < 1e-12)
    let right = try #require(try examine(.tansig, 0, "1/(1 + exp(-2*x)) - 1").largest)
    #expect(right.point == .infinity && abs(right.size - 1) < 1e-12)
    let between = try #require(try examine(.sin, 1, "sin(x)").largest)
    #expect(abs(between.size - 2.0.squareRoot()) < 1e-9)
    #expect(abs((between.point - 3 * .pi / 4).remainder(dividingBy: .pi)) < 1e-6)
  }

  /// The maximum of 4e^(2−x)/(1+e^(−2x))² − 1 − sech²x, by 100,000 steps of 10⁻⁴ instead of a search.
  @Test("The largest difference of the post's dtansig is that of a plain scan")
  func scanned() throws {
    let finding = try examine(.tansig, 1, "4*exp(2-x)/(1 + exp(-2*x))^2 - 1")
    let largest = try #require(finding.largest)
    let claimed = try Formula("4*exp(2-x)/(1 + exp(-2*x))^2 - 1 - 1/cosh(x)^2")
    var best = (x: 0.0, size: 0.0)
    for k in -20_000...20_000 {
      let x = Double(k) * 1e-4
      let size = abs(claimed.value(at: x))
      if size > best.size { best = (x, size) }
    }
    #expect(abs(largest.point - best.x) < 1e-4)
    #expect(abs(largest.size - best.size) < 1e-7)
  }

  @Test("What has no value somewhere is false there")
  func undefined() throws {
    let finding = try examine(.square, 1, "2*x*sqrt(x)/sqrt(x)")
    #expect(!finding.holds)
    #expect(finding.undefinedAt.map { $0 <= 0 } == true)
  }

  @Test("A claim about a coupled activation is none")
  func coupled() throws {
    #expect(Claim(about: Activation(.softmax), order: 1, is: try Formula("x")) == nil)
  }

  @Test("Estimates agree with the truth")
  func estimates() throws {
    for order in 1...2 {
      let claim = try #require(
        Claim(about: Activation(.tansig), order: order, is: try Formula("x")))
      for x in [-2, -0.5, 0, 0.7, 3] {
        let estimate = try #require(try claim.estimate(at: x, differences: FiniteDifference()))
        let (truth, claimed) = claim.values(at: x)
        #expect(claimed == x)
        #expect(Verdict(analytic: truth, estimate: estimate, scale: 1) == .agrees)
      }
    }
  }
}
