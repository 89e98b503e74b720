import Platform

/// Bars as characters: names at the left, then the bars on either side of a line, the numbers at the right.
struct BarLayout {
  let chart: BarChart
  let layout: TextLayout

  var lines: [StyledText] {
    let labels = chart.bars.map { bar in
      layout.spell(bar.name.isEmpty ? bar.label : "\(bar.label) \(bar.name)")
    }
    let numbers = NumberFormat(digits: layout.numbers.digits ?? 17).column(chart.bars.map(\.value))
      .map(layout.number)
    let numberWidth = numbers.map(displayWidth).max() ?? 0
    // A bar of two characters on either side, where there is room for no more.
    let most = max(min(layout.width / 3, layout.width - numberWidth - 7), 1)
    let labelWidth = min(labels.map(displayWidth).max() ?? 0, most)
    let room = max(layout.width - labelWidth - numberWidth - 3, 4)
    let values = chart.bars.map(\.value).filter(\.isFinite)
    // A side that nothing points to takes no room.
    let (hasBelow, hasAbove) = (values.contains { $0 < 0 }, values.contains { $0 > 0 })
    let left = hasBelow ? (hasAbove ? room / 2 : room) : 0
    let right = hasAbove ? room - left : 0
    return zip(zip(labels, numbers), chart.bars).untilStopped.map { texts, bar in
      var text = StyledText.empty
      text.append(
        layout.clipped(texts.0, to: labelWidth).padded(to: labelWidth, isLeft: true), .dim)
      text.append(" ", .plain)
      let share = chart.scale.share(of: bar.value)
      let below = share.map { $0 < 0 ? self.bar(-$0, left, isBelow: true) : "" } ?? ""
      let above = share.map { $0 > 0 ? self.bar($0, right, isBelow: false) : "" } ?? ""
      text.append(String(repeating: " ", count: left - below.count), .plain)
      text.append(below, .ink(DivergingScale.color(at: -1), on: nil))
      text.append(layout.spell("│"), .dim)
      text.append(above, .ink(DivergingScale.color(at: 1), on: nil))
      text.append(String(repeating: " ", count: right - above.count), .plain)
      text.append(" " + texts.1.padded(to: numberWidth), share == nil ? .doubtful : .plain)
      return text
    }
  }

  /// A bar of a share of the room; what is not 0 has a mark at least.
  private func bar(_ share: Double, _ room: Int, isBelow: Bool) -> String {
    if layout.glyphs.isASCII {
      let count = max(Int(clamping: (share * Double(room)).rounded()), 1)
      return String(repeating: isBelow ? "-" : "#", count: min(count, room))
    }
    // Eighths of a character to the right; to the left there are halves.
    let parts = isBelow ? 2 : 8
    let count = min(max(Int(clamping: (share * Double(room * parts)).rounded()), 1), room * parts)
    let (whole, rest) = (count / parts, count % parts)
    let full = String(repeating: "█", count: whole)
    if rest == 0 { return full }
    return isBelow ? "▐" + full : full + String(Array("▏▎▍▌▋▊▉")[rest - 1])
  }
}
