import TestSupport
import Testing

@testable import NetREPL

@Suite("Terminal: paste")
struct TerminalPasteTests {
  @Test("Three lines run in order; the unfinished one waits on the line")
  func threeLines() throws {
    let session = try TerminalSession()
    session.terminal.send("#B")
    session.terminal.send(.left)
    session.terminal.paste("one\n#two\n#thr")
    try session.terminal.waitForPrompt("#thrB")
    #expect(session.history == ["#one", "#two"])
    session.terminal.send("ee")
    try session.terminal.waitForPrompt("#threeB")
    try session.enter()
    #expect(session.history == ["#one", "#two", "#threeB"])
  }

  @Test("With a newline at the end every line runs")
  func finished() throws {
    let session = try TerminalSession()
    session.terminal.paste("#one\n#two\n#three\n")
    try session.terminal.wait { _ in session.history.count == 3 }
    try session.terminal.waitForPrompt()
    #expect(session.history == ["#one", "#two", "#three"])
  }

  @Test("Lines behind one that fails are not run, and said to be not run")
  func stopsAtAnError() throws {
    let session = try TerminalSession()
    session.terminal.paste("load example iris\nnonsense\nnew 2-1\nnew 3-1\n")
    try session.terminal.waitFor("2 pasted lines were not run")
    try session.terminal.waitForPrompt()
    #expect(session.history == ["load example iris", "nonsense"])
  }

  @Test("Tabs do not complete, controls are not obeyed")
  func controls() throws {
    let session = try TerminalSession()
    session.terminal.paste("hess\tx\u{01}\u{1b}[Dy∂")
    try session.terminal.waitForPrompt("hess x[Dy∂")
  }

  @Test("A paste in pieces, with a new window size between them")
  func pieces() throws {
    let session = try TerminalSession()
    session.terminal.send("\u{1b}[20")
    session.terminal.send("0~ab")
    session.terminal.resize(columns: 60, rows: 20)
    session.terminal.send("c\u{1b}[2")
    session.terminal.send("01~d")
    try session.terminal.waitForPrompt("abcd")
  }

  @Test("Ctrl-C drops what is left of it")
  func dropped() throws {
    let session = try TerminalSession()
    session.terminal.paste("#one\n#two")
    try session.terminal.waitForPrompt("#two")
    session.terminal.send(.controlC)
    try session.terminal.waitForPrompt()
    session.terminal.send("x")
    try session.terminal.waitForPrompt("x")
  }

  @Test("Bracketed paste is on only while a line is read")
  func onlyAtThePrompt() throws {
    let session = try TerminalSession()
    #expect(try session.leave() == .exited(0))
    let written = String(decoding: session.terminal.bytes, as: UTF8.self)
    #expect(written.contains("\u{1b}[?2004h"))
    let off = try #require(written.components(after: "\u{1b}[?2004l").last)
    #expect(!off.contains("\u{1b}[?2004h"))
  }

  @Test("Lines of a paste")
  func lines() {
    #expect(LineEditor.lines(ofPaste: "a\r\nb\rc\nd") == ["a", "b", "c", "d"])
    #expect(LineEditor.lines(ofPaste: "a\n") == ["a", ""])
    #expect(LineEditor.lines(ofPaste: "") == [""])
    #expect(LineEditor.lines(ofPaste: "\r\r") == ["", "", ""])
    #expect(LineEditor.lines(ofPaste: "a\u{202e}b\u{7f}\u{9b}") == ["ab"])
  }
}

extension String {
  /// What stands after each occurrence of a separator.
  fileprivate func components(after separator: String) -> [Substring] {
    indices.filter { self[$0...].hasPrefix(separator) }
      .map { self[$0...].dropFirst(separator.count) }
  }
}
