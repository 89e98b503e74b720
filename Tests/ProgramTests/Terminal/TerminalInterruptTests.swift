import Glibc
import TestSupport
import Testing

@testable import NetREPL

@Suite("Terminal: interrupts and job control")
struct TerminalInterruptTests {
  @Test("Ctrl-C on a line drops it, wherever the cursor is")
  func onALine() throws {
    let session = try TerminalSession(columns: 40)
    session.terminal.send("one two")
    try session.terminal.waitForPrompt("one two")
    session.terminal.send(.home)
    session.terminal.send(.controlC)
    try session.terminal.waitFor("one two^C")
    try session.terminal.waitForPrompt()
    session.terminal.send("three")
    try session.terminal.waitForPrompt("three")
    try session.enter()
    #expect(session.history == ["three"])
  }

  @Test("Ctrl-C on an empty line tells how to leave, and does not")
  func onNothing() throws {
    let session = try TerminalSession()
    session.terminal.send(.controlC)
    try session.terminal.waitFor("Ctrl-D")
    try session.terminal.waitForPrompt()
    session.terminal.send(.controlC)
    session.terminal.send("x")
    try session.terminal.waitForPrompt("x")
    #expect(try session.leave() == .exited(0))
  }

  @Test(
    "Killed at the prompt, it leaves the terminal as it was",
    arguments: [SIGTERM, SIGHUP, SIGPIPE])
  func killed(signal: CInt) throws {
    let session = try TerminalSession()
    session.terminal.send("half a li")
    try session.terminal.waitForPrompt("half a li")
    #expect(!session.terminal.isCooked)
    session.terminal.signal(signal)
    #expect(try session.terminal.waitForExit() == .killed(signal: signal))
    #expect(session.terminal.isCooked)
    // Bracketed paste is off again.
    #expect(session.terminal.bytes.suffix(8).elementsEqual("\u{1b}[?2004l".utf8))
  }

  @Test("Ctrl-C ends a search in the history")
  func inASearch() throws {
    let session = try TerminalSession()
    session.terminal.send("needle")
    try session.terminal.waitForPrompt("needle")
    try session.enter()
    session.terminal.send(.controlR)
    session.terminal.send("nee")
    try session.terminal.waitFor("bck:nee")
    session.terminal.send(.controlC)
    try session.terminal.waitFor("^C")
    try session.terminal.waitForPrompt()
  }

  @Test("Stopped and continued, the line is still there and editable")
  func stopAndContinue() throws {
    let session = try TerminalSession()
    session.terminal.send("half a li")
    try session.terminal.waitForPrompt("half a li")
    // An orphan, as the program is here, cannot be stopped by Ctrl-Z: SIGSTOP takes that part.
    session.terminal.signal(SIGSTOP)
    session.terminal.signal(SIGCONT)
    session.terminal.send("ne")
    try session.terminal.waitForPrompt("half a line")
    session.terminal.send(.controlZ)
    session.terminal.send("!")
    try session.terminal.waitForPrompt("half a line!")
  }

  @Test("The end of the terminal ends the program")
  func hangUp() throws {
    let session = try TerminalSession()
    session.terminal.signal(SIGHUP)
    #expect(try session.terminal.waitForExit() == .killed(signal: SIGHUP))
  }

  @Test("The flag during work: set, cleared, and cleared again afterwards")
  func flag() async {
    await #expect(processExitsWith: .success) {
      listenAgain()
      Interrupt.install()
      precondition(!Interrupt.isRequested)
      raise(SIGINT)
      precondition(Interrupt.isRequested)
      Interrupt.duringWork {
        precondition(!Interrupt.isRequested)
        raise(SIGINT)
        precondition(Interrupt.isRequested)
      }
      precondition(!Interrupt.isRequested)
      Interrupt.clear()
      precondition(!Interrupt.isRequested)
    }
  }

  @Test("However often it is pressed, Ctrl-C does not end the session")
  func heldDown() async {
    await #expect(processExitsWith: .success) {
      listenAgain()
      Interrupt.install()
      for _ in 0..<100 { raise(SIGINT) }
      precondition(Interrupt.isRequested)
    }
  }

  @Test("SIGQUIT, which is Ctrl-\\, does nothing at the prompt")
  func quitKey() throws {
    let session = try TerminalSession()
    session.terminal.send("half a li")
    try session.terminal.waitForPrompt("half a li")
    session.terminal.signal(SIGQUIT)
    session.terminal.send("ne")
    try session.terminal.waitForPrompt("half a line")
  }

  @Test("A program started with SIGINT ignored keeps ignoring it")
  func ignored() async {
    await #expect(processExitsWith: .success) {
      listenAgain()
      signal(SIGINT, SIG_IGN)
      Interrupt.install()
      raise(SIGINT)
      precondition(!Interrupt.isRequested)
    }
  }

  @Test("Leaving because of an interrupt is death by SIGINT: 130 for a shell")
  func ending() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      listenAgain()
      Interrupt.install()
      Interrupt.endProgram()
    }
  }
}

/// Undoes what the test runner may have set for its children: SIGINT ignored, or blocked.
private func listenAgain() {
  signal(SIGINT, SIG_DFL)
  var set = sigset_t()
  sigemptyset(&set)
  sigaddset(&set, SIGINT)
  pthread_sigmask(SIG_UNBLOCK, &set, nil)
}
