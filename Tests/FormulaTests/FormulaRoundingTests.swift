import Testing

@testable import Core
@testable import Formula

@Suite struct FormulaRoundingTests {
  private static let points = RandomFormula.points + [0, 1, -1, 1e-8, -1e-8, 30, -30]

  /// Every value is within an ulp or two of what 640 bits give, and plain double arithmetic is
  /// within the bound that it carries.
  @Test func randomFormulas() {
    var compared = 0
    var bounded = 0
    var failures: [String] = []
    for formula in RandomFormula.formulas(1_000, seed: 25) {
      for x in Self.points {
        guard let exact = FormulaJet(of: formula, at: FormulaJet(variable: x))?.real.double,
          exact.isFinite
        else { continue }
        let value = formula.value(at: x)
        compared += 1
        // `isAccurate` lets a bound of 24 roundings pass; real errors are a few of them.
        if !(abs(value - exact) <= 12 * exact.ulp || abs(value - exact) < 1e-135) {
          failures.append("\(formula.text(.source)) at \(x): \(value), not \(exact)")
        }
        let rounded = formula.roundedValue(at: Rounded(exactly: x))
        guard rounded.error.isFinite else { continue }
        bounded += 1
        if !(abs(rounded.value - exact) <= rounded.error * 1.01 + exact.ulp) {
          failures.append(
            "\(formula.text(.source)) at \(x): \(rounded.value) ± \(rounded.error), not \(exact)")
        }
      }
    }
    #expect(
      failures.isEmpty, "\(failures.count) wrong: \(failures.prefix(12).joined(separator: "\n"))")
    #expect(compared >= 7_000)
    #expect(bounded >= 6_000)
  }
}
