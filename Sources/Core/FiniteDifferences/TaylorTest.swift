internal import Numerics

/// Whether given numbers Jδ and δᵀHδ are the first two derivatives of a map along δ.
///
/// With t = 1, 1/2, 1/4, … the remainder A(x + tδ) − A(x) − t Jδ falls as t² and, with
/// t²/2 δᵀHδ taken off too, as t³, until rounding is all that is left. A wrong H makes the second
/// one fall as t², however small the mistake; a wrong J makes both fall as t. No step needs to be
/// chosen: t begins where δ moves no pre-activation farther than its activation can be followed.
///
/// A remainder that falls too slowly is a mistake only where t is small enough for Taylor's formula:
/// where the change itself falls as t, and the first remainder as t².
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

    /// No t was small enough for Taylor's formula before rounding took over.
    case notConclusive

    /// The map does not change along δ by more than rounding, and J and H say so too.
    case saysNothing

    /// A neuron that moves along δ has a value and no finite slope or curvature.
    case noDerivative(NeuronPlace)

    /// Jδ or δᵀHδ is beyond the largest number there is.
    case tooLarge

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
    let (rows, isShort, step, singular) = try withoutActuallyEscaping(checkpoint) { checkpoint in
      let line = try BatchedEvaluator(
        NetworkFunction(map, at: x, along: direction), checkpoint: checkpoint)
      let evaluator = try BatchedEvaluator(NetworkFunction(map, at: x), checkpoint: checkpoint)
      let step =
        line.value.contains(where: \.isFinite)
        ? try StepSearch.steps(for: [0], of: line)[0] : StepSearch.Step(length: 1, start: 1)
      let suits = step.length >= Self.usual.lowerBound || step.leavesDomain
      let rows = try Self.rows(
        evaluator, direction, linear, quadratic, from: suits ? 1 : step.length)
      return (
        rows, try Self.isShort(direction, rows, evaluator), step,
        line.surroundings.neuronWithoutDerivative(order: 2)
      )
    }
    self.rows = rows
    let given = linear + quadratic
    if let singular, step.leavesDomain, !given.allSatisfy(\.isFinite) {
      outcome = .noDerivative(singular)
    } else if !rows.contains(where: { $0.change.isFinite }) {
      outcome = .notFinite
    } else if given.contains(where: \.isInfinite), !given.contains(where: \.isNaN) {
      outcome = .tooLarge
    } else if !linear.allSatisfy(\.isFinite) {
      outcome = .jacobianWrong
    } else if !quadratic.allSatisfy(\.isFinite) {
      outcome = .hessianWrong
    } else if step.isTooCoarse, rows.contains(where: { $0.change != 0 }) {
      outcome = .notConclusive
    } else {
      outcome = Self.outcome(
        rows, quadratic: quadratic.largestMagnitude / 2, isShort: isShort)
    }
  }

  /// A direction of this many natural lengths is taken as it is.
  private static let usual = 0x1p-6...0x1p6

  /// A direction along which each input moves by 1, or by its natural step where that is far from it.
  ///
  /// - Complexity: four to eight evaluations of the map for each input.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: one value for each input of the map.
  public static func direction(
    of map: NetworkMap, at x: [Double], checkpoint: Checkpoint = {}
  ) throws -> [Double] {
    try withoutActuallyEscaping(checkpoint) { checkpoint in
      let evaluator = try BatchedEvaluator(NetworkFunction(map, at: x), checkpoint: checkpoint)
      guard evaluator.value.contains(where: \.isFinite) else { return x.map { _ in 1 } }
      return try StepSearch.steps(for: Array(x.indices), of: evaluator).map { step in
        usual.contains(step.length) || step.leavesDomain ? 1 : step.length
      }
    }
  }

  /// Whether nothing is seen along δ, and each of its entries is far below what suits its input.
  private static func isShort(
    _ direction: [Double], _ rows: [Row], _ evaluator: BatchedEvaluator
  ) throws -> Bool {
    guard let first = rows.first(where: \.isUsable), first.change <= first.floor else {
      return false
    }
    let moved = direction.indices.filter { direction[$0] != 0 }
    return zip(moved, try StepSearch.steps(for: moved, of: evaluator)).allSatisfy {
      abs(direction[$0]) < usual.lowerBound * $1.length
    }
  }

  private static func rows(
    _ evaluator: BatchedEvaluator, _ direction: [Double], _ linear: [Double],
    _ quadratic: [Double], from firstTime: Double
  ) throws -> [Row] {
    let x = evaluator.center
    let moved = direction.map { abs($0) * firstTime }
    let noise = try RoundingNoise.standardDeviations(
      of: evaluator, lengths: moved,
      rounded: x.indices.map { moved[$0] == 0 ? 0 : abs(x[$0]) + moved[$0] },
      displaced: zip(x, direction).map { $0 + firstTime * $1 })
    let times = (0..<rowLimit).map {
      firstTime * Double(sign: .plus, exponent: -$0, significand: 1)
    }
    let batch = try evaluator.evaluate(along: direction, at: times)
    var rows: [Row] = []
    for (r, t) in times.enumerated() {
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

  private static func outcome(_ rows: [Row], quadratic: Double, isShort: Bool) -> Outcome {
    let usable = rows.filter(\.isUsable)
    guard let first = usable.first else {
      return rows.compactMap(\.crossing).last.map { .kinkCrossed($0) } ?? .notFinite
    }
    let (firsts, seconds) = (last(usable, \.firstSlope), last(usable, \.secondSlope))
    if let least = firsts.min(), middle(firsts) < 1.5 || least < 1.2 {
      // A mistake falls as t again and again; in Taylor's reach the change falls as t too, or as t²
      // where the true slope is 0.
      let isSteady = firsts.count == 3 && firsts.allSatisfy { abs($0 - 1) < 0.3 }
      return isSteady && (changeSlope(usable) ?? 2) > 0.9 ? .jacobianWrong : .notConclusive
    }
    // What is tested has to be seen: in the largest step that can be used.
    let t = first.t
    if first.change <= first.floor {
      return isShort ? .directionTooShort : .saysNothing
    }
    if let least = seconds.min() {
      if middle(seconds) >= 2.5, least >= 1.8 { return .right }
      let isSteady = seconds.count == 3 && seconds.allSatisfy { abs($0 - 2) < 0.4 }
      return isSteady && (firsts.min() ?? 2) > 1.6 ? .hessianWrong : .notConclusive
    }
    if !first.isFirstAtFloor, first.isSecondAtFloor { return .right }
    // A curvature that is there or not below this is rounding.
    let isHidden = quadratic > 0 && t * t * quadratic <= first.floor
    return isHidden || first.floor > resolution * first.change ? .directionTooShort : .right
  }

  /// What is left of a change by less than this part of it is no curvature that anybody looks for.
  private static let resolution = 1e-6

  /// The order of the change itself where the slopes of `tail` are.
  private static func changeSlope(_ rows: [Row]) -> Double? {
    let slopes = zip(rows, rows.dropFirst()).filter { $1.firstSlope != nil }
      .compactMap { above, row -> Double? in
        guard row.change > row.floor else { return nil }
        return .log2(above.change / row.change)
      }
    let last = slopes.suffix(3).sorted()
    return last.isEmpty ? nil : last[last.count / 2]
  }

  /// The orders of a remainder where t is smallest: the last three.
  private static func last(_ rows: [Row], _ slope: KeyPath<Row, Double?>) -> [Double] {
    // The slope of the first usable row may lead across a kink.
    Array(rows.dropFirst().compactMap { $0[keyPath: slope] }.suffix(3))
  }

  private static func middle(_ slopes: [Double]) -> Double { slopes.sorted()[slopes.count / 2] }
}
