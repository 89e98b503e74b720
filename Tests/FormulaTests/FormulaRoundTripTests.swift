import Testing

@testable import Core

@Suite struct FormulaRoundTripTests {
  @Test func sourceTextReadsBackToTheSameFormula() throws {
    var failures: [String] = []
    for formula in RandomFormula.formulas(1_000, seed: 23) {
      let text = formula.text(.source)
      guard let again = try? Formula(text) else {
        failures.append("not read: \(text)")
        continue
      }
      if again.text(.source) != text { failures.append("\(text) became \(again.text(.source))") }
      for x in RandomFormula.points {
        let (a, b) = (formula.value(at: x), again.value(at: x))
        if a.isFinite, !(abs(a - b) <= 1e-14 * abs(a)) {
          failures.append("\(text) at \(x): \(a), read again \(b)")
        }
      }
    }
    #expect(
      failures.isEmpty, "\(failures.count) wrong: \(failures.prefix(12).joined(separator: "\n"))")
  }

  @Test func latexIsBalanced() {
    for formula in RandomFormula.formulas(300, seed: 24) {
      let text = formula.text(.latex)
      for (open, close) in [("{", "}"), ("(", ")"), (#"\left"#, #"\right"#)] {
        let (a, b) = (
          text.split(separator: open, omittingEmptySubsequences: false),
          text.split(separator: close, omittingEmptySubsequences: false)
        )
        #expect(a.count == b.count, "\(text)")
      }
    }
  }
}
