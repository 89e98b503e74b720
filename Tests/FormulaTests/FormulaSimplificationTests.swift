import Testing

@testable import Core
@testable import Formula

@Suite struct FormulaSimplificationTests {
  /// Where the formula has a value, so have its shorter forms, and the same.
  @Test func shorterFormsHaveTheSameValues() {
    var compared = 0
    var failures: [String] = []
    for formula in RandomFormula.formulas(1_000, seed: 21) {
      let forms = [
        formula.simplified, formula.simplified.tidied, formula.expandingCalls.simplified,
      ]
      for x in RandomFormula.points + [0, 1, -1, 0.5, -2, 3, 40, -40] {
        let value = formula.value(at: x)
        // At a kink that digits alone decide there is nothing to compare.
        guard value.isFinite, FormulaJet(of: formula, at: FormulaJet(variable: x)) != nil else {
          continue
        }
        compared += 1
        for form in forms {
          let other = form.value(at: x)
          if !(abs(value - other) <= 1e-14 * abs(value) + 1e-305) {
            failures.append(
              "\(formula.text(.source)) at \(x): \(value), but \(form.text(.source)): \(other)")
          }
        }
      }
    }
    #expect(
      failures.isEmpty, "\(failures.count) wrong: \(failures.prefix(12).joined(separator: "\n"))")
    #expect(compared >= 8_000)
  }

  @Test func simplifyingTwiceChangesNothingMore() {
    for formula in RandomFormula.formulas(300, seed: 22) {
      let once = formula.simplified
      #expect(once.simplified == once, "\(formula.text(.source))")
    }
  }
}
