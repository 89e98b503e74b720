/// Columns of text side by side, each as wide as its widest cell.
struct Grid {
  struct Column {
    var header: String
    var cells: [StyledText]
    var isLeft = false

    var width: Int {
      cells.reduce(displayWidth(of: header)) { max($0, displayWidth(of: $1.text)) }
    }
  }

  var columns: [Column]

  /// The header, unless every column's is empty, and the rows; two spaces between columns.
  var lines: [StyledText] {
    let widths = columns.map(\.width)
    let count = columns.map(\.cells.count).max() ?? 0
    let header = joined(
      columns.map { StyledText($0.header, .dim) }, widths: widths)
    let rows = (0..<count).map { row in
      joined(
        columns.map { $0.cells.indices.contains(row) ? $0.cells[row] : StyledText("") },
        widths: widths)
    }
    return columns.allSatisfy(\.header.isEmpty) ? rows : [header] + rows
  }

  /// The same with the text of the last column broken so that lines fit the width, as far as the
  /// columns before it leave room.
  func fitted(to width: Int, wrap: (String, Int) -> [String]) -> Grid {
    guard let last = columns.last, last.isLeft, self.width > width else { return self }
    let room = width - (self.width - last.width)
    guard room >= 9 else { return self }
    var result = self
    for index in columns.indices { result.columns[index].cells = [] }
    for (row, cell) in last.cells.enumerated() {
      let pieces = cell.spans.count > 1 ? [cell.text] : wrap(cell.text, room)
      for (position, piece) in pieces.enumerated() {
        for index in columns.indices.dropLast() {
          result.columns[index].cells.append(
            position == 0 ? columns[index].cells[row] : StyledText(""))
        }
        let style = cell.spans.first?.style ?? .plain
        result.columns[columns.count - 1].cells.append(StyledText(piece, style))
      }
    }
    return result
  }

  /// The width of the lines.
  var width: Int {
    columns.map(\.width).reduce(0, +) + 2 * max(columns.count - 1, 0)
  }

  private func joined(_ cells: [StyledText], widths: [Int]) -> StyledText {
    var line = StyledText("")
    for (index, cell) in cells.enumerated() {
      if index > 0 { line = line + "  " }
      let padding = String(
        repeating: " ", count: max(widths[index] - displayWidth(of: cell.text), 0))
      line = columns[index].isLeft ? line + cell + padding : line + padding + cell
    }
    return line
  }
}
