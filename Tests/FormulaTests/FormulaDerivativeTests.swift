import Testing

@testable import Core

/// Symbolic derivatives against hyper-dual numbers that know nothing of them.
@Suite struct FormulaDerivativeTests {
  @Test func randomFormulasAgreeWithHyperDualNumbers() {
    var compared = 0
    var touched = 0
    var failures: [String] = []
    for formula in RandomFormula.formulas(1_000, seed: 20) {
      let first = formula.derivative
      let parts = [formula, first, first.derivative]
      let before = compared
      for x in RandomFormula.points {
        guard let jet = FormulaJet(of: formula, at: FormulaJet(variable: x)) else { continue }
        for (order, exact) in [jet.real, jet.first, jet.mixed].enumerated() {
          guard exact.double.isFinite else { break }
          let found = parts[order].value(at: x)
          // 150 digits leave a zero of 1e-135 where terms of ordinary size cancel.
          if !(abs(found - exact.double) <= 1e-12 * abs(exact.double) + 1e-135) {
            failures.append(
              "\(formula.text(.source)) order \(order) at \(x): \(found), not \(exact.double)")
          }
          compared += 1
        }
      }
      if compared > before { touched += 1 }
    }
    #expect(
      failures.isEmpty, "\(failures.count) wrong: \(failures.prefix(12).joined(separator: "\n"))")
    #expect(touched >= 920)
    #expect(compared >= 9_000)
  }
}
