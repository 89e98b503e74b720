/// Comma-separated values, as RFC 4180 has them, or with tabs: a header, and the name of its row before each
/// number.
public struct SeparatedResult {
  public let separator: String

  public init(separator: String) { self.separator = separator }

  /// A table with a line of names, and the name of its row before each number.
  public func text(of table: ResultTable) -> String {
    let isStack = table.shape.count > 2
    var lines = [line((isStack ? ["", ""] : [""]) + table.columnNames)]
    for (page, rows) in table.pages {
      for (name, row) in zip(table.rowNames, rows) {
        lines.append(line((isStack ? [page ?? ""] : []) + [name] + row.map(JSONText.shortest)))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line, its cells quoted where they have to be.
  public func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: separator) }

  private func cell(_ text: String) -> String {
    let needsQuotes = text.contains { $0 == "\"" || $0.isNewline || String($0) == separator }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
