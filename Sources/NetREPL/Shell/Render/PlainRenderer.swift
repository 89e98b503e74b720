import Platform

/// Reports in ASCII, for sessions, pipes and old terminals: the same layout, spelled out.
struct PlainRenderer: Renderer {
  var width: Int
  var numbers: NumberFormat

  package func render(_ report: Report) -> String {
    TextLayout(width: width, numbers: numbers, spell: Self.spell)
      .lines(of: report)
      .untilStopped
      .map { $0.trimmed.text + "\n" }
      .joined()
  }

  /// ASCII for the mathematical signs that reports use.
  static func spell(_ text: String) -> String { PlainSpelling.spell(text) }
}
