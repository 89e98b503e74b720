import Core

/// Analytic entries beside their finite differences: the error column and the sentence below it.
struct CheckSummary {
  private(set) var rows: [RowCheck]
  private(set) var counts: [Verdict: Int] = [:]

  /// The largest error of all checked entries.
  private(set) var largestError = 0.0

  init(rowCount: Int) {
    rows = Array(
      repeating: RowCheck(largestError: 0, bound: 0, verdict: nil), count: rowCount)
  }

  /// Entries of outputs that are not finite, so that there was nothing to compare with.
  private(set) var withoutValue = 0

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
    let verdict = Verdict(analytic: analytic, estimate: estimate, scale: scale)
    let error = abs(analytic - estimate.value)
    if isCounted { counts[verdict, default: 0] += 1 }
    if isCounted, estimate.limitation == .notFinite { withoutValue += 1 }
    hasNaN = hasNaN || (analytic.isNaN && estimate.value.isFinite)
    // A NaN error must not disappear behind a smaller one.
    if !largestError.isNaN, !(error <= largestError) { largestError = error }
    if rows[row].verdict == nil || error.isNaN || error >= rows[row].largestError {
      rows[row].largestError = error
      rows[row].bound = estimate.bound
    }
    rows[row].verdict = Swift.max(rows[row].verdict ?? .agrees, verdict)
  }

  /// Counts the entries of another summary too; its rows stay its own.
  mutating func merge(_ other: CheckSummary) {
    counts.merge(other.counts, uniquingKeysWith: +)
    withoutValue += other.withoutValue
    hasNaN = hasNaN || other.hasNaN
    if other.largestError.isNaN || other.largestError > largestError {
      largestError = other.largestError
    }
  }

  /// The worst verdict of all entries; nil when none was checked.
  var verdict: Verdict? { counts.keys.max() }

  /// "14 of 16 agree, 2 limited by rounding"; empty when all agree.
  var exceptions: String {
    guard let verdict, verdict != .agrees else { return "" }
    let others = counts.sorted { $0.key < $1.key }.filter { $0.key != .agrees }
      .map { "\($0.value) \($0.key.words)" }
    return "\(counts[.agrees] ?? 0) of \(total) agree, \(others.joined(separator: ", "))."
  }
}
