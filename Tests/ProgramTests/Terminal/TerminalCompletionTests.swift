import Shell
import TestSupport
import Testing

@testable import NetREPL

@Suite("Terminal: completion at the prompt")
struct TerminalCompletionTests {
  @Test("One candidate completes, with a space after it")
  func single() throws {
    let session = try TerminalSession()
    let start = session.terminal.screen.cursor.column
    session.terminal.send("hess\t")
    try session.terminal.waitForPrompt("hessian")
    try session.terminal.wait { $0.cursor.column == start + 8 }
  }

  @Test("In the middle of a word what stands behind the cursor is taken along")
  func inAWord() throws {
    let session = try TerminalSession()
    let start = session.terminal.screen.cursor.column
    session.terminal.send("jacobian of")
    for _ in 0..<7 { session.terminal.send(.left) }
    session.terminal.send(.tab)
    try session.terminal.wait { $0.cursor.column == start + 8 }
    try session.terminal.waitForPrompt("jacobian of")
  }

  @Test("Several are listed; the line stays, with its cursor")
  func several() throws {
    let session = try TerminalSession()
    let start = session.terminal.screen.cursor.column
    session.terminal.send("he zz")
    for _ in 0..<3 { session.terminal.send(.left) }
    session.terminal.send(.tab)
    try session.terminal.wait { $0.text.contains("help") && $0.text.contains("hessian") }
    try session.terminal.waitForPrompt("he zz")
    try session.terminal.wait { $0.cursor.column == start + 2 }
  }

  @Test("The list stands below a line of several rows")
  func belowALongLine() throws {
    let session = try TerminalSession(columns: 24)
    session.terminal.send("he" + String(repeating: "z", count: 40))
    session.terminal.send(.home)
    session.terminal.send(.controlRight)
    session.terminal.send(.controlLeft)
    for _ in 0..<2 { session.terminal.send(.right) }
    session.terminal.send(.tab)
    try session.terminal.waitFor("hessian")
    #expect(session.terminal.screen.text.contains("zzzzzzzzzz\nhe"))
  }

  @Test("No candidate: the bell, and the line as it was")
  func none() throws {
    let session = try TerminalSession()
    session.terminal.send("xyzzy\t")
    try session.terminal.wait { $0.bells == 1 }
    try session.terminal.waitForPrompt("xyzzy")
  }
}

@Suite("Completions")
struct CompletionsTests {
  private func completions(_ texts: String...) -> Completions {
    Completions(replaced: 0..<0, candidates: texts.map { .init(text: $0) })
  }

  @Test("The common prefix keeps characters whole")
  func commonPrefix() {
    #expect(completions("hessian", "help").commonPrefix == "he")
    #expect(completions("set", "settings").commonPrefix == "set")
    #expect(completions("∂A", "∂²A").commonPrefix == "∂")
    #expect(completions("σ", "τ").commonPrefix == "")  // both begin with the byte CF
    #expect(completions("e\u{301}", "e").commonPrefix == "")
    #expect(completions("one").commonPrefix == "one")
    #expect(Completions.none.commonPrefix == "")
  }

  @Test("Columns are read downwards and fit the width")
  func columns() {
    let candidates = (1...7).map { Completions.Candidate(text: "name\($0)") }
    #expect(
      listing(of: candidates, columns: 22)
        == ["name1  name4  name7", "name2  name5", "name3  name6"])
    #expect(listing(of: candidates, columns: 5) == candidates.map(\.text))
    #expect(listing(of: candidates, columns: 100).count == 1)
  }

  @Test("Wide characters take their two columns")
  func wide() {
    let candidates = ["日本", "ab", "c"].map { Completions.Candidate(text: $0) }
    #expect(listing(of: candidates, columns: 12) == ["日本  c", "ab"])
  }

  @Test("A few with notes stand one a line, unless the notes do not fit")
  func notes() {
    let candidates: [Completions.Candidate] = [
      .init(text: "use", note: "switch network"), .init(text: "load"),
    ]
    #expect(listing(of: candidates, columns: 40) == ["use   switch network", "load"])
    #expect(listing(of: candidates, columns: 20) == ["use   load"])
  }

  @Test("Of very many, it says how many are not shown")
  func many() {
    let candidates = (0..<1000).map { Completions.Candidate(text: "n\($0)") }
    let lines = listing(of: candidates, columns: 80)
    #expect(lines.last == "and 880 more")
    #expect(lines.dropLast().joined(separator: " ").split(separator: " ").count == 120)
  }

  @Test("A file's name cannot move the cursor")
  func escaped() {
    #expect(listing(of: [.init(text: "a\u{1b}[2Jb")], columns: 80) == ["a\\u{1b}[2Jb"])
  }
}
