import Core

/// What has a terminal for itself until it is left: it draws itself, and takes keys.
package protocol ScreenView {
  /// The lines of the screen as it stands, at most as many as it has rows and no wider.
  ///
  /// - Throws: what the checkpoint throws.
  mutating func lines(rows: Int, columns: Int) throws -> [StyledText]

  /// Takes a key.
  ///
  /// - Returns: whether the view stays.
  mutating func take(_ key: PressedKey) -> Bool
}

/// The lines that stand on a screen, of which only what changes is written.
package struct ScreenFrame {
  private var shown: [[Cell]] = []
  private var size = (rows: 0, columns: 0)

  private let style: ScreenStyle

  private struct Cell: Equatable {
    var character: Character
    var style: StyledText.Style
    var width: Int
  }

  package init(style: ScreenStyle) { self.style = style }

  /// What makes the screen show some lines.
  package mutating func changes(
    to lines: [StyledText], rows: Int, columns: Int
  ) -> ScreenText {
    var text = ScreenText("")
    if (rows, columns) != size {
      text += .clearingWindow
      (shown, size) = (Array(repeating: [], count: rows), (rows, columns))
    }
    for row in 0..<rows {
      let cells = row < lines.count ? cells(of: lines[row], atMost: columns) : []
      defer { shown[row] = cells }
      let old = shown[row]
      guard cells != old else { continue }
      let same = zip(cells, old).prefix { $0 == $1 }.count
      let column = cells[..<same].reduce(0) { $0 + $1.width }
      text += .cursor(row: row, column: column)
      text += run(cells[same...])
      // What stood behind a shorter line goes.
      let widths = (cells.reduce(0) { $0 + $1.width }, old.reduce(0) { $0 + $1.width })
      if widths.0 < widths.1 { text += .clearingLine }
    }
    return text
  }

  /// The characters of a line; the last one of a line that is cut is a mark.
  private func cells(of line: StyledText, atMost columns: Int) -> [Cell] {
    var cells: [Cell] = []
    var used = 0
    for span in line.escapingControls.spans {
      for character in span.text {
        let width = displayWidth(of: String(character))
        guard used + width <= columns else {
          while used >= columns, let last = cells.popLast() { used -= last.width }
          return cells + [Cell(character: style.isASCII ? ">" : "…", style: .dim, width: 1)]
        }
        used += width
        cells.append(Cell(character: character, style: span.style, width: width))
      }
    }
    return cells
  }

  private func run(_ cells: ArraySlice<Cell>) -> ScreenText {
    var text = ScreenText("")
    var rest = cells
    while let first = rest.first {
      let same = rest.prefix { $0.style == first.style }
      text += ScreenText(String(same.map(\.character)), style: first.style.code(style.colors))
      rest = rest.dropFirst(same.count)
    }
    return text
  }
}
