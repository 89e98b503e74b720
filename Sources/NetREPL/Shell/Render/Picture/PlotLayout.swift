import Platform

/// A plot as characters: dots of braille over two axes with round numbers, the names of the curves above.
///
/// Curves differ by their dashes as well as by their colours; in plain text each has a sign of its own.
struct PlotLayout {
  let plot: Plot
  let layout: TextLayout

  var lines: [StyledText] {
    let (xEnds, yEnds) = plot.ends
    let rows = min(max(layout.width / 4, 12), 24)
    let ticks = plot.y.ticks(yEnds, count: rows / 4)
    let labels = ticks.labels.map(layout.spell)
    let labelWidth = max(labels.map(displayWidth).max() ?? 1, 1)
    let columns = max(layout.width - labelWidth - 3, 8)
    var canvas = Canvas(columns: columns, rows: rows, isASCII: layout.glyphs.isASCII)

    let (wide, high) = (Double(canvas.dotsWide - 1), Double(canvas.dotsHigh - 1))
    func place(_ point: Plot.Point) -> (x: Double, y: Double)? {
      guard let x = plot.x.share(of: point.x, in: xEnds),
        let y = plot.y.share(of: point.y, in: yEnds)
      else { return nil }
      return (x * wide, (1 - y) * high)
    }
    for (index, series) in plot.series.enumerated() {
      if StopRequest.isMade { return [] }
      draw(series, index, place, on: &canvas)
    }
    for mark in plot.marks {
      guard let place = place(mark.point) else { continue }
      canvas.sign(
        layout.glyphs.isASCII ? "@" : "●", Int(clamping: place.x.rounded()),
        Int(clamping: place.y.rounded()), by: Self.mark)
    }

    // Which lines have a number, the one nearest to its value.
    var named: [Int: String] = [:]
    for (value, label) in zip(ticks.values, labels) {
      guard let share = plot.y.share(of: value, in: yEnds) else { continue }
      named[Int(clamping: ((1 - share) * high).rounded()) / (canvas.dotsHigh / rows)] = label
    }
    var lines = legend
    if !plot.y.label.isEmpty {
      lines.append(StyledText(layout.clipped(plot.y.label, to: layout.width), .dim))
    }
    let signs = layout.glyphs.isASCII ? ("+", "|", "-", "+") : ("┤", "│", "─", "┴")
    for row in 0..<rows {
      let label = named[row]
      var text = StyledText.empty
      text.append(
        (label ?? "").padded(to: labelWidth) + " " + (label == nil ? signs.1 : signs.0), .dim)
      for column in 0..<columns {
        if let (sign, series) = canvas.cell(column, row, mark: asciiMark) {
          text.append(String(sign), style(series))
        } else {
          text.append(" ", .plain)
        }
      }
      lines.append(text)
    }
    return lines + axis(xEnds, columns, margin: labelWidth + 1, signs.2, signs.3)
  }

  /// The number of what marks are drawn by.
  private static let mark = -1

  // MARK: Curves

  private func draw(
    _ series: Plot.Series, _ index: Int, _ place: (Plot.Point) -> (x: Double, y: Double)?,
    on canvas: inout Canvas
  ) {
    if series.form == .band {
      for (lower, upper) in zip(series.paths, series.upper) {
        fill(zip(lower, upper).map { (place($0), place($1)) }, index, on: &canvas)
      }
      return
    }
    let isASCII = layout.glyphs.isASCII
    for path in series.paths {
      if series.form == .points {
        for point in path.untilStopped {
          guard let p = place(point) else { continue }
          let (x, y) = (Int(clamping: p.x.rounded()), Int(clamping: p.y.rounded()))
          canvas.sign(isASCII ? asciiMark(index) : pointSign(index), x, y, by: index)
        }
        continue
      }
      // Plain text has too few dots for dashes.
      let (dash, gap): (Int, Int) =
        isASCII
        ? (1, 0) : series.form == .dashed ? (5, 4) : series.form == .dotted ? (1, 3) : (1, 0)
      var phase = 0
      for (a, b) in zip(path, path.dropFirst()) {
        guard let a = place(a), let b = place(b) else { continue }
        canvas.line(from: a, to: b, by: index, phase: &phase) { $0 % (dash + gap) < dash }
      }
      if path.count == 1, let p = place(path[0]) {
        canvas.dot(Int(clamping: p.x.rounded()), Int(clamping: p.y.rounded()), by: index)
      }
    }
  }

  /// Every second dot between two curves.
  private func fill(
    _ sides: [(lower: (x: Double, y: Double)?, upper: (x: Double, y: Double)?)], _ index: Int,
    on canvas: inout Canvas
  ) {
    for (a, b) in zip(sides, sides.dropFirst()) {
      guard let (al, au, bl, bu) = Self.all(a.lower, a.upper, b.lower, b.upper) else { continue }
      let first = max(Int(clamping: al.x.rounded()), 0)
      let last = min(Int(clamping: bl.x.rounded()), canvas.dotsWide - 1)
      guard first <= last else { continue }
      for x in first...last {
        let t = bl.x > al.x ? min(max((Double(x) - al.x) / (bl.x - al.x), 0), 1) : 0
        let bottom = Int(clamping: (al.y + t * (bl.y - al.y)).rounded())
        let top = Int(clamping: (au.y + t * (bu.y - au.y)).rounded())
        let (from, to) = (max(top, 0), min(bottom, canvas.dotsHigh - 1))
        guard from <= to else { continue }
        for y in from...to where layout.glyphs.isASCII || (x + y) % 2 == 0 || y == from || y == to {
          canvas.dot(x, y, by: index)
        }
      }
    }
  }

  private static func all<T>(_ a: T?, _ b: T?, _ c: T?, _ d: T?) -> (T, T, T, T)? {
    guard let a, let b, let c, let d else { return nil }
    return (a, b, c, d)
  }

  private func style(_ series: Int) -> StyledText.Style {
    series == Self.mark ? .strong : .ink(color(plot.series[series]), on: nil)
  }

  private func color(_ series: Plot.Series) -> RGB { series.color ?? series.ink.color }

  /// What a series is drawn with in plain text: curves of a scale by letters.
  private func asciiMark(_ series: Int) -> Character {
    guard series >= 0 else { return "@" }
    if plot.series[series].color != nil {
      let number = plot.series[..<series].count { $0.color != nil }
      return Array("abcdefghijklmnopqrstuvwxyz")[number % 26]
    }
    // Points are told from the curves beside them.
    if plot.series[series].form == .points {
      switch plot.series[series].ink {
      case .second: return "O"
      case .third: return "X"
      case .fourth: return "#"
      default: return "*"
      }
    }
    return switch plot.series[series].ink {
    case .main: "*"
    case .second: "o"
    case .third: "+"
    case .fourth: "x"
    case .guide: "."
    case .band: ":"
    }
  }

  private func pointSign(_ series: Int) -> Character {
    switch plot.series[series].ink {
    case .main: "•"
    case .second: "×"
    case .third: "+"
    default: "◦"
    }
  }

  // MARK: Names

  /// The names of the curves, each behind a piece of it.
  private var legend: [StyledText] {
    var entries: [StyledText] = []
    for (index, series) in plot.series.enumerated() where !series.name.isEmpty {
      let sign: String
      if layout.glyphs.isASCII {
        sign = String(repeating: String(asciiMark(index)), count: 2)
      } else {
        sign =
          switch series.form {
          case .solid: "──"
          case .dashed: "╌╌"
          case .dotted: "··"
          case .points: String(pointSign(index))
          case .band: "⣿⣿"
          }
      }
      var entry = StyledText.empty
      entry.append(sign, .ink(color(series), on: nil))
      entry.append(" " + layout.clipped(series.name, to: layout.width - 3), .plain)
      entries.append(entry)
    }
    for mark in plot.marks {
      var entry = StyledText.empty
      entry.append(layout.glyphs.isASCII ? "@" : "●", .strong)
      entry.append(" " + layout.clipped(mark.name, to: layout.width - 2), .plain)
      entries.append(entry)
    }
    var lines: [StyledText] = []
    for entry in entries {
      if let last = lines.last,
        displayWidth(of: last.text) + 3 + displayWidth(of: entry.text) <= layout.width
      {
        lines[lines.count - 1] = last + "   " + entry
      } else {
        lines.append(entry)
      }
    }
    return lines
  }

  /// The axis below with its numbers and its name.
  private func axis(
    _ ends: ClosedRange<Double>, _ columns: Int, margin: Int, _ rule: String, _ tick: String
  ) -> [StyledText] {
    let ticks = plot.x.ticks(ends, count: max(columns / 12, 2))
    var marks = Array(repeating: rule, count: columns)
    var numbers = ""
    for (value, label) in zip(ticks.values, ticks.labels.map(layout.spell)) {
      guard let share = plot.x.share(of: value, in: ends), (-0.001...1.001).contains(share) else {
        continue
      }
      let dots = layout.glyphs.isASCII ? 1 : 2
      let place = Int(clamping: (share * Double(columns * dots - 1)).rounded()) / dots
      let column = min(max(place, 0), columns - 1)
      marks[column] = tick
      let start = min(max(column - label.count / 2, 0), columns - label.count)
      guard start >= numbers.count + (numbers.isEmpty ? 0 : 1) else { continue }
      numbers += String(repeating: " ", count: start - numbers.count) + label
    }
    let corner = layout.glyphs.isASCII ? "+" : "└"
    let space = String(repeating: " ", count: margin)
    let name = layout.clipped(plot.x.label, to: columns)
    let left = max((columns - displayWidth(of: name)) / 2, 0)
    return [
      StyledText(space + corner + marks.joined(), .dim), StyledText(space + " " + numbers, .dim),
      StyledText(space + " " + String(repeating: " ", count: left) + name, .dim),
    ]
  }
}
