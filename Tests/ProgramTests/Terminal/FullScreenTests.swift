import Glibc
import TestSupport
import Testing

/// `zoom` and `watch` in a real terminal: they take it, and give it back as it was.
@Suite("The whole screen")
struct FullScreenTests {
  private func session(_ line: String, rows: Int = 24) throws -> TerminalSession {
    let session = try TerminalSession(environment: ["TERM": "xterm-256color"], rows: rows)
    try run("load example small", in: session)
    session.terminal.send(line)
    session.terminal.send(.enter)
    try session.terminal.wait(timeout: 20) { $0.isOnOtherScreen && $0.lastRow.contains("q leave") }
    return session
  }

  /// Types a line, and waits until it has been answered.
  private func run(_ line: String, in session: TerminalSession) throws {
    session.terminal.send(line)
    // Before the line stands there, the prompt is still the one before.
    try session.terminal.waitForPrompt(line)
    try session.enter()
  }

  @Test("zoom shows the table, and leaves nothing behind") func zoom() throws {
    let session = try session("zoom J")
    let terminal = session.terminal
    #expect(!terminal.screen.showsCursor)
    terminal.send(.down)
    try terminal.wait { $0.text.contains("∂A2/∂I1 = 0.65481") }
    terminal.send(.enter)
    try terminal.wait(timeout: 20) { $0.text.contains("J[2,1] = 0.654815") }
    terminal.send("q")
    try terminal.wait { $0.lastRow.contains("q leave") }
    terminal.send("q")
    try terminal.wait { !$0.isOnOtherScreen && $0.showsCursor }
    try terminal.waitForPrompt()
    #expect(!terminal.screen.text.contains("largest"))
    try run("output", in: session)
    #expect(try session.leave() == .exited(0))
  }

  @Test("watch moves the input, keeps it on q, and takes another size") func watch() throws {
    let session = try session("watch I2")
    let terminal = session.terminal
    terminal.send(.up)
    try terminal.wait(timeout: 20) { $0.text.contains("I2 = −0.95") }
    terminal.resize(columns: 60, rows: 16)
    try terminal.wait(timeout: 20) { $0.rowCount == 16 && $0.lastRow.contains("move") }
    terminal.send("q")
    try terminal.wait(timeout: 20) { !$0.isOnOtherScreen && $0.text.contains("I = (0.5, −0.95)") }
    try terminal.waitForPrompt()
    try run("undo", in: session)
    #expect(try session.leave() == .exited(0))
  }

  @Test(
    "Ctrl-C and Ctrl-D leave it, and the session goes on",
    arguments: [PseudoTerminal.Key.controlC, .controlD])
  func interrupted(key: PseudoTerminal.Key) throws {
    let session = try session("zoom H1")
    session.terminal.send(key)
    try session.terminal.wait(timeout: 20) { !$0.isOnOtherScreen && $0.showsCursor }
    try session.terminal.waitForPrompt()
    #expect(try session.leave() == .exited(0))
  }

  @Test(
    "A signal that ends the program gives the terminal back first", arguments: [SIGTERM, SIGHUP])
  func killed(signal: CInt) throws {
    let session = try session("watch")
    session.terminal.signal(signal)
    #expect(try session.terminal.waitForExit() == .killed(signal: signal))
    #expect(!session.terminal.screen.isOnOtherScreen && session.terminal.screen.showsCursor)
  }

  @Test("A terminal that cannot move its cursor is told so") func dumb() throws {
    let session = try TerminalSession(environment: ["TERM": "dumb"])
    session.terminal.send("load example small; zoom J")
    session.terminal.send(.enter)
    try session.terminal.wait { $0.text.contains("zoom is for a terminal at the prompt") }
    #expect(!session.terminal.bytes.contains(Array("\u{1b}[?1049h".utf8)))
  }
}
