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

  /// Where the formula that is right has none.
  let ownGaps: [FormulaGap]

  /// The points between the cells.
  let places: [Double]

  /// At how many points, those between the cells too, the two were compared.
  let counts: ClaimFinding.Counts

  /// The point nearest to 0 of those that were compared at which the two differ.
  let witness: Double?

  /// What becomes of a point or of an interval; undecided is one where no digit can be trusted.
  enum Status: Sendable { case same, different, noClaimedValue, nothingToCompare, undecided }

  /// Eighths from −10 to 10, off the kinks that stand at round numbers, small numbers, and far ones.
  static let near: [Double] = (-80...80).map { Double($0) / 8 }
  static let points: [Double] =
    near + near.map { $0 + 0.043 }
    + [1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 12, 15, 20, 30, 50, 100, 300, 700, 1e3, 1e4].flatMap {
      [$0, -$0]
    }

  /// Farther out, and next to the numbers of the formulas, which may be thresholds or centres.
  private static func points(besides formula: Formula) -> [Double] {
    let numbers = Set(formula.numbers.map(\.magnitude)).filter { $0 > 0 && $0 < 1e300 }
    let thresholds: [Double] = numbers.sorted().prefix(20).flatMap { number in
      [1, 1 - 1e-9, 1 + 1e-9, 0.9, 1.1, 1.7].map { number * $0 }
    }
    let far: [Double] = [1e5, 1e6, 1e8, 1e16, 1e40, 1e100] + thresholds
    return far + far.map { -$0 }
  }

  /// Where digits beside those of the value are looked at.
  static let deepPoints: [Double] = [0.37, -0.81, 1.43, -1.9, 5.2, -6.1]

  /// - Throws: what `checkpoint` throws, which is called between the points.
  init(
    truth: Formula, statement: Formula, kinks: [Double], checkpoint: Checkpoint = {}
  ) throws {
    (self.truth, self.statement, self.kinks) = (truth, statement, kinks)
    gaps = statement.gaps
    let own = truth.gaps
    ownGaps = own
    let ends = (gaps + own).flatMap(\.stretches).flatMap { [$0.lower, $0.upper] }
    places = Set(
      (ends + kinks + statement.switches + truth.switches)
        .filter(\.isFinite)
    ).sorted()
    let pair = Pair(truth: truth, statement: statement, kinks: kinks, gaps: (own, gaps))
    let points = Set(Self.points + Self.points(besides: statement) + places)
    var verdicts: [(x: Double, status: Status)] = []
    for x in points.sorted(by: { abs($0) < abs($1) }) {
      try checkpoint()
      verdicts.append((x, pair.status(at: x)))
    }
    cells = try Stretch.cells(between: places).map { stretch in
      (stretch, try pair.status(of: stretch, knowing: verdicts, checkpoint: checkpoint))
    }
    witness = verdicts.first { $0.status == .different }?.x
    counts = ClaimFinding.Counts(
      same: verdicts.count { $0.status == .same },
      all: verdicts.count { $0.status == .same || $0.status == .different },
      undecided: verdicts.count { $0.status == .undecided })
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
      let isOpen = cell.status == .nothingToCompare || cell.status == .undecided
      if cell.status == .same || isOpen && isBetween {
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

  /// A point of those at which they differ, on a stretch where nothing else is known.
  var differsAt: Double? {
    witness
      ?? cells.first { $0.status == .different }.map { cell in
        cell.stretch.isPoint ? cell.stretch.lower : cell.stretch.samples[0]
      }
  }

  /// Relatively: thirteen digits.
  private static let tolerance = 1e-13

  static func differ(_ a: Double, _ b: Double, besides scale: Double = 0) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN != b.isNaN }
    if a == b { return false }
    guard a.isFinite, b.isFinite else { return true }
    return !(abs(a - b) <= tolerance * max(abs(a), abs(b), scale))
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
    if size.isNaN { return nil }
    // What is left of two values that are nearly the same is no digit of theirs.
    guard size <= 1e-6 * max(abs(value), abs(claimed)) || claimed != value && size == 0 else {
      return size
    }
    return switch truth.difference(from: statement, at: Rational(x)) {
    case .none: 0
    case .by(let difference): abs(difference)
    case .unknown: nil
    }
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
    if let witness, let size = size(witness), size > best.size * (1 + 1e-12) {
      best = LargestDifference(point: witness, size: size)
    }
    for cell in cells where cell.status == .different {
      try checkpoint()
      for x in cell.stretch.isPoint ? [cell.stretch.lower] : cell.stretch.samples {
        if let size = size(x), size > best.size * (1 + 1e-12) {
          best = LargestDifference(point: x, size: size)
        }
      }
    }
    if best.size == 0 {
      best = try differenceAtAPlace ?? deepDifference(checkpoint: checkpoint) ?? best
    } else {
      best = try refined(best, checkpoint: checkpoint)
    }
    for direction in [-1.0, 1.0] {
      if let far = farDifference(direction, besides: best.size), far.size > best.size * (1 + 1e-9) {
        best = far
      }
    }
    return best.size > 0 ? finished(best.approached(places)) : nil
  }

  /// The difference at a place that is no double, as 0.123456 is none.
  private var differenceAtAPlace: LargestDifference? {
    cells.lazy.filter { $0.status == .different && $0.stretch.isPoint }.compactMap { cell in
      let x = Rational(shortest: cell.stretch.lower)
      let size = abs(truth.value(exactlyAt: x) - statement.value(exactlyAt: x))
      return size > 0 ? LargestDifference(point: cell.stretch.lower, size: size) : nil
    }.first
  }

  /// One that only many more bits show.
  private func deepDifference(checkpoint: Checkpoint) throws -> LargestDifference? {
    for x in Self.deepPoints {
      try checkpoint()
      if case .by(let difference) = truth.difference(from: statement, at: Rational(x), deep: true),
        difference != 0
      {
        return LargestDifference(point: x, size: abs(difference))
      }
    }
    return nil
  }

  /// The same; infinite where a division by 0 or a logarithm is at the point that is approached, and
  /// the difference does not settle next to it.
  private func finished(_ largest: LargestDifference) -> LargestDifference {
    let point = largest.point
    let isAtGap = gaps.contains { gap in
      [.divisionByZero, .logarithm].contains(gap.reason)
        && gap.stretches.contains { abs($0.lower - point) <= 1e-12 * max(1, abs(point)) }
    }
    guard largest.side != nil || isAtGap else { return largest }
    func sizes(_ side: Double, _ steps: [Double]) -> [Double] {
      steps.compactMap { size(point + side * $0) }
    }
    let side: Double = largest.side == .left ? -1 : 1
    let near = sizes(side, [1e-4, 1e-8, 1e-12])
    if isAtGap, near.count == 3, near[1] > near[0], near[2] - near[1] > (near[1] - near[0]) / 2 {
      return LargestDifference(point: point, size: .infinity, side: largest.side)
    }
    // What settles only next to 0 does so where steps are still numbers.
    let least = point == 0 ? sizes(side, [1e-16, 1e-20, 1e-30, 1e-60]).max() ?? 0 : 0
    return LargestDifference(
      point: point, size: max(largest.size, near.max() ?? 0, least), side: largest.side)
  }

  /// The maximum next to a point of the grid, by golden section.
  private func refined(
    _ best: LargestDifference, checkpoint: Checkpoint
  ) throws -> LargestDifference {
    var (lower, upper) = (best.point - 1 / 8.0, best.point + 1 / 8.0)
    let ratio = (5.0.squareRoot() - 1) / 2
    var result = best
    for _ in 0..<40 {
      try checkpoint()
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

  /// A point.
  func status(at x: Double) -> ClaimComparison.Status {
    let value = truth.value(at: x)
    guard !value.isNaN, !gaps.truth.contains(where: { $0.isMissing(at: x) }) else {
      return .nothingToCompare
    }
    if gaps.statement.contains(where: { $0.isMissing(at: x) }) { return .noClaimedValue }
    if kinks.contains(x) { return .nothingToCompare }
    // Without a gap it is only too large for the arithmetic.
    guard let claimed = statement.certainValue(at: x), !claimed.isNaN else {
      return .undecided
    }
    // Below the normal numbers a double has not all its digits.
    if value.isFinite, claimed.isFinite, abs(value - claimed) > 1e-300,
      ClaimComparison.differ(value, claimed)
    {
      return .different
    }
    return switch truth.difference(from: statement, at: Rational(x)) {
    case .by: .different
    case .none: .same
    case .unknown: value.isFinite && value == claimed ? .same : .undecided
    }
  }

  /// A point between two cells: there the number that its shortest decimal means counts too, of which
  /// a double may only be the nearest.
  private func status(atPlace x: Double) -> ClaimComparison.Status {
    let status = status(at: x)
    let exact = Rational(shortest: x)
    guard status == .same, exact.denominator != 1 else { return status }
    let (value, claimed) = (truth.value(exactlyAt: exact), statement.value(exactlyAt: exact))
    return ClaimComparison.differ(value, claimed) ? .different : status
  }

  func status(
    of stretch: Stretch, knowing verdicts: [(x: Double, status: ClaimComparison.Status)],
    checkpoint: Checkpoint
  ) throws -> ClaimComparison.Status {
    if stretch.isPoint { return status(atPlace: stretch.lower) }
    // What was rounded at an end is not looked at.
    func isInside(_ x: Double) -> Bool {
      let margin = 1e-12 * max(1, abs(x))
      return stretch.lower + margin < x && x < stretch.upper - margin
    }
    var statuses = Set(verdicts.filter { isInside($0.x) }.map(\.status))
    for x in stretch.samples where isInside(x) {
      try checkpoint()
      statuses.insert(status(at: x))
    }
    if statuses.contains(.different) { return .different }
    if statuses.contains(.noClaimedValue) { return .noClaimedValue }
    for x in ClaimComparison.deepPoints where isInside(x) {
      try checkpoint()
      if case .by = truth.difference(from: statement, at: Rational(x), deep: true) {
        return .different
      }
    }
    return statuses.contains(.same)
      ? .same : statuses.contains(.undecided) ? .undecided : .nothingToCompare
  }
}

extension Formula {
  /// The value at a fraction, in which what cancels there does so exactly.
  func value(exactlyAt x: Rational) -> Double {
    expandingCalls.substituting(x: .number(x)).simplified.value(at: x.value)
  }
}
