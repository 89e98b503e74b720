internal import Numerics

/// A number carried as the sum of two doubles, about 32 digits.
///
/// The exponential turns an absolute error of its argument into a relative error of its value: one
/// rounding of x² at x = 26 costs e^(−x²) three digits. The few arguments that are products are
/// therefore formed here, and everything after the exponential is plain double arithmetic.
///
/// Source: T. J. Dekker, "A floating-point technique for extending the available precision" (1971).
/// Sums and products are right to about 2⁻¹⁰² of the largest term.
package struct DoubleDouble: Sendable {
  /// The value rounded to a double.
  package let high: Double

  /// What the rounding left out; 0 where `high` is not finite.
  package let low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = high.isFinite ? low : 0
  }

  /// a + b without rounding.
  package static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a + b
    let share = high - a
    return DoubleDouble(high, (a - (high - share)) + (b - share))
  }

  /// a b without rounding.
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a * b
    return DoubleDouble(high, (-high).addingProduct(a, b))
  }

  /// a/b, right to twice the digits of a double.
  static func quotient(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a / b
    return DoubleDouble(high, a.addingProduct(-high, b) / b)
  }

  /// e^x as a double: e^high (1 + low), since low is below an ulp of high.
  package static func exp(_ x: DoubleDouble) -> Double {
    let e = Double.exp(x.high)
    return e + e * x.low
  }

  /// e^(x + iy) next to the real line.
  static func exp(_ x: DoubleDouble, imaginary y: Double) -> Complex<Double> {
    let e = exp(x)
    return Complex(e * .cos(y), e * .sin(y))
  }

  /// |x|.
  var magnitude: DoubleDouble { high < 0 ? -self : self }

  static prefix func - (x: DoubleDouble) -> DoubleDouble { DoubleDouble(-x.high, -x.low) }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let s = sum(a.high, b.high)
    return sum(s.high, s.low + (a.low + b.low))
  }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let p = product(a.high, b.high)
    return sum(p.high, p.low + (a.high * b.low + a.low * b.high))
  }

  static func * (a: Double, b: DoubleDouble) -> DoubleDouble {
    let p = product(a, b.high)
    return sum(p.high, p.low + a * b.low)
  }
}
