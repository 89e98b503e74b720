import Core

/// One line an entry: analytic, finite difference, error, bound, verdict.
struct EntryTable {
  /// The number of entries, and the name of each with what it is.
  var count: Int
  var entry: (Int) -> (name: String, value: CheckedEntry)
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

  private func table(_ entries: [(name: String, value: CheckedEntry)]) -> Table {
    let values = entries.map(\.value)
    return Table(columns: [
      Table.text("entry", entries.map(\.name)),
      Table.Column(header: "analytic", cells: .numbers(values.map(\.analytic))),
      Table.Column(
        header: "finite difference", cells: .optionalNumbers(values.map { $0.estimate?.value })),
      Table.Column(header: "error", cells: .magnitudes(values.map(\.error))),
      Table.Column(header: "bound", cells: .magnitudes(values.map { $0.estimate?.bound })),
      Table.Column(
        header: "",
        cells: .text(
          values.map { entry in
            entry.verdict.map { StyledText($0.words, $0.style) }
              ?? StyledText("not in the sample", .dim)
          })),
    ])
  }
}
