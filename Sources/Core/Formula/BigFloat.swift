internal import CMultiprecision

/// A binary number with as many digits as asked for, on MPFR; this is the one file that calls it.
///
/// The arithmetic rounds to nearest, each function correctly, and the range of exponents is so wide
/// that nothing of a double's size overflows on the way.
@safe package final class BigFloat {
  private let storage: UnsafeMutablePointer<__mpfr_struct>
  let precision: Int

  private init(empty precision: Int) {
    self.precision = precision
    unsafe storage = .allocate(capacity: 1)
    unsafe mpfr_init2(storage, mpfr_prec_t(precision))
  }

  deinit {
    unsafe mpfr_clear(storage)
    unsafe storage.deallocate()
  }

  /// A double, exactly.
  package convenience init(_ value: Double, precision: Int) {
    self.init(empty: max(precision, 53))
    unsafe mpfr_set_d(storage, value, MPFR_RNDN)
  }

  /// The nearest double.
  package var double: Double { unsafe mpfr_get_d(storage, MPFR_RNDN) }

  var isNaN: Bool { unsafe mpfr_nan_p(storage) != 0 }
  var isInfinite: Bool { unsafe mpfr_inf_p(storage) != 0 }
  var isZero: Bool { unsafe mpfr_zero_p(storage) != 0 }

  /// e with 2^(e−1) ≤ |value| < 2^e; `exponentOfZero` for what has none.
  var exponent: Int {
    unsafe isNaN || isInfinite || isZero ? Self.exponentOfZero : Int(mpfr_get_exp(storage))
  }

  static let exponentOfZero = Int.min / 4

  static func pi(precision: Int) -> BigFloat {
    let result = BigFloat(empty: precision)
    unsafe mpfr_const_pi(result.storage, MPFR_RNDN)
    return result
  }

  // What a number's storage is used for happens in a method of that number, since a temporary one
  // may be gone as soon as its last use is over.

  func isLess(than other: BigFloat) -> Bool { unsafe mpfr_less_p(storage, other.storage) != 0 }
  private func isEqual(to other: BigFloat) -> Bool {
    unsafe mpfr_equal_p(storage, other.storage) != 0
  }

  private func scaled(byPowerOfTwo bits: Int) -> BigFloat {
    unsafe applying { unsafe mpfr_mul_2si($0, $1, bits, $2) }
  }

  /// Whether they differ by less than 2^−bits of the larger one.
  static func agree(_ a: BigFloat, _ b: BigFloat, bits: Int) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
    if a.isEqual(to: b) { return true }
    if a.isInfinite || b.isInfinite { return false }
    return (a - b).magnitude.scaled(byPowerOfTwo: bits).isLess(than: b.magnitude)
  }

  /// The larger one; not-a-number when one of them is.
  static func maximum(_ a: BigFloat, _ b: BigFloat) -> BigFloat {
    a.isNaN || b.isLess(than: a) ? a : b
  }

  static func minimum(_ a: BigFloat, _ b: BigFloat) -> BigFloat {
    a.isNaN || a.isLess(than: b) ? a : b
  }
}

// MARK: Arithmetic

extension BigFloat {
  private typealias Binary = (
    UnsafeMutablePointer<__mpfr_struct>?, UnsafePointer<__mpfr_struct>?,
    UnsafePointer<__mpfr_struct>?, mpfr_rnd_t
  ) -> Int32

  private typealias Unary = (
    UnsafeMutablePointer<__mpfr_struct>?, UnsafePointer<__mpfr_struct>?, mpfr_rnd_t
  ) -> Int32

  private func applying(_ function: Unary) -> BigFloat {
    let result = BigFloat(empty: precision)
    _ = unsafe function(result.storage, storage, MPFR_RNDN)
    return result
  }

  private static func combining(_ a: BigFloat, _ b: BigFloat, _ function: Binary) -> BigFloat {
    let result = BigFloat(empty: max(a.precision, b.precision))
    _ = unsafe function(result.storage, a.storage, b.storage, MPFR_RNDN)
    return result
  }

  static func + (a: BigFloat, b: BigFloat) -> BigFloat { unsafe combining(a, b, mpfr_add) }
  static func - (a: BigFloat, b: BigFloat) -> BigFloat { unsafe combining(a, b, mpfr_sub) }
  static func * (a: BigFloat, b: BigFloat) -> BigFloat { unsafe combining(a, b, mpfr_mul) }
  static func / (a: BigFloat, b: BigFloat) -> BigFloat { unsafe combining(a, b, mpfr_div) }

  /// aᵇ as in the C library's pow.
  static func power(_ a: BigFloat, _ b: BigFloat) -> BigFloat { unsafe combining(a, b, mpfr_pow) }

  var magnitude: BigFloat {
    unsafe isNegative ? applying(mpfr_neg) : applying { unsafe mpfr_set($0, $1, $2) }
  }
  var exponential: BigFloat { unsafe applying(mpfr_exp) }
  var exponentialMinusOne: BigFloat { unsafe applying(mpfr_expm1) }
  var logarithm: BigFloat { unsafe applying(mpfr_log) }
  var logarithmOnePlus: BigFloat { unsafe applying(mpfr_log1p) }
  var squareRoot: BigFloat { unsafe applying(mpfr_sqrt) }
  var sine: BigFloat { unsafe angle.applying(mpfr_sin) }
  var cosine: BigFloat { unsafe angle.applying(mpfr_cos) }
  var tangent: BigFloat { unsafe angle.applying(mpfr_tan) }
  var hyperbolicSine: BigFloat { unsafe applying(mpfr_sinh) }
  var hyperbolicCosine: BigFloat { unsafe applying(mpfr_cosh) }
  var hyperbolicTangent: BigFloat { unsafe applying(mpfr_tanh) }
  var areaHyperbolicSine: BigFloat { unsafe applying(mpfr_asinh) }
  var arcTangent: BigFloat { unsafe applying(mpfr_atan) }
  var errorFunction: BigFloat { unsafe applying(mpfr_erf) }

  /// Not-a-number for what no double holds: of 2^(10^8) it would take 10⁸ bits of π to know the sine.
  private var angle: BigFloat {
    exponent > 1_024 ? BigFloat(.nan, precision: precision) : self
  }

  /// −1, 0 or 1.
  var sign: BigFloat {
    isNaN ? self : BigFloat(isZero ? 0 : isNegative ? -1 : 1, precision: precision)
  }

  /// 1 for positive numbers, else 0.
  var step: BigFloat {
    isNaN ? self : BigFloat(isZero || isNegative ? 0 : 1, precision: precision)
  }

  private var isNegative: Bool { unsafe mpfr_signbit(storage) != 0 }
}
