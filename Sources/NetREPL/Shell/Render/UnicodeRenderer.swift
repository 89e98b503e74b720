/// Reports for a terminal: mathematical signs and, where wanted, colours.
struct UnicodeRenderer: Renderer {
  var width: Int
  var numbers: NumberFormat
  var color: Bool

  package func render(_ report: Report) -> String {
    TextLayout(width: width, numbers: numbers, spell: { $0 })
      .lines(of: report)
      .map { ($0.trimmed.spans.map(text).joined()) + "\n" }
      .joined()
  }

  private func text(_ span: StyledText.Span) -> String {
    let code =
      switch span.style {
      case .plain: ""
      case .dim: "2"
      case .strong: "1"
      case .good: "32"
      case .doubtful: "33"
      case .bad: "1;31"
      }
    guard color, !code.isEmpty, !span.text.isEmpty else { return span.text }
    return "\u{1b}[\(code)m\(span.text)\u{1b}[0m"
  }
}
