internal import Numerics

/// The tanh approximation of gelu, x s(v) with v = 2√(2/π)(x + 0.044715x³), at one point.
///
/// e^(−v) is good only if the cubic is: it is formed as a `DoubleDouble`. With a = |x|, e = e^(−|v|)
/// and r = a v′² the second derivative is e((q − r) + e(q + r))/(1 + e)³, q = 2v′ + x v″.
struct GeluTanh {
  private let x: Double

  /// |x|, cut where e is zero, so that infinity makes no 0·∞.
  private let a: Double

  private let s: Logistic
  private let square: DoubleDouble

  /// v = c x + d x³.
  private static let c = DoubleDouble(1.5957691216057308, -9.96930880911092e-17)
  private static let d = DoubleDouble(0.07135481627260025, -6.175149918155315e-19)

  init(_ x: Double) {
    self.x = x
    a = min(abs(x), 32)
    square = .product(a, a)
    let magnitude = a * (GeluTanh.c + GeluTanh.d * square)
    s = Logistic(x < 0 ? -magnitude : magnitude)
  }

  var value: Double { max(x, -a) * s.value }

  var first: Double {
    let moment = a * slope
    let outer = s.first * ((DoubleDouble(1) - moment).high + s.e)
    return x < 0 ? outer : 1 - outer
  }

  var second: Double {
    let q = 2 * GeluTanh.c + 12 * GeluTanh.d * square
    let r = a * (slope * slope)
    return s.first * ((q - r).high + s.e * (q.high + r.high)) / (1 + s.e)
  }

  /// v′ = c + 3d x².
  private var slope: DoubleDouble { GeluTanh.c + 3 * GeluTanh.d * square }

  /// The value next to the real line; (x + iy)³ = x³ − 3xy² + i(3x² − y²)y.
  static func value(_ z: Complex<Double>) -> Complex<Double> {
    let (x, y) = (z.real, z.imaginary)
    let square = DoubleDouble.product(x, x)
    let real = x * (c + d * (square - 3 * DoubleDouble.product(y, y)))
    let imaginary = y * (c + d * (3 * square - .product(y, y))).high
    return z * Logistic.value(real, imaginary: imaginary)
  }
}
