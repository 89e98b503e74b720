/// How far two formulas are apart at a point.
package enum FormulaDifference: Sendable, Hashable {
  /// Not at all, in all digits that were computed.
  case none

  /// By so much, the other one less this one; 0 where that is less than the smallest double.
  case by(Double)

  /// One has no value, or too many digits cancel.
  case unknown
}

extension Formula {
  /// g(x) − f(x), computed twice with different numbers of bits.
  ///
  /// A difference that is there is the same both times; one of rounding is smaller by the bits that
  /// the second time has more. So 10⁻²⁰ and 10⁻³¹⁰ are seen beside 0, and 10⁻⁷⁰ beside 1. What lies
  /// below the bits that cancellation has left, as u² in 1 − tanh x = 2u − 2u² may, is none.
  ///
  /// - Parameters:
  ///   - deep: with so many bits that 10⁻³¹⁰ is seen beside 1 too.
  /// - Precondition: T is not in them.
  package func difference(
    from other: Formula, at x: Rational, deep: Bool = false
  ) -> FormulaDifference {
    for (fewer, more) in deep ? [(1_280, 1_472)] : [(320, 512), (1_280, 1_472)] {
      guard let first = difference(from: other, at: x, precision: fewer),
        let second = difference(from: other, at: x, precision: more)
      else { continue }
      guard let a = first.value, let b = second.value else { return .unknown }
      if a.isZero || b.isZero || !first.isTrusted { return .none }
      return BigFloat.agree(a, b, bits: 4) ? .by(b.double) : .none
    }
    return .unknown
  }

  /// What the last operations before the difference may have rounded besides.
  private static let sparedBits = 64

  /// Half of the least one that a `BigFloat` has.
  private static let leastExponent = -(1 << 29)

  /// No value where one of them has none, and nil where too many digits have cancelled.
  private func difference(
    from other: Formula, at x: Rational, precision: Int
  ) -> (value: BigFloat?, isTrusted: Bool)? {
    let p = BigFloat(x.numerator, precision: precision)
    let argument = x.denominator == 1 ? p : p / BigFloat(x.denominator, precision: precision)
    guard let a = certainValue(at: argument), let b = other.certainValue(at: argument) else {
      return nil
    }
    if [a.value, b.value].contains(where: { $0.isNaN || $0.isInfinite }) { return (nil, false) }
    let difference = b.value - a.value
    let size = max(a.value.exponent, b.value.exponent)
    // Near the least exponent one of two equal values may be 0.
    if !difference.isZero, size < Self.leastExponent { return (nil, false) }
    return (difference, difference.exponent > size - min(a.bits, b.bits) + Self.sparedBits)
  }
}
