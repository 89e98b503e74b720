import Core
import TestSupport
import Testing

@testable import Shell

/// What is written changes a screen into the lines that are wanted, whatever stood there.
@Suite struct ScreenFrameTests {
  private static let pieces: [StyledText] = [
    "", "abc", "abd", "a much longer line than the others", StyledText("abc", .strong),
    "∂A/∂I = −1",
    StyledText("ab", .dim) + StyledText("c", .chosen), "漢字 wide", "   ", "x\u{1b}[31my",
  ]

  @Test func aScreenShowsWhatIsWanted() {
    var random = SeededGenerator(seed: 7)
    var (frame, screen) = (
      ScreenFrame(style: ScreenStyle(precision: 6, colors: .palette, isASCII: false)),
      ScreenModel(columns: 20, rows: 6)
    )
    for _ in 0..<300 {
      if Int.random(in: 0..<20, using: &random) == 0 {
        screen.resize(
          columns: Int.random(in: 8...30, using: &random),
          rows: Int.random(in: 3...8, using: &random))
      }
      let lines = (0..<Int.random(in: 0...screen.rowCount, using: &random)).compactMap { _ in
        Self.pieces.randomElement(using: &random)
      }
      screen.feed(
        Array(
          frame.changes(to: lines, rows: screen.rowCount, columns: screen.columns).text.utf8))
      for row in 0..<screen.rowCount {
        let wanted = row < lines.count ? lines[row].escapingControls.text : ""
        var shown = ""
        for character in wanted where displayWidth(of: shown + String(character)) <= screen.columns
        {
          shown.append(character)
        }
        // What is cut says so.
        if shown != wanted {
          while displayWidth(of: shown) >= screen.columns { shown.removeLast() }
          shown.append("…")
        }
        while shown.last == " " { shown.removeLast() }
        #expect(screen.rows[row] == shown)
      }
    }
  }

  @Test func whatStaysIsNotWritten() {
    var frame = ScreenFrame(style: ScreenStyle(precision: 6, colors: .none, isASCII: false))
    let lines: [StyledText] = ["one", "two", "three"]
    #expect(frame.changes(to: lines, rows: 5, columns: 40).text.contains("three"))
    #expect(frame.changes(to: lines, rows: 5, columns: 40).text.isEmpty)
    let change = frame.changes(to: ["one", "twx", "three"], rows: 5, columns: 40).text
    #expect(change == "\u{1b}[2;3Hx")
    // Without colours the place of the user is seen.
    #expect(
      frame.changes(to: [StyledText("one", .chosen)], rows: 5, columns: 40).text.contains(
        "\u{1b}[7m"))
  }
}
