import Core

/// How numbers and signs are written on the screen at hand.
package struct ScreenStyle {
  let numbers: NumberFormat
  let colors: ColorDepth

  /// Whether it shows nothing but ASCII.
  let isASCII: Bool

  package init(precision: Int?, colors: ColorDepth, isASCII: Bool) {
    (numbers, self.colors, self.isASCII) = (NumberFormat(digits: precision), colors, isASCII)
  }

  func spell(_ text: String) -> String {
    isASCII
      ? text.replacing("↑↓←→", with: "arrows").replacing("↑↓", with: "up, down")
        .replacing("←→", with: "left, right").inASCII : text.escapingControls
  }

  /// What keys do, as much as a line holds; the last of it always.
  func keys(_ hints: [String], columns: Int) -> StyledText {
    var shown = hints.filter { !$0.isEmpty }
    func line() -> String { spell(shown.joined(separator: "   ")) }
    while shown.count > 1, displayWidth(of: line()) > columns { shown.remove(at: shown.count - 2) }
    return StyledText(line(), .dim)
  }

  func number(_ text: String) -> String { spell(text.replacing("-", with: "−")) }

  /// The lines of a report, as the prompt would print them.
  func lines(of report: Report, columns: Int) -> [StyledText] {
    TextLayout(
      width: columns, numbers: numbers, glyphs: isASCII ? .ascii : .unicode(colors),
      spell: isASCII ? { PlainSpelling.spell($0) } : { $0 }
    ).lines(of: report)
  }
}
