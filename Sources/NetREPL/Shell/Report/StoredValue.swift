import Core

/// A result that `_` and `%3` bring back and `diff` compares.
struct StoredValue {
  /// What it is of: "∂A/∂I".
  var title: String

  /// The shape as JSON has it: [m] of a vector, [m, d] of a Jacobian, [m, d, d] of Hessians.
  var shape: [Int]

  /// Its entries: a vector as one column, a Jacobian, or one Hessian for each output.
  var parts: [MatrixTable.Values]

  /// The names of its rows and columns.
  var rowLabels: MatrixTable.Labels
  var columnLabels: MatrixTable.Labels

  /// The name of each part, such as "∂²A1/∂I²".
  var partTitles: [String]

  /// The report as it was shown.
  var blocks: [Report.Block]
  var record: JSONValue

  var entryCount: Int { parts.reduce(0) { $0 + $1.rows * $1.columns } }
}

extension StoredValue {
  /// A result of one matrix.
  init(
    _ title: String, _ value: Matrix, rowLabels: MatrixTable.Labels,
    columnLabels: MatrixTable.Labels, blocks: [Report.Block], record: JSONValue
  ) {
    self.init(
      title: title, shape: [value.rows, value.columns], parts: [.dense(value)],
      rowLabels: rowLabels, columnLabels: columnLabels, partTitles: [title], blocks: blocks,
      record: record)
  }
}
