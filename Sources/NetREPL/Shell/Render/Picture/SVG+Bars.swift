import Platform

extension BarChart {
  func svg(caption: String) -> String {
    let names = bars.map { $0.name.isEmpty ? $0.label : "\($0.label) \($0.name)" }
    let left = 24 + min(Double(names.map(displayWidth).max() ?? 0) * 7, 220)
    var svg = SVG(width: 720, height: 100)
    let top = svg.head(title, caption: caption) + 6
    let values = bars.map(\.value).filter(\.isFinite)
    let (hasBelow, hasAbove) = (values.contains { $0 < 0 }, values.contains { $0 > 0 })
    let (first, last) = (left + 8, 610.0)
    let middle = hasBelow ? (hasAbove ? (first + last) / 2 : last) : first
    for (index, bar) in bars.enumerated().untilStopped {
      let y = top + Double(index) * 20
      svg.text(names[index].clipped(to: 32), left, y + 13, .end, size: 11)
      guard let share = scale.share(of: bar.value) else {
        svg.text(NumberFormat.shortest(bar.value), 620, y + 13, size: 11, color: .notFinite)
        continue
      }
      let room = share < 0 ? middle - first : last - middle
      let length = abs(share) * room
      svg.rectangle(
        share < 0 ? middle - length : middle, y + 3, length, 14,
        fill: DivergingScale.color(at: share < 0 ? -1 : 1))
      svg.text(Prose.number(bar.value), 620, y + 13, size: 11)
    }
    let bottom = top + Double(bars.count) * 20
    svg.line([(middle, top), (middle, bottom)], RGB(0x888888))
    svg.grow(to: bottom + 16)
    return svg.text(titled: title)
  }
}
