internal import Numerics

/// Mish, x tanh(ln(1 + e^x)), at one point.
///
/// With w = e^x it is x w(w + 2)/m, m = w² + 2w + 2. The numerators of the derivatives are collected
/// in powers of w for x ≤ 0 and of e = e^(−x) for x > 0: at the zeros of σ′ (x = −1.19) and of σ″
/// (−2.26 and 1.49) the terms that cancel are then below 1, and nothing overflows.
struct Mish {
  private let x: Double

  /// x, cut where w or e is zero, so that infinity makes no 0·∞.
  private let t: Double

  /// e^(−|x|).
  private let e: Double

  init(_ x: Double) {
    self.x = x
    t = max(-750, min(x, 750))
    e = .exp(-abs(x))
  }

  /// m for x ≤ 0, m/w² for x > 0.
  private var m: Double { x > 0 ? 1 + 2 * e * (1 + e) : 2 + e * (2 + e) }

  var value: Double { x > 0 ? x * ((1 + 2 * e) / m) : t * (e * (2 + e) / m) }

  var jet: Jet { Jet(value, first, second) }

  private var first: Double {
    x > 0
      ? ((1 + 2 * e) * m + 4 * t * e * e * (1 + e)) / (m * m)
      : e * polynomial(4 + 4 * t, 6 + 4 * t, 4, 1) / (m * m)
  }

  private var second: Double {
    let scale = m * m * m
    return x > 0
      ? 4 * e * e * polynomial(2 - 2 * t, 3 * (2 - t), 8 + 2 * t, 4 + 2 * t) / scale
      : 4 * e * polynomial(4 + 2 * t, 8 + 2 * t, 3 * (2 - t), 2 - 2 * t) / scale
  }

  /// c₀ + c₁e + c₂e² + c₃e³ with one rounding a step, as its zeros need.
  private func polynomial(_ c0: Double, _ c1: Double, _ c2: Double, _ c3: Double) -> Double {
    c0.addingProduct(e, c1.addingProduct(e, c2.addingProduct(e, c3)))
  }
}
