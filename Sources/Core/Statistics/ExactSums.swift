/// Several sums of doubles, each kept without any rounding.
///
/// A sum is the same whatever the order of its terms, so the sums of parts can be added to those of the
/// whole, to the bit. Each is an integer in units of 2^−1074, the least double, of 67 digits with 32 bits;
/// a digit has a word of 64 bits, and carries are passed on only once in a thousand terms.
///
/// Source: R. M. Neal, Fast exact summation using small and large superaccumulators, arXiv:1505.05571,
/// section 3.
///
/// - Complexity: two additions of integers a term. Memory: 536 bytes a sum.
package struct ExactSums: Sendable {
  /// How many sums there are.
  package let count: Int

  private var digits: [Int64]

  /// What is not finite, added up by itself: nan and the infinities are the same in every order.
  private var others: [Double]

  /// How many terms a digit has taken since carries were passed on, at the most.
  private var pending = 0

  private static let digitCount = 67

  /// A term adds less than 2^53 to a digit, so this many stay below 2^63.
  private static let mostPending = 1 << 9

  /// The memory of one sum.
  package static let bytes = 8 * (digitCount + 1)

  /// All of them 0.
  package init(count: Int) {
    self.count = count
    digits = Array(repeating: 0, count: count * Self.digitCount)
    others = Array(repeating: 0, count: count)
  }

  /// Makes room for a term of each sum, or a few: called once before them.
  ///
  /// - Parameter terms: how many terms at most each sum gets before it is called again.
  package mutating func expect(_ terms: Int = 1) {
    pending += terms
    if pending > Self.mostPending {
      for sum in 0..<count { passCarries(of: sum) }
      pending = terms
    }
  }

  /// Adds a term to a sum, which `expect` has made room for.
  @inline(__always)
  package mutating func add(_ value: Double, to sum: Int) {
    let bits = value.bitPattern
    let exponent = Int(bits >> 52) & 0x7FF
    guard exponent < 0x7FF else {
      others[sum] += value
      return
    }
    let fraction = bits & (1 << 52 - 1)
    let mantissa = exponent == 0 ? fraction : fraction | 1 << 52
    // The place of the last bit, counted from that of the least double.
    let place = max(exponent, 1) - 1
    let first = sum * Self.digitCount + place >> 5
    let shift = UInt64(place & 31)
    let low = Int64(truncatingIfNeeded: mantissa << shift & 0xFFFF_FFFF)
    let high = Int64(truncatingIfNeeded: mantissa >> (32 - shift))
    // All ones for a negative term: (x ^ −1) − −1 is −x.
    let sign = Int64(bitPattern: bits) >> 63
    digits[first] += (low ^ sign) - sign
    digits[first + 1] += (high ^ sign) - sign
  }

  /// Adds a·b to a sum without rounding it: the product and what its rounding left out, which fused
  /// multiplication gives where it is no less than the least double.
  ///
  /// It counts for two terms.
  @inline(__always)
  package mutating func add(_ a: Double, times b: Double, to sum: Int) {
    let product = a * b
    add(product, to: sum)
    if product.isFinite { add((-product).addingProduct(a, b), to: sum) }
  }

  /// Digits from 0 to 2³² − 1, but for the last one, which has the sign.
  private mutating func passCarries(of sum: Int) {
    let first = sum * Self.digitCount
    for index in first..<(first + Self.digitCount - 1) {
      digits[index + 1] += digits[index] >> 32
      digits[index] &= 0xFFFF_FFFF
    }
  }
}

// MARK: - What a sum is

extension ExactSums {
  /// A sum, rounded once, to the nearest double.
  package subscript(sum: Int) -> Double { expansion(of: sum).first ?? 0 }

  /// A sum as doubles that add up to it exactly, each the rest of those before it, rounded: one list for
  /// each value, empty for 0.
  ///
  /// Source: J. R. Shewchuk, Adaptive precision floating-point arithmetic, Discrete Comput. Geom. 18 (1997),
  /// section 2.
  package func expansion(of sum: Int) -> [Double] {
    if others[sum] != 0 { return [others[sum]] }
    var rest = ExactSums(count: 1)
    let first = sum * Self.digitCount
    rest.digits = Array(digits[first..<(first + Self.digitCount)])
    var parts: [Double] = []
    while true {
      let part = rest.rounded()
      if part == 0 { return parts }
      parts.append(part)
      // What is larger than any double has no rest.
      if !part.isFinite { return parts }
      rest.expect()
      rest.add(-part, to: 0)
    }
  }

  /// The only sum, to the nearest double.
  private mutating func rounded() -> Double {
    passCarries(of: 0)
    let isNegative = digits[Self.digitCount - 1] < 0
    if isNegative {
      for index in digits.indices { digits[index] = -digits[index] }
      passCarries(of: 0)
    }
    defer { if isNegative { for index in digits.indices { digits[index] = -digits[index] } } }
    guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
    // The 64 bits from the first one on; the last of them stands for all that follow it.
    func digit(_ index: Int) -> UInt64 { index < 0 ? 0 : UInt64(truncatingIfNeeded: digits[index]) }
    let pair = digit(top) << 32 | digit(top - 1)
    let shift = UInt64(pair.leadingZeroBitCount)
    var bits = pair << shift | digit(top - 2) >> (32 - shift)
    let isBelow =
      digit(top - 2) << shift & 0xFFFF_FFFF != 0
      || top > 2 && digits[..<(top - 2)].contains { $0 != 0 }
    if isBelow { bits |= 1 }
    let size = Double(
      sign: .plus, exponent: 32 * (top - 1) - Int(shift) - 1074, significand: Double(bits))
    return isNegative ? -size : size
  }

  /// The sums that are given as doubles which add up to each.
  package init(expansions: [[Double]]) {
    self.init(count: expansions.count)
    for (sum, parts) in expansions.enumerated() {
      for part in parts {
        expect()
        add(part, to: sum)
      }
    }
  }

  /// Adds the sums of another part.
  ///
  /// - Precondition: as many of them.
  package mutating func add(_ other: ExactSums) {
    precondition(count == other.count)
    for sum in 0..<count {
      for part in other.expansion(of: sum) {
        expect()
        add(part, to: sum)
      }
    }
  }
}
