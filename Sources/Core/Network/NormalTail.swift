internal import Numerics

/// The upper tail of the normal distribution, Q(a) = Φ(−a) = erfc(a/√2)/2, for a = |x|.
///
/// Formula: Q(a) = e^(−a²/2) W(a) with W(a) = g(t)/(1 + a), t = (a − 5)/(a + 5), where g is smooth
/// on [−1, 1] and g(t) is its Chebyshev interpolant of degree 24 in powers of t (the mapping is that
/// of Shepherd and Laframboise, 1981; Tests/CoreTests/Oracles/normal_tail.py prints the numbers).
/// Range: every a ≥ 0. Error: 2e-17 of W from the interpolant, 5e-16 of Q with all roundings; the C
/// library's erfc, which is off by five ulp, rounds its argument a/√2 besides, and at a = 37 that
/// alone costs three digits.
struct NormalTail {
  /// |x|, cut where e^(−a²/2) is zero, so that infinity makes no 0·∞.
  let a: Double

  /// e^(−a²/2).
  let gaussian: Double

  init(_ x: Double) {
    a = min(abs(x), 40)
    gaussian = DoubleDouble.exp(-0.5 * DoubleDouble.product(a, a))
  }

  /// 1/√(2π), so that the density φ(x) is `gaussian` times this.
  static let density = DoubleDouble(0.3989422804014327, -2.49232720227773e-17)

  var density: Double { gaussian * NormalTail.density.high }

  /// Q(a).
  var value: Double { gaussian * (NormalTail.constant.high + correction) / (1 + a) }

  /// Q(a) − a φ(a), whose two terms cancel at a = 0.7518.
  var valueMinusMoment: Double {
    let moment = a * (DoubleDouble.sum(1, a) * NormalTail.density)
    return gaussian * ((NormalTail.constant - moment).high + correction) / (1 + a)
  }

  /// g(t) − g(0), by Horner's rule.
  private var correction: Double {
    let t = (a - 5) / (a + 5)
    return t * NormalTail.coefficients.reduce(0) { $1.addingProduct($0, t) }
  }

  /// g(0).
  private static let constant = DoubleDouble(0.46151582985003775, 2.4915132418747322e-17)

  /// The coefficients of t²⁴ down to t.
  private static let coefficients = [
    2.5086998016985133e-11, -3.815816262632953e-10, -4.327297110082094e-10,
    4.4011596227599254e-09, 4.022493382168717e-09, -3.095201755804207e-08,
    -2.688202129280215e-08, 1.9627809920091187e-07, 1.284479710649634e-07,
    -1.3074486019237587e-06, -7.070628846317715e-08, 9.05982468125664e-06,
    -9.895946159334735e-06, -5.36075811148722e-05, 0.00018233410307611755,
    7.791597409338999e-06, -0.0016760723371645697, 0.006522000667783896,
    -0.015170415403281224, 0.024536963243678652, -0.026401042966267253,
    0.010002352385229382, 0.031030368425962847, -0.09155228183400904,
  ]
}
