/// How far along a straight change the quadratic model is good to a tolerance.
///
/// Both ends are proven: up to `holds` no output is off by more than the tolerance, and before `fails`
/// one of them is. What lies between is how loose the bounds are.
public struct RemainderRadius: Sendable, Hashable {
  /// |R_k(t)| ≤ tolerance for every output and every t from 0 to this; 0 when nothing is proven.
  public let holds: Double

  /// |R_k(t)| > tolerance for some output and some t up to this; nil where none was found.
  public let fails: Double?

  /// What kept the proof from going farther, where it was not the tolerance.
  public let obstacle: Obstacle?

  /// Neither searched nor sensible beyond: a million times the change.
  public static let farthest = 0x1p20

  /// The search ends when the two are this close together.
  private static let close = 1.004

  /// - Parameters:
  ///   - tolerance: a positive number.
  ///   - limit: the multiply-adds that may be spent.
  /// - Throws: what `checkpoint` throws.
  /// - Complexity: some twenty bounds.
  public init(
    of change: StraightChange, tolerance: Double, limit: Double = 4 * RemainderBound.standardLimit,
    checkpoint: Checkpoint = {}
  ) throws {
    precondition(tolerance > 0)
    let model = CurveModel(change)
    var (holds, fails) = (0.0, Double?.none)
    /// The nearest t up to which nothing could be proven, and why.
    var (stuck, obstacle) = (Double.infinity, Obstacle?.none)
    var work = limit
    var t = 1.0
    while work > 0, t >= 1 / Self.farthest, t <= Self.farthest {
      do {
        let bound = try RemainderBound(
          of: model, to: t, limit: min(work, RemainderBound.standardLimit), checkpoint: checkpoint)
        work -= Double(2 * bound.cellCount + 1) * model.cellCost
        if bound.outputs.allSatisfy({ $0.most <= tolerance }) {
          holds = t
        } else {
          (stuck, obstacle) = (t, nil)
          if bound.outputs.contains(where: { $0.least > tolerance }) { fails = t }
        }
      } catch let found as Obstacle {
        work -= min(RemainderBound.standardLimit, 256 * model.cellCost)
        (stuck, obstacle) = (t, found)
      }
      if stuck <= holds * Self.close { break }
      // A middle of few bits, so that the cells are exact.
      let middle = holds == 0 ? stuck / 2 : ((holds + stuck) / 2).rounded(toBits: 12)
      t = stuck == .infinity ? 2 * t : middle
      if t <= holds || t >= stuck { break }
    }
    self.holds = holds
    self.fails = fails
    self.obstacle = stuck.isFinite ? obstacle : nil
  }
}

extension Double {
  /// The nearest number of so many binary digits.
  fileprivate func rounded(toBits bits: Int) -> Double {
    let unit = Double(sign: .plus, exponent: exponent - bits + 1, significand: 1)
    return (self / unit).rounded() * unit
  }
}
