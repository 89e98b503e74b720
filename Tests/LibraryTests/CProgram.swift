import Foundation
import TestSupport
import Testing

/// abi.c, compiled once against netrepl.h and the library that was built beside the tests.
enum CProgram {
  private static let built = Result { try Built() }

  /// What it says.
  static func run(
    _ what: String, _ network: String, _ options: [String] = []
  ) throws -> String {
    let program = try built.get().path
    let run = try PlainRun(
      program, [what, TestFiles.place(of: network)] + options,
      environment: ProgramUnderTest.environment(home: "/"))
    try #require(
      run.status == .exited(0), "\(what) \(network): \(run.status) \(run.output) \(run.error)")
    #expect(run.error.isEmpty, "\(run.error)")
    return run.output
  }

  private struct Built {
    let folder: TemporaryFolder
    var path: String { folder.file("abi") }

    init() throws {
      folder = try TemporaryFolder()
      let library = ProgramUnderTest.path(of: "libnetrepl-library.so")
      let place = URL(filePath: library).deletingLastPathComponent().path()
      // The compiler that Swift has with it does where there is no other one.
      let script = """
        cc=$(command -v cc || command -v clang) &&
        exec "$cc" -std=c99 -Wall -Wextra -pedantic -Werror "$@"
        """
      let run = try PlainRun(
        "/bin/sh",
        [
          "-c", script, "cc", "-I" + TestFiles.place(of: "Sources/NetREPLLibrary"),
          TestFiles.place(of: "Tests/LibraryTests/abi.c"), library, "-Wl,-rpath," + place,
          "-pthread",
          "-o", folder.file("abi"),
        ],
        environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
      try #require(run.status == .exited(0), "\(run.error)")
    }
  }
}
