import Platform

extension Plot {
  func svg(caption: String) -> String {
    var svg = SVG(width: 720, height: 100)
    let top = legend(from: svg.head(title, caption: caption), on: &svg) + 10
    let (xEnds, yEnds) = ends
    let yTicks = y.ticks(yEnds, count: 6)
    let xTicks = x.ticks(xEnds, count: 8)
    let left = 34 + Double(yTicks.labels.map(\.count).max() ?? 0) * 7.2
    let (right, bottom) = (700.0, top + 340)
    svg.grow(to: bottom + 48)

    func place(_ point: Point) -> (x: Double, y: Double)? {
      guard let px = x.share(of: point.x, in: xEnds), let py = y.share(of: point.y, in: yEnds)
      else { return nil }
      return (left + px * (right - left), bottom - py * (bottom - top))
    }
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      guard let share = x.share(of: value, in: xEnds) else { continue }
      let px = left + share * (right - left)
      svg.line([(px, top), (px, bottom)], SVG.faint)
      svg.text(label, px, bottom + 16, .middle, size: 11)
    }
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      guard let share = y.share(of: value, in: yEnds) else { continue }
      let py = bottom - share * (bottom - top)
      svg.line([(left, py), (right, py)], SVG.faint)
      svg.text(label, left - 6, py + 4, .end, size: 11)
    }
    svg.text(x.label, (left + right) / 2, bottom + 36, .middle)
    svg.text(y.label, 18, (top + bottom) / 2, .middle, turned: -90)
    svg.beginClip(left, top, right - left, bottom - top)
    for series in series { draw(series, place, on: &svg) }
    svg.endClip()
    svg.rectangle(left, top, right - left, bottom - top, fill: nil, stroke: RGB(0x888888))
    for mark in marks {
      guard let p = place(mark.point) else { continue }
      svg.circle(p.x, p.y, 4.5, fill: .white, stroke: RGB(0x222222))
    }
    return svg.text(titled: title)
  }

  private func draw(
    _ series: Series, _ place: (Point) -> (x: Double, y: Double)?, on svg: inout SVG
  ) {
    let color = series.color ?? series.ink.color
    if series.form == .band {
      for (lower, upper) in zip(series.paths, series.upper) {
        svg.area(lower.compactMap(place) + upper.compactMap(place).reversed(), color)
      }
      return
    }
    let dash = series.form == .dashed ? "6 4" : series.form == .dotted ? "1.5 4" : ""
    for path in series.paths {
      if series.form == .points {
        for point in path.untilStopped {
          if let p = place(point) { svg.circle(p.x, p.y, 3, fill: color) }
        }
        continue
      }
      // A place that is none ends a run.
      var run: [(x: Double, y: Double)] = []
      for point in path {
        if let p = place(point) {
          run.append(p)
        } else {
          svg.line(run, color, width: 1.8, dash: dash)
          run = []
        }
      }
      svg.line(run, color, width: 1.8, dash: dash)
    }
  }

  /// The names, each behind a piece of its curve; where they end.
  private func legend(from start: Double, on svg: inout SVG) -> Double {
    var (x, y) = (16.0, start)
    func room(_ name: String) -> Double { 34 + Double(displayWidth(of: name)) * 7.2 + 16 }
    func next(_ name: String) {
      if x > 16, x + room(name) > 710 { (x, y) = (16, y + 18) }
    }
    for series in series where !series.name.isEmpty {
      next(series.name)
      let color = series.color ?? series.ink.color
      switch series.form {
      case .band: svg.area([(x, y), (x + 26, y), (x + 26, y + 10), (x, y + 10)], color)
      case .points: svg.circle(x + 13, y + 5, 3, fill: color)
      case .solid: svg.line([(x, y + 5), (x + 26, y + 5)], color, width: 2)
      case .dashed: svg.line([(x, y + 5), (x + 26, y + 5)], color, width: 2, dash: "6 4")
      case .dotted: svg.line([(x, y + 5), (x + 26, y + 5)], color, width: 2, dash: "1.5 4")
      }
      svg.text(series.name, x + 32, y + 9, size: 11)
      x += room(series.name)
    }
    for mark in marks {
      next(mark.name)
      svg.circle(x + 13, y + 5, 4.5, fill: .white, stroke: RGB(0x222222))
      svg.text(mark.name, x + 32, y + 9, size: 11)
      x += room(mark.name)
    }
    return y + 14
  }
}
