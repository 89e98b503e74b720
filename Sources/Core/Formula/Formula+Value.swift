internal import Numerics

extension Formula {
  /// The value at x, right to the last digits: the double nearest to the true value, or one of its
  /// neighbours.
  ///
  /// Double arithmetic is tried first, with a bound of its rounding carried along. Where digits
  /// cancel or something overflows, it is done again with 128 bits, and more until the digits stand.
  ///
  /// - Returns: not-a-number where the formula has no value, as 0/0 has none.
  /// - Precondition: T is not in it.
  /// - Complexity: tens of nanoseconds for each sign; a hundred times that where digits cancel.
  public func value(at x: Double) -> Double {
    let rounded = roundedValue(at: Rounded(exactly: x))
    return rounded.isAccurate ? rounded.value : preciseValue(at: x)
  }

  /// How many of the 53 bits plain double arithmetic would lose at x; nil when nothing is lost.
  ///
  /// All of them when it has no value there although the formula has one.
  public func lostBits(at x: Double) -> Double? {
    let plain = plainValue(at: x)
    let exact = value(at: x)
    guard !exact.isNaN, plain != exact else { return nil }
    guard plain.isFinite, exact != 0 else { return 53 }
    let ulps = abs(plain - exact) / exact.ulp
    return ulps <= 8 ? nil : min(53, .log2(ulps))
  }

  /// The value as double arithmetic gives it.
  package func plainValue(at x: Double) -> Double { roundedValue(at: Rounded(exactly: x)).value }
}
