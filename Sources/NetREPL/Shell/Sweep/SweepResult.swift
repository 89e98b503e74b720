import Formats

/// What a sweep says of itself, at the prompt and in a shell.
extension Sweep.Result {
  /// One line a file: `out.npy: hessian, 100 × 1 × 4 × 4`.
  package var lines: [String] {
    files.map { file in
      "\(file.path): \(file.quantity), \(file.shape.map(String.init).joined(separator: " × "))"
        .escapingControls
    } + (columnNote.map { [$0.escapingControls] } ?? [])
      + (earlierRows > 0 ? ["\(Prose.count(earlierRows, "row")) of it from an earlier run"] : [])
  }

  /// What the user should know of rows that were no input, or have no finite result.
  package var warnings: [String] {
    badRowWarning
      + notFinite.map { $0.warning + (leavesOut ? "; they are in no sum" : "") }
      + leftovers.map(\.escapingControls)
  }

  /// Whether every row was an input and has finite results.
  package var isSound: Bool { badRows == 0 && notFinite.isEmpty }

  private var badRowWarning: [String] {
    guard badRows > 0 else { return [] }
    let first = badMessages.map(\.escapingControls).joined(separator: "; ")
    let more = badRows > badMessages.count && !first.isEmpty ? "; ..." : ""
    let words =
      leavesOut
      ? Prose.count(badRows, "row is no input and left out", "rows are no inputs and left out")
      : Prose.count(badRows, "row is no input and is nan", "rows are no inputs and are nan")
    return [
      words
        + (first.isEmpty ? "" : ": \(first)\(more)")
    ]
  }

  var record: Record {
    let record: Record = [
      "rows": rows, "bad": badRows,
      "notFinite": notFinite.reduce(into: Record()) { $0 += [$1.quantity: $1.count] },
      "files": files.map { file -> Record in
        ["quantity": file.quantity, "file": file.path, "shape": file.shape]
      },
    ]
    return record + (columns.map { ["columns": $0.map { $0 + 1 }] } ?? [:])
      + (columnNote.map { ["note": $0] } ?? [:])
  }
}

extension NotFiniteRows {
  fileprivate var warning: String {
    "\(quantity): \(Prose.count(count, "row is", "rows are")) not finite, the first of them row "
      + "\(first); `doctor` says why at an input"
  }
}
