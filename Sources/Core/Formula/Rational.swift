/// A number of a formula: a fraction, exact as long as its parts are small, else rounded.
///
/// Exact numbers keep 1/3 and 0.044715 what they are in a formula that is derived and shown.
struct Rational: Sendable, Hashable {
  /// In lowest terms; the denominator is positive.
  let numerator: Double
  let denominator: Double

  /// Whole numbers up to this are exact, and so are the products that decide what is.
  private static let largest = 0x1p53

  static let zero = Rational(0)
  static let one = Rational(1)

  init(_ value: Int) { self.init(Double(value)) }

  /// A whole number, or any other as a rounded one over 1.
  init(_ value: Double) { self.init(numerator: value, denominator: 1) }

  /// p/q in lowest terms; where the parts are not small whole numbers, their rounded quotient.
  ///
  /// - Precondition: q is not zero.
  init(_ p: Double, over q: Double) {
    precondition(q != 0)
    guard Self.isSmallWhole(p), Self.isSmallWhole(q) else {
      self.init(p / q)
      return
    }
    let divisor = Self.commonDivisor(abs(p), abs(q)) * (q < 0 ? -1 : 1)
    self.init(numerator: p / divisor, denominator: q / divisor)
  }

  private init(numerator: Double, denominator: Double) {
    // −0 is 0 in a formula.
    self.numerator = numerator == 0 ? 0 : numerator
    self.denominator = denominator
  }

  /// The nearest double.
  var value: Double { numerator / denominator }

  var isWhole: Bool { denominator == 1 && Self.isSmallWhole(numerator) }
  var isExact: Bool { Self.isSmallWhole(numerator) }
  var isNegative: Bool { numerator < 0 }

  /// The whole number, if it is one that an exponent can be.
  var integer: Int? { isWhole ? Int(numerator) : nil }

  static func isSmallWhole(_ value: Double) -> Bool {
    value == value.rounded() && abs(value) < largest
  }

  /// - Precondition: whole numbers, not both zero.
  static func commonDivisor(_ a: Double, _ b: Double) -> Double {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a.truncatingRemainder(dividingBy: b)) }
    return a
  }
}

extension Rational {
  static prefix func - (a: Rational) -> Rational {
    Rational(-a.numerator, over: a.denominator)
  }

  static func + (a: Rational, b: Rational) -> Rational {
    let p = a.numerator * b.denominator + b.numerator * a.denominator
    let q = a.denominator * b.denominator
    let isExact =
      isSmallWhole(q) && isSmallWhole(a.numerator * b.denominator)
      && isSmallWhole(b.numerator * a.denominator)
    return isExact ? Rational(p, over: q) : Rational(a.value + b.value)
  }

  static func * (a: Rational, b: Rational) -> Rational {
    let (p, q) = (a.numerator * b.numerator, a.denominator * b.denominator)
    return isSmallWhole(p) && isSmallWhole(q)
      ? Rational(p, over: q) : Rational(a.value * b.value)
  }

  /// 1/a; nil for zero.
  var reciprocal: Rational? {
    numerator == 0 ? nil : Rational(denominator, over: numerator)
  }

  /// aⁿ; nil where it is not finite, or would be rounded.
  func power(_ n: Int) -> Rational? {
    guard abs(n) <= 64 else { return nil }
    if n < 0 { return reciprocal?.power(-n) }
    var result = Rational.one
    for _ in 0..<n { result = result * self }
    return result.isExact ? result : nil
  }
}
