import Formats
import Platform

/// Reports as LaTeX: tables of booktabs, numbers as formulas.
struct LaTeXRenderer: DocumentRenderer {
  var numbers: NumberFormat

  static func heading(_ text: String, aside: String) -> String {
    "\\paragraph{\(escaped(text))} \(escaped(aside))"
  }

  static func text(_ table: DocumentTable) -> String {
    let kinds = table.columns.map { $0.isNumber ? "r" : "l" }.joined()
    func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }
    let rows = table.rows.map { row in
      line(zip(table.columns, row).map { $0.isNumber ? number($1) : cell($1) })
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

  /// Behind \\ and \midrule a bracket would be an argument.
  private static func cell(_ text: String) -> String {
    text.hasPrefix("[") ? "{\(escaped(text))}" : escaped(text)
  }

  private static func number(_ text: String) -> String {
    text.isEmpty ? "" : "$\(LaTeXResult.number(text))$"
  }

  static func escaped(_ text: String) -> String {
    LaTeXResult.escaped(text.escapingControls.replacing("\u{a0}", with: " ")) { $0.inASCII }
  }
}
