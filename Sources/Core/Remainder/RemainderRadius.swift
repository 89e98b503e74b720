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
    var search = Search(model: CurveModel(change), tolerance: tolerance, work: limit)
    try search.run(checkpoint)
    holds = search.holds
    fails = search.fails
    obstacle = search.stuck.isFinite ? search.obstacle : nil
  }

  private struct Search {
    let model: CurveModel
    let tolerance: Double
    var work: Double

    var holds = 0.0
    var fails: Double?

    /// The least t up to which nothing could be proven, and what was in the way.
    var stuck = Double.infinity
    var obstacle: Obstacle?

    private enum Finding {
      case good, bad
      /// The bound is above the tolerance, the largest remainder perhaps not.
      case between
      case none(Obstacle)
    }

    init(model: CurveModel, tolerance: Double, work: Double) {
      self.model = model
      self.tolerance = tolerance
      self.work = work
    }

    mutating func run(_ checkpoint: Checkpoint) throws {
      // The largest t that is good: doubled or halved, then the middles of what is left.
      var t = 1.0
      while t >= 1 / farthest, t <= farthest, let finding = try finding(at: t, checkpoint) {
        switch finding {
        case .good: holds = t
        case .bad: (stuck, fails, obstacle) = (t, t, nil)
        case .between: (stuck, obstacle) = (t, nil)
        case .none(let found): (stuck, obstacle) = (t, found)
        }
        if stuck == .infinity {
          t *= 2
        } else if holds == 0 {
          t /= 2
        } else {
          guard let middle = Self.middle(holds, stuck) else { break }
          t = middle
        }
      }
      // The least t that is bad, which may be a little farther.
      guard holds > 0, stuck.isFinite, obstacle == nil else { return }
      var good = stuck
      while let middle = fails.map({ Self.middle(good, $0) }) ?? 1.25 * good.rounded(toBits: 12),
        middle <= farthest, let finding = try finding(at: middle, checkpoint)
      {
        if case .bad = finding { fails = middle } else { good = middle }
        if fails == nil, good > 4 * stuck { break }
      }
    }

    /// nil when the work is spent.
    private mutating func finding(at t: Double, _ checkpoint: Checkpoint) throws -> Finding? {
      guard work > 0 else { return nil }
      let limit = min(work, RemainderBound.standardLimit)
      do {
        let bound = try RemainderBound(of: model, to: t, limit: limit, checkpoint: checkpoint)
        work -= Double(2 * bound.cellCount + 1) * model.cellCost
        if bound.outputs.allSatisfy({ $0.most <= tolerance }) { return .good }
        return bound.outputs.contains { $0.least > tolerance } ? .bad : .between
      } catch let found as Obstacle {
        work -= min(limit, 256 * model.cellCost)
        return Finding.none(found)
      }
    }

    /// A number of few bits between the two, so that the cells are exact; nil where they are close.
    private static func middle(_ lower: Double, _ upper: Double) -> Double? {
      let middle = ((lower + upper) / 2).rounded(toBits: 12)
      return upper <= close * lower || middle <= lower || middle >= upper ? nil : middle
    }
  }
}

extension Double {
  /// The nearest number of so many binary digits.
  fileprivate func rounded(toBits bits: Int) -> Double {
    let unit = Double(sign: .plus, exponent: exponent - bits + 1, significand: 1)
    return (self / unit).rounded() * unit
  }
}
