import Foundation

/// The program from the outside: how long the shell waits.
func programBenchmarks(root: String) -> [Benchmark] {
  let program = root + "/.build/release/netrepl"
  func run(_ arguments: [String]) -> () throws -> () throws -> Void {
    {
      guard FileManager.default.isExecutableFile(atPath: program) else {
        throw Skipped(reason: "no \(program); `make build` makes it")
      }
      return { try wait(program, arguments) }
    }
  }
  let rows = 100_000
  return [
    Benchmark("program/start", prepare: run(["--no-rc", "-c", "help"])),
    Benchmark(
      "program/hessian", prepare: run(["--no-rc", "-c", "load example small; hessian"])),
    Benchmark("program/replay") {
      let folder = root + "/sessions"
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
      return try run(["replay"] + files)()
    },
    Benchmark("program/sweep-to-npy", work: (Double(rows), "rows")) {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "netrepl-benchmarks-\(ProcessInfo.processInfo.processIdentifier)")
      let clean = Folder(folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let (model, inputs) = (folder.path + "/net.json", folder.path + "/inputs.csv")
      try wait(program, ["--no-rc", "-c", "new 2-10-1; save \(model)"])
      let line = "0.25,-0.5\n"
      try String(repeating: line, count: rows)
        .write(toFile: inputs, atomically: false, encoding: .utf8)
      let sweep = try run([
        "sweep", model, inputs, "--hessian", "--out", folder.path + "/out.npy",
      ])()
      return { try withExtendedLifetime(clean) { try sweep() } }
    },
  ]
}

/// A temporary folder that goes when it is not used any more.
private final class Folder {
  private let url: URL

  init(_ url: URL) { self.url = url }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// Foundation's `Process` tells of an end up to 50 ms late.
private func wait(_ program: String, _ arguments: [String]) throws {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for descriptor: Int32 in 0...2 {
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
  }
  let words = ([program] + arguments).map { strdup($0) }
  defer { for word in words { free(word) } }
  var process: pid_t = 0
  var status: Int32 = -1
  guard posix_spawn(&process, program, &actions, nil, words + [nil], environ) == 0,
    waitpid(process, &status, 0) == process, status == 0
  else { throw Skipped(reason: "\(arguments.first ?? program) failed") }
}
