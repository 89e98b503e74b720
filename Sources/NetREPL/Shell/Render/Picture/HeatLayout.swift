import Platform

/// A heat map as characters: of each matrix its cells in a frame, with names beside them, and below all the
/// scale.
///
/// With colours a cell is a block, down to half a character where there are many, so that it is square.
/// Without, each is a sign of its own: what is above 0 and what is below have signs of two kinds, denser
/// with their size.
struct HeatLayout {
  let map: HeatMap
  let layout: TextLayout

  /// Of longer matrices several rows share a cell.
  private static let mostLines = 24

  var lines: [StyledText] {
    var lines: [StyledText] = []
    for (index, panel) in map.panels.enumerated() {
      if StopRequest.isMade { return lines }
      if index > 0 { lines.append(StyledText("")) }
      if map.panels.count > 1 {
        lines.append(StyledText(layout.spell(panel.title), .strong))
      }
      guard panel.values.rows > 0, panel.values.columns > 0 else {
        lines.append(StyledText(layout.spell("No entries: \(panel.values.size).")))
        continue
      }
      lines += self.lines(of: panel)
    }
    return lines + legend + map.panels.flatMap(notes)
  }

  private var isColored: Bool { layout.glyphs.colors != .none }

  // MARK: Cells

  /// How a cell is drawn: in columns of the screen, and in halves of lines.
  private struct CellSize {
    var width: Int
    var halves: Int
  }

  private static let sizes = [(8, 4), (6, 4), (4, 2), (3, 2), (2, 2), (1, 1)].map {
    CellSize(width: $0.0, halves: $0.1)
  }

  /// The largest cells with which the matrix fits; those of one half line where it does not.
  private func size(of panel: HeatMap.Panel, room: Int) -> CellSize {
    let (rows, columns) = (panel.values.rows, panel.values.columns)
    if map.showsValues {
      // Its numbers have to fit too.
      let width = max(valueWidth(panel) + 2, 6)
      if columns * width <= room, rows <= Self.mostLines {
        return CellSize(width: width, halves: rows * 2 <= Self.mostLines ? 4 : 2)
      }
    }
    // Without colours half a line has no sign.
    let sizes = isColored ? Self.sizes : Self.sizes.dropLast() + [CellSize(width: 1, halves: 2)]
    return sizes.first {
      columns * $0.width <= room && rows * $0.halves <= 2 * Self.mostLines
    } ?? sizes[sizes.count - 1]
  }

  private func valueWidth(_ panel: HeatMap.Panel) -> Int {
    var width = 1
    for i in 0..<min(panel.values.rows, Self.mostLines) {
      for j in 0..<min(panel.values.columns, 64) {
        width = max(width, layout.brief(panel.values[i, j]).count)
      }
    }
    return width
  }

  /// How a matrix stands on the screen.
  private struct Frame {
    var labelWidth: Int

    /// Whether names that people gave stand beside the rows.
    var isLong: Bool
    var size: CellSize

    /// The cells.
    var rows: Int
    var columns: Int
  }

  private func frame(of panel: HeatMap.Panel) -> Frame {
    let (rows, columns) = (panel.values.rows, panel.values.columns)
    func widest(_ label: (Int) -> String) -> Int {
      (0..<min(rows, 400)).map { displayWidth(of: layout.spell(label($0))) }.max() ?? 0
    }
    // Given names where they take no more than a third of the screen.
    let (short, long) = (widest(map.rows.short), widest(map.rows.long))
    let isLong = long <= layout.width / 3
    let labelWidth = min(isLong ? long : short, layout.width / 3)
    let room = max(layout.width - labelWidth - 3, 1)
    let size = size(of: panel, room: room)
    return Frame(
      labelWidth: labelWidth, isLong: isLong, size: size,
      rows: min(rows, 2 * Self.mostLines / size.halves),
      columns: min(columns, max(room / size.width, 1)))
  }

  private func lines(of panel: HeatMap.Panel) -> [StyledText] {
    let frame = frame(of: panel)
    let (labelWidth, isLong, size) = (frame.labelWidth, frame.isLong, frame.size)
    let pooled = PooledMatrix(panel.values, mostRows: frame.rows, mostColumns: frame.columns)

    let margin = String(repeating: " ", count: labelWidth + 1)
    let width = pooled.columns * size.width
    let rule = String(repeating: layout.spell("─"), count: width)
    let corners = layout.glyphs.isASCII ? ["+", "+", "+", "+"] : ["┌", "┐", "└", "┘"]
    let bar = layout.spell("│")
    var lines = [StyledText(margin + " " + columnLabels(pooled, size, panel), .dim)]
    if lines[0].text.allSatisfy({ $0 == " " }) { lines = [] }
    lines.append(StyledText(margin + corners[0] + rule + corners[1], .dim))
    let lineCount = (pooled.rows * size.halves + 1) / 2
    let step = lineCount <= 6 ? 1 : 4
    for line in (0..<lineCount).untilStopped {
      let row = 2 * line / size.halves
      // The name stands in the middle line of its cell; of many cells beside some.
      let isLabelled =
        size.halves > 1
        ? line % (size.halves / 2) == (size.halves / 2 - 1) / 2 : line % step == 0
      let name =
        isLabelled
        ? layout.clipped(label(pooled.firstRow(row), map.rows, isLong: isLong), to: labelWidth) : ""
      var text = StyledText.empty
      text.append(name.padded(to: labelWidth, isLeft: isLong) + " " + bar, .dim)
      append(line, pooled, size, isMiddle: isLabelled, panel, to: &text)
      text.append(bar, .dim)
      lines.append(text)
    }
    lines.append(StyledText(margin + corners[2] + rule + corners[3], .dim))
    return lines
  }

  private func label(_ index: Int, _ labels: MatrixTable.Labels, isLong: Bool) -> String {
    isLong ? labels.long(index) : labels.short(index)
  }

  private func append(
    _ line: Int, _ pooled: PooledMatrix, _ size: CellSize, isMiddle: Bool, _ panel: HeatMap.Panel,
    to text: inout StyledText
  ) {
    if size.halves == 1 {
      for column in 0..<pooled.columns {
        let upper = map.scale.color(of: pooled[2 * line, column])
        let lower =
          2 * line + 1 < pooled.rows ? map.scale.color(of: pooled[2 * line + 1, column]) : nil
        text.append("▀", .ink(upper, on: lower))
      }
      return
    }
    let row = 2 * line / size.halves
    for column in 0..<pooled.columns {
      let value = pooled[row, column]
      let number =
        map.showsValues && isMiddle && !pooled.isPooled && size.width > valueWidth(panel)
        ? layout.brief(value) : ""
      if isColored {
        let ground = map.scale.color(of: value)
        let ink = ground.brightness > 128 ? RGB.black : .white
        text.append(Self.centered(number, in: size.width, of: " "), .ink(ink, on: ground))
      } else {
        text.append(
          number.isEmpty
            ? String(repeating: sign(of: value), count: size.width)
            : Self.centered(" \(number) ", in: size.width, of: sign(of: value)), .plain)
      }
    }
  }

  private static func centered(_ text: String, in width: Int, of filling: String) -> String {
    let room = max(width - text.count, 0)
    let left = room / 2
    return String(repeating: filling, count: left) + text
      + String(repeating: filling, count: room - left)
  }

  // MARK: Signs without colours

  /// From small to large.
  private var signs: (below: [String], above: [String]) {
    layout.glyphs.isASCII
      ? ([".", "-", "=", "%"], ["'", "+", "*", "#"])
      : (["·", "-", "=", "≡"], ["░", "▒", "▓", "█"])
  }

  /// A space for 0, `?` for what is not finite.
  private func sign(of value: Double) -> String {
    guard let share = map.scale.share(of: value) else { return "?" }
    if share == 0 { return " " }
    let signs = share < 0 ? signs.below : signs.above
    return signs[min(Int(clamping: abs(share) * 4), 3)]
  }

  // MARK: Names above the columns

  /// As many names as stand apart, each above its own column.
  private func columnLabels(
    _ pooled: PooledMatrix, _ size: CellSize, _ panel: HeatMap.Panel
  ) -> String {
    func names(_ label: (Int) -> String) -> [String] {
      (0..<pooled.columns).map { layout.spell(label(pooled.firstColumn($0))) }
    }
    let long = names(map.columns.name)
    if !long.isEmpty, long.allSatisfy({ displayWidth(of: $0) < size.width }) {
      return long.map { Self.centered($0, in: size.width, of: " ") }.joined()
    }
    let short = names(map.columns.short)
    let widest = short.map(displayWidth).max() ?? 0
    if widest < size.width {
      return short.map { Self.centered($0, in: size.width, of: " ") }.joined()
    }
    var line = ""
    for (column, name) in short.enumerated() {
      let start = column * size.width
      guard start >= line.count + (line.isEmpty ? 0 : 2),
        start + name.count <= pooled.columns * size.width
      else { continue }
      line += String(repeating: " ", count: start - line.count) + name
    }
    return line
  }

  // MARK: Below the cells

  private var legend: [StyledText] {
    let most = map.scale.most
    guard map.panels.contains(where: { $0.values.rows > 0 && $0.values.columns > 0 }) else {
      return []
    }
    if most == 0 {
      let isAll = map.panels.allSatisfy { $0.values.notFinite(showing: 0).count == 0 }
      return [StyledText(isAll ? "Every entry is 0." : "Every entry that is finite is 0.")]
    }
    let number = layout.brief(most)
    let minus = layout.brief(-most)
    var bar = StyledText.empty
    if isColored {
      // An odd number of steps has 0 in the middle.
      let half = min(max((layout.width - minus.count - number.count - 3) / 2, 2), 12)
      for k in -half...half {
        bar.append(" ", .ink(nil, on: DivergingScale.color(at: Double(k) / Double(half))))
      }
    } else {
      let signs = signs
      let marks = signs.below.reversed() + [" 0 "] + signs.above
      bar.append(marks.map { $0 == " 0 " ? $0 : $0 + $0 }.joined(), .plain)
    }
    let width = minus.count + number.count + 2 + displayWidth(of: bar.text)
    guard width <= layout.width else {
      return [StyledText("\(minus) to \(number)", .dim), bar]
    }
    var text = StyledText("\(minus) ", .dim) + bar + StyledText(" \(number)", .dim)
    let middle = layout.spell("   0 in the middle")
    if isColored, width + middle.count <= layout.width { text.append(middle, .dim) }
    return [text]
  }

  private func notes(_ panel: HeatMap.Panel) -> [StyledText] {
    guard panel.values.rows > 0, panel.values.columns > 0 else { return [] }
    var notes: [String] = []
    let frame = frame(of: panel)
    let (rows, columns) = (frame.rows, frame.columns)
    let head = map.panels.count > 1 ? "\(panel.title): " : ""
    if rows < panel.values.rows || columns < panel.values.columns {
      let share = (
        (panel.values.rows + rows - 1) / rows, (panel.values.columns + columns - 1) / columns
      )
      notes.append(
        "\(head)\(panel.values.size) in \(rows)×\(columns) cells: each shows the entry of the largest "
          + "magnitude of up to \(share.0)×\(share.1).")
    }
    if map.showsValues, frame.size.width <= valueWidth(panel) {
      notes.append("\(head)There is no room for values in the cells; a wider screen has more.")
    }
    let (places, count) = panel.values.notFinite(showing: 3)
    if count > 0 {
      let named = places.map {
        "[\($0.row + 1),\($0.column + 1)] = \(NumberFormat.shortest(panel.values[$0.row, $0.column]))"
      }
      let more = count > places.count ? ", …" : ""
      notes.append(
        "\(head)\(Prose.count(count, "entry is", "entries are")) not finite, drawn "
          + "\(isColored ? "in magenta" : "as ?"): \(named.joined(separator: ", "))\(more).")
    }
    return notes.flatMap { layout.wrapped(layout.spell($0)) }.map { StyledText($0) }
  }
}
