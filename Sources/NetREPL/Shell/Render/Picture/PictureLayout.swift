import Platform

/// Pictures as characters.
extension TextLayout {
  func lines(of picture: Picture) -> [StyledText] {
    switch picture {
    case .heat(let map): HeatLayout(map: map, layout: self).lines
    case .plot(let plot): PlotLayout(plot: plot, layout: self).lines
    case .bars(let chart): BarLayout(chart: chart, layout: self).lines
    case .layers(let diagram): DiagramLayout(diagram: diagram, layout: self).lines
    }
  }

  /// Text as this format spells it, with nothing that a screen would act on, cut to a width.
  func clipped(_ text: String, to width: Int) -> String {
    let text = spell(text).replacing("\u{a0}", with: " ")
    guard displayWidth(of: text) > width else { return text }
    // Of a very few characters dots would be all.
    let dots = width > 4 ? spell("…") : ""
    var result = ""
    for character in text {
      if displayWidth(of: result + String(character)) + dots.count > width { break }
      result.append(character)
    }
    return result + dots
  }

  /// A number in a legend or beside a bar.
  func brief(_ value: Double, digits: Int = 3) -> String {
    number(NumberFormat(digits: digits).alone(value == 0 ? 0 : value))
  }
}

extension StyledText {
  /// Adds text, as a part of the last span where it has the same style.
  mutating func append(_ text: String, _ style: Style) {
    if text.isEmpty { return }
    if let last = spans.indices.last, spans[last].style == style {
      spans[last].text += text
    } else {
      spans.append(Span(text: text, style: style))
    }
  }

  static var empty: StyledText {
    var text = StyledText("")
    text.spans = []
    return text
  }
}

extension String {
  /// The text with spaces at its left, or at its right, to a width of the screen.
  func padded(to width: Int, isLeft: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(width - displayWidth(of: self), 0))
    return isLeft ? self + spaces : spaces + self
  }
}
