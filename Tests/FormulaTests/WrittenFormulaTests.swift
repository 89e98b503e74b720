import Foundation
import Testing

@testable import Core
@testable import Formula

/// Formulas in pieces, and with letters that are told behind them.
@Suite struct WrittenFormulaTests {
  @Sendable private static func logistic(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

  private static let formulas: [(String, @Sendable (Double) -> Double)] = [
    ("x for x > 0, otherwise 0.1x", { $0 > 0 ? $0 : 0.1 * $0 }),
    ("x if x > 0, otherwise 0.1x", { $0 > 0 ? $0 : 0.1 * $0 }),
    ("1 for x > 0, otherwise e^x", { $0 > 0 ? 1 : Foundation.exp($0) }),
    (
      "0 for x ≤ −3, 1 for x >= 3, otherwise (2x + 3)/6",
      { $0 <= -3 ? 0 : $0 >= 3 ? 1 : (2 * $0 + 3) / 6 }
    ),
    ("1/3 for -3 < x < 3, otherwise 0", { abs($0) < 3 ? 1.0 / 3 : 0 }),
    ("2 for 0 <= x/2 + 1 <= 1, otherwise 5", { (-2...0).contains($0) ? 2 : 5 }),
    // The first that holds counts.
    ("1 for x > 1, 2 for x > 0, otherwise 3", { $0 > 1 ? 1 : $0 > 0 ? 2 : 3 }),
    // Where a piece has no value it does not matter.
    ("1/x for x > 1, otherwise x", { $0 > 1 ? 1 / $0 : $0 }),
    ("sqrt(x) for 1 < x, otherwise 1", { $0 > 1 ? $0.squareRoot() : 1 }),
    ("log(x) for x > 0, otherwise 0", { $0 > 0 ? Foundation.log($0) : 0 }),
    ("log(x) for x >= 1, otherwise e^x", { $0 >= 1 ? Foundation.log($0) : Foundation.exp($0) }),
    ("x s with s = 1/(1 + e^(−x))", { $0 * logistic($0) }),
    ("s(1 − s) with s = 1/(1 + e^(−x))", { logistic($0) * (1 - logistic($0)) }),
    ("s u with s = 2u, u = x + 1", { 2 * ($0 + 1) * ($0 + 1) }),
    ("u′ + u″ with u = x³", { 3 * $0 * $0 + 6 * $0 }),
    ("Φ(2x) + Φ with Φ(x) = x²", { 5 * $0 * $0 }),
    ("s for x > 0, otherwise −s with s = x²", { $0 > 0 ? $0 * $0 : -$0 * $0 }),
  ]

  @Test(arguments: formulas.indices) func values(index: Int) throws {
    let (text, expected) = Self.formulas[index]
    let formula = try Formula(text)
    for x in [-800, -4, -3, -2.5, -2, -1, -0.5, 0, 0.25, 1, 1.5, 3, 3.5, 800] {
      let (value, expected) = (formula.value(at: x), expected(x))
      // One rounding of each operation; the formulas have fewer than ten.
      #expect(abs(value - expected) <= 1e-14 * max(abs(expected), 1e-300), "\(text) at \(x)")
    }
  }

  @Test(arguments: [
    ("1 for x > 0, 2 for x < 0", 19..<24, FormulaError.Problem.noOtherwise),
    ("1 for x > 0", 6..<11, .noOtherwise), ("1 for 2, otherwise 3", 6..<7, .noCondition),
    ("1 for 2 > 1, otherwise 3", 6..<11, .noCondition),
    ("1 for x > 0 > x > 1, otherwise 3", 6..<19, .noCondition),
    ("2, 1 for x > 0, otherwise 3", 0..<1, .noOtherwise),
    ("1 for x > , otherwise x", 9..<10, .empty),
    ("1 for x > 0, otherwise 2 for x < 0, otherwise 3", 29..<34, .noOtherwise),
    ("1 if x > 0 and x < 2, otherwise 3", 5..<20, .noCondition),
    ("x s with s", 9..<10, .noDefinition), ("x s with x = 2", 9..<11, .noDefinition),
    ("x s with s = 3 = 4", 9..<18, .noDefinition),
    ("x with s = u, u = s", 11..<12, .unknownName("u", nearest: nil, variable: "x")),
  ])
  func whatIsWrong(text: String, range: Range<Int>, problem: FormulaError.Problem) {
    let error = #expect(throws: FormulaError.self) { try Formula(text) }
    #expect(
      error?.problem == problem && error?.range == range, "\(text): \(String(describing: error))")
  }

  /// σ′ and σ″ of pieces with singular ends, against those of each piece by hand.
  @Test(
    arguments: [
      ("log(x) for x > 0, otherwise 0", 1.5, Jet(0.4054651081081644, 1 / 1.5, -1 / 2.25)),
      ("log(x) for x > 0, otherwise 0", -2, Jet(0, 0, 0)),
      ("sqrt(x) for x > 0, otherwise x", -3, Jet(-3, 1, 0)),
      ("sqrt(x) for x > 0, otherwise x", 4, Jet(2, 0.25, -1.0 / 32)),
      ("exp(-1/x) for x > 0, otherwise 0", -0.5, Jet(0, 0, 0)),
      ("1/x for x >= 1, otherwise x^2", 0, Jet(0, 0, 2)),
      ("1/x for x >= 1, otherwise x^2", 2, Jet(0.5, -0.25, 0.25)),
      ("e^x for x < 0, otherwise 1", 800, Jet(1, 0, 0)),
      ("0 for -1 < x < 1, otherwise 1/x", 0, Jet(0, 0, 0)),
      ("0 for -1 <= x <= 1, otherwise log(abs(x))", 0, Jet(0, 0, 0)),
      ("0 for -1 < x < 1, otherwise 1/x", 2, Jet(0.5, -0.25, 0.25)),
    ])
  func derivatives(text: String, x: Double, expected: Jet) throws {
    let jet = Activation(ActivationRule(name: "f", formula: try Formula(text))).jet(x)
    for (found, wanted) in zip(
      [jet.value, jet.first, jet.second], [expected.value, expected.first, expected.second])
    {
      #expect(abs(found - wanted) <= 1e-15 * max(abs(wanted), 1), "\(text) at \(x): \(jet)")
    }
  }
}
