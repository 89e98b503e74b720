import TestSupport
import Testing

/// The built program, run as a process of its own in an empty home.
enum Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// A line of a shell in a folder, in which `$netrepl` is the program.
  static func shell(_ script: String, in folder: TemporaryFolder) throws -> PlainRun {
    try PlainRun(
      "/usr/bin/timeout", ["60", "/bin/sh", "-c", script],
      environment: ProgramUnderTest.environment(
        home: folder.path, adding: ["netrepl": ProgramUnderTest.path]), folder: folder.path)
  }

  static func run(_ arguments: [String], input: String = "") throws -> Result {
    let home = try TemporaryFolder()
    let run = try PlainRun(
      ProgramUnderTest.path, arguments,
      environment: ProgramUnderTest.environment(home: home.path), input: input, folder: home.path)
    guard case .exited(let status) = run.status else {
      Issue.record("\(arguments) ended by a signal: \(run.status)")
      return Result(status: -1, output: run.output, errors: run.error)
    }
    return Result(status: status, output: run.output, errors: run.error)
  }
}
