import Core

/// One line an entry: analytic, finite difference, error, bound, verdict.
struct EntryTable {
  struct Entry {
    var name: String
    var analytic: Double
    var estimate: DifferenceEstimate?
  }

  var entries: [Entry]

  /// The largest entry of the whole object, which verdicts are relative to.
  var scale: Double

  var table: Table {
    let estimates = entries.map(\.estimate)
    return Table(columns: [
      Table.text("entry", entries.map(\.name)),
      Table.Column(header: "analytic", cells: .numbers(entries.map(\.analytic))),
      Table.Column(
        header: "finite difference", cells: .optionalNumbers(estimates.map { $0?.value })),
      Table.Column(
        header: "error",
        cells: .magnitudes(entries.map { entry in
          entry.estimate.map { abs(entry.analytic - $0.value) }
        })),
      Table.Column(header: "bound", cells: .magnitudes(estimates.map { $0?.bound })),
      Table.Column(
        header: "",
        cells: .text(entries.map { entry in
          guard let estimate = entry.estimate else { return StyledText("not in the sample", .dim) }
          let verdict = Verdict(analytic: entry.analytic, estimate: estimate, scale: scale)
          return StyledText(verdict.words, verdict.style)
        })),
    ])
  }
}
