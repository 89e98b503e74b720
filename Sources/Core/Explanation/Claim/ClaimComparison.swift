/// Two formulas side by side over the whole line.
struct ClaimComparison {
  let truth: Formula
  let statement: Formula

  /// Where the function claimed about jumps: there nothing is compared.
  let kinks: [Double]

  /// Points, and the intervals between them on which nothing bends, jumps or loses its value.
  let cells: [(stretch: Stretch, status: Status)]

  /// Where the statement has no value.
  let gaps: [FormulaGap]

  /// Whether the function itself has no value somewhere.
  let isPartial: Bool

  /// The points between the cells.
  let places: [Double]

  /// What becomes of a point or of an interval.
  enum Status: Sendable { case same, different, noClaimedValue, nothingToCompare }

  /// Eighths from −10 to 10, off the kinks that stand at round numbers, small numbers, and far ones.
  static let near: [Double] = (-80...80).map { Double($0) / 8 }
  static let points: [Double] =
    near + near.map { $0 + 0.043 }
    + [1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 12, 15, 20, 30, 50, 100, 300, 700, 1e3, 1e4].flatMap {
      [$0, -$0]
    }

  /// Farther out, and next to the numbers of the formulas, which may be thresholds.
  private static func points(besides formula: Formula) -> [Double] {
    let thresholds = Set(formula.numbers.map(\.magnitude)).filter { $0 > 5 && $0 < 1e12 }
    let near: [Double] = thresholds.sorted().prefix(20).flatMap { [0.9 * $0, 1.1 * $0, 1.7 * $0] }
    let far: [Double] = [1e5, 1e6, 1e8] + near
    return far + far.map { -$0 }
  }

  init(truth: Formula, statement: Formula, kinks: [Double]) {
    (self.truth, self.statement, self.kinks) = (truth, statement, kinks)
    gaps = statement.gaps
    let own = truth.gaps
    isPartial = !own.isEmpty
    let ends = (gaps + own).flatMap(\.stretches).flatMap { [$0.lower, $0.upper] }
    places = Set(
      (ends + kinks + statement.switches + truth.switches)
        .filter(\.isFinite)
    ).sorted()
    let points = Self.points + Self.points(besides: statement)
    let pair = Pair(
      truth: truth, statement: statement, kinks: kinks, gaps: (own, gaps), points: points)
    cells = Stretch.cells(between: places).map { ($0, pair.status(of: $0)) }
  }

  /// Whether they are the same wherever the function has a value.
  var holds: Bool {
    let statuses = cells.map(\.status)
    return !statuses.contains(.different) && !statuses.contains(.noClaimedValue)
      && statuses.contains(.same)
  }

  /// Whether they are the same wherever both have one.
  var holdsWhereDefined: Bool {
    let statuses = cells.map(\.status)
    return !statuses.contains(.different) && statuses.contains(.same)
  }

  /// Where they are the same, ascending; points alone, where two curves cross, do not count.
  var agreement: [Stretch] {
    var found: [Stretch] = []
    for (k, cell) in cells.enumerated() {
      let isBetween =
        k > 0 && k + 1 < cells.count && cells[k - 1].status == .same
        && cells[k + 1].status == .same && cell.stretch.isPoint
      if cell.status == .same || cell.status == .nothingToCompare && isBetween {
        found.append(cell.stretch)
      }
    }
    return found.joined.filter { !$0.isPoint }
  }

  /// The gaps of the statement where the function has a value.
  var missing: [FormulaGap] {
    let missing = cells.filter { $0.status == .noClaimedValue }
      .map { $0.stretch.isPoint ? $0.stretch.lower : $0.stretch.samples[0] }
    return gaps.filter { gap in missing.contains { gap.isMissing(at: $0) } }
  }

  /// A point where there is a true value but no claimed one.
  var undefinedAt: Double? {
    cells.first { $0.status == .noClaimedValue }.map { cell in
      cell.stretch.isPoint ? cell.stretch.lower : cell.stretch.samples[0]
    }
  }

  /// Relatively: thirteen digits.
  private static let tolerance = 1e-13

  static func differ(_ a: Double, _ b: Double, besides scale: Double = 0) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN != b.isNaN }
    if a == b { return false }
    guard a.isFinite, b.isFinite else { return true }
    return !(abs(a - b) <= tolerance * max(abs(a), abs(b), scale) + 1e-300)
  }

  /// Whether they are the same at a few dozen points: quick to say no.
  static func mayBeSame(_ truth: Formula, _ statement: Formula, kinks: [Double]) -> Bool {
    points.allSatisfy { x in
      let value = truth.value(at: x)
      return kinks.contains(x) || !value.isFinite || !differ(value, statement.value(at: x))
    }
  }

  /// |truth − claimed|; nil where one of them has no value, infinite at a pole of what is claimed.
  private func size(_ x: Double) -> Double? {
    if kinks.contains(x) { return nil }
    let value = truth.value(at: x)
    guard value.isFinite, !gaps.contains(where: { $0.isMissing(alongside: x) }) else {
      return nil
    }
    guard let claimed = statement.certainValue(at: x) else { return nil }
    let size = abs(value - claimed)
    return size.isNaN ? nil : size
  }

  /// Where the two differ most: the best of a grid, refined between its neighbours, or far out.
  ///
  /// - Returns: nil where no difference is a number.
  func largestDifference(checkpoint: Checkpoint) throws -> LargestDifference? {
    var best = LargestDifference(point: 0, size: 0)
    // Of equal ones the nearest to 0.
    for x in Self.near.sorted(by: { abs($0) < abs($1) }) {
      try checkpoint()
      if let size = size(x), size > best.size * (1 + 1e-12) {
        best = LargestDifference(point: x, size: size)
      }
    }
    for cell in cells where cell.status == .different {
      for x in cell.stretch.isPoint ? [cell.stretch.lower] : cell.stretch.samples {
        if let size = size(x), size > best.size * (1 + 1e-12) {
          best = LargestDifference(point: x, size: size)
        }
      }
    }
    best = refined(best)
    for direction in [-1.0, 1.0] {
      if let far = farDifference(direction, besides: best.size), far.size > best.size * (1 + 1e-9) {
        best = far
      }
    }
    return best.size > 0 ? finished(best.approached(places)) : nil
  }

  /// The same; infinite where the difference does not settle next to the point that is approached.
  private func finished(_ largest: LargestDifference) -> LargestDifference {
    guard let side = largest.side else { return largest }
    let sizes = [1e-4, 1e-8, 1e-12].compactMap { step in
      size(largest.point + (side == .left ? -step : step))
    }
    guard sizes.count == 3, sizes[1] > sizes[0], sizes[2] - sizes[1] > (sizes[1] - sizes[0]) / 2
    else { return largest }
    return LargestDifference(point: largest.point, size: .infinity, side: side)
  }

  /// The maximum next to a point of the grid, by golden section.
  private func refined(_ best: LargestDifference) -> LargestDifference {
    var (lower, upper) = (best.point - 1 / 8.0, best.point + 1 / 8.0)
    let ratio = (5.0.squareRoot() - 1) / 2
    var result = best
    for _ in 0..<40 {
      let (a, b) = (upper - ratio * (upper - lower), lower + ratio * (upper - lower))
      let (sizeA, sizeB) = (size(a) ?? 0, size(b) ?? 0)
      let (x, size) = sizeA > sizeB ? (a, sizeA) : (b, sizeB)
      if size > result.size { result = LargestDifference(point: x, size: size) }
      if sizeA > sizeB { upper = b } else { lower = a }
    }
    // A round point says the same more clearly when it is as good.
    let rounded = (result.point * 1e4).rounded() / 1e4
    if let size = size(rounded), size >= result.size * (1 - 1e-12) {
      return LargestDifference(point: rounded, size: size)
    }
    return result
  }

  /// What the difference does far out: it grows for ever, tends to something, or is no larger there.
  private func farDifference(
    _ direction: Double, besides near: Double
  ) -> LargestDifference? {
    // Until one side has no value, or both are too large.
    let sizes = [1e1, 1e2, 1e4, 1e6, 1e8].prefix { size(direction * $0) != nil }
      .compactMap { size(direction * $0) }
    guard let last = sizes.last, sizes.count > 1 else { return nil }
    let towards = direction * .infinity
    if last.isInfinite { return LargestDifference(point: towards, size: .infinity) }
    // What comes and goes, as a sine does, is no larger far out than near.
    let isSteady = zip(sizes, sizes.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-9) }
    guard isSteady else { return nil }
    let (before, earlier) = (sizes[sizes.count - 2], sizes[max(0, sizes.count - 3)])
    let grows = last > 2 * near && last - before > (before - earlier) / 2
    return LargestDifference(point: towards, size: grows ? .infinity : last)
  }
}

/// What it takes to judge a part of the line.
private struct Pair {
  let truth: Formula
  let statement: Formula
  let kinks: [Double]
  let gaps: (truth: [FormulaGap], statement: [FormulaGap])
  let points: [Double]

  func status(of stretch: Stretch) -> ClaimComparison.Status {
    if stretch.isPoint {
      let x = stretch.lower
      let value = truth.value(at: x)
      guard value.isFinite, !gaps.truth.contains(where: { $0.isMissing(at: x) }) else {
        return .nothingToCompare
      }
      if gaps.statement.contains(where: { $0.isMissing(at: x) }) { return .noClaimedValue }
      if kinks.contains(x) { return .nothingToCompare }
      // Where a threshold has been rounded, what is next to it tells what is small.
      let scale =
        [x - 1 / 16.0, x + 1 / 16.0].map { abs(truth.value(at: $0)) }
        .filter(\.isFinite).max() ?? 0
      return ClaimComparison.differ(value, statement.value(at: x), besides: scale)
        ? .different : .same
    }
    // What was rounded at an end is not looked at.
    func isInside(_ x: Double) -> Bool {
      let margin = 1e-12 * max(1, abs(x))
      return stretch.lower + margin < x && x < stretch.upper - margin
    }
    var compared = 0
    var missing = 0
    for x in points + stretch.samples where isInside(x) {
      let value = truth.value(at: x)
      guard !gaps.truth.contains(where: { $0.isMissing(at: x) }), !value.isNaN else { continue }
      if gaps.statement.contains(where: { $0.isMissing(at: x) }) {
        missing += 1
        continue
      }
      // Without a gap it is only too large for the arithmetic.
      guard let claimed = statement.certainValue(at: x), claimed.isFinite else { continue }
      if ClaimComparison.differ(value, claimed) { return .different }
      compared += 1
    }
    return missing > 0 ? .noClaimedValue : compared > 0 ? .same : .nothingToCompare
  }
}
