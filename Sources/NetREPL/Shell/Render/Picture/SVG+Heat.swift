import Core
import Platform

extension HeatMap {
  /// More cells than this are pooled in a file too.
  private static let (mostColumns, mostCells) = (800, 40_000)

  /// Of at most so many cells each says its value where a pointer rests on it.
  private static let mostTold = 4000

  func svg(caption: String) -> String {
    let labels = (0..<min(panels.first?.values.rows ?? 0, 400)).map(rows.long)
    let left = 24 + min(Double(labels.map(displayWidth).max() ?? 0) * 7, 200)
    let count = panels.map(\.values.columns).max() ?? 1
    let shown = min(count, Self.mostColumns)
    let cell = min(max((680 / Double(max(shown, 1))).rounded(.down), 1), 56)
    // Turned names lean over the last column.
    let names = cell < 14 ? [] : (0..<shown).map { columns.name($0).clipped(to: 24) }
    let lean = Double(names.map(displayWidth).max() ?? 0) * 5
    let width = max(left + Double(shown) * cell + max(lean, 40), 360)
    var svg = SVG(width: width, height: 100)
    var y = svg.head(title, caption: caption)
    for panel in panels where panel.values.rows > 0 && panel.values.columns > 0 {
      y = draw(panel, left: left, cell: cell, from: y, on: &svg)
    }
    y = drawScale(left: left, from: y + 14, on: &svg)
    svg.grow(to: y)
    return svg.text(titled: title)
  }

  private func draw(
    _ panel: Panel, left: Double, cell: Double, from start: Double, on svg: inout SVG
  ) -> Double {
    let columns = min(panel.values.columns, Self.mostColumns)
    let pooled = PooledMatrix(
      panel.values, mostRows: max(Self.mostCells / columns, 1), mostColumns: columns)
    // Of few long rows the cells are higher than wide.
    let height = min(max(cell, min(240 / Double(pooled.rows), 24)), 40)
    var y = start + 6
    if panels.count > 1 {
      svg.text(panel.title, 16, y + 12, isBold: true)
      y += 20
    }
    let names = (0..<pooled.columns).map { self.columns.name(pooled.firstColumn($0)) }
    let widest = Double(names.map(displayWidth).max() ?? 0) * 7
    if widest > 0, cell >= 14 {
      let isTurned = widest > cell
      y += isTurned ? min(widest, 160) * 0.72 + 8 : 16
      for (column, name) in names.enumerated() {
        let x = left + (Double(column) + 0.5) * cell
        svg.text(
          name.clipped(to: 24), x, y - 4, isTurned ? .start : .middle, size: 11,
          turned: isTurned ? -45 : 0)
      }
    }
    let isTold = pooled.rows * pooled.columns <= Self.mostTold
    for row in 0..<pooled.rows {
      if StopRequest.isMade { break }
      let top = y + Double(row) * height
      if height >= 11 || row % Int(clamping: (12 / height).rounded(.up)) == 0 {
        svg.text(
          rows.long(pooled.firstRow(row)).clipped(to: 28), left - 6, top + height / 2 + 4, .end,
          size: 11)
      }
      var column = 0
      while column < pooled.columns {
        let value = pooled[row, column]
        let color = scale.color(of: value)
        // Neighbours of one colour are one rectangle, where they do not say what they are.
        var end = column + 1
        while !isTold, end < pooled.columns, scale.color(of: pooled[row, end]) == color { end += 1 }
        svg.rectangle(
          left + Double(column) * cell, top, Double(end - column) * cell, height, fill: color,
          title: isTold
            ? "[\(pooled.firstRow(row) + 1),\(pooled.firstColumn(column) + 1)] = \(NumberFormat.shortest(value))"
            : "")
        if showsValues, !pooled.isPooled, cell >= 40, height >= 14 {
          svg.text(
            Prose.number(value, digits: 3), left + (Double(column) + 0.5) * cell,
            top + height / 2 + 4, .middle, size: 10, color: color.brightness > 128 ? .black : .white
          )
        }
        column = end
      }
    }
    let bottom = y + Double(pooled.rows) * height
    svg.rectangle(
      left, y, Double(pooled.columns) * cell, bottom - y, fill: nil, stroke: RGB(0x999999))
    guard pooled.isPooled else { return bottom + 8 }
    svg.text(
      "\(panel.values.size) in \(pooled.rows)×\(pooled.columns) cells: each shows the entry of the largest "
        + "magnitude of up to \(pooled.share.rows)×\(pooled.share.columns).", 16, bottom + 18,
      size: 11,
      color: SVG.quiet)
    return bottom + 26
  }

  /// The colours with the numbers that they stand for; where it ends.
  private func drawScale(left: Double, from y: Double, on svg: inout SVG) -> Double {
    guard scale.most > 0 else {
      svg.text("Every entry that is finite is 0.", 16, y + 12, size: 11, color: SVG.quiet)
      return y + 30
    }
    let (width, count) = (6.0, 33)
    for k in 0..<count {
      let share = Double(k - count / 2) / Double(count / 2)
      svg.rectangle(
        left + Double(k) * width, y, width, 12, fill: DivergingScale.color(at: share))
    }
    let right = left + Double(count) * width
    svg.rectangle(left, y, right - left, 12, fill: nil, stroke: RGB(0x999999))
    for (x, value) in [(left, -scale.most), ((left + right) / 2, 0), (right, scale.most)] {
      svg.text(Prose.number(value, digits: 3), x, y + 26, .middle, size: 11)
    }
    let lost = panels.reduce(0) { $0 + $1.values.notFinite(showing: 0).count }
    if lost > 0 {
      svg.rectangle(right + 24, y, 12, 12, fill: .notFinite)
      svg.text("not finite: \(lost)", right + 42, y + 10, size: 11)
    }
    return y + 40
  }
}
