import Platform
import TestSupport
import Testing

@testable import Shell

@Suite struct ScreenTextTests {
  /// The quick look at the bytes finds what the scalars are.
  @Test func everyScalarIsLookedAt() {
    for value in UInt32(0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a\(scalar)b"
      #expect(text.hasTrouble == scalar.isTrouble, "\(value)")
      let isLine = scalar == "\n" || scalar == "\t"
      if scalar.isTrouble {
        #expect((ScreenText(text).text == text) == isLine)
        #expect(!text.escapingControls.hasTrouble)
      } else {
        #expect(text.escapingControls == text)
      }
    }
  }

  @Test func hostileTextsAreSpelledOut() {
    for text in HostileText.all {
      #expect(HostileText.raw(in: Array(ScreenText(text).text.utf8)).isEmpty)
      #expect(ScreenText(ScreenText(text).text).text == ScreenText(text).text)
    }
  }

  @Test func onlyStylesAreLetThrough() {
    let text =
      ScreenText("a\u{1b}[31mb", style: "1") + ScreenText("\r") + ScreenText("", style: "2")
    #expect(text.text == "\u{1b}[1ma\\u{1b}[31mb\u{1b}[0m\\u{d}")
    #expect(ScreenText.redrawn("\u{7}").text == "\r\u{1b}[K\\u{7}")
    #expect(ScreenText("a", style: "").text == "a")
  }

  /// A name with a line feed in it makes no line of a report.
  @Test func aReportsLinesAreItsOwn() throws {
    let report = Report([
      .line("one\ntwo"), .paragraph("three\u{85}four"), .heading("five\r", aside: "six\u{202e}"),
    ])
    for format in [OutputFormat.unicode, .plain] {
      let text = format.renderer(width: 80, precision: 6, colors: .none).render(report)
      #expect(text.split(separator: "\n").count == 3)
      #expect(HostileText.raw(in: Array(text.utf8)).isEmpty)
    }
  }
}
