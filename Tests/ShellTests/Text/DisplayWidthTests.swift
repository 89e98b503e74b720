import Testing

@testable import Shell

@Suite("DisplayWidth")
struct DisplayWidthTests {
  @Test(
    "Columns of a text",
    arguments: [
      ("", 0), ("abc", 3), ("∂²A₁−→σ″│", 9), ("日本", 4), ("e\u{301}", 1), ("🙂", 2), ("👨‍👩‍👧", 2),
      ("🇩🇪", 2), ("☀\u{fe0f}", 2), ("ｆｕｌｌ", 8), ("한글", 4), ("ＡB", 3), ("a\u{200b}b", 2),
      ("−0.5e−14", 8), ("┼─┐█▁▂", 6), ("W⁽¹⁾ᵀ", 5),
    ])
  func width(text: String, columns: Int) {
    #expect(displayWidth(of: text) == columns)
  }
}

@Suite("EscapedText")
struct EscapedTextTests {
  @Test("Controls are written out, the rest stays")
  func escaping() {
    #expect("plain ∂ 日 🙂 \\n".escapingControls == "plain ∂ 日 🙂 \\n")
    #expect("a\nb\tc".escapingControls == "a\\nb\\tc")
    #expect("\u{1b}[31m".escapingControls == "\\u{1b}[31m")
    #expect("\r\n".escapingControls == "\\u{d}\\n")
    #expect("\u{0}\u{7f}\u{9b}".escapingControls == "\\u{0}\\u{7f}\\u{9b}")
    #expect("gpj\u{202e}exe\u{2066}".escapingControls == "gpj\\u{202e}exe\\u{2066}")
  }
}
