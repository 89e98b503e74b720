/// The layout that the text formats share: report in, lines no wider than the screen out.
struct TextLayout {
  var width: Int
  var numbers: NumberFormat

  /// How the format spells mathematical signs; applied before anything is measured.
  var spell: (String) -> String

  func lines(of report: Report) -> [StyledText] {
    report.blocks.flatMap(lines)
  }

  private func lines(of block: Report.Block) -> [StyledText] {
    switch block {
    case .blank: [StyledText("")]
    case .line(let text): [spelled(text)]
    case .paragraph(let text): wrapped(spell(text)).map { StyledText($0) }
    case .heading(let title, let aside): heading(spell(title), spell(aside))
    case .table(let table): fitted(grid(of: table)).lines
    case .matrix(let table): MatrixLayout(table: table, layout: self).lines
    }
  }

  func spelled(_ text: StyledText) -> StyledText {
    var result = text
    for index in result.spans.indices {
      result.spans[index].text = spell(result.spans[index].text).replacing("\u{a0}", with: " ")
    }
    return result
  }

  /// A number of this format, with the sign the format uses.
  func number(_ text: String) -> String {
    spell(text.replacing("-", with: "−"))
  }

  /// The title at the left and the aside at the right edge, or below when both do not fit.
  private func heading(_ title: String, _ aside: String) -> [StyledText] {
    let title = title.replacing("\u{a0}", with: " ")
    let gap = min(width, 80) - displayWidth(of: title) - displayWidth(of: aside)
    if gap >= 2 {
      return [
        StyledText(title, .strong) + StyledText(String(repeating: " ", count: gap))
          + StyledText(aside.replacing("\u{a0}", with: " "), .dim)
      ]
    }
    return [StyledText(title, .strong)] + wrapped(aside).map { StyledText($0, .dim) }
  }

  /// The text broken at spaces into lines of at most that width, the screen's if none is given.
  func wrapped(_ text: String, at width: Int? = nil) -> [String] {
    let width = width ?? self.width
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " " as Character, omittingEmptySubsequences: true) {
      if !line.isEmpty, displayWidth(of: line) + 1 + displayWidth(of: String(word)) > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return (lines + [line]).map { $0.replacing("\u{a0}", with: " ") }
  }

  /// The grid with the words of its last column on several lines where the screen is too narrow.
  private func fitted(_ grid: Grid) -> Grid {
    guard grid.width > width, var last = grid.columns.last, last.isLeft else { return grid }
    let space = width - (grid.width - last.width)
    guard space >= Self.leastWords else { return grid }
    let rows = last.cells.map { cell in
      wrapped(cell.text, at: space).map { StyledText($0, cell.spans.first?.style ?? .plain) }
    }
    last.cells = rows.flatMap(\.self)
    let others = grid.columns.dropLast().map { column in
      var column = column
      column.cells = zip(column.cells, rows).flatMap { cell, lines in
        [cell] + lines.dropFirst().map { _ in StyledText("") }
      }
      return column
    }
    return Grid(columns: others + [last])
  }

  /// Columns of words are not made narrower than this.
  private static let leastWords = 20

  private func grid(of table: Table) -> Grid {
    Grid(
      columns: table.columns.enumerated().map { index, column in
        let header = spell(column.header)
        switch column.cells {
        case .text(let cells):
          return Grid.Column(header: header, cells: cells.map(spelled), isLeft: true)
        case .counts(let cells):
          return Grid.Column(header: header, cells: cells.map { StyledText(String($0)) })
        case .numbers(let cells):
          return Grid.Column(
            header: header, cells: numbers.column(cells).map { StyledText(number($0)) })
        case .optionalNumbers(let cells):
          var texts = numbers.column(cells.compactMap(\.self)).makeIterator()
          return Grid.Column(
            header: header,
            cells: cells.map { StyledText($0 == nil ? "" : number(texts.next() ?? "")) })
        case .magnitudes(let cells):
          return Grid.Column(
            header: header,
            cells: cells.map {
              StyledText($0.map { number(NumberFormat.magnitude($0)) } ?? "")
            })
        }
      })
  }
}
