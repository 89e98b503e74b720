import TestSupport
import Testing

/// The user's own commands, run before anything else.
@Suite struct StartUpFileTests {
  private func run(_ file: String, _ commands: String) throws -> PlainRun {
    let home = try TemporaryFolder()
    try home.createParent(of: "config/netrepl/rc")
    try home.write(file, to: "config/netrepl/rc")
    return try PlainRun(
      ProgramUnderTest.path, ["-c", commands],
      environment: ProgramUnderTest.environment(home: home.path), input: "", folder: home.path)
  }

  @Test func itsCommandsPrintNothingAndHold() throws {
    let run = try run("load example small\n# a comment\n\nset precision 3; jacobian\n", "output")
    #expect(run.error.isEmpty)
    #expect(run.output.hasPrefix("A "))
    // It is the first result, in three digits.
    #expect(run.output.contains("%1") && run.output.contains("1.15\n"))
  }

  @Test func whatIsWrongIsSaidWithItsLine() throws {
    let run = try run("load example small\nset inptu 1 2\nset input 1 2\n", "show I")
    #expect(run.error.contains("netrepl/rc, line 2: "))
    #expect(run.error.split(separator: "\n").count == 1)
    #expect(run.output.contains("2"))
    #expect(run.status == .exited(0))
  }

  @Test func itsChangesAreNotUndone() throws {
    let run = try run("load example small", "undo")
    #expect(run.error.contains("there is nothing to undo"))
  }

  @Test func quitEndsTheFileAlone() throws {
    let run = try run("load example small\nquit\nset input 7 7", "show I")
    #expect(run.error.contains("line 2: quit ends these commands"))
    #expect(run.output.contains("0.5") && !run.output.contains("7"))
  }

  @Test func aFolderInItsPlaceIsNamed() throws {
    let home = try TemporaryFolder()
    try home.createParent(of: "config/netrepl/rc/file")
    let run = try PlainRun(
      ProgramUnderTest.path, ["-c", "examples"],
      environment: ProgramUnderTest.environment(home: home.path), input: "", folder: home.path)
    #expect(run.error.contains("netrepl/rc is a folder"))
    #expect(run.status == .exited(0))
  }
}
