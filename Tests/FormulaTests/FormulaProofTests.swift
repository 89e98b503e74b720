import TestSupport
import Testing

@testable import Core
@testable import Formula

/// What is proved is true.
@Suite("Proofs of formulas")
struct FormulaProofTests {
  /// Two formulas that differ somewhere are never proved equal: each beside mutations of itself, the
  /// judge being values of 1,280 bits.
  @Test func nothingFalseIsProved() {
    let constants: [Formula] = [.one, .x, .number(Rational(1, over: 3)), .constant(.e)]
    var (pairs, proofs, wrong) = (0, 0, [String]())
    for (k, formula) in RandomFormula.formulas(400, seed: 20).enumerated() {
      let other = constants[k % constants.count]
      let mutations: [Formula] = [
        formula + other, formula * other, .power(formula, .number(2)), formula.simplified,
        .apply(.abs, formula), .apply(.sqrt, .power(formula, .number(2))),
      ]
      for mutation in mutations {
        pairs += 1
        guard FormulaProof(that: formula, equals: mutation).isEqual else { continue }
        proofs += 1
        let differs = RandomFormula.points.contains { x in
          if case .by = formula.difference(from: mutation, at: Rational(x), deep: true) {
            true
          } else {
            false
          }
        }
        if differs { wrong.append("\(formula.text(.source)) = \(mutation.text(.source))") }
      }
    }
    #expect(wrong == [])
    #expect(pairs >= 2_000 && proofs >= 100)
  }
}
