extension Table {
  /// The error column: bar, error, bound, verdict.
  static func checks(_ rows: [RowCheck]) -> [Column] {
    [
      text("│", rows.map { _ in "│" }),
      Column(
        header: "max error",
        cells: .magnitudes(rows.map { $0.verdict == nil ? nil : $0.largestError })),
      Column(header: "bound", cells: .magnitudes(rows.map { $0.verdict == nil ? nil : $0.bound })),
      Column(
        header: "",
        cells: .text(
          rows.map { row in
            row.verdict.map { StyledText($0.words, $0.style) }
              ?? StyledText("not in the sample", .dim)
          })),
    ]
  }
}
