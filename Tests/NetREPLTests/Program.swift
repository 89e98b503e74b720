import Foundation
import TestSupport
import Testing

/// The built program, run as a process of its own.
enum Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// It stands in the build folder, beside the bundle of the tests.
  private static var path: URL {
    get throws {
      let own = [CommandLine.arguments[0], try executable]
      let folders = own.map { URL(filePath: $0).deletingLastPathComponent() }
      let found = folders.map { $0.appending(path: "netrepl") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
      return try #require(found, "no netrepl beside \(own)")
    }
  }

  private static var executable: String {
    get throws { try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") }
  }

  /// Runs it to its end; files stand between, so that no pipe can fill.
  static func run(_ arguments: [String], input: String = "") throws -> Result {
    let folder = try TemporaryFolder()
    try folder.write(input, to: "input")
    let process = Process()
    process.executableURL = try path
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": folder.path,
      "XDG_STATE_HOME": folder.path,
    ]
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: folder.file("input")))
    for (name, isError) in [("output", false), ("errors", true)] {
      try folder.write("", to: name)
      let handle = try FileHandle(forWritingTo: URL(filePath: folder.file(name)))
      if isError { process.standardError = handle } else { process.standardOutput = handle }
    }
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "\(arguments) ended by a signal")
    return Result(
      status: process.terminationStatus, output: try folder.text(of: "output"),
      errors: try folder.text(of: "errors"))
  }
}
