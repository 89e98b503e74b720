/// A closed interval of real numbers; an infinite end stands for no bound on that side.
///
/// Arithmetic encloses: a ∘ b holds x ∘ y for every x of a and y of b. Each end is the rounded one
/// moved outward to the next double, which is more than the half unit in the last place by which a
/// single operation of IEEE 754 may be off. What is not defined for every member, such as a division
/// by an interval with 0 in it, is the whole line.
///
/// ```swift
/// let third = Interval(1) / Interval(3)     // two doubles apart, and 1/3 between them
/// ```
public struct Interval: Sendable, Hashable {
  public let lower: Double
  public let upper: Double

  /// The numbers from the one to the other; the whole line where one of them is not a number.
  ///
  /// - Precondition: `lower <= upper`, where both are numbers.
  public init(_ lower: Double, _ upper: Double) {
    if lower.isNaN || upper.isNaN {
      (self.lower, self.upper) = (-.infinity, .infinity)
    } else {
      precondition(lower <= upper)
      (self.lower, self.upper) = (lower, upper)
    }
  }

  /// One number; the whole line where it is none, or not finite.
  public init(_ value: Double) {
    self = value.isFinite ? Interval(value, value) : .whole
  }

  public static let zero = Interval(0)
  public static let one = Interval(1)
  static let whole = Interval(-.infinity, .infinity)

  /// From −r to r.
  ///
  /// - Precondition: r is not negative.
  static func symmetric(_ radius: Double) -> Interval { Interval(-radius, radius) }

  /// Two rounded ends, each moved outward by one double.
  static func outward(_ lower: Double, _ upper: Double) -> Interval {
    Interval(lower.nextDown, upper.nextUp)
  }

  /// The decimal number that is written as this double, which may be half a unit beside it.
  static func rounded(_ value: Double) -> Interval { outward(value, value) }
}

// MARK: What it holds

extension Interval {
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// The largest |x|.
  public var magnitude: Double { max(abs(lower), abs(upper)) }

  /// The smallest |x|; 0 when 0 is in it.
  public var mignitude: Double { contains(0) ? 0 : min(abs(lower), abs(upper)) }

  /// A double inside; 0 when an end is infinite.
  public var middle: Double {
    guard isFinite else { return 0 }
    let middle = lower / 2 + upper / 2
    // Halves of the smallest doubles are rounded.
    return min(max(middle, lower), upper)
  }

  /// The least r, rounded up, with which middle ± r covers it.
  public var radius: Double {
    if lower == upper { return 0 }
    let middle = middle
    return max(upper - middle, middle - lower).nextUp
  }

  var isFinite: Bool { lower.isFinite && upper.isFinite }
  var isZero: Bool { lower == 0 && upper == 0 }

  /// The smallest interval with both in it.
  func hull(_ other: Interval) -> Interval {
    Interval(min(lower, other.lower), max(upper, other.upper))
  }

  /// What is in both, of two that are known to hold the same number.
  func intersection(_ other: Interval) -> Interval {
    let (lower, upper) = (max(lower, other.lower), min(upper, other.upper))
    return lower <= upper ? Interval(lower, upper) : self
  }
}

// MARK: Arithmetic

extension Interval {
  static prefix func - (a: Interval) -> Interval { Interval(-a.upper, -a.lower) }

  static func + (a: Interval, b: Interval) -> Interval {
    // Exact, so that what is absent stays absent.
    if a.isZero { return b }
    if b.isZero { return a }
    return .outward(a.lower + b.lower, a.upper + b.upper)
  }

  static func - (a: Interval, b: Interval) -> Interval { a + -b }

  static func * (a: Interval, b: Interval) -> Interval {
    if a.isZero || b.isZero { return .zero }
    if a == .one { return b }
    if b == .one { return a }
    let products = (
      product(a.lower, b.lower), product(a.lower, b.upper),
      product(a.upper, b.lower), product(a.upper, b.upper)
    )
    return .outward(
      min(min(products.0, products.1), min(products.2, products.3)),
      max(max(products.0, products.1), max(products.2, products.3)))
  }

  /// A product of two ends. Where one is 0 and the other stands for no bound, all members are 0.
  private static func product(_ x: Double, _ y: Double) -> Double {
    x == 0 || y == 0 ? 0 : x * y
  }

  static func / (a: Interval, b: Interval) -> Interval {
    guard !b.contains(0) else { return .whole }
    if a.isZero { return .zero }
    if b == .one { return a }
    return a * .outward(1 / b.upper, 1 / b.lower).ofSign(of: b)
  }

  /// The same less what rounding has added on the other side of 0.
  private func ofSign(of other: Interval) -> Interval {
    other.lower > 0 ? Interval(max(lower, 0), upper) : Interval(lower, min(upper, 0))
  }

  /// x², which is not negative even where x may have both signs.
  var squared: Interval {
    let (least, most) = (mignitude, magnitude)
    if most == 0 { return .zero }
    return Interval(max((least * least).nextDown, 0), (most * most).nextUp)
  }
}
