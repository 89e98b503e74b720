import Core
import Platform

/// A large table that is walked through: its headers stay, entries are found, and each is taken apart on demand.
package struct ZoomView: ScreenView {
  let tensor: CheckedTensor
  let style: ScreenStyle

  /// The lines of `why` of an entry; throws what is wrong.
  let explanation: (_ entry: String, _ columns: Int) throws -> [StyledText]

  /// The entry that the user stands at, and the first row and column on the screen.
  var place = EntryPlace(part: 0, row: 0, column: 0)
  var top = 0
  var left = 0

  /// The rows of the table that the screen had room for.
  var pageRows = 1

  /// What is typed behind /, and what was last looked for.
  var typed: String?
  var wanted = ""

  /// What is said in the place of the keys, until the next one.
  var message: String?

  /// What is shown in the place of the table.
  var overlay: Overlay?

  struct Overlay {
    var entry: String
    var top = 0
    var lines: [StyledText] = []
    var columns = 0
  }

  init(
    _ tensor: CheckedTensor, style: ScreenStyle,
    explanation: @escaping (_ entry: String, _ columns: Int) throws -> [StyledText]
  ) {
    (self.tensor, self.style, self.explanation) = (tensor, style, explanation)
  }

  var values: MatrixTable.Values { tensor.parts[place.part].values }

  // MARK: Drawing

  package mutating func lines(rows: Int, columns: Int) throws -> [StyledText] {
    if overlay != nil { return try overlaid(rows: rows, columns: columns) }
    // A few rows are for the entries.
    let isLow = rows < 7
    pageRows = max(rows - (isLow ? 3 : 5), 1)
    top = min(max(top, place.row - pageRows + 1), place.row)
    top = max(min(top, values.rows - pageRows), 0)
    let shownRows = Array(top..<min(top + pageRows, values.rows))
    let labels = shownRows.map { style.spell(tensor.rows.long($0).clipped(to: Self.widestLabel)) }
    let labelWidth = labels.map { displayWidth(of: $0) }.max() ?? 0
    if place.column < left { left = place.column }
    var shown = self.columns(from: left, rows: shownRows, fitting: columns - labelWidth)
    while !shown.isEmpty, place.column > left + shown.count - 1, left < place.column {
      left += 1
      shown = self.columns(from: left, rows: shownRows, fitting: columns - labelWidth)
    }
    // Nothing is hidden at the left that has room.
    while left > 0, shown.last?.index == values.columns - 1 {
      let wider = self.columns(from: left - 1, rows: shownRows, fitting: columns - labelWidth)
      guard wider.last?.index == values.columns - 1 else { break }
      left -= 1
      shown = wider
    }
    let part = tensor.parts[place.part]
    var title = StyledText(style.spell(part.title), .strong)
    title = title + StyledText(style.spell("   \(part.values.size)"), .dim)
    if tensor.parts.count > 1 {
      title = title + StyledText(style.spell("   \(place.part + 1) of \(tensor.parts.count)"), .dim)
    }
    var lines = isLow ? [] : [title]
    var header = StyledText(String(repeating: " ", count: labelWidth))
    for column in shown {
      header =
        header + StyledText("  ")
        + StyledText(column.header, column.index == place.column ? .strong : .dim)
    }
    lines.append(header)
    for (index, row) in shownRows.enumerated() {
      let space = String(repeating: " ", count: labelWidth - displayWidth(of: labels[index]))
      var line = StyledText(labels[index] + space, row == place.row ? .strong : .dim)
      for column in shown {
        let isChosen = row == place.row && column.index == place.column
        line =
          line + StyledText("  ")
          + StyledText(column.cells[index], cellStyle(row, column.index, isChosen))
      }
      lines.append(line)
    }
    let footer = isLow ? [entryLine, keyLine(columns)] : [entryLine, checkLine, keyLine(columns)]
    let room = max(rows - footer.count, 0)
    while lines.count < room { lines.append(StyledText("")) }
    return Array(lines.prefix(room)) + footer
  }

  /// A longer name is cut; the line of the entry has all of it.
  static let widestLabel = 24

  struct Column {
    let index: Int
    let header: String
    let cells: [String]
  }

  /// The columns that fit, from one on; one at least.
  func columns(from first: Int, rows: [Int], fitting room: Int) -> [Column] {
    var (found, used) = ([Column](), 0)
    for index in first..<values.columns {
      let texts = style.numbers.column(rows.map { values[$0, index] }).map(style.number)
      let label = style.spell(tensor.columns.name(index).clipped(to: Self.widestLabel))
      let width = max(texts.map { displayWidth(of: $0) }.max() ?? 0, displayWidth(of: label), 8)
      guard found.isEmpty || used + 2 + width <= room else { break }
      used += 2 + width
      func padded(_ text: String) -> String {
        String(repeating: " ", count: width - displayWidth(of: text)) + text
      }
      found.append(Column(index: index, header: padded(label), cells: texts.map(padded)))
    }
    return found
  }

  func cellStyle(_ row: Int, _ column: Int, _ isChosen: Bool) -> StyledText.Style {
    if isChosen { return .chosen }
    guard let verdict = tensor.entry(place.part, row, column).verdict, verdict != .agrees else {
      return .plain
    }
    return verdict.style
  }

  /// The entry that the user stands at, with all its digits.
  var entryLine: StyledText {
    let value = NumberFormat.shortest(values[place.row, place.column])
    let names = tensor.givenNames(place)
    return StyledText(
      style.spell(
        "\(tensor.label(place)) = \(value.replacing("-", with: "−"))"
          + (names.isEmpty ? "" : "   \(names.escapingControls)")))
  }

  /// What differences say of it.
  var checkLine: StyledText {
    guard tensor.check != nil else { return StyledText("") }
    let entry = tensor.entry(place.part, place.row, place.column)
    guard let estimate = entry.estimate, let error = entry.error, let bound = entry.bound,
      let verdict = entry.verdict
    else { return StyledText(style.spell(Verdict.notSampled), .dim) }
    return StyledText(style.spell(verdict.words), verdict.style)
      + StyledText(
        style.number(
          ": error \(NumberFormat.magnitude(error)), bound \(NumberFormat.magnitude(bound)), "
            + "finite difference \(NumberFormat(digits: 12).alone(estimate.value))"))
  }

  func keyLine(_ columns: Int) -> StyledText {
    if let typed { return StyledText("/" + style.spell(typed.escapingControls)) }
    if let message { return StyledText(style.spell(message), .doubtful) }
    return style.keys(
      [
        "↑↓←→", "Enter why", "m largest", tensor.check == nil ? "" : "e worst error", "/ name",
        tensor.parts.count > 1 ? "Tab next matrix" : "", "q leave",
      ], columns: columns)
  }

  mutating func overlaid(rows: Int, columns: Int) throws -> [StyledText] {
    guard var shown = overlay else { return [] }
    if shown.columns != columns {
      shown.columns = columns
      do {
        shown.lines = try explanation(shown.entry, columns)
      } catch let error as CommandError {
        overlay = nil
        message = error.message
        return try lines(rows: rows, columns: columns)
      }
    }
    shown.top = max(min(shown.top, shown.lines.count - (rows - 1)), 0)
    pageRows = max(rows - 1, 1)
    overlay = shown
    let visible = Array(shown.lines.dropFirst(shown.top).prefix(max(rows - 1, 0)))
    let blank = Array(repeating: StyledText(""), count: max(rows - 1 - visible.count, 0))
    let more = shown.lines.count > rows - 1 ? "↑↓ more   " : ""
    return visible + blank + [StyledText(style.spell("\(more)q back to the table"), .dim)]
  }
}
