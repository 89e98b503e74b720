/// A number of a formula: a fraction of small whole numbers, or a double.
///
/// Exact numbers keep 1/3 and 0.044715 what they are in a formula that is derived and shown. Sums and
/// products are exact, or there are none: what is folded never changes a value.
package struct Rational: Sendable, Hashable {
  /// In lowest terms; the denominator is positive.
  package let numerator: Double
  package let denominator: Double

  /// Whole numbers up to this are exact, and so are the products that decide what is.
  private static let largest = 0x1p53

  package static let zero = Rational(0)
  package static let one = Rational(1)

  package init(_ value: Int) { self.init(Double(value)) }

  /// A whole number, or any other as a rounded one over 1.
  package init(_ value: Double) { self.init(numerator: value, denominator: 1) }

  /// The fraction that a double was written as: 1/100 for 0.01, 1/6 for 1.0/6; else the double.
  package init(written value: Double) {
    let denominators = stride(from: 1.0, through: 1_000, by: 1)
    let q = denominators.first {
      Self.isSmallWhole(value * $0) && (value * $0).rounded() / $0 == value
    }
    self.init(q.map { (value * $0).rounded() } ?? value, over: q ?? 1)
  }

  /// p/q in lowest terms; where the parts are not small whole numbers, their rounded quotient.
  ///
  /// - Precondition: q is not zero.
  package init(_ p: Double, over q: Double) {
    precondition(q != 0)
    guard Self.isSmallWhole(p), Self.isSmallWhole(q) else {
      self.init(p / q)
      return
    }
    let (p, q) = Self.ratio(p, q)
    self.init(numerator: p, denominator: q)
  }

  /// p/q in lowest terms, the sign above.
  private static func ratio(_ p: Double, _ q: Double) -> (p: Double, q: Double) {
    let divisor = commonDivisor(abs(p), abs(q)) * (q < 0 ? -1 : 1)
    return (p / divisor, q / divisor)
  }

  private init(numerator: Double, denominator: Double) {
    // −0 is 0 in a formula.
    self.numerator = numerator == 0 ? 0 : numerator
    self.denominator = denominator
  }

  /// The nearest double.
  package var value: Double { numerator / denominator }

  var isWhole: Bool { denominator == 1 && Self.isSmallWhole(numerator) }
  var isExact: Bool { Self.isSmallWhole(numerator) }
  package var isNegative: Bool { numerator < 0 }

  /// The whole number, if it is one that an exponent can be.
  package var integer: Int? { isWhole ? Int(exactly: numerator) : nil }

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
  package static prefix func - (a: Rational) -> Rational {
    Rational(-a.numerator, over: a.denominator)
  }

  /// a + b; nil where it would have to be rounded.
  package static func + (a: Rational, b: Rational) -> Rational? {
    let (p, r) = (a.numerator * b.denominator, b.numerator * a.denominator)
    let q = a.denominator * b.denominator
    if [p, r, p + r, q].allSatisfy(isSmallWhole) { return Rational(p + r, over: q) }
    guard a.denominator == 1, b.denominator == 1 else { return nil }
    let sum = a.numerator + b.numerator
    return sum - a.numerator == b.numerator && sum - b.numerator == a.numerator
      ? Rational(sum) : nil
  }

  /// ab; nil where it would have to be rounded.
  package static func * (a: Rational, b: Rational) -> Rational? {
    if a.isExact, b.isExact {
      // Crosswise, so that nothing is larger on the way than in the end.
      let first = ratio(a.numerator, b.denominator)
      let second = ratio(b.numerator, a.denominator)
      let (p, q) = (first.p * second.p, first.q * second.q)
      return isSmallWhole(p) && isSmallWhole(q) ? Rational(p, over: q) : nil
    }
    guard a.denominator == 1, b.denominator == 1 else { return nil }
    let product = a.numerator * b.numerator
    // What is left behind the last digit is seen as long as it is no denormal number.
    let isExact = (-product).addingProduct(a.numerator, b.numerator) == 0
    return isExact && abs(product) > 0x1p-960 ? Rational(product) : nil
  }

  /// 1/a; nil for zero.
  var reciprocal: Rational? {
    numerator == 0 ? nil : Rational(denominator, over: numerator)
  }

  /// aⁿ; nil where it is not finite, or would be rounded.
  func power(_ n: Int) -> Rational? {
    guard abs(n) <= 64 else { return nil }
    if n < 0 { return isExact ? reciprocal?.power(-n) : nil }
    var result = Rational.one
    for _ in 0..<n {
      guard let product = result * self, product.isExact else { return nil }
      result = product
    }
    return result
  }
}
