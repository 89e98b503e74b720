import Platform

/// Reports for a terminal: mathematical signs and, where wanted, colours.
struct UnicodeRenderer: Renderer {
  var width: Int
  var numbers: NumberFormat
  var colors: ColorDepth

  package func render(_ report: Report) -> String { shown(report).text }

  package func shown(_ report: Report) -> ScreenText {
    let end = ScreenText("\n")
    return TextLayout(width: width, numbers: numbers, glyphs: .unicode(colors), spell: { $0 })
      .lines(of: report)
      .untilStopped
      .flatMap { $0.trimmed.spans.map(text) + [end] }
      .reduce(into: ScreenText("")) { $0 += $1 }
  }

  private func text(_ span: StyledText.Span) -> ScreenText {
    ScreenText(span.text, style: span.style.code(colors))
  }
}

extension StyledText.Style {
  /// What stands between `ESC [` and `m` for it; empty where nothing is coloured.
  func code(_ colors: ColorDepth) -> String {
    // Where the user stands is seen without colours too.
    if self == .chosen { return "7" }
    guard colors != .none else { return "" }
    return switch self {
    case .plain: ""
    case .dim: "2"
    case .strong: "1"
    case .chosen: "7"
    case .good: "32"
    case .doubtful: "33"
    case .bad: "1;31"
    case .ink(let text, on: let ground): colors.code(text, on: ground)
    }
  }
}
