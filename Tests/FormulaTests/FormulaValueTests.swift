import Foundation
import Numerics
import Testing

@testable import Core
@testable import Formula

@Suite struct FormulaValueTests {
  /// What plain double arithmetic gets wrong, against what the limits and series give.
  @Test(arguments: [
    ("1-tanh(x)^2", 19.5, 4 * exp(-39.0)), ("1-tanh(x)^2", 300, 4 * exp(-600.0)),
    ("2/(1+exp(-2*x))-1", 1e-8, 1e-8), ("1+erf(x)", -18, erfc(18)),
    ("log(1+exp(x))", -200, exp(-200.0)), ("x-x", 0.3, 0), ("sin(x)^2+cos(x)^2-1", 0.7, 0),
    ("(exp(x)-1)/x", 1e-10, 1 + 5e-11), ("(exp(x)-1)/x", 0, .nan), ("1/x", 0, .infinity),
    ("log(x)", -1, .nan), ("sqrt(x)", 4, 2), ("exp(x)/exp(x)", 1_000, 1),
    ("1e16 + x - 1e16", 1, 1), ("x*1e300*1e300*1e-300*1e-300", 3, 3),
    ("x*1e-200*1e-200*1e200*1e200", 3, 3),
  ])
  func extremeCases(text: String, x: Double, expected: Double) throws {
    let formula = try Formula(text)
    for form in [formula, formula.simplified, formula.simplified.tidied] {
      let found = form.value(at: x)
      if expected.isNaN {
        // A simpler form may have a value where the formula has none.
        if form == formula { #expect(found.isNaN) }
      } else {
        #expect(found == expected || abs(found - expected) <= 2 * expected.ulp, "\(found)")
      }
    }
  }

  /// The table computes the same functions by other ways.
  @Test(arguments: NamedFormula.builtInNames) func activationsOfTheTable(name: String) throws {
    let body = try #require(NamedFormula.builtIn(name)).body
    let table = try #require(Activation(named: name))
    let first = body.derivative
    let second = first.derivative
    // A value passes with a bound of 24 roundings, 2.7e-15; the table promises 1e-15 of what cancels.
    // The table's 1/6 is rounded before it is used, which shows next to its zero.
    let isLoose = table.name == "hardsigmoid"
    for k in -120...120 {
      let x = Double(k) / 8 + 0.0123
      let jet = table.jet(x)
      for (formula, expected) in [(body, jet.value), (first, jet.first), (second, jet.second)] {
        let error = abs(formula.value(at: x) - expected)
        #expect(
          error <= 5e-15 * abs(expected) + (isLoose ? 1e-15 : 0), "\(formula.text(.source)) at \(x)"
        )
      }
    }
  }

  @Test func complexStepIsTheDerivative() {
    var compared = 0
    for formula in RandomFormula.formulas(300, seed: 27) {
      let slope = formula.derivative
      for x in RandomFormula.points {
        guard let jet = FormulaJet(of: formula, at: FormulaJet(variable: x)) else { continue }
        let rounded = formula.roundedValue(at: Rounded(exactly: x))
        let (value, exact) = (rounded.value, slope.value(at: x))
        // Where double arithmetic itself is good, and the base of no power is negative.
        guard rounded.isAccurate, jet.first.double.isFinite, abs(exact) > 1e-6, abs(exact) < 1e6,
          slope.roundedValue(at: Rounded(exactly: x)).isAccurate
        else { continue }
        let z = formula.complexValue(at: Complex(x, 1e-30))
        guard z.isFinite else { continue }
        compared += 1
        #expect(
          abs(z.real - value) <= 1e-11 * max(1, abs(value)), "\(formula.text(.source)) at \(x)")
        #expect(
          abs(z.imaginary * 1e30 - exact) <= 1e-9 * abs(exact), "\(formula.text(.source)) at \(x)")
      }
    }
    #expect(compared > 500)
  }
}
