internal import Numerics

/// The upper tail of the normal distribution, Q(a) = Φ(−a) = erfc(a/√2)/2, for a = |x|.
///
/// Formula: Q(a) = e^(−a²/2) W(a) with W(a) = g(t)/(1 + a), t = (a − 5)/(a + 5), where g is smooth
/// on [−1, 1] and g(t) is its Chebyshev interpolant of degree 24 in powers of t (the mapping is that
/// of Shepherd and Laframboise, 1981; Tests/NetworksTests/Oracles/normal_tail.py prints the numbers).
/// Range: every a ≥ 0. Error: 2e-17 of W from the interpolant, 5e-16 of Q with all roundings. The C
/// library's erfc would be given a rounded a/√2, which at a = 37 alone costs three digits.
package struct NormalTail {
  /// |x|, cut where e^(−a²/2) is zero, so that infinity makes no 0·∞.
  let a: Double

  /// e^(−a²/2).
  private let gaussian: Double

  /// g(t) − g(0), which is small: its rounding hardly counts.
  private let correction: Double

  init(_ x: Double) {
    a = min(abs(x), 40)
    gaussian = DoubleDouble.exp(-.product(a, a / 2))
    let t = (a - 5) / (a + 5)
    // Horner's rule for the even and the odd powers side by side.
    var sum = SIMD2<Double>()
    for pair in NormalTail.coefficients { sum = sum * (t * t) + pair }
    correction = t * (sum.y + t * sum.x)
  }

  /// The density φ(x) = e^(−x²/2)/√(2π).
  var density: Double { gaussian * NormalTail.peak.high }

  /// Q(a).
  var value: Double { gaussian * (NormalTail.constant.high + correction) / (1 + a) }

  /// Q(a) − a φ(a), whose two terms cancel at a = 0.7518.
  var valueMinusMoment: Double {
    let moment = a * (DoubleDouble.sum(1, a) * NormalTail.peak)
    return gaussian * ((NormalTail.constant - moment).high + correction) / (1 + a)
  }

  /// φ(0) = 1/√(2π).
  private static let peak = DoubleDouble(0.3989422804014327, -2.49232720227773e-17)

  /// g(0).
  private static let constant = DoubleDouble(0.46151582985003775, 2.4915132418747322e-17)

  /// The coefficients of g, that of 1 first.
  package static var series: [Double] {
    [constant.high] + coefficients.reversed().flatMap { [$0.y, $0.x] }
  }

  /// The coefficients of t²⁴ and t²³, of t²² and t²¹, and so on down to t² and t.
  private static let coefficients: [SIMD2<Double>] = [
    SIMD2(2.5086998016985133e-11, -3.815816262632953e-10),
    SIMD2(-4.327297110082094e-10, 4.4011596227599254e-09),
    SIMD2(4.022493382168717e-09, -3.095201755804207e-08),
    SIMD2(-2.688202129280215e-08, 1.9627809920091187e-07),
    SIMD2(1.284479710649634e-07, -1.3074486019237587e-06),
    SIMD2(-7.070628846317715e-08, 9.05982468125664e-06),
    SIMD2(-9.895946159334735e-06, -5.36075811148722e-05),
    SIMD2(0.00018233410307611755, 7.791597409338999e-06),
    SIMD2(-0.0016760723371645697, 0.006522000667783896),
    SIMD2(-0.015170415403281224, 0.024536963243678652),
    SIMD2(-0.026401042966267253, 0.010002352385229382),
    SIMD2(0.031030368425962847, -0.09155228183400904),
  ]
}
