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
  /// A sweep over rows of numbers as text.
  func sweep(
    _ name: String, _ network: String, rows: Int, _ options: [String], to file: String
  ) -> Benchmark {
    Benchmark("program/\(name)", work: (Double(rows), "rows")) {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "netrepl-benchmarks-\(ProcessInfo.processInfo.processIdentifier)-\(name)")
      let clean = Folder(folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let (model, inputs) = (folder.path + "/net.json", folder.path + "/inputs.csv")
      try wait(program, ["--no-rc", "-c", "new \(network) seed 1; save \(model)"])
      let count = Int(network.prefix { $0 != "-" }) ?? 1
      var lines = ""
      for row in 0..<rows {
        let numbers = (0..<count).map {
          "\(Double((row &* 7919 &+ $0 &* 104_729) % 2048) / 512 - 2)"
        }
        lines += numbers.joined(separator: ",") + "\n"
      }
      try lines.write(toFile: inputs, atomically: false, encoding: .utf8)
      let sweep = try run(["sweep", model, inputs, "--out", folder.path + "/\(file)"] + options)()
      return { try withExtendedLifetime(clean) { try sweep() } }
    }
  }
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
    sweep("sweep-to-npy", "2-10-1", rows: 100_000, ["--hessian"], to: "out.npy"),
    sweep("sweep-to-csv", "2-10-1", rows: 100_000, ["--hessian"], to: "out.csv"),
    sweep(
      "sweep-sums", "4-32-32-1", rows: 1_000_000, ["--sums", "--crossed"], to: "out.csv"),
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
