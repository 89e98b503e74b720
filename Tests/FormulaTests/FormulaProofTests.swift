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

  @Test(arguments: [
    ("(x^2 + 1)^1.5", "(x^2 + 1)*sqrt(x^2 + 1)"), ("sqrt(1/2)", "1/sqrt(2)"),
    ("sqrt(12)", "2*sqrt(3)"), ("sqrt(25/9)", "5/3"), ("sqrt(8/27)", "2*sqrt(2)/(3*sqrt(3))"),
    ("1/sqrt(x^2 + 1)", "sqrt(x^2 + 1)/(x^2 + 1)"),
    ("(x^2 + 1)^(-1.5)", "1/((x^2 + 1)*sqrt(x^2 + 1))"),
    ("sqrt(4*x^2 + 4)", "2*sqrt(x^2 + 1)"), ("abs(x)", "sqrt(x^2)"),
    ("sqrt(exp(2*x))", "exp(x)"), ("sin(x)^2 + cos(x)^2", "1"),
    ("tanh(x)", "(exp(2*x) - 1)/(exp(2*x) + 1)"),
  ])
  func knownIdentitiesAreProved(left: String, right: String) throws {
    #expect(FormulaProof(that: try Formula(left), equals: try Formula(right)).isEqual)
  }

  @Test(arguments: [
    ("sqrt(1/2)", "sqrt(2)"), ("(x^2 + 1)^1.5", "(x^2 + 1)^2.5"), ("sqrt(12)", "3*sqrt(2)"),
    ("1/sqrt(x^2 + 1)", "1/(x^2 + 1)"), ("abs(x)", "x"),
  ])
  func othersAreNot(left: String, right: String) throws {
    #expect(!FormulaProof(that: try Formula(left), equals: try Formula(right)).isEqual)
  }

  /// 1/(3 + 4i) = 3/25 − 4/25 i.
  @Test func complexFractionsHaveReciprocals() throws {
    let found = try GaussianRational(Rational(3), Rational(4)).reciprocal()
    #expect(found == GaussianRational(Rational(3, over: 25), Rational(-4, over: 25)))
  }
}
