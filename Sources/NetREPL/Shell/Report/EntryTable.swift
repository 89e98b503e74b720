import Core

/// One line an entry: analytic, finite difference, error, bound, verdict.
struct EntryTable {
  struct Entry {
    var name: String
    var analytic: Double
    var estimate: DifferenceEstimate?
  }

  /// The number of entries, and each of them.
  var count: Int
  var entry: (Int) -> Entry

  /// The largest entry of the whole object, which verdicts are relative to.
  var scale: Double
  var isFull: Bool

  /// Of a large object the first entries are listed.
  private static let mostEntries = 400

  /// The table and, where it is cut, how many entries are missing.
  var blocks: [Report.Block] {
    let shown = isFull ? count : min(count, Self.mostEntries)
    let table = Report.Block.table(table((0..<shown).map(entry)))
    if shown == count { return [table] }
    return [table, .paragraph("\(count - shown) entries not shown; add `full` for all.")]
  }

  private func table(_ entries: [Entry]) -> Table {
    let estimates = entries.map(\.estimate)
    return Table(columns: [
      Table.text("entry", entries.map(\.name)),
      Table.Column(header: "analytic", cells: .numbers(entries.map(\.analytic))),
      Table.Column(
        header: "finite difference", cells: .optionalNumbers(estimates.map { $0?.value })),
      Table.Column(
        header: "error",
        cells: .magnitudes(
          entries.map { entry in
            entry.estimate.map { abs(entry.analytic - $0.value) }
          })),
      Table.Column(header: "bound", cells: .magnitudes(estimates.map { $0?.bound })),
      Table.Column(
        header: "",
        cells: .text(
          entries.map { entry in
            guard let estimate = entry.estimate else {
              return StyledText("not in the sample", .dim)
            }
            let verdict = Verdict(analytic: entry.analytic, estimate: estimate, scale: scale)
            return StyledText(verdict.words, verdict.style)
          })),
    ])
  }
}
