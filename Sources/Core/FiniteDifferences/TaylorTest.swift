internal import Numerics

/// Whether given numbers Jδ and δᵀHδ are the first two derivatives of a map along δ.
///
/// With t = 1, 1/2, 1/4, … the remainder A(x + tδ) − A(x) − t Jδ falls as t² and, with
/// t²/2 δᵀHδ taken off too, as t³, until rounding is all that is left. A wrong H makes the second
/// one fall as t², however small the mistake; a wrong J makes both fall as t. No step needs to be
/// chosen.
public struct TaylorTest: Sendable, Hashable {
  /// One t.
  public struct Row: Sendable, Hashable {
    public let t: Double

    /// |A(x + tδ) − A(x)|, the largest over the outputs, as all magnitudes here.
    public let change: Double

    /// |A(x + tδ) − A(x) − t Jδ|.
    public let firstRemainder: Double

    /// |A(x + tδ) − A(x) − t Jδ − t²/2 δᵀHδ|.
    public let secondRemainder: Double

    /// log₂ of how much the remainder fell since the row above; nil in the first row, and where
    /// one of the two is only rounding.
    public internal(set) var firstSlope: Double?
    public internal(set) var secondSlope: Double?

    /// Remainders below this are only rounding.
    public let floor: Double

    /// The nearest kink between x and x + tδ.
    public let crossing: NeuronPlace?

    public var isFirstAtFloor: Bool { firstRemainder <= floor }
    public var isSecondAtFloor: Bool { secondRemainder <= floor }

    var isUsable: Bool { crossing == nil && secondRemainder.isFinite }
  }

  public enum Outcome: Sendable, Hashable {
    /// The remainders fall as t² and t³, or faster, or are rounding from the start.
    case right

    /// The first remainder falls as t², the second no faster.
    case hessianWrong

    /// The first remainder falls as t.
    case jacobianWrong

    /// A kink lies between x and all of the points.
    case kinkCrossed(NeuronPlace)

    /// δ is so short that rounding hides the terms to be tested.
    case directionTooShort

    /// The map has no finite value at x or at any of the points.
    case notFinite
  }

  /// One row for each t, largest first; they end two rows after rounding took over.
  public let rows: [Row]

  public let outcome: Outcome

  private static let rowLimit = 48

  /// Rounding counts with this many standard deviations: a slope read just above is off by less
  /// than a quarter.
  private static let deviations = 12.0

  /// Tests numbers that come from elsewhere against the map's values alone.
  ///
  /// - Parameters:
  ///   - direction: δ, one number for each input.
  ///   - linear: Jδ, one for each output.
  ///   - quadratic: δᵀH_kδ, one for each output k.
  /// - Complexity: about 100 evaluations of the map, in batches.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: as many numbers as the map has components.
  public init(
    of map: NetworkMap, at x: [Double], along direction: [Double], linear: [Double],
    quadratic: [Double], checkpoint: Checkpoint = {}
  ) throws {
    precondition(x.count == map.inputCount && direction.count == x.count)
    precondition(linear.count == map.outputCount && quadratic.count == map.outputCount)
    let rows = try withoutActuallyEscaping(checkpoint) { checkpoint in
      try Self.rows(
        BatchedEvaluator(NetworkFunction(map, at: x), checkpoint: checkpoint), direction, linear,
        quadratic)
    }
    self.rows = rows
    if !linear.allSatisfy(\.isFinite) && rows.contains(where: { $0.change.isFinite }) {
      outcome = .jacobianWrong
    } else if !quadratic.allSatisfy(\.isFinite) && rows.contains(where: { $0.change.isFinite }) {
      outcome = .hessianWrong
    } else {
      outcome = Self.outcome(
        rows, linear: linear.largestMagnitude, quadratic: quadratic.largestMagnitude / 2)
    }
  }

  private static func rows(
    _ evaluator: BatchedEvaluator, _ direction: [Double], _ linear: [Double], _ quadratic: [Double]
  ) throws -> [Row] {
    let x = evaluator.center
    let rounded = x.indices.map { direction[$0] == 0 ? 0 : abs(x[$0]) + abs(direction[$0]) }
    let noise = try RoundingNoise.standardDeviations(
      of: evaluator, lengths: direction.map { abs($0) }, rounded: rounded)
    let batch = try evaluator.evaluate(
      along: direction,
      at: (0..<rowLimit).map { Double(sign: .plus, exponent: -$0, significand: 1) })
    var rows: [Row] = []
    for r in 0..<rowLimit {
      let t = Double(sign: .plus, exponent: -r, significand: 1)
      var (change, first, second) = ([Double](), [Double](), [Double]())
      var floor = 0.0
      for k in linear.indices {
        let moved = batch.values[r, k] - evaluator.value[k]
        change.append(moved)
        first.append(moved - t * linear[k])
        second.append(moved - t * linear[k] - t * t / 2 * quadratic[k])
        let rounding = noise[k] * 2.0.squareRoot() + 0x1p-54 * abs(t * linear[k])
        floor = max(floor, deviations * rounding)
      }
      var row = Row(
        t: t, change: change.largestMagnitude, firstRemainder: first.largestMagnitude,
        secondRemainder: second.largestMagnitude, floor: floor,
        crossing: batch.crossings.isEmpty ? nil : batch.crossings[r]?.kink)
      if let above = rows.last {
        if !above.isFirstAtFloor && !row.isFirstAtFloor {
          row.firstSlope = .log2(above.firstRemainder / row.firstRemainder)
        }
        if !above.isSecondAtFloor && !row.isSecondAtFloor {
          row.secondSlope = .log2(above.secondRemainder / row.secondRemainder)
        }
      }
      rows.append(row)
      let tail = rows.suffix(2)
      if tail.count == 2 && tail.allSatisfy({ $0.isFirstAtFloor && $0.isSecondAtFloor }) { break }
    }
    return rows
  }

  private static func outcome(_ rows: [Row], linear: Double, quadratic: Double) -> Outcome {
    let usable = rows.filter(\.isUsable)
    guard let first = usable.first else {
      return rows.compactMap(\.crossing).last.map { .kinkCrossed($0) } ?? .notFinite
    }
    if let slope = tail(usable, \.firstSlope), slope < 1.5 { return .jacobianWrong }
    // What is tested has to be seen: in the largest step that can be used.
    let t = first.t
    if linear > 0 && t * linear <= first.floor && first.change <= first.floor {
      return .directionTooShort
    }
    if let slope = tail(usable, \.secondSlope) { return slope < 2.5 ? .hessianWrong : .right }
    let isHidden = quadratic > 0 && t * t * quadratic <= first.floor
    return isHidden && first.isSecondAtFloor ? .directionTooShort : .right
  }

  /// The order of a remainder where t is smallest: the median of the last three slopes.
  private static func tail(_ rows: [Row], _ slope: KeyPath<Row, Double?>) -> Double? {
    // The slope of the first usable row may lead across a kink.
    let slopes = rows.dropFirst().compactMap { $0[keyPath: slope] }.suffix(3).sorted()
    return slopes.isEmpty ? nil : slopes[slopes.count / 2]
  }
}
