import Glibc
import TestSupport
import Testing

/// `netrepl sweep` and `netrepl merge` as people and clusters start them.
@Suite struct SweepProgramTests {
  let folder: SweepFolder

  init() throws { folder = try SweepFolder() }

  private func run(_ arguments: [String], output: String? = nil) throws -> PlainRun {
    try PlainRun(
      ProgramUnderTest.path, arguments,
      environment: ProgramUnderTest.environment(home: folder.folder.path), output: output,
      folder: folder.folder.path)
  }

  private func sweep(_ options: String...) throws -> PlainRun {
    try run(["sweep", "net.json"] + options)
  }

  // MARK: Shards

  @Test(arguments: ["x.npy", "x.csv"])
  func fourShardsAreOneRunToTheBit(inputs: String) throws {
    let whole = try sweep(inputs, "--out", "one.npy", "--hessian")
    #expect(whole.status == .exited(0) && whole.error.isEmpty)
    #expect(whole.output == "one.npy: hessian, 2500 × 2 × 3 × 3\n")
    for k in 1...4 {
      let part = try sweep(
        inputs, "--out", "r.npy", "--hessian", "--shard", "\(k)/4", "--threads", "\(k)")
      #expect(part.output == "r.\(k)-of-4.npy: hessian, 625 × 2 × 3 × 3\n")
    }
    let merged = try run(["merge", "all.npy"] + [3, 1, 4, 2].map { "r.\($0)-of-4.npy" })
    #expect(merged.status == .exited(0) && merged.error.isEmpty)
    #expect(merged.output == "all.npy: hessian, 2500 × 2 × 3 × 3\n")
    #expect(try folder.bytes("all.npy") == folder.bytes("one.npy"))
    // A shard that is run again with --resume has nothing to do.
    let again = try sweep(
      inputs, "--out", "r.npy", "--hessian", "--shard", "2/4", "--resume")
    #expect(
      again.status == .exited(0) && again.output.contains("625 rows of it from an earlier run"))
  }

  /// Texts, and sums, which any order of the shards gives to the bit.
  @Test(arguments: [
    ("r.csv", ["--jacobian"]), ("r.tsv", ["--of", "J' J"]), ("r.sums", ["--sums", "--crossed"]),
  ])
  func fourShardsOfOtherFilesAreOneRunToTheBit(out: String, options: [String]) throws {
    let ending = out.split(separator: ".")[1]
    let one = "one.\(ending)"
    #expect(try run(["sweep", "net.json", "x.csv", "--out", one] + options).status == .exited(0))
    for k in 1...4 {
      let part = try run(
        ["sweep", "net.json", "x.csv", "--out", out, "--shard", "\(k)/4", "--threads", "\(k)"]
          + options)
      #expect(part.status == .exited(0) && part.error.isEmpty)
    }
    let parts = [3, 1, 4, 2].map { "r.\($0)-of-4.\(ending)" }
    let merged = try run(["merge", "all.\(ending)"] + parts)
    #expect(merged.status == .exited(0) && merged.error.isEmpty)
    #expect(try folder.bytes("all.\(ending)") == folder.bytes(one))
    let missing = try run(["merge", "less.\(ending)"] + parts.dropLast())
    #expect(missing.status == .exited(1) && missing.error == "error: shard 2 of 4 is missing\n")
    let wrong = try run(["merge", "all.xyz"] + parts)
    #expect(wrong.status == .exited(64))
    #expect(
      try !folder.files().contains { $0.hasPrefix("less") || $0 == "all.xyz" })
  }

  @Test func aTargetIsReadFromTheFile() throws {
    try folder.folder.write("1,2,3,0.5,1\n0,1,0,0,0\n", to: "data.csv")
    let loss = try run([
      "sweep", "net.json", "data.csv", "--out", "s.csv", "--of", "s", "--target", "4,5",
    ])
    #expect(loss.status == .exited(0) && loss.error.isEmpty, "\(loss.error)")
    let lines = String(decoding: try folder.bytes("s.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == "I1,I2,I3,t1,t2,s" && lines.count == 3)
    // The loss of the outputs, which another run tells.
    _ = try run([
      "sweep", "net.json", "data.csv", "--out", "a.csv", "--output", "--columns", "1,2,3",
    ])
    let row = String(decoding: try folder.bytes("a.csv"), as: UTF8.self).split(separator: "\n")[1]
    let a = row.split(separator: ",").compactMap { Double($0) }.suffix(2).map(\.self)
    let expected = (pow(a[0] - 0.5, 2) + pow(a[1] - 1, 2)) / 2
    #expect(
      abs((lines[1].split(separator: ",").last.flatMap { Double($0) } ?? .nan) - expected) < 1e-12)
    #expect(
      try run(["sweep", "net.json", "data.csv", "--out", "s.csv", "--target", "4,5"]).status
        == .exited(64))
  }

  /// The table of all shards is that of one run, too.
  @Test func theSumsOfShardsAreOneTable() throws {
    let options = ["--hessian", "--sums"]
    _ = try run(["sweep", "net.json", "x.npy", "--out", "one.csv"] + options)
    for k in 1...4 {
      _ = try run(["sweep", "net.json", "x.npy", "--out", "r.sums", "--shard", "\(k)/4"] + options)
    }
    let parts = (1...4).map { "r.\($0)-of-4.sums" }
    #expect(try run(["merge", "all.csv"] + parts).status == .exited(0))
    #expect(try folder.bytes("all.csv") == folder.bytes("one.csv"))
    try folder.folder.write("{}", to: "r.1-of-4.sums")
    let damaged = try run(["merge", "all.csv"] + parts)
    #expect(
      damaged.status == .exited(1) && damaged.error == "error: r.1-of-4.sums is no file of sums\n")
    let table = try run(
      ["sweep", "net.json", "x.npy", "--out", "r.csv", "--sums", "--shard", "1/4"])
    #expect(table.status == .exited(64) && table.error.contains("go to a file that ends in .sums"))
  }

  @Test func moreShardsThanRowsAreNoHarm() throws {
    try folder.folder.write("1,2,3\n4,5,6\n", to: "two.csv")
    for k in 1...3 {
      #expect(try sweep("two.csv", "--out", "t.npy", "--shard", "\(k)/3").status == .exited(0))
    }
    #expect(try sweep("two.csv", "--out", "one.npy").status == .exited(0))
    #expect(
      try run(["merge", "all.npy"] + (1...3).map { "t.\($0)-of-3.npy" }).status == .exited(0))
    #expect(try folder.bytes("all.npy") == folder.bytes("one.npy"))
  }

  @Test func limitsOfTheNetworkAreSet() throws {
    let refused = try sweep("x.npy", "--out", "one.npy", "--set", "read.layers=1")
    #expect(refused.status == .exited(1))
    #expect(refused.error.contains("and read.layers is 1; `set read.layers "))
    let read = try sweep(
      "x.npy", "--out", "one.npy", "--set", "read.layers=9", "--set", "read.values=1000")
    #expect(read.status == .exited(0))
    let wrong = try sweep("x.npy", "--out", "one.npy", "--set", "layers=9")
    #expect(wrong.status == .exited(64))
  }

  /// √x at 4, 0 and 1: a value and no slope at 0, which is written as it is, counted and told.
  @Test func rowsWithoutADerivativeAreCounted() throws {
    try folder.folder.write(
      """
      {"format": "netrepl-network", "version": 1, "name": "root", "layers": [{"weights": [[1]], \
      "bias": [0], "activation": {"name": "root", "formula": "sqrt(x)"}}]}
      """, to: "root.json")
    try folder.folder.write("4\n0\nx\n1\n", to: "points.csv")
    func sweep(_ more: String...) throws -> PlainRun {
      try run(
        [
          "sweep", "root.json", "points.csv", "--out", "o.npy", "--output", "--jacobian",
          "--skip-bad",
        ]
          + more)
    }
    let loose = try sweep()
    #expect(loose.status == .exited(0))
    #expect(loose.error.contains("jacobian: 1 row is not finite, the first of them row 2"))
    #expect(!loose.error.contains("output: "))
    #expect(loose.error.contains("1 row is no input"))
    #expect(try sweep("--strict").status == .exited(1))
    try folder.folder.write("4\n1\n", to: "points.csv")
    let sound = try sweep("--strict")
    #expect(sound.status == .exited(0) && sound.error.isEmpty)
  }

  @Test func partsThatDoNotBelongTogetherAreRefused() throws {
    func part(_ k: Int, of n: Int, _ out: String = "r.npy", _ more: String...) throws {
      let run = try run(
        ["sweep", "net.json", "x.npy", "--out", out, "--shard", "\(k)/\(n)"] + more)
      #expect(run.status == .exited(0))
    }
    for k in 1...3 { try part(k, of: 3) }
    try part(1, of: 2)
    try part(2, of: 3, "h.npy", "--hessian")
    try part(2, of: 3, "again.npy")
    let (one, two, three) = ("r.1-of-3.npy", "r.2-of-3.npy", "r.3-of-3.npy")
    func error(_ parts: String...) throws -> String {
      let run = try run(["merge", "all.npy"] + parts)
      #expect(run.status == .exited(1) && run.output.isEmpty)
      #expect(try folder.files().allSatisfy { !$0.hasPrefix("all.npy") })
      return run.error
    }
    #expect(try error(one, three) == "error: shard 2 of 3 is missing\n")
    #expect(try error(two) == "error: shards 1, 3 of 3 are missing\n")
    #expect(
      try error(one, two, three, "again.2-of-3.npy")
        == "error: r.2-of-3.npy and again.2-of-3.npy are the same shard, 2 of 3\n")
    #expect(
      try error(one, "h.2-of-3.npy", three)
        == "error: r.1-of-3.npy and h.2-of-3.npy are of different sweeps: one has jacobian, the "
        + "other hessian\n")
    #expect(
      try error(one, two, "r.1-of-2.npy")
        == "error: r.1-of-3.npy and r.1-of-2.npy are of different sweeps: one is of 3 shards, the "
        + "other of 2\n")
    #expect(try error(one, two, "x.npy").hasPrefix("error: x.npy is no part of a sweep"))
    #expect(try error(one, two, "no.npy") == "error: no.npy: there is no such file\n")
    let bytes = try folder.bytes(three)
    try folder.folder.write(Array(bytes.dropLast()), to: three)
    #expect(
      try error(one, two, three)
        == "error: r.3-of-3.npy is not as its record says; run its shard again\n")
    try folder.folder.write(bytes, to: three)
    let record = try folder.folder.read(three + ".sweep")
    try folder.folder.write(
      record.replacing("complete yes", with: "complete no"), to: three + ".sweep")
    #expect(
      try error(one, two, three)
        == "error: r.3-of-3.npy is not finished; run its shard again with --resume\n")
    try folder.folder.write("nonsense", to: three + ".sweep")
    #expect(
      try error(one, two, three) == "error: r.3-of-3.npy.sweep is no record of a sweep\n")
    let itself = try run(["merge", one, one])
    #expect(itself.status == .exited(1))
    #expect(try folder.bytes(one).count > 192)
  }

  // MARK: What goes wrong

  /// A limit of the size of files fails a write as a full disk does.
  @Test func aFullDiskKeepsWhatIsDone() throws {
    #expect(try sweep("x.npy", "--out", "one.npy", "--hessian").status == .exited(0))
    let command =
      "trap '' XFSZ; ulimit -f 500; exec \"$0\" sweep net.json x.npy --out a.npy --hessian"
    // What measures coverage writes a file at the end, too, which is larger than that: it would say so.
    let environment = ProgramUnderTest.environment(
      home: folder.folder.path, adding: ["LLVM_PROFILE_FILE": "/dev/null"])
    let full = try PlainRun(
      "/bin/sh", ["-c", command, ProgramUnderTest.path], environment: environment,
      folder: folder.folder.path)
    #expect(full.status == .exited(1) && full.output.isEmpty)
    #expect(full.error == "error: a.npy: it is larger than files may be here\n")
    #expect(try !folder.files().contains("a.npy"))
    #expect(try folder.files().contains("a.npy.part"))
    let rest = try sweep("x.npy", "--out", "a.npy", "--hessian", "--resume")
    #expect(rest.status == .exited(0) && rest.output.contains("from an earlier run"))
    #expect(try folder.bytes("a.npy") == folder.bytes("one.npy"))
  }

  @Test func whatCannotBeSaidIsAFailure() throws {
    let full = try run(
      ["sweep", "net.json", "x.npy", "--out", "a.npy"], output: "/dev/full")
    #expect(full.status == .exited(1))
    #expect(full.error == "error: cannot write to standard output: No space left on device\n")
  }

  @Test func badRowsAreToldOnStandardError() throws {
    try folder.folder.write("1,2,3\n4,5\n7,8,9\n", to: "bad.csv")
    let stopped = try sweep("bad.csv", "--out", "a.npy")
    #expect(stopped.status == .exited(1) && stopped.output.isEmpty)
    #expect(
      stopped.error
        == "error: bad.csv, row 2 (line 2) has 2 numbers, but the network takes 3; --skip-bad would "
        + "keep such rows as nan; 1 row kept, --resume goes on\n")
    let skipped = try sweep("bad.csv", "--out", "b.npy", "--skip-bad", "--output")
    #expect(skipped.status == .exited(0) && skipped.output == "b.npy: output, 3 × 2\n")
    #expect(
      skipped.error
        == "warning: 1 row is no input and is nan: row 2 (line 2) has 2 numbers, but the network "
        + "takes 3\n")
  }

  @Test func errorsAreOneLineAndOne() throws {
    for (arguments, message) in [
      (["no.json", "x.npy"], "no.json: there is no such file"),
      (["net.json", "no.npy"], "no.npy: there is no such file"),
      (["x.csv", "x.npy"], "x.csv: not a network file that is known here"),
      (
        ["net.json", "x.npy", "--hvp", "-1,2"],
        "--hvp has 2 numbers, but the network takes 3 inputs"
      ),
    ] {
      let run = try run(["sweep"] + arguments + ["--out", "a.npy"])
      #expect(run.status == .exited(1) && run.output.isEmpty)
      #expect(run.error.hasPrefix("error: \(message)"), "\(run.error)")
      #expect(run.error.filter { $0 == "\n" }.count == 1)
    }
  }

  @Test func wrongUsageIsSixtyFour() throws {
    for options in [
      [], ["--out", "a.txt"], ["--out", ".npy"], ["--out", "a.npy", "--packed"],
      ["--out", "a.npy", "--shard", "0/4"], ["--out", "a.npy", "--shard", "5/4"],
      ["--out", "a.npy", "--shard", "x"], ["--out", "a.npy", "--threads", "0"],
      ["--out", "a.npy", "--hvp", "1,x,3"], ["--out", "a.npy", "--nonsense"],
    ] {
      let run = try run(["sweep", "net.json", "x.npy"] + options)
      #expect(run.status == .exited(64), "\(options)")
      #expect(run.output.isEmpty && run.error.hasPrefix("Error: "))
    }
    #expect(try run(["merge", "all.npy"]).status == .exited(64))
    #expect(try run(["sweep", "--help"]).output.contains("--shard <k/n>"))
  }

  @Test func aDirectionMayBeginWithAMinus() throws {
    let run = try sweep("x.npy", "--out", "a.npy", "--hvp", "-1,0.5,2")
    #expect(run.status == .exited(0) && run.output == "a.npy: hvp, 2500 × 2 × 3\n")
    try folder.sweepAtThePrompt("x.npy to b.npy hvp -1 0.5 2")
    #expect(try folder.bytes("a.npy") == folder.bytes("b.npy"))
  }

  // MARK: On a terminal

  @Test func aTerminalSeesHowFarItIs() throws {
    let terminal = try PseudoTerminal(
      ProgramUnderTest.path, ["sweep", "net.json", "x.npy", "--out", "a.npy"],
      environment: ProgramUnderTest.environment(home: folder.folder.path),
      folder: folder.folder.path)
    #expect(try terminal.waitForExit(timeout: 60) == .exited(0))
    #expect(terminal.screen.text.contains("2500 rows in "))
    #expect(terminal.screen.text.contains("rows/s"))
    #expect(terminal.screen.text.contains("a.npy: jacobian, 2500 × 2 × 3"))
  }

  @Test func controlCKeepsWhatIsDone() throws {
    // Long enough that the key comes before the end, whatever the machine.
    let line = "0.5,-1,2\n"
    try folder.folder.write(String(repeating: line, count: 2_000_000), to: "long.csv")
    let terminal = try PseudoTerminal(
      ProgramUnderTest.path, ["sweep", "net.json", "long.csv", "--out", "a.npy", "--output"],
      environment: ProgramUnderTest.environment(home: folder.folder.path),
      folder: folder.folder.path)
    try terminal.wait(for: "the bar", timeout: 60) { $0.text.contains("% [") }
    terminal.send(.controlC)
    #expect(try terminal.waitForExit(timeout: 60) == .killed(signal: SIGINT))
    #expect(terminal.screen.text.contains("interrupted; "))
    #expect(terminal.screen.text.contains("rows kept, --resume goes on"))
    #expect(try folder.files().contains("a.npy.part") && !folder.files().contains("a.npy"))
    let rest = try sweep("long.csv", "--out", "a.npy", "--output", "--resume")
    #expect(rest.status == .exited(0) && rest.output.contains("from an earlier run"))
    let values = try folder.bytes("a.npy").dropFirst(192)
    // All inputs are the same, and so are all outputs.
    #expect(values.count == 2_000_000 * 16)
    #expect(Array(values.prefix(16)) == Array(values.suffix(16)))
  }
}

extension SweepFolder {
  /// Runs the command `sweep` with its network.
  func sweepAtThePrompt(_ words: String) throws {
    let run = try PlainRun(
      ProgramUnderTest.path, ["net.json", "-c", "sweep \(words)"],
      environment: ProgramUnderTest.environment(home: folder.path), folder: folder.path)
    #expect(run.status == .exited(0), "\(run.error)")
  }
}
