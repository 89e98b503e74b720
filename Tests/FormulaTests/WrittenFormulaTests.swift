import Foundation
import Testing

@testable import Core
@testable import Formula

/// Formulas in pieces, and with letters that are told behind them.
@Suite struct WrittenFormulaTests {
  @Sendable private static func logistic(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

  private static let formulas: [(String, @Sendable (Double) -> Double)] = [
    ("x for x > 0, otherwise 0.1x", { $0 > 0 ? $0 : 0.1 * $0 }),
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
    ("1 for x > , otherwise x", 10..<11, .empty),
    ("x s with s", 9..<10, .noDefinition), ("x s with x = 2", 9..<11, .noDefinition),
    ("x s with s = 3 = 4", 9..<18, .noDefinition),
    ("x with s = u, u = s", 11..<12, .unknownName("u", nearest: nil, variable: "x")),
  ])
  func whatIsWrong(text: String, range: Range<Int>, problem: FormulaError.Problem) {
    let error = #expect(throws: FormulaError.self) { try Formula(text) }
    #expect(
      error?.problem == problem && error?.range == range, "\(text): \(String(describing: error))")
  }
}
