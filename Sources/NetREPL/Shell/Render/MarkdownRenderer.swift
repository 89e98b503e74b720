import Formats

/// Reports as Markdown: headings in bold type, tables as GitHub reads them.
struct MarkdownRenderer: Renderer {
  var numbers: NumberFormat

  func render(_ report: Report) -> String {
    var title = ""
    let parts = report.wholeBlocks(numbers).compactMap { block -> String? in
      switch block {
      case .blank: return nil
      case .heading(let text, let aside):
        title = text
        return "**\(Self.escaped(text))**" + (aside.isEmpty ? "" : " — \(Self.escaped(aside))")
      case .line(let text): return Self.escaped(text.text)
      case .paragraph(let text): return Self.escaped(text)
      case .matrix(let table): return Self.text(DocumentTable(table, titled: title, numbers))
      case .table(let table): return Self.text(DocumentTable(table, numbers))
      }
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  static func text(_ table: DocumentTable) -> String {
    let rule = table.columns.map { $0.isNumber ? "---:" : "---" }
    let lines =
      [table.columns.map { escaped($0.header) }, rule] + table.rows.map { $0.map(escaped) }
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    MarkdownResult.escaped(text.escapingControls.replacing("\u{a0}", with: " "))
  }
}
