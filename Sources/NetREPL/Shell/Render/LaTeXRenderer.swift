import Formats
import Platform

/// Reports as LaTeX: tables of booktabs, numbers as formulas.
struct LaTeXRenderer: Renderer {
  var numbers: NumberFormat

  func render(_ report: Report) -> String {
    var title = ""
    let parts = report.wholeBlocks(numbers).compactMap { block -> String? in
      switch block {
      case .blank: return nil
      case .heading(let text, let aside):
        title = text
        return "\\paragraph{\(Self.escaped(text))} \(Self.escaped(aside))"
      case .line(let text): return Self.escaped(text.text)
      case .paragraph(let text): return Self.escaped(text)
      case .matrix(let table): return Self.text(DocumentTable(table, titled: title, numbers))
      case .table(let table): return Self.text(DocumentTable(table, numbers))
      }
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  static func text(_ table: DocumentTable) -> String {
    let kinds = table.columns.map { $0.isNumber ? "r" : "l" }.joined()
    func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }
    let rows = table.rows.map { row in
      line(zip(table.columns, row).map { $0.isNumber ? number($1) : escaped($1) })
    }
    return """
      % needs \\usepackage{booktabs}
      \\begin{tabular}{\(kinds)}
      \\toprule
      \(line(table.columns.map { escaped($0.header) }))
      \\midrule
      \(rows.joined(separator: "\n"))
      \\bottomrule
      \\end{tabular}
      """
  }

  private static func number(_ text: String) -> String {
    text.isEmpty ? "" : "$\(LaTeXResult.number(text))$"
  }

  private static func escaped(_ text: String) -> String {
    LaTeXResult.escaped(text.escapingControls.replacing("\u{a0}", with: " ")) { $0.inASCII }
  }
}
