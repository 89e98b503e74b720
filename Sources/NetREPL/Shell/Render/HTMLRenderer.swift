import Core
import Platform

/// Reports as pieces of HTML: tables, formulas as MathML, pictures as SVG; a line of text for each row, so that
/// lines can be compared.
struct HTMLRenderer: Renderer {
  var numbers: NumberFormat

  /// Of a larger table corners are shown.
  private static let (mostRows, mostColumns) = (40, 16)

  func render(_ report: Report) -> String {
    var title = ""
    let warnings = report.warnings.map { "<p class=\"warning\">warning: \($0.escapedAsXML())</p>" }
    let parts = report.blocks.untilStopped.compactMap { block -> String? in
      switch block {
      case .blank: return nil
      case .heading(let text, let aside):
        title = text
        let place = aside.isEmpty ? "" : " <small>\(Self.text(aside))</small>"
        return "<h3>\(Self.text(text))\(place)</h3>"
      case .line(let text): return Self.line(text)
      case .paragraph(let text): return "<p>\(Self.prose(text))</p>"
      case .figure(let lines):
        return "<pre>\(lines.map { Self.styled($0) }.joined(separator: "\n"))</pre>"
      case .matrix(let table): return matrix(table, titled: title)
      case .table(let table): return Self.table(DocumentTable(table, numbers))
      case .picture(let picture): return Self.inline(picture.svg(caption: title))
      }
    }
    return (warnings + parts).joined(separator: "\n") + "\n"
  }

  /// A drawing among others of a page, where names of parts have to be different unless the parts are the same.
  private static func inline(_ svg: String) -> String {
    let text = svg.hasSuffix("\n") ? String(svg.dropLast()) : svg
    guard let clip = text.firstMatch(of: /<clipPath id="plot">(.*)<\/clipPath>/) else {
      return text
    }
    let place = clip.1.filter { $0.isNumber || $0 == "." || $0 == " " }
      .split(separator: " ").joined(separator: "-")
    return text.replacing("id=\"plot\"", with: "id=\"plot-\(place)\"")
      .replacing("url(#plot)", with: "url(#plot-\(place))")
  }

  static func text(_ text: String) -> String {
    text.replacing("\u{a0}", with: " ").escapedAsXML()
  }

  /// Prose with code between backticks.
  private static func prose(_ text: String) -> String {
    text.codeSpans.map { $0.isCode ? "<code>\(Self.text($0.text))</code>" : Self.text($0.text) }
      .joined()
  }

  // MARK: Lines

  private static func line(_ line: StyledText) -> String {
    let text = line.text
    // Formulas stand apart, as steps of derivations print them.
    if text.hasPrefix("    ") {
      if let formula = MathML.text(of: text.trimmingSpaces.description) {
        return "<p class=\"formula\">\(formula)</p>"
      }
      return "<pre>\(styled(line))</pre>"
    }
    return text.contains("  ") ? "<pre>\(styled(line))</pre>" : "<p>\(styled(line))</p>"
  }

  private static func styled(_ text: StyledText) -> String {
    text.spans.map { span in
      let name: String? =
        switch span.style {
        case .plain, .ink: nil
        case .dim: "dim"
        case .strong, .chosen: "strong"
        case .good: "good"
        case .doubtful: "doubtful"
        case .bad: "bad"
        }
      let text = Self.text(span.text)
      return name.map { "<span class=\"\($0)\">\(text)</span>" } ?? text
    }.joined()
  }

  // MARK: Tables

  private func matrix(_ table: MatrixTable, titled title: String) -> String {
    let (rows, columns) = (table.values.rows, table.values.columns)
    let places = (Self.places(rows, Self.mostRows), Self.places(columns, Self.mostColumns))
    let (i, j) = (Choice(indices: places.0), Choice(indices: places.1))
    var shown = table
    shown.values = table.values.choosing(rows: i, columns: j)
    shown.rowLabels = table.rowLabels.choosing(i)
    shown.columnLabels = table.columnLabels.choosing(j)
    shown.checks = table.checks.map { checks in places.0.map { checks[$0] } }
    let left = [(rows - places.0.count, "row"), (columns - places.1.count, "column")]
      .filter { $0.0 > 0 }.map { Prose.count($0, $1) }
    let note =
      left.isEmpty ? "" : "\n<p class=\"dim\">\(left.joined(separator: " and ")) not shown.</p>"
    return Self.table(DocumentTable(shown, titled: title, numbers)) + note
  }

  /// The first and the last of some places.
  private static func places(_ count: Int, _ most: Int) -> [Int] {
    count <= most ? Array(0..<count) : Array(0..<(most / 2)) + Array((count - most / 2)..<count)
  }

  private static func table(_ table: DocumentTable) -> String {
    let rows = table.rows
    let shown = places(rows.count, 4 * mostRows)
    // What has no header is what its row is called.
    func tag(_ column: DocumentTable.Column, _ index: Int) -> String {
      index == 0 && column.header.isEmpty ? "th" : "td"
    }
    func kind(_ column: DocumentTable.Column, _ cell: String) -> String {
      if column.isNumber { return " class=\"number\"" }
      guard Verdict.isTold(by: cell) else { return "" }
      return cell == Verdict.agrees.words ? " class=\"good\"" : " class=\"doubtful\""
    }
    var lines = ["<table>"]
    if table.columns.contains(where: { !$0.header.isEmpty }) {
      lines.append(
        "<tr>"
          + table.columns.map {
            "<th\($0.isNumber ? " class=\"number\"" : "")>\(text($0.header))</th>"
          }.joined() + "</tr>")
    }
    for row in shown.untilStopped {
      let cells = table.columns.enumerated().map { index, column in
        let name = tag(column, index)
        let cell = rows[row][index]
        let shown = column.isNumber ? cell.replacing("-", with: "−") : cell
        return "<\(name)\(kind(column, cell))>\(text(shown))</\(name)>"
      }
      lines.append("<tr>" + cells.joined() + "</tr>")
    }
    lines.append("</table>")
    if shown.count < rows.count {
      lines.append("<p class=\"dim\">\(rows.count - shown.count) rows not shown.</p>")
    }
    return lines.joined(separator: "\n")
  }
}
