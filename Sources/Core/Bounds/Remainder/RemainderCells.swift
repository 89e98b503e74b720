/// The remainder R(t) = a(t) − a(0) − t a′(0) − t²/2 a″(0) of one output along a curve, integrated
/// from cell to cell.
///
/// R, R′ and R″ are 0 at t = 0, and R‴ = a‴. With a‴(c + s) = 6p_3 + 24p_4 s + 60 q s² on a cell the
/// three go on exactly; the factors beside q in the integrals, (h − s)ⁿ s², have one sign, so that q
/// comes out of them by the mean value theorem.
struct RemainderCells {
  /// R at the end of the last cell.
  private(set) var value = Interval.zero
  private var slope = Interval.zero
  private var curvature = Interval.zero

  /// What |R| is at most, and what its largest value is at least, up to the end of the last cell.
  private(set) var most = 0.0
  private(set) var least = 0.0

  /// What R is on the last cell.
  private(set) var onCell = Interval.zero

  /// The sign of a‴ so far; nil when it has had both, or has one that is not known.
  private var sign: FloatingPointSign?
  private var isFirst = true

  /// - Parameters:
  ///   - model: p_0 … p_4 and q.
  ///   - half: h, half the width of the cell.
  mutating func append(_ model: [Interval], half: Double) {
    let h = Interval(half)
    let (h2, two) = (h * h, Interval(2))
    let third = TaylorModel.ranges(model, TaylorModel.factors(half: half))[3] * Interval(6)
    let (p3, p4, q) = (model[3], model[4], model[5])

    // The integrals of a‴ over the cell, times 1, h − s and (h − s)²/2.
    let first = h * (p3 * Interval(12) + q * h2 * Interval(40))
    let second = h2 * (p3 * Interval(12) - p4 * h * Interval(16) + q * h2 * Interval(40))
    let cubic = h2 * h * (p3 * Interval(8) - p4 * h * Interval(16) + q * h2 * Interval(32))

    let bend = curvature + Interval(0, (h * two).upper) * third
    value = value + h * two * slope + h2 * two * curvature + cubic
    slope = slope + h * two * curvature + second
    curvature = curvature + first

    let here: FloatingPointSign? = third.lower >= 0 ? .plus : third.upper <= 0 ? .minus : nil
    sign = isFirst || sign == here ? here : nil
    isFirst = false
    if sign != nil {
      // R has grown all the way.
      most = value.magnitude
      onCell = last.hull(value)
    } else {
      // Between its ends R differs from the straight line by at most (2h)²/8 |R″|.
      let rise = (h2 * Interval(bend.magnitude) * Interval(0.5)).upper
      most = max(most, max(last.magnitude, value.magnitude).plus(rise))
      onCell = last.hull(value) + .symmetric(rise)
    }
    least = max(least, value.mignitude)
    last = value
  }

  /// R at the beginning of the cell, once the cell is done: at its end.
  private var last = Interval.zero
}

extension Double {
  /// The sum, rounded up.
  fileprivate func plus(_ other: Double) -> Double { other == 0 ? self : (self + other).nextUp }
}
