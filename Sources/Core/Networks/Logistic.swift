internal import Numerics

/// The logistic function s(u) = 1/(1 + e^(−u)) with its derivatives, at one point.
///
/// Everything is a rational function of e = e^(−|u|), which never overflows and cancels nowhere:
/// s(1 − s), formed from s, would lose all its digits from u = 37 on.
struct Logistic {
  private let u: DoubleDouble

  /// e^(−|u|).
  let e: Double

  init(_ u: DoubleDouble) {
    self.u = u
    e = DoubleDouble.exp(-u.magnitude)
  }

  init(_ u: Double) { self.init(DoubleDouble(u)) }

  var value: Double { (u.high < 0 ? e : 1) / (1 + e) }

  /// s′ = e/(1 + e)², the same for u and −u.
  var first: Double { e / ((1 + e) * (1 + e)) }

  /// s″ = −s′ tanh(u/2) = −sign(u) e(1 − e)/(1 + e)³.
  var second: Double { -first * tangent }

  /// 2s − 1 = tanh(u/2) = sign(u) (1 − e)/(1 + e).
  var tangent: Double {
    // From e itself 1 − e would lose digits near u = 0.
    let rest = e < 0.5 ? 1 - e : -.expMinusOne(-abs(u.high))
    return Double(signOf: u.high, magnitudeOf: rest / (1 + e))
  }

  /// s(u + iv) next to the real line, from its definition.
  static func value(_ u: DoubleDouble, imaginary v: Double) -> Complex<Double> {
    1 / (1 + DoubleDouble.exp(-u, imaginary: -v))
  }
}
