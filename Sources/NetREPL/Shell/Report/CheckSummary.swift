import Core

/// Analytic entries beside their finite differences: the error column and the sentence below it.
struct CheckSummary {
  private(set) var rows: [RowCheck]
  private(set) var counts: [Verdict: Int] = [:]

  /// The same with the mirror images of entries that were counted.
  private(set) var all: [Verdict: Int] = [:]

  /// The largest error of all checked entries.
  private(set) var largestError = 0.0

  init(rowCount: Int) {
    rows = Array(
      repeating: RowCheck(largestError: 0, bound: 0, verdict: nil), count: rowCount)
  }

  /// Entries of outputs that are not finite, so that there was nothing to compare with.
  private(set) var withoutValue = 0

  /// Why entries could not be checked, each reason once.
  private(set) var obstacles: Set<DifferenceEstimate.Limitation> = []

  /// All checked entries.
  var total: Int { counts.values.reduce(0, +) }

  /// Whether some analytic entry was not a number while the differences were.
  private(set) var hasNaN = false

  /// Takes one checked entry into account.
  ///
  /// - Parameter isCounted: false for the mirror image of an entry that was counted.
  mutating func add(
    row: Int, analytic: Double, estimate: DifferenceEstimate, scale: Double,
    isCounted: Bool = true
  ) {
    let comparison = Comparison(analytic: analytic, estimate: estimate, scale: scale)
    let (verdict, error) = (comparison.verdict, comparison.error)
    all[verdict, default: 0] += 1
    if isCounted { counts[verdict, default: 0] += 1 }
    if isCounted, estimate.limitation == .notFinite { withoutValue += 1 }
    if verdict == .noDerivative || verdict == .notCheckable && !analytic.isNaN
      || verdict == .notCheckable && !estimate.value.isFinite
    {
      // What is infinite beside a finite difference was too large on the way.
      let isTooLarge = analytic.isInfinite && estimate.value.isFinite
      obstacles.insert(isTooLarge ? .overflow : estimate.limitation)
    }
    hasNaN = hasNaN || (analytic.isNaN && estimate.value.isFinite)
    // A NaN error must not disappear behind a smaller one.
    if !largestError.isNaN, !(error <= largestError) { largestError = error }
    rows[row].merge(RowCheck(largestError: error, bound: comparison.bound, verdict: verdict))
  }

  /// Counts the entries of another summary too; its rows stay its own.
  mutating func merge(_ other: CheckSummary) {
    counts.merge(other.counts, uniquingKeysWith: +)
    all.merge(other.all, uniquingKeysWith: +)
    withoutValue += other.withoutValue
    hasNaN = hasNaN || other.hasNaN
    obstacles.formUnion(other.obstacles)
    if other.largestError.isNaN || other.largestError > largestError {
      largestError = other.largestError
    }
  }

  /// The worst verdict of all entries; nil when none was checked.
  var verdict: Verdict? { counts.keys.max() }

  /// The row with the largest error; nil when none was checked.
  var worst: RowCheck? {
    rows.filter { $0.verdict != nil }.max {
      !$0.largestError.isNaN && !($0.largestError > $1.largestError)
    }
    .map { RowCheck(largestError: $0.largestError, bound: $0.bound, verdict: verdict) }
  }

  /// "14 of 16 agree, 2 limited by rounding"; empty when all agree.
  var exceptions: String {
    guard let verdict, verdict != .agrees else { return "" }
    let others = counts.sorted { $0.key < $1.key }.filter { $0.key != .agrees }
      .map { "\($0.value) \($0.key.words)" }
    return "\(counts[.agrees] ?? 0) of \(total) agree, \(others.joined(separator: ", "))."
  }
}

extension CheckSummary {
  /// A matrix beside its differences; of a symmetric one an entry and its mirror image count once.
  ///
  /// - Parameters:
  ///   - sample: the entries that have an estimate, one of each pair of mirror images; nil for any.
  ///   - scale: the largest entry of the whole.
  /// - Throws: what `checkpoint` throws.
  init(
    of values: MatrixTable.Values, _ sample: [(row: Int, column: Int)]? = nil,
    scale: Double, checkpoint: Checkpoint, _ estimate: (Int, Int) -> DifferenceEstimate?
  ) rethrows {
    self.init(rowCount: values.rows)
    let isSymmetric = if case .symmetric = values { true } else { false }
    func check(_ i: Int, _ j: Int, isCounted: Bool, _ summary: inout CheckSummary) {
      guard let estimate = estimate(i, j) else { return }
      summary.add(
        row: i, analytic: values[i, j], estimate: estimate, scale: scale, isCounted: isCounted)
    }
    guard let sample else {
      for i in 0..<values.rows {
        try checkpoint()
        for j in 0..<values.columns {
          check(i, j, isCounted: !isSymmetric || j <= i, &self)
        }
      }
      return
    }
    for (number, place) in sample.enumerated() {
      if number % 4096 == 0 { try checkpoint() }
      check(place.row, place.column, isCounted: true, &self)
      if isSymmetric, place.row != place.column {
        check(place.column, place.row, isCounted: false, &self)
      }
    }
  }
}
