import TestSupport
import Testing

/// The built program, run as a process of its own in an empty home.
enum Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
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
