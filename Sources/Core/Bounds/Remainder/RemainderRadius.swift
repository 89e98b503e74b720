/// How far along a straight change the quadratic model is good to a tolerance.
///
/// Both ends are proven: up to `holds` no output is off by more than the tolerance, and before `fails`
/// one of them is. What lies between is how loose the bounds are.
public struct RemainderRadius: Sendable, Hashable {
  /// |R_k(t)| ≤ tolerance for every output and every t from 0 to this; 0 when nothing is proven.
  public private(set) var holds = 0.0

  /// |R_k(t)| > tolerance for some output and some t up to this; nil where none was found.
  public private(set) var fails: Double?

  /// What kept the proof from going farther, where it was not the tolerance.
  public private(set) var obstacle: Obstacle?

  /// The least t up to which nothing could be proven.
  private var stuck = Double.infinity

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
    let model: TaylorModel
    do {
      model = try TaylorModel(change, limit: min(limit, RemainderBound.standardLimit))
    } catch {
      obstacle = error
      return
    }
    var work = limit
    try search { t in
      guard work > 0 else { return nil }
      let allowed = min(work, RemainderBound.standardLimit)
      do {
        let bound = try RemainderBound(of: model, to: t, limit: allowed, checkpoint: checkpoint)
        work -= Double(2 * bound.cellCount + 1) * model.cellCost
        return Finding(bound.outputs.map { ($0.most, $0.least) }, tolerance)
      } catch let obstacle as Obstacle {
        work -= min(allowed, 256 * model.cellCost)
        return .obstructed(obstacle)
      }
    }
  }

  /// The same for a box around I: the multiple t of the half-widths.
  ///
  /// - Complexity: some twenty bounds of a box, all together within the limit.
  public init(
    ofBox network: Network, at input: [Double], halfWidths: [Double], tolerance: Double,
    limit: Double = 2 * RemainderBound.standardLimit, checkpoint: Checkpoint = {}
  ) throws {
    precondition(tolerance > 0)
    var left = Self.mostBoxes
    try search { t in
      guard left > 0 else { return nil }
      left -= 1
      do {
        let box = try BoxRemainder(
          of: network, at: input, halfWidths: halfWidths, to: t,
          limit: limit / Double(Self.mostBoxes), checkpoint: checkpoint)
        return Finding(box.outputs.map { ($0.most, $0.least) }, tolerance)
      } catch let obstacle as Obstacle {
        return .obstructed(obstacle)
      }
    }
  }

  private static let mostBoxes = 24

  /// What a bound says of the tolerance.
  private enum Finding {
    case good, bad
    /// The bound is above the tolerance, the largest remainder perhaps not.
    case between
    case obstructed(Obstacle)

    init(_ bounds: [(most: Double, least: Double)], _ tolerance: Double) {
      self =
        bounds.allSatisfy { $0.most <= tolerance }
        ? .good : bounds.contains { $0.least > tolerance } ? .bad : .between
    }
  }

  /// - Parameter finding: what is known up to t; nil when the work is spent.
  private mutating func search(_ finding: (Double) throws -> Finding?) throws {
    // The largest t that is good: doubled or halved, then the middles of what is left.
    var t = 1.0
    while t >= 1 / Self.farthest, t <= Self.farthest, let finding = try finding(t) {
      switch finding {
      case .good: holds = t
      case .bad: (stuck, fails, obstacle) = (t, t, nil)
      case .between: (stuck, obstacle) = (t, nil)
      case .obstructed(let found): (stuck, obstacle) = (t, found)
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
      middle <= Self.farthest, let finding = try finding(middle)
    {
      if case .bad = finding { fails = middle } else { good = middle }
      if fails == nil, good > 4 * stuck { break }
    }
  }

  /// A number of few bits between the two, so that the cells are exact; nil where they are close.
  private static func middle(_ lower: Double, _ upper: Double) -> Double? {
    let middle = ((lower + upper) / 2).rounded(toBits: 12)
    return upper <= close * lower || middle <= lower || middle >= upper ? nil : middle
  }
}

extension Double {
  /// The nearest number of so many binary digits.
  fileprivate func rounded(toBits bits: Int) -> Double {
    let unit = Double(sign: .plus, exponent: exponent - bits + 1, significand: 1)
    return (self / unit).rounded() * unit
  }
}
