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

  /// 1 − cos(x) at 10⁻³ is 5·10⁻⁷: the double nearest to cos(x) is known to 2⁻⁵⁴, some 33 bits.
  @Test func lostBitsAreCounted() throws {
    let bits = try #require(try Formula("1 - cos(x)").lostBits(at: 1e-3))
    #expect((10...21).contains(bits))
    #expect(try Formula("1 + x - x").lostBits(at: 1e20) == 52)
    #expect(try Formula("x + 1").lostBits(at: 0.1) == nil)
  }

  /// |φ′|, by which an error passes through.
  @Test(
    arguments: [
      (Formula.Function.exp, 0, 1), (.log, 0.25, 4), (.log1p, -0.5, 2), (.sqrt, 4, 0.25),
      (.tan, .pi / 4, 2), (.sinh, 0, 1), (.sign, 3, 0),
    ] as [(Formula.Function, Double, Double)])
  func slopesPassErrorsOn(function: Formula.Function, x: Double, slope: Double) {
    #expect(abs(function.slope(x) - slope) <= 4 * slope.ulp)
  }

  /// What would have to be rounded is no fraction: 2⁵³ + 3 is not, nor is half of what 2⁵³ + 1 is.
  @Test func fractionsAreExact() {
    let large = Rational(0x1p53)
    #expect(large + Rational(3) == nil && Rational(3) + large == nil)
    #expect(large + Rational(-1) == Rational(0x1p53 - 1))
    #expect(large + Rational(1, over: 2) == nil && Rational(1, over: 2) + large == nil)
    #expect(large * Rational(2) == Rational(0x1p54))
  }

  /// 0.1 + 0.2 is rounded and 0.5 + 0.25 is not; the bound holds half a last digit at least.
  @Test func roundingIsBounded() {
    #expect((Rounded(exactly: 0.5) + Rounded(exactly: 0.25)).isExact)
    let sum = Rounded(exactly: 0.1) + Rounded(exactly: 0.2)
    #expect(!sum.isExact && sum.error >= sum.value.ulp / 2 && sum.error <= sum.value.ulp)
    let both = sum + sum
    #expect(both.error >= 2 * sum.error && both.error <= 4 * sum.error)
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
