import Platform

/// Columns of text side by side, each as wide as its widest cell.
struct Grid {
  struct Column {
    let header: String
    let cells: [StyledText]
    var isLeft: Bool

    /// The spaces before it, but for the first one.
    var gap = 2

    /// That of its widest cell.
    let width: Int

    init(header: String, cells: [StyledText], isLeft: Bool = false) {
      (self.header, self.cells, self.isLeft) = (header, cells, isLeft)
      width = cells.untilStopped.reduce(displayWidth(of: header)) {
        max($0, displayWidth(of: $1.text))
      }
    }

    /// The same with other cells.
    func with(_ cells: [StyledText]) -> Column {
      var column = Column(header: header, cells: cells, isLeft: isLeft)
      column.gap = gap
      return column
    }

    /// The header, which is never broken, or a longer word.
    var longestWord: Int {
      cells.flatMap { $0.text.split(separator: " ") }.reduce(displayWidth(of: header)) {
        max($0, displayWidth(of: String($1)))
      }
    }
  }

  var columns: [Column]

  /// The header, unless every column's is empty, and the rows.
  var lines: [StyledText] {
    let widths = columns.map(\.width)
    let count = columns.map(\.cells.count).max() ?? 0
    let header = joined(
      columns.map { StyledText($0.header, .dim) }, widths: widths)
    let rows = (0..<count).untilStopped.map { row in
      joined(
        columns.map { $0.cells.indices.contains(row) ? $0.cells[row] : StyledText("") },
        widths: widths)
    }
    return columns.allSatisfy(\.header.isEmpty) ? rows : [header] + rows
  }

  /// Lines that fit the width as far as it can be done: numbers stand closer together, or the text of
  /// one column is broken where that is enough, or both; otherwise columns go on below, beside the
  /// first one once more.
  func lines(fitting width: Int, wrap: (String, Int) -> [String]) -> [StyledText] {
    if self.width > width, tight.width <= width { return tight.lines }
    if let grid = broken(to: width, wrap: wrap) ?? tight.broken(to: width, wrap: wrap) {
      return grid.lines
    }
    let panels = panels(of: width).map { $0.broken(to: width, wrap: wrap) ?? $0 }
    return Array(panels.map(\.lines).joined(separator: [StyledText("")]))
  }

  /// The same with numbers closer together.
  private var tight: Grid {
    var result = self
    for index in columns.indices where !columns[index].isLeft { result.columns[index].gap = 1 }
    return result
  }

  /// The same with the text of the last column broken, or else of the widest, so that it fits; nil
  /// where no text is long enough.
  private func broken(to width: Int, wrap: (String, Int) -> [String]) -> Grid? {
    let excess = self.width - width
    guard excess > 0, let last = columns.indices.last else { return self }
    func room(_ index: Int) -> Int { columns[index].isLeft ? columns[index].width - excess : 0 }
    if room(last) >= max(9, columns[last].longestWord) {
      return broken(last, to: room(last), wrap: wrap)
    }
    guard let widest = columns.indices.max(by: { room($0) < room($1) }), room(widest) >= 16
    else { return nil }
    return broken(widest, to: room(widest), wrap: wrap)
  }

  /// The same with the text of one column broken into pieces of that many characters.
  private func broken(_ column: Int, to room: Int, wrap: (String, Int) -> [String]) -> Grid {
    var cells = columns.map { _ in [StyledText]() }
    for (row, cell) in columns[column].cells.enumerated().untilStopped {
      let style = cell.spans.first?.style ?? .plain
      let pieces =
        cell.spans.count > 1 ? [cell] : wrap(cell.text, room).map { StyledText($0, style) }
      for (position, piece) in pieces.enumerated() {
        for index in columns.indices {
          cells[index].append(
            index == column ? piece : position == 0 ? columns[index].cells[row] : StyledText(""))
        }
      }
    }
    return Grid(columns: zip(columns, cells).map { $0.with($1) })
  }

  /// The columns cut into runs that fit, each with the first column before it.
  private func panels(of width: Int) -> [Grid] {
    guard let first = columns.first else { return [self] }
    var panels = [Grid(columns: [first])]
    for column in columns.dropFirst() {
      let panel = panels[panels.count - 1]
      if panel.columns.count > 1, panel.width + column.gap + column.width > width {
        panels.append(Grid(columns: [first]))
      }
      panels[panels.count - 1].columns.append(column)
    }
    return panels
  }

  /// The width of the lines.
  var width: Int {
    columns.map(\.width).reduce(0, +) + columns.dropFirst().map(\.gap).reduce(0, +)
  }

  private func joined(_ cells: [StyledText], widths: [Int]) -> StyledText {
    var line = StyledText("")
    for (index, cell) in cells.enumerated() {
      if index > 0 { line = line + StyledText(String(repeating: " ", count: columns[index].gap)) }
      let padding = String(
        repeating: " ", count: max(widths[index] - displayWidth(of: cell.text), 0))
      line =
        columns[index].isLeft
        ? line + cell + StyledText(padding) : line + StyledText(padding) + cell
    }
    return line
  }
}
