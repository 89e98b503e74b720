import TestSupport
import Testing

@Suite("Terminal: editing a line")
struct TerminalEditingTests {
  @Test("Typing, and Ctrl-D at the end")
  func typing() throws {
    let session = try TerminalSession()
    session.terminal.send("set input 1 2")
    try session.terminal.waitForPrompt("set input 1 2")
    try session.enter()
    #expect(session.history == ["set input 1 2"])
    session.terminal.send(.controlD)
    #expect(try session.terminal.waitForExit() == .exited(0))
  }

  @Test("An open bracket goes on with the next line")
  func continuation() throws {
    let session = try TerminalSession(environment: ["LANG": "C.UTF-8"])
    session.terminal.send("set input (1\r")
    try session.terminal.waitFor("(1\n…")
    session.terminal.send("2)\r")
    try session.terminal.waitFor("no network is loaded")
    // A sign waits for what is behind it.
    session.terminal.send("3 +\r")
    try session.terminal.waitFor("3 +\n…")
    session.terminal.send("4\r")
    try session.terminal.waitFor("3 + 4 = 7")
    session.terminal.send("clear\r")
    try session.terminal.wait { !$0.text.contains("no network is loaded") }
    try session.terminal.waitForPrompt()
    session.terminal.send("exit\r")
    #expect(try session.terminal.waitForExit() == .exited(0))
  }

  @Test("What is longer than two screens goes to the pager, and nothing else does")
  func paging() throws {
    let session = try TerminalSession(
      environment: ["LANG": "C.UTF-8", "NETREPL_PAGER": "sed s/^/P:/"])
    session.terminal.send("load example small\r")
    try session.terminal.waitFor("17 parameters")
    session.terminal.send("derive hessian all\r")
    try session.terminal.waitFor("P:Differences of A from I")
    try session.terminal.waitForPrompt()
    session.terminal.send("jacobian\r")
    try session.terminal.waitFor("\nDifferences: Ridders on A alone, 4 of 4 entries")
    session.terminal.send("set pager off\r")
    try session.terminal.waitFor("pager = off")
    session.terminal.send("derive hessian all\r")
    try session.terminal.waitFor("\nStep 11 of 11")
    session.terminal.send("exit\r")
    #expect(try session.terminal.waitForExit() == .exited(0))
  }

  struct Edit: Sendable, CustomTestStringConvertible {
    let keys: [PseudoTerminal.Key]
    let typed: String
    let result: String
    let cursor: Int

    init(_ typed: String, _ keys: PseudoTerminal.Key..., gives result: String, cursor: Int) {
      (self.typed, self.keys, self.result, self.cursor) = (typed, keys, result, cursor)
    }

    var testDescription: String { "\(typed) \(keys) gives \(result)" }
  }

  @Test(
    "Keys that move and delete",
    arguments: [
      Edit("abcde", .left, .left, .backspace, gives: "abde", cursor: 2),
      Edit("abcde", .left, .left, .delete, gives: "abce", cursor: 3),
      Edit("abc", .controlA, .delete, gives: "bc", cursor: 0),
      Edit("abc", .home, .right, .controlK, gives: "a", cursor: 1),
      Edit("abcd", .left, .left, .controlU, gives: "cd", cursor: 0),
      Edit("abc", .home, .end, .backspace, gives: "ab", cursor: 2),
      Edit("abc de", .controlW, gives: "abc", cursor: 4),
      Edit("abc de fg", .controlLeft, .controlLeft, .controlK, gives: "abc", cursor: 4),
      Edit("abc de fg", .home, .controlRight, .controlU, gives: "de fg", cursor: 0),
      Edit("abc", .home, .controlD, gives: "bc", cursor: 0),
    ])
  func keys(edit: Edit) throws {
    let session = try TerminalSession()
    let start = session.terminal.screen.cursor.column
    session.terminal.send(edit.typed)
    try session.terminal.waitForPrompt(edit.typed)
    for key in edit.keys { session.terminal.send(key) }
    try session.terminal.waitForPrompt(edit.result)
    try session.terminal.wait { $0.cursor.column == start + edit.cursor }
  }

  @Test("What is not ASCII, under any locale", arguments: ["C", "C.UTF-8", "POSIX", "no_SUCH"])
  func otherLetters(locale: String) throws {
    let session = try TerminalSession(environment: ["LANG": locale])
    let start = session.terminal.screen.cursor.column
    session.terminal.send("é∂日本x")
    try session.terminal.waitForPrompt("é∂日本x")
    #expect(session.terminal.screen.cursor.column == start + 7)
    for _ in 0..<2 { session.terminal.send(.backspace) }
    try session.terminal.waitForPrompt("é∂日")
    #expect(session.terminal.screen.cursor.column == start + 4)
    session.terminal.send(.left)
    session.terminal.send(.backspace)
    try session.terminal.waitForPrompt("é日")
    try session.enter()
    #expect(session.history == ["é日"])
  }

  @Test("Half a character and bytes that are none do no harm")
  func brokenBytes() throws {
    let session = try TerminalSession()
    session.terminal.send([0x61, 0xff, 0x62, 0xc3])
    try session.terminal.waitForPrompt("ab")
    session.terminal.send([0xa9, 0xc2, 0x9d, 0x63])  // the rest of é; U+009D, a C1 control; c
    try session.terminal.waitForPrompt("abéc")
  }

  @Test("A line longer than the window wraps, and comes back whole")
  func longLine() throws {
    let session = try TerminalSession(columns: 30, rows: 10)
    let line = (1...20).map { "w\($0)" }.joined(separator: " ")
    session.terminal.send(line)
    try session.terminal.waitFor("w20")
    session.terminal.send(.home)
    // Back behind the prompt, which is the only `>`.
    try session.terminal.wait { $0.currentRow.hasPrefix("net> w1 ") }
    session.terminal.send("x")
    session.terminal.send(.enter)
    try session.terminal.waitForPrompt()
    #expect(session.history == ["x" + line])
  }

  @Test("A new window size keeps the text")
  func resize() throws {
    let session = try TerminalSession()
    session.terminal.send("jacobian of A2")
    try session.terminal.waitForPrompt("jacobian of A2")
    session.terminal.send(.left)
    session.terminal.resize(columns: 50, rows: 12)
    // Only text typed after the resize shows that it was handled.
    session.terminal.send("H")
    try session.terminal.waitForPrompt("jacobian of AH2")
    session.terminal.resize(columns: 100, rows: 30)
    session.terminal.send("H")
    try session.terminal.waitForPrompt("jacobian of AHH2")
    try session.enter()
    #expect(session.history == ["jacobian of AHH2"])
  }

  @Test("A dumb terminal gets no escape sequences", arguments: ["dumb", ""])
  func dumb(terminal: String) throws {
    let session = try TerminalSession(environment: ["TERM": terminal])
    session.terminal.send("help")
    session.terminal.send(.left)
    session.terminal.send(.tab)
    try session.terminal.wait { $0.bells > 0 || $0.text.contains("hel") }
    #expect(try session.leave() == .exited(0))
    #expect(!session.terminal.bytes.contains(0x1b))
  }

  @Test("vi keys from ~/.editrc")
  func vi() throws {
    let session = try TerminalSession(settings: "# comment\n\nbind -v\n")
    session.terminal.send("abc")
    try session.terminal.waitForPrompt("abc")
    session.terminal.send(.escape)
    session.terminal.send("0xA")
    session.terminal.paste("d\te")
    try session.terminal.waitForPrompt("bcd e")
    session.terminal.send(.enter)
    try session.terminal.waitForPrompt()
    session.terminal.send("hess")
    session.terminal.send(.tab)
    try session.terminal.waitForPrompt("hessian")
    session.terminal.send(.controlC)
    try session.terminal.waitFor("^C")
    try session.terminal.waitForPrompt()
    #expect(session.history == ["bcd e"])
  }

  @Test("Keys of ~/.editrc win, also after bind -e, which forgets all")
  func ownKeys() throws {
    let session = try TerminalSession(settings: "bind -e\nbind ^T ed-move-to-beg\n")
    session.terminal.send("bc\u{14}a")
    try session.terminal.waitForPrompt("abc")
    session.terminal.send(.end)
    session.terminal.send(.home)
    session.terminal.send(.delete)
    try session.terminal.waitForPrompt("bc")
  }
}
