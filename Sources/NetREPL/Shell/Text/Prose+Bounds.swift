import Core

/// Bounds in words: rounded to the side on which they stay true.
extension Prose {
  /// 1.24e−5 for 1.2341e−5.
  static func atMost(_ value: Double, digits: Int = 3) -> String {
    minus(directed(value, digits: digits, up: true))
  }

  /// 1.23e−5 for 1.2341e−5.
  static func atLeast(_ value: Double, digits: Int = 3) -> String {
    minus(directed(value, digits: digits, up: false))
  }

  /// 0.6992 for 0.69928, and 0.6993 with `up`.
  static func bound(_ value: Double, up: Bool, digits: Int = 4) -> String {
    number(Double(directed(value, digits: digits, up: up)) ?? value, digits: digits)
  }

  /// 1.234e−5 to 1.235e−5.
  static func interval(_ interval: Interval, digits: Int = 4) -> String {
    interval.lower == interval.upper
      ? number(interval.lower)
      : "\(atLeast(interval.lower, digits: digits)) to \(atMost(interval.upper, digits: digits))"
  }

  private static func directed(_ value: Double, digits: Int, up: Bool) -> String {
    let nearest = NumberFormat.magnitude(value, digits: digits)
    guard let rounded = Double(nearest), rounded.isFinite, up ? rounded < value : rounded > value
    else { return nearest }
    // Half a unit of the last digit farther the nearest number is the next one; just below a power of
    // ten the units are smaller.
    let power = nearest.lastIndex(of: "e").flatMap {
      Int(nearest[nearest.index(after: $0)...])
    }
    for decimals in [digits + 1, digits] {
      let half = Double("5e\((power ?? 0) - decimals)") ?? 0
      let next = NumberFormat.magnitude(up ? value + half : value - half, digits: digits)
      if let moved = Double(next), up ? moved >= value : moved <= value { return next }
    }
    return NumberFormat.shortest(value)
  }
}
