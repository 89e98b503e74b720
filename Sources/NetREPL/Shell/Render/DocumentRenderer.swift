/// Reports as a document: its headings, sentences and tables, one below the other.
protocol DocumentRenderer: Renderer {
  var numbers: NumberFormat { get }

  static func heading(_ text: String, aside: String) -> String
  static func text(_ table: DocumentTable) -> String
  static func escaped(_ text: String) -> String
}

extension DocumentRenderer {
  func render(_ report: Report) -> String {
    var title = ""
    let parts = report.wholeBlocks(numbers).compactMap { block -> String? in
      switch block {
      // Its numbers stand in the tables.
      case .blank, .figure: return nil
      case .heading(let text, let aside):
        title = text
        return Self.heading(text, aside: aside)
      case .line(let text): return Self.escaped(text.text)
      case .paragraph(let text): return Self.escaped(text)
      case .matrix(let table): return Self.text(DocumentTable(table, titled: title, numbers))
      case .table(let table): return Self.text(DocumentTable(table, numbers))
      case .picture(let picture):
        return DocumentTable.tables(of: picture, numbers).map(Self.text).joined(separator: "\n\n")
      }
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
}
