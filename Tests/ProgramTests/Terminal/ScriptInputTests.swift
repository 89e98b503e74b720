import TestSupport
import Testing

/// Ctrl-C while a script waits for its next line: the program ends as by the signal.
@Suite struct ScriptInputTests {
  @Test func interruptEndsAWaitingScript() throws {
    let home = try TemporaryFolder()
    // The shell stays to tell the status; the program waits for a line that does not come.
    let script =
      "trap : INT; (echo nonsense; sleep 60) | \(ProgramUnderTest.path) --keep-going; "
      + "echo status $?"
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", script], environment: ProgramUnderTest.environment(home: home.path))
    try terminal.waitFor("no command")
    terminal.send(.controlC)
    try terminal.waitFor("status 130")
  }
}
