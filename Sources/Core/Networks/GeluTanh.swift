internal import Numerics

/// The tanh approximation of gelu, x s(v) with v = 2√(2/π)(x + 0.044715x³), at one point.
///
/// e^(−v) is good only if the cubic is: it is formed as a `DoubleDouble`.
struct GeluTanh {
  private let x: Double

  /// |x|, cut where e^(−|v|) is zero, so that infinity makes no 0·∞.
  private let a: Double

  /// d x².
  private let bend: DoubleDouble

  /// s at v.
  private let s: Logistic

  /// v = c x + d x³.
  private static let c = DoubleDouble(1.5957691216057308, -9.96930880911092e-17)
  private static let d = DoubleDouble(0.07135481627260025, -6.175149918155315e-19)

  init(_ x: Double) {
    self.x = x
    a = min(abs(x), 32)
    bend = GeluTanh.d * .product(a, a)
    let magnitude = a * (GeluTanh.c + bend)
    s = Logistic(x < 0 ? -magnitude : magnitude)
  }

  var value: Double { max(x, -a) * s.value }

  /// With e = e^(−|v|): σ′(−a) = s′(1 − a v′ + e), and σ″ = s′((q − r) + e(q + r))/(1 + e) with
  /// q = 2v′ + x v″ = 2c + 12d x² and r = a v′². At their zeros the first bracket is exact and e small.
  var jet: Jet {
    let e = s.e
    let slope = GeluTanh.c + 3 * bend
    let moment = a * slope
    let first = s.first * ((DoubleDouble(1) - moment).high + e)
    let q = 2 * GeluTanh.c + 12 * bend
    let r = moment * slope
    let second = s.first * (q - r).high.addingProduct(e, q.high + r.high) / (1 + e)
    return Jet(value, x < 0 ? first : 1 - first, second)
  }

  /// The value next to the real line; (x + iy)³ = x³ − 3xy² + i(3x² − y²)y.
  static func value(_ z: Complex<Double>) -> Complex<Double> {
    let (x, y) = (z.real, z.imaginary)
    let square = DoubleDouble.product(x, x)
    let real = x * (c + d * (square - 3 * DoubleDouble.product(y, y)))
    let imaginary = y * (c + d * (3 * square - .product(y, y))).high
    return z * Logistic.value(real, imaginary: imaginary)
  }
}
