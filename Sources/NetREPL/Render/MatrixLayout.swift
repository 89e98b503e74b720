import Core

/// Lays a matrix out for a screen: whole when it is small, in panels of columns when it is wide,
/// its corners when it is large; what is left out is counted.
struct MatrixLayout {
  var table: MatrixTable
  var layout: TextLayout

  /// A matrix of at most this many panels is printed whole.
  private static let mostPanels = 4

  /// Rows shown of a longer matrix: the first ones and the last ones.
  private static let (firstRows, lastRows) = (10, 3)

  var lines: [StyledText] {
    let rows = shownRows
    let checks = checkColumns(rows)
    let columns = (0..<table.values.columns).map { $0 }

    // Given names are shown where they cost no panel.
    var labels = labelColumn(rows) { table.rowLabels.short($0) }
    var panels = split(columns, rows: rows, labels: labels, checks: checks)
    let long = labelColumn(rows) { table.rowLabels.long($0) }
    if long.width <= layout.width / 3 {
      let longPanels = split(columns, rows: rows, labels: long, checks: checks)
      if longPanels.count <= panels.count { (labels, panels) = (long, longPanels) }
    }
    var hiddenColumns = 0
    if !table.isFull, panels.count > Self.mostPanels {
      let kept = corner(columns, rows: rows, labels: labels, checks: checks)
      hiddenColumns = columns.count - kept.count
      panels = [kept]
    }

    var lines: [StyledText] = []
    for (index, panel) in panels.enumerated() {
      let isLast = index == panels.count - 1
      if index > 0 { lines.append(StyledText("")) }
      var parts = [labels]
      for (position, column) in panel.enumerated() {
        if position > 0, column != panel[position - 1] + 1 { parts.append(dots(rows)) }
        parts.append(numberColumn(column, rows: rows))
      }
      if isLast { parts += checks }
      lines += Grid(columns: parts).lines
    }
    if let note = elisionNote(hiddenRows: table.values.rows - rows.compactMap(\.self).count,
      hiddenColumns: hiddenColumns)
    {
      lines += layout.wrapped(layout.spell(note)).map { StyledText($0, .dim) }
    }
    return lines
  }

  // MARK: Rows

  /// The rows to show; nil stands for the dots between the first and the last ones.
  private var shownRows: [Int?] {
    let count = table.values.rows
    let (first, last) = table.isBrief ? (4, 1) : (Self.firstRows, Self.lastRows)
    // Dots for a row or two would hide more than they save.
    if table.isFull || count <= first + last + 2 + (table.isBrief ? 0 : 5) {
      return (0..<count).map(\.self)
    }
    return (0..<first).map(\.self) + [nil] + ((count - last)..<count).map(\.self)
  }

  private func labelColumn(_ rows: [Int?], _ label: (Int) -> String) -> Grid.Column {
    Grid.Column(
      header: "",
      cells: rows.map {
        StyledText(layout.spell($0.map { label($0).escapingControls } ?? "…"), .dim)
      }, isLeft: true)
  }

  private func dots(_ rows: [Int?]) -> Grid.Column {
    let text = layout.spell("…")
    return Grid.Column(header: text, cells: rows.map { _ in StyledText(text, .dim) })
  }

  // MARK: Columns

  private func numberColumn(_ column: Int, rows: [Int?]) -> Grid.Column {
    let values = rows.compactMap { $0.map { table.values[$0, column] } }
    var texts = layout.numbers.column(values).makeIterator()
    return Grid.Column(
      header: layout.spell(table.columnLabels.short(column)),
      cells: rows.map { row in
        StyledText(row == nil ? layout.spell("…") : layout.number(texts.next() ?? ""))
      })
  }

  private func checkColumns(_ rows: [Int?]) -> [Grid.Column] {
    guard let checks = table.checks else { return [] }
    func column(_ header: String, _ text: (RowCheck) -> StyledText) -> Grid.Column {
      Grid.Column(
        header: layout.spell(header),
        cells: rows.map { row in
          guard let row, checks[row].verdict != nil else { return StyledText("") }
          return layout.spelled(text(checks[row]))
        })
    }
    let bar = layout.spell("│")
    var verdicts = column("") { StyledText($0.verdict?.words ?? "", $0.verdict?.style ?? .plain) }
    verdicts.isLeft = true
    return [
      Grid.Column(header: bar, cells: rows.map { _ in StyledText(bar, .dim) }),
      column("max error") { StyledText(self.layout.number(NumberFormat.magnitude($0.largestError))) },
      column("bound") {
        StyledText(self.layout.number(NumberFormat.magnitude($0.bound, digits: 1)), .dim)
      },
      verdicts,
    ]
  }

  /// The columns cut into runs that fit the width, the error column beside the last.
  private func split(
    _ columns: [Int], rows: [Int?], labels: Grid.Column, checks: [Grid.Column]
  ) -> [[Int]] {
    let checkWidth = checks.reduce(0) { $0 + $1.width + 2 }
    let space = layout.width - labels.width
    var panels: [[Int]] = []
    var panel: [Int] = []
    var used = 0
    for column in columns {
      // A large matrix is cut before all of it is spelled.
      if !table.isFull, panels.count > Self.mostPanels { break }
      let width = numberColumn(column, rows: rows).width + 2
      if !panel.isEmpty, used + width > space {
        panels.append(panel)
        (panel, used) = ([], 0)
      }
      panel.append(column)
      used += width
    }
    if !panel.isEmpty || panels.isEmpty { panels.append(panel) }
    // The error column stands beside the last panel, whose last columns may have to move on.
    if checkWidth > 0, used + checkWidth > space, let last = panels.last, last.count > 1 {
      var kept = last
      var moved: [Int] = []
      while kept.count > 1, used + checkWidth > space {
        let column = kept.removeLast()
        moved.insert(column, at: 0)
        used -= numberColumn(column, rows: rows).width + 2
      }
      panels[panels.count - 1] = kept
      panels.append(moved)
    }
    return panels
  }

  /// As many of the first columns as fit beside the last one and the error column.
  private func corner(
    _ columns: [Int], rows: [Int?], labels: Grid.Column, checks: [Grid.Column]
  ) -> [Int] {
    let last = columns[columns.count - 1]
    let fixed =
      labels.width + checks.reduce(0) { $0 + $1.width + 2 }
      + numberColumn(last, rows: rows).width + 2 + displayWidth(of: layout.spell("…")) + 2
    var kept: [Int] = []
    var used = fixed
    for column in columns.dropLast() {
      used += numberColumn(column, rows: rows).width + 2
      if used > layout.width { break }
      kept.append(column)
    }
    return kept + [last]
  }

  private func elisionNote(hiddenRows: Int, hiddenColumns: Int) -> String? {
    func counted(_ count: Int, _ noun: String) -> String? {
      count == 0 ? nil : "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    let parts = [counted(hiddenRows, "row"), counted(hiddenColumns, "column")].compactMap(\.self)
    if parts.isEmpty { return nil }
    let rest = table.fullCommand.map { "; `\($0)` shows all" } ?? ""
    return "\(parts.joined(separator: " and ")) not shown\(rest)."
  }
}
