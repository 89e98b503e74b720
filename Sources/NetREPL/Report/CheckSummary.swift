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

  /// Counts one checked entry.
  ///
  /// - Parameter isMirrored: whether it is the other half of a symmetric one that was counted: then
  ///   it only shows in its row.
  mutating func add(
    row: Int, analytic: Double, estimate: DifferenceEstimate, scale: Double,
    isMirrored: Bool = false
  ) {
    let verdict = Verdict(analytic: analytic, estimate: estimate, scale: scale)
    let error = abs(analytic - estimate.value)
    if !isMirrored { counts[verdict, default: 0] += 1 }
    // A NaN error must not disappear behind a smaller one.
    if error.isNaN || !(error <= largestError) { largestError = error }
    if rows[row].verdict == nil || error.isNaN || error >= rows[row].largestError {
      rows[row].largestError = error
      rows[row].bound = estimate.bound
    }
    rows[row].verdict = Swift.max(rows[row].verdict ?? .agrees, verdict)
  }

  /// Counts the entries of another summary too; its rows stay its own.
  mutating func merge(_ other: CheckSummary) {
    counts.merge(other.counts, uniquingKeysWith: +)
    if other.largestError.isNaN || other.largestError > largestError {
      largestError = other.largestError
    }
  }

  /// The worst verdict of all entries; nil when none was checked.
  var verdict: Verdict? { counts.keys.max() }

  /// "14 of 16 agree, 2 limited by rounding"; empty when all agree.
  var exceptions: String {
    guard let verdict, verdict != .agrees else { return "" }
    let total = counts.values.reduce(0, +)
    let others = counts.sorted { $0.key < $1.key }.filter { $0.key != .agrees }
      .map { "\($0.value) \($0.key.words)" }
    return "\(counts[.agrees] ?? 0) of \(total) agree, \(others.joined(separator: ", "))."
  }
}
