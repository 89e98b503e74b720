import Formats

/// Reports as comma-separated values, for programs that read tables: the numbers of an answer as `export` writes
/// them, other tables as they are, all digits; what is no table as a line of names and a line of values.
struct SeparatedRenderer: Renderer {
  var separator = ","

  func render(_ report: Report) -> String {
    let layout = SeparatedResult(separator: separator)
    if let tensor = report.result?.tensor ?? report.checked, !report.isInFile, !tensor.asEntries,
      report.result != nil || report.documentTables(NumberFormat()).isEmpty
    {
      return layout.text(of: tensor.resultTable)
    }
    let tables = report.documentTables(NumberFormat())
    if tables.isEmpty { return text(of: report.record, layout) }
    return tables.map { table in
      ([table.columns.map(\.header)] + table.rows).map { layout.line($0) + "\n" }.joined()
    }.joined(separator: "\n")
  }

  /// One row: of lists their members with spaces between them.
  private func text(of record: Record, _ layout: SeparatedResult) -> String {
    let members = record.all.compactMap { name, value in value.cell.map { (name, $0) } }
    return layout.line(members.map(\.0)) + "\n" + layout.line(members.map(\.1)) + "\n"
  }
}

extension JSON {
  /// As one cell; nil of what has parts of its own.
  fileprivate var cell: String? {
    switch self {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): NumberFormat.shortest(value)
    case .string(let text): text
    case .array(let count, let entry):
      {
        let cells = (0..<count).compactMap { entry($0).cell }
        return cells.count == count ? cells.joined(separator: " ") : nil
      }()
    case .object: nil
    }
  }
}
