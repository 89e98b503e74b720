import Core
import Platform

/// Lays a matrix out for a screen: whole when it is small, in panels of columns when it is wide,
/// its corners when it is large; what is left out is counted.
struct MatrixLayout {
  let table: MatrixTable
  let layout: TextLayout

  /// The columns spelled so far: one may be asked for while the panels are being cut.
  private let spelled = SpelledColumns()

  /// A matrix of at most this many panels is printed whole.
  private static let mostPanels = 4

  /// Rows shown of a longer matrix: the first ones and the last ones.
  private static let (firstRows, lastRows) = (10, 3)

  var lines: [StyledText] {
    let rows = shownRows
    let checks = checkColumns(rows)
    let columns = (0..<table.values.columns).map { $0 }

    // Given names are shown where they cost no panel; numbers stand closer together where that spares
    // one.
    let short = labelColumn(rows) { table.rowLabels.short($0) }
    let long = labelColumn(rows) { table.rowLabels.long($0) }
    let checkWidth = checks.reduce(0) { $0 + $1.width + 2 }
    let hasRoom = long.width <= layout.width / 3 && long.width + checkWidth <= layout.width
    var (labels, panels, gap) = (short, [[Int]](), 2)
    for (label, space) in (hasRoom ? [(long, 2), (long, 1)] : []) + [(short, 2), (short, 1)] {
      spelled.gap = space
      let found = split(columns, rows: rows, labels: label, checks: checks)
      if panels.isEmpty || found.count < panels.count {
        (labels, panels, gap) = (label, found, space)
      }
      if panels.count == 1 { break }
    }
    spelled.gap = gap
    var (hiddenColumns, margin) = (0, [Grid.Column]())
    if !table.isFull, panels.count > mostPanels(of: rows.count) {
      // What stands for the whole row where it costs no panel: its norm and its course, or that alone.
      let whole = rowColumns(rows)
      for candidate in [whole, Array(whole.suffix(1)), []] {
        (panels, margin) = (
          corners(columns, rows: rows, labels: labels, checks: candidate + checks), candidate
        )
        if panels.count == 1, panels[0].count > 1 { break }
      }
      hiddenColumns = columns.count - panels.joined().count
    }

    var lines: [StyledText] = []
    for (index, panel) in panels.enumerated() {
      let isLast = index == panels.count - 1
      if index > 0 { lines.append(StyledText("")) }
      var parts = [labels]
      for (position, column) in panel.enumerated() {
        if position > 0, column != panel[position - 1] + 1 { parts.append(dots(rows)) }
        var numbers = numberColumn(column, rows: rows)
        numbers.gap = spelled.gap
        parts.append(numbers)
      }
      if isLast { parts += margin + checks }
      if StopRequest.isMade { return lines }
      lines += Grid(columns: parts).lines
    }
    if let note = elisionNote(
      hiddenRows: table.values.rows - rows.compactMap(\.self).count,
      hiddenColumns: hiddenColumns)
    {
      lines += layout.wrapped(layout.spell(note)).map { StyledText($0, .dim) }
    }
    return lines
  }

  /// How many panels of that many rows there may be.
  private func mostPanels(of rows: Int) -> Int {
    guard let lines = table.mostLines else { return Self.mostPanels }
    // Between panels an empty line, below each header its rows.
    return min(Self.mostPanels, max((lines + 1) / (rows + 2), 1))
  }

  // MARK: Rows

  /// The rows to show; nil stands for the dots between the first and the last ones.
  private var shownRows: [Int?] {
    let count = table.values.rows
    var (first, last) = table.isBrief ? (4, 1) : (Self.firstRows, Self.lastRows)
    // Dots for a row or two would hide more than they save.
    var most = first + last + 2 + (table.isBrief ? 0 : 5)
    if let lines = table.mostLines, count + 2 > lines {
      // Around the rows stand the header, the dots and the line that counts what is left out.
      last = lines > 9 ? 2 : 1
      first = max(lines - 3 - last, 1)
      most = 0
    }
    if table.isFull || count <= most { return (0..<count).map(\.self) }
    return (0..<min(first, count)).map(\.self) + [nil]
      + (max(count - last, first)..<max(count, first)).map(\.self)
  }

  private func labelColumn(_ rows: [Int?], _ label: (Int) -> String) -> Grid.Column {
    Grid.Column(
      header: "",
      cells: rows.untilStopped.map {
        StyledText(layout.spell($0.map { label($0).escapingControls } ?? "…"), .dim)
      }, isLeft: true)
  }

  private func dots(_ rows: [Int?]) -> Grid.Column {
    let text = layout.spell("…")
    return Grid.Column(header: text, cells: rows.map { _ in StyledText(text, .dim) })
  }

  // MARK: Columns

  private func numberColumn(_ column: Int, rows: [Int?]) -> Grid.Column {
    if let known = spelled.columns[column] { return known }
    let values = rows.compactMap { $0.map { table.values[$0, column] } }
    // A given name is shown where the numbers leave it room.
    let texts = layout.numbers.column(values)
    var cells = texts.makeIterator()
    let (short, long) = (table.columnLabels.short(column), table.columnLabels.long(column))
    let name = layout.spell(long.escapingControls)
    let hasRoom = displayWidth(of: name) <= texts.map(\.count).max() ?? 0
    let result = Grid.Column(
      header: hasRoom ? name : layout.spell(short),
      cells: rows.untilStopped.map { row in
        StyledText(row == nil ? layout.spell("…") : layout.number(cells.next() ?? ""))
      })
    spelled.columns[column] = result
    return result
  }

  private func checkColumns(_ rows: [Int?]) -> [Grid.Column] {
    guard let checks = table.checks else { return [] }
    func column(_ header: String, _ text: (RowCheck) -> StyledText) -> Grid.Column {
      Grid.Column(
        header: layout.spell(header),
        cells: rows.untilStopped.map { row in
          guard let row, checks[row].verdict != nil else { return StyledText("") }
          return layout.spelled(text(checks[row]))
        })
    }
    let bar = layout.spell("│")
    var verdicts = column("") { StyledText($0.verdict?.words ?? "", $0.verdict?.style ?? .plain) }
    verdicts.isLeft = true
    return [
      Grid.Column(header: bar, cells: rows.map { _ in StyledText(bar, .dim) }),
      column("max error") {
        StyledText(self.layout.number(NumberFormat.magnitude($0.largestError)))
      },
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
    for column in columns.untilStopped {
      // A large matrix is cut before all of it is spelled.
      if !table.isFull, panels.count > Self.mostPanels || StopRequest.isMade { break }
      let width = numberColumn(column, rows: rows).width + spelled.gap
      if !panel.isEmpty, used + width > space {
        panels.append(panel)
        (panel, used) = ([], 0)
      }
      panel.append(column)
      used += width
    }
    if !panel.isEmpty || panels.isEmpty { panels.append(panel) }
    // The error column stands beside the last panel, whose last columns may have to move on: half
    // of them at most, none if it fills a panel alone.
    if checkWidth > 0, used + checkWidth > space, var kept = panels.popLast() {
      var moved: [Int] = []
      var width = checkWidth
      while kept.count > moved.count + 1, let column = kept.last {
        width += numberColumn(column, rows: rows).width + spelled.gap
        if width > space { break }
        moved.insert(kept.removeLast(), at: 0)
      }
      panels += [kept, moved]
    }
    return panels
  }

  /// As many of the first columns as fit beside the last one and the error column; where none does,
  /// the error column has a panel of its own.
  private func corners(
    _ columns: [Int], rows: [Int?], labels: Grid.Column, checks: [Grid.Column]
  ) -> [[Int]] {
    let last = columns[columns.count - 1]
    let space =
      layout.width - labels.width - numberColumn(last, rows: rows).width - spelled.gap
      - displayWidth(of: layout.spell("…")) - 2
    func first(within space: Int) -> [Int] {
      var used = 0
      return Array(
        columns.dropLast().prefix { column in
          used += numberColumn(column, rows: rows).width + spelled.gap
          return used <= space
        })
    }
    let beside = first(within: space - checks.reduce(0) { $0 + $1.width + 2 })
    return beside.isEmpty && !checks.isEmpty
      ? [first(within: space) + [last], []] : [beside + [last]]
  }

  // MARK: Whole rows

  /// The characters of a row's course.
  private static let courseWidth = 12

  /// The norm of each row, and the magnitudes along it in a line of marks that the largest of all fills.
  private func rowColumns(_ rows: [Int?]) -> [Grid.Column] {
    let shown = rows.compactMap(\.self)
    let courses = shown.map { row in
      PooledMatrix(row: row, of: table.values, mostColumns: Self.courseWidth).cells.map(abs)
    }
    let largest = courses.joined().filter(\.isFinite).max() ?? 0
    var texts = zip(shown, courses).map { row, course in
      (
        layout.brief((0..<table.values.columns).map { table.values[row, $0] }.norm),
        course.map { Self.mark($0, largest, isASCII: layout.glyphs.isASCII) }.joined()
      )
    }.makeIterator()
    let cells = rows.map { row in row == nil ? ("", "") : texts.next() ?? ("", "") }
    var course = Grid.Column(
      header: layout.spell("|x| along it"), cells: cells.map { StyledText($0.1, .dim) },
      isLeft: true)
    course.gap = 2
    return [
      Grid.Column(header: layout.spell("‖row‖"), cells: cells.map { StyledText($0.0) }), course,
    ]
  }

  /// One of eight heights, none for 0.
  private static func mark(_ value: Double, _ largest: Double, isASCII: Bool) -> String {
    guard value.isFinite else { return "?" }
    guard value > 0, largest > 0 else { return " " }
    let marks = Array(isASCII ? ".:-=+*%#" : "▁▂▃▄▅▆▇█")
    return String(marks[min(Int(clamping: value / largest * 8), 7)])
  }

  private func elisionNote(hiddenRows: Int, hiddenColumns: Int) -> String? {
    let parts = [(hiddenRows, "row"), (hiddenColumns, "column")].filter { $0.0 > 0 }.map {
      Prose.count($0.0, $0.1)
    }
    if parts.isEmpty { return nil }
    let rest = table.fullCommand.map { "; `\($0)` shows all" } ?? ""
    let others = table.expression.map {
      " `heat \($0)` draws it, `export \($0) FILE.csv` writes it."
    }
    return "\(parts.joined(separator: " and ")) not shown\(rest).\(others ?? "")"
  }
}

/// What a layout has worked out of its columns.
private final class SpelledColumns {
  /// The spaces before each.
  var gap = 2
  var columns: [Int: Grid.Column] = [:]
}
