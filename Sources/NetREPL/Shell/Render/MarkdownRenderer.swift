import Formats

/// Reports as Markdown: headings in bold type, tables as GitHub reads them.
struct MarkdownRenderer: DocumentRenderer {
  var numbers: NumberFormat

  static func heading(_ text: String, aside: String) -> String {
    "**\(escaped(text))**" + (aside.isEmpty ? "" : " — \(escaped(aside))")
  }

  static func text(_ table: DocumentTable) -> String {
    let rule = table.columns.map { $0.isNumber ? "---:" : "---" }
    let lines =
      [table.columns.map { escaped($0.header) }, rule] + table.rows.map { $0.map(escaped) }
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  static func escaped(_ text: String) -> String {
    MarkdownResult.escaped(text.escapingControls.replacing("\u{a0}", with: " "))
  }
}
