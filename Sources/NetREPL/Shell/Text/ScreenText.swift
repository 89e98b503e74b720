/// Text on its way out of the program, to a terminal, a pipe or a file: nothing in it acts on a screen
/// but lines, tabs, and the program's own styling.
///
/// There is no other way to write: what comes from a user or a file is text, which is escaped here,
/// whatever path it came by.
package struct ScreenText: Equatable {
  /// What is written.
  package private(set) var text: String

  package init(_ text: String) { self.text = text.escapingControls(keepsLines: true) }

  private init(made text: String) { self.text = text }

  /// Text in a style.
  ///
  /// - Parameter code: what stands between `ESC [` and `m`; empty for none.
  package init(_ text: String, style code: String) {
    let plain = ScreenText(text)
    self =
      code.isEmpty || text.isEmpty
      ? plain : ScreenText(made: "\u{1b}[\(code)m\(plain.text)\u{1b}[0m")
  }

  /// A line of the screen that is written over.
  package static func redrawn(_ line: String) -> ScreenText {
    ScreenText(made: "\r\u{1b}[K") + ScreenText(line)
  }

  /// The cursor at the top of an empty screen.
  package static var clearingScreen: ScreenText { ScreenText(made: "\u{1b}[H\u{1b}[2J\u{1b}[3J") }

  /// The same of a screen that is only lent.
  package static var clearingWindow: ScreenText { ScreenText(made: "\u{1b}[H\u{1b}[2J") }

  /// The rest of the line that the cursor stands in, empty.
  package static var clearingLine: ScreenText { ScreenText(made: "\u{1b}[K") }

  /// The cursor at a place, counted from 0.
  package static func cursor(row: Int, column: Int) -> ScreenText {
    ScreenText(made: "\u{1b}[\(row + 1);\(column + 1)H")
  }

  package static func += (left: inout ScreenText, right: ScreenText) { left.text += right.text }

  package static func + (left: ScreenText, right: ScreenText) -> ScreenText {
    ScreenText(made: left.text + right.text)
  }
}
