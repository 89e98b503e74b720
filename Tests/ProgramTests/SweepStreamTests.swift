import Glibc
import TestSupport
import Testing

/// `netrepl sweep net.json - --out -`: in a pipe.
@Suite struct SweepStreamTests {
  let folder: SweepFolder

  init() throws { folder = try SweepFolder() }

  /// A line of a shell, in which `$netrepl` is the program.
  private func shell(_ line: String) throws -> PlainRun {
    var environment = ProgramUnderTest.environment(home: folder.folder.path)
    environment["netrepl"] = ProgramUnderTest.path
    environment["TMPDIR"] = folder.folder.path
    return try PlainRun(
      "/bin/sh", ["-c", line], environment: environment, folder: folder.folder.path)
  }

  /// To the byte what a sweep of files writes.
  @Test(arguments: [
    ("x.npy", "-", "one.npy", "--hessian"), ("x.csv", "-", "one.csv", "--jacobian"),
    ("x.csv", "-.npy", "one.npy", "--hessian --packed"),
    ("x.npy", "-.csv", "one.csv", "--of \"J[1,:]\""), ("x.npy", "-.tsv", "one.tsv", "--output"),
  ])
  func isWhatFilesGive(inputs: String, out: String, file: String, options: String) throws {
    let run = try shell(
      "cat \(inputs) | \"$netrepl\" sweep net.json - --out \(out) \(options) | cat > piped"
    )
    #expect(run.status == .exited(0) && run.error.isEmpty && run.output.isEmpty, "\(run.error)")
    let other = try shell("\"$netrepl\" sweep net.json \(inputs) --out \(file) \(options)")
    #expect(other.status == .exited(0))
    #expect(try folder.bytes("piped") == folder.bytes(file))
    #expect(try folder.files().filter { $0.hasPrefix("netrepl-") } == [])
  }

  @Test func oneSideAlone() throws {
    let run = try shell("\"$netrepl\" sweep net.json - --out r.npy --hessian < x.npy")
    #expect(run.status == .exited(0) && run.output == "r.npy: hessian, 2500 × 2 × 3 × 3\n")
    let given = try shell("\"$netrepl\" sweep net.json x.npy --out - --hessian > given")
    #expect(given.status == .exited(0) && given.error.isEmpty)
    #expect(try folder.bytes("given") == folder.bytes("r.npy"))
  }

  @Test(arguments: [
    ("--out - --jacobian --hessian", "standard output takes one quantity"),
    ("--out -.npz", "on standard output results are written as -, -.npy, -.csv or -.tsv"),
    ("--out - --resume", "what went to standard output cannot be gone on with"),
    ("--out - --shard 1/2", "a shard is written to a file, which merge reads"),
    ("--out - --sums", "sums are written to a file"),
  ])
  func whatDoesNotGoThere(options: String, message: String) throws {
    let run = try shell("\"$netrepl\" sweep net.json x.npy \(options)")
    #expect(run.status == .exited(64) && run.output.isEmpty && run.error.contains(message))
  }

  /// What stood before a bad row has gone out; nobody is told of going on.
  @Test func whatGoesWrongIsSaid() throws {
    let bad = try shell("printf '1,2,3\\n1,x,3\\n' | \"$netrepl\" sweep net.json - --out -")
    #expect(bad.status == .exited(1) && bad.output.split(separator: "\n").count == 2)
    #expect(
      bad.error.hasPrefix(
        "error: standard input, row 2 (line 2), column 2: 'x' is not a finite number")
        && bad.error.hasSuffix("; the 1 row before it went out\n"), "\(bad.error)")
    let none = try shell("\"$netrepl\" sweep net.json - --out - < /dev/null")
    #expect(none.status == .exited(1) && none.output.isEmpty)
    #expect(none.error == "error: standard input: the file is empty\n")
    let unread = try shell(
      "\"$netrepl\" sweep net.json x.npy --out - --hessian | head -c 100 > head")
    #expect(unread.status == .exited(0))
    #expect(try folder.bytes("head").count == 100)
    let nowhere = try shell(
      "TMPDIR=/nowhere; export TMPDIR; cat x.csv | \"$netrepl\" sweep net.json - --out -")
    #expect(
      nowhere.error
        == "error: standard input is kept under TMPDIR, /nowhere, meanwhile, and no file can be made there\n"
    )
    #expect(try folder.files().filter { $0.hasPrefix("netrepl-") } == [])
  }

  /// Who waits for a pipe that gives nothing hears a signal, and leaves nothing, whichever it is.
  @Test(arguments: ["INT", "TERM", "KILL"]) func signalsAreHeard(signal: String) throws {
    let run = try shell(
      """
      mkfifo pipe; sleep 60 > pipe & holder=$!
      timeout --preserve-status -s \(signal) 1 "$netrepl" sweep net.json - --out - < pipe 2> err
      echo $? > status; kill $holder
      """)
    let status = ["INT": "130", "TERM": "143", "KILL": "137"][signal] ?? ""
    #expect(run.status == .exited(0))
    #expect(try folder.folder.read("status") == "\(status)\n")
    #expect(try folder.folder.read("err").hasPrefix(signal == "INT" ? "interrupted\n" : ""))
    #expect(try folder.files().filter { $0.hasPrefix("netrepl-") } == [])
  }
}
