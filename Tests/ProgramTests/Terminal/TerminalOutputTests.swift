import Glibc
import Shell
import TestSupport
import Testing

@testable import NetREPL

@Suite("Output")
struct TerminalOutputTests {
  @Test("A full disk is an error, with status 1")
  func full() throws {
    let home = try TemporaryFolder()
    let run = try PlainRun(
      environment: ProgramUnderTest.environment(home: home.path), input: "help\n",
      output: "/dev/full")
    #expect(run.status == .exited(1))
    #expect(run.error.contains("standard output"))
  }

  @Test("Without a terminal there is no prompt and no escape sequence")
  func plain() throws {
    let home = try TemporaryFolder()
    let run = try PlainRun(
      environment: ProgramUnderTest.environment(home: home.path), input: "help\n")
    #expect(run.status == .exited(0))
    #expect(!run.output.contains("\u{1b}") && !run.output.contains("net> "))
  }

  @Test("A reader that has gone ends the program as SIGPIPE does, even where that is ignored")
  func brokenPipe() async {
    await #expect(processExitsWith: .signal(SIGPIPE)) {
      signal(SIGPIPE, SIG_IGN)
      var ends: [CInt] = [0, 0]
      precondition(pipe(&ends) == 0)
      close(ends[0])
      let output = BufferedOutput(descriptor: ends[1], name: "a pipe")
      output.write("text")
      try output.flush()
    }
  }

  @Test("What is written arrives, also more than the buffer holds; an error is told once")
  func buffered() throws {
    let folder = try TemporaryFolder()
    let file = open(folder.path + "/out", O_WRONLY | O_CREAT, 0o600)
    let output = BufferedOutput(descriptor: file, name: "a file")
    let text = String(repeating: "∂A/∂I\n", count: 20_000)
    output.write(text)
    output.write("end")
    try output.flush()
    close(file)
    #expect(try folder.read("out") == text + "end")

    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let failing = BufferedOutput(descriptor: full, name: "a full disk")
    failing.write("text")
    #expect(throws: OutputError(name: "a full disk", code: ENOSPC)) { try failing.flush() }
    try failing.flush()
  }

  @Test("When to colour")
  func color() {
    func decide(
      _ choice: ColorChoice, terminal: Bool = true, _ environment: [String: String]
    ) -> Bool {
      TerminalScreen.usesColor(choice, isTerminal: terminal) { environment[$0] }
    }
    let xterm = ["TERM": "xterm"]
    #expect(decide(.auto, xterm))
    #expect(!decide(.auto, terminal: false, xterm))
    #expect(!decide(.auto, ["TERM": "dumb"]))
    #expect(!decide(.auto, [:]))
    #expect(!decide(.auto, ["TERM": "xterm", "NO_COLOR": "1"]))
    #expect(decide(.auto, ["TERM": "xterm", "NO_COLOR": ""]))
    #expect(decide(.always, terminal: false, ["NO_COLOR": "1"]))
    #expect(!decide(.never, xterm))
  }

  @Test("How many colours there are")
  func depth() {
    func depth(_ environment: [String: String]) -> ColorDepth {
      TerminalScreen.depth { environment[$0] }
    }
    #expect(depth(["TERM": "xterm"]) == .sixteen)
    #expect(depth(["TERM": "xterm-256color"]) == .palette)
    #expect(depth(["TERM": "tmux-256color", "COLORTERM": "truecolor"]) == .trueColor)
    #expect(depth(["TERM": "xterm", "COLORTERM": "24bit"]) == .trueColor)
    #expect(depth(["TERM": "xterm-direct"]) == .trueColor)
    #expect(depth(["COLORTERM": "yes"]) == .sixteen && depth([:]) == .sixteen)
  }

  @Test("The width: of the window, else of COLUMNS, else 80, within reason")
  func columns() {
    #expect(TerminalScreen.columns(window: 132) { _ in "90" } == 132)
    #expect(TerminalScreen.columns(window: nil) { _ in "90" } == 90)
    #expect(TerminalScreen.columns(window: nil) { _ in "wide" } == 80)
    #expect(TerminalScreen.columns(window: nil) { _ in nil } == 80)
    #expect(TerminalScreen.columns(window: 3) { _ in nil } == 20)
    #expect(TerminalScreen.columns(window: nil) { _ in "9999999" } == 10_000)
  }

  @Test("A prompt's colours stand between marks, and never last")
  func markedPrompt() {
    #expect(LineEditor.marked("net> ") == "net> ")
    #expect(
      LineEditor.marked("\u{1b}[1mnet>\u{1b}[0m ")
        == "\u{1}\u{1b}[1m\u{1}net>\u{1}\u{1b}[0m\u{1} ")
    #expect(
      LineEditor.marked("\u{1b}[1m\u{1b}[32ma \u{1b}[0m")
        == "\u{1}\u{1b}[1m\u{1b}[32m\u{1}a\u{1}\u{1b}[0m\u{1} ")
    #expect(LineEditor.marked("∂日> ") == "∂日> ")
  }
}
