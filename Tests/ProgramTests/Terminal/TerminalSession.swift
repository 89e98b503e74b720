import TestSupport

/// The program at its prompt, with a home of its own.
///
/// What was accepted is read from the history file, not from the program's answers: so the tests
/// know nothing of the commands.
struct TerminalSession {
  let home: TemporaryFolder
  let terminal: PseudoTerminal

  init(
    home: TemporaryFolder? = nil, environment: [String: String] = [:], columns: Int = 80,
    rows: Int = 24, settings: String? = nil, inHome: Bool = false
  ) throws {
    self.home = try home ?? TemporaryFolder()
    if let settings { try self.home.write(settings, to: ".editrc") }
    terminal = try PseudoTerminal(
      environment: ProgramUnderTest.environment(home: self.home.path, adding: environment),
      columns: columns, rows: rows, folder: inHome ? self.home.path : nil)
    try terminal.waitForPrompt()
  }

  /// The lines that were accepted.
  var history: [String] {
    let text = (try? home.read("state/netrepl/history")) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// Accepts the line and waits for the next prompt.
  func enter() throws {
    terminal.send(.enter)
    try terminal.waitForPrompt()
  }

  /// Leaves, and gives the exit status.
  func leave() throws -> ExitStatus {
    terminal.send(.controlE)
    terminal.send(.controlU)
    try terminal.waitForPrompt()
    terminal.send(.controlD)
    return try terminal.waitForExit()
  }
}
