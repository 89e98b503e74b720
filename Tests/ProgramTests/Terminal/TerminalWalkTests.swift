import Shell
import TestSupport
import Testing

/// What a person does with the program, seen on the screen.
@Suite("Terminal: a walk")
struct TerminalWalkTests {
  @Test("From Tab to a Jacobian with its check")
  func loadAndDerive() throws {
    let session = try TerminalSession()
    let terminal = session.terminal
    terminal.send("load example sm\t")
    try terminal.waitForPrompt("load example small")
    terminal.send(.enter)
    try terminal.waitFor("17 parameters")
    terminal.send("jac\r")
    try terminal.waitFor("∂A/∂I")
    try terminal.wait { $0.text.contains("A1  −0.192591  −0.494908   │") }
    try terminal.wait { $0.text.contains("agrees") }
    #expect(try session.leave() == .exited(0))
  }

  @Test("Enter walks through a derivation, and back again")
  func derivation() throws {
    let session = try TerminalSession(columns: 100, rows: 30)
    let terminal = session.terminal
    terminal.send("load example small\r")
    try terminal.waitFor("17 parameters")
    // Without a derivation an empty line does nothing.
    try session.enter()
    terminal.send("derive jacobian\r")
    try terminal.waitFor("Step 1 of 5")
    terminal.send(.enter)
    try terminal.waitFor("Step 2 of 5")
    terminal.send(.enter)
    try terminal.waitFor("Step 3 of 5")
    try terminal.waitFor("layer 1 alone: largest error")
    terminal.send("back; steps\r")
    try terminal.wait { $0.text.contains("*     2  The forward pass") }
    terminal.send("step 5\r")
    try terminal.waitFor("Step 5 of 5")
    terminal.send(.enter)
    try terminal.waitFor("That was the last step")
    try session.enter()
    #expect(!terminal.screen.text.contains("error:"))
    #expect(try session.leave() == .exited(0))
  }

  @Test("Enter goes through the tour, and through the derivation in it")
  func tour() throws {
    let session = try TerminalSession(columns: 100, rows: 45)
    let terminal = session.terminal
    try terminal.waitFor("`tour` shows around")
    terminal.send("tour\r")
    try terminal.waitFor("1. A network")
    for title in [
      "2. Its input", "3. The output", "4. First derivatives", "5. Second derivatives", "6. Why",
      "7. A claim of your own", "8. Step by step",
    ] {
      terminal.send(.enter)
      try terminal.waitFor(title)
    }
    terminal.send("trace\r")
    try terminal.waitFor("tour> trace")
    try terminal.waitForPrompt()
    terminal.send(.enter)
    for step in 1...5 {
      try terminal.waitFor("Step \(step) of 5")
      terminal.send(.enter)
    }
    try terminal.waitFor("That was the last step")
    terminal.send(.enter)
    try terminal.waitFor("9. A picture")
    terminal.send("tour stop\r")
    try terminal.waitFor("The tour is over")
    try session.enter()
    #expect(!terminal.screen.text.contains("error:"))
    #expect(try session.leave() == .exited(0))
  }

  @Test("While a mistake is planted the prompt says so")
  func plantedPrompt() throws {
    let session = try TerminalSession()
    let terminal = session.terminal
    terminal.send("load example small; plant wrong-sign\r")
    try terminal.waitFor("small (planted)>")
    terminal.send("guess wrong-sign layer 1; unplant\r")
    try terminal.waitFor("Taken out: wrong-sign")
    try terminal.wait { $0.text.hasSuffix("small>") || $0.text.contains("\nsmall> ") }
    #expect(try session.leave() == .exited(0))
  }

  @Test("Tab knows the index ranges of this network")
  func indexRanges() throws {
    let session = try TerminalSession()
    let terminal = session.terminal
    terminal.send("new 2-3-1\r")
    try terminal.waitFor("13 parameters")
    terminal.send("show W1[\t\t")
    try terminal.waitFor("W1[3,")
    try terminal.waitFor("1 to 3")
    terminal.send("3,\t\t")
    try terminal.waitFor("W1[3,2]")
    terminal.send("2]\r")
    try terminal.waitFor("W1[3,2] = ")
  }

  @Test("Ctrl-C stops a long Hessian and changes nothing")
  func interruptsWork() throws {
    let session = try TerminalSession()
    let terminal = session.terminal
    // Differences of everything would take minutes.
    terminal.send("new 300-200-200-10 as big; set fd.limit 1e9\r")
    try terminal.waitFor("fd.limit = ")
    // Once the first result is seen the work has begun, and Ctrl-C is a signal.
    terminal.send("output; hessian\r")
    try terminal.waitFor("%1")
    terminal.send(.controlC)
    try terminal.waitFor("interrupted; nothing has changed")
    // The interrupted command left no result.
    terminal.send("output\r")
    try terminal.waitFor("%2")
    #expect(try session.leave() == .exited(0))
  }

  @Test("Tables follow the width of the window")
  func width() throws {
    let session = try TerminalSession(columns: 120)
    let terminal = session.terminal
    terminal.send("load example iris; jacobian\r")
    try terminal.waitFor("agrees")
    // One panel at 120 columns, several at 60.
    try terminal.waitFor("12 of 12 entries")
    #expect(rows(of: "A1 setosa", terminal) == 1)
    terminal.resize(columns: 60, rows: 40)
    terminal.send("jacobian\r")
    try terminal.waitFor("%2")
    try terminal.wait { _ in rows(of: "A1", terminal) >= 3 }
  }

  private func rows(of label: String, _ terminal: PseudoTerminal) -> Int {
    terminal.screen.text.split(separator: "\n").filter { $0.hasPrefix(label) }.count
  }

  @Test("Colours on a terminal that has them, none with NO_COLOR")
  func colors() throws {
    for (environment, isColored) in [([:], true), (["NO_COLOR": "1"], false)] {
      let session = try TerminalSession(
        environment: environment.merging(["TERM": "xterm"]) { $1 })
      session.terminal.send("load example small; jacobian\r")
      try session.terminal.waitFor("agrees")
      let written = String(decoding: session.terminal.bytes, as: UTF8.self)
      #expect(written.contains("\u{1b}[32magrees") == isColored)
    }
  }

  /// In each of these the cells of a heat map are coloured in another way, or not at all.
  @Test(
    "Pictures in the colours of the terminal",
    arguments: [
      (["TERM": "xterm"], "\u{1b}[97;44m" as String?),
      (["TERM": "xterm-256color"], "\u{1b}[38;5;231;48;5;25m"),
      (["TERM": "xterm", "COLORTERM": "truecolor"], "\u{1b}[38;2;255;255;255;48;2;17;100;179m"),
      (["TERM": "dumb", "COLORTERM": "truecolor"], nil), (["TERM": "xterm", "NO_COLOR": "1"], nil),
    ])
  func picturesInColour(environment: [String: String], blue: String?) throws {
    let session = try TerminalSession(environment: environment, columns: 60)
    session.terminal.send("load example small; w = [1 -1; 0 0.5]; heat w\r")
    try session.terminal.waitFor(blue == nil ? "░" : "0 in the middle")
    try session.terminal.waitFor("└")
    let written = String(decoding: session.terminal.bytes, as: UTF8.self)
    if let blue {
      #expect(written.contains(blue), "\(environment)")
    } else {
      #expect(!written.contains(/\u{1b}\[[0-9;]*(48|4[0-7]);?[0-9;]*m/), "\(environment)")
    }
    #expect(session.terminal.screen.text.split(separator: "\n").allSatisfy { $0.count <= 60 })
  }

  @Test("What is recorded on a narrow screen replays, here and afresh")
  func recordAndReplay() throws {
    let session = try TerminalSession(columns: 50)
    let terminal = session.terminal
    let path = "\(session.home.path)/a.md"
    terminal.send("load example iris\r")
    try terminal.waitFor("iris>")
    terminal.send("record \(path)\r")
    try terminal.waitFor("iris [rec]>")
    terminal.send("load example small\r")
    try terminal.waitFor("small [rec]>")
    // Words are written out, as a session needs them.
    terminal.send("jac\r")
    try terminal.waitFor("no command 'jac'")
    terminal.send("hessian of A1; set I1 pi/4\r")
    try terminal.waitFor("I = (0.785398, −1)")
    terminal.send("record stop\r")
    try terminal.waitFor("Recorded 4 commands")
    try terminal.waitFor("iris>")
    let file = try ReplayedFile(replaying: path)
    #expect(file.isSame && file.commandCount == 4, "\(file.difference)")

    terminal.send("repl \(path)\r")
    try terminal.waitFor("a.md> hessian of A1; set I1 pi/4")
    try terminal.waitFor("small>")
    terminal.send("jac\r")
    try terminal.waitFor("∂A/∂I")
    #expect(try session.leave() == .exited(0))
  }
}
