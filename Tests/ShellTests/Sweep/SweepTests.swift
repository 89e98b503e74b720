import Core
import Formats
import Foundation
import Platform
import TestSupport
import Testing

@testable import Shell

/// A network over a whole file of inputs.
@Suite struct SweepTests {
  let folder: SweepFolder

  init() throws { folder = try SweepFolder() }

  // MARK: What is written

  @Test func everyQuantityIsThatOfTheBatch() throws {
    var session = try folder.session()
    let v = [0.5, -1, 2]
    let record = try session.json(
      "sweep \(folder.path("x.npy")) to \(folder.path("o.npy")) output hessian jacobian diagonal "
        + "laplacian hvp 0.5 -1 2")
    #expect(try record.number("rows") == Double(folder.rows) && record.number("bad") == 0)
    let quantities: [(String, BatchQuantity)] = [
      ("output", .output), ("jacobian", .jacobian), ("hessian", .hessian(packed: false)),
      ("diagonal", .diagonal), ("laplacian", .laplacian), ("hvp", .hessianVectorProduct(v)),
    ]
    let results = Batch(folder.network, computing: quantities.map(\.1))(folder.inputs)
    for ((name, _), expected) in zip(quantities, results) {
      #expect(try folder.rows("o.\(name).npy", columns: expected.columns) == expected.rowArrays)
    }
    let header = try folder.bytes("o.hessian.npy").prefix(192)
    #expect(
      String(decoding: header.dropFirst(10), as: UTF8.self)
        .contains("'shape': (\(folder.rows), 2, 3, 3)"))
    let left = try folder.files().filter { $0.hasPrefix("o.") }
    #expect(left == quantities.map { "o.\($0.0).npy" }.sorted())
  }

  @Test func textAndArrayGiveTheSameBytes() throws {
    try folder.sweep("x.npy", "a.npy", "hessian", "packed")
    try folder.sweep("x.csv", "b.npy", "hessian", "packed")
    #expect(try folder.bytes("a.npy") == folder.bytes("b.npy"))
    #expect(try folder.bytes("a.npy").count == 192 + folder.rows * 2 * 6 * 8)
  }

  @Test func withoutAQuantityItIsTheJacobian() throws {
    try folder.sweep("x.npy", "a.npy")
    try folder.sweep("x.npy", "b.npy", "jacobian")
    #expect(try folder.bytes("a.npy") == folder.bytes("b.npy"))
  }

  @Test func whatIsThereIsReplaced() throws {
    try folder.folder.write("old", to: "a.npy")
    try folder.sweep("x.npy", "a.npy")
    #expect(try folder.bytes("a.npy").count > 1000)
  }

  // MARK: Stopped, and gone on with

  /// Stops a sweep after some pieces, as Ctrl-C does.
  private func stop(_ request: SweepRequest, after pieces: Int) throws -> Stopped {
    var sweep = Sweep(request)
    sweep.pieceBytes = 1
    var count = 0
    let stopped = #expect(throws: Stopped.self) {
      try sweep.run(
        isStopped: {
          count += 1
          return count == pieces
        }, progress: { _ in })
    }
    return try #require(stopped)
  }

  @Test(arguments: ["x.npy", "x.csv"], [".npy", ".npz", ".csv"])
  func aStoppedSweepGoesOnToTheSameBytes(inputs: String, ending: String) throws {
    var request = folder.request(inputs, "a\(ending)", ["output", "hessian"])
    _ = try Sweep(request).run(isStopped: { false }, progress: { _ in })
    let whole = try ["a.output\(ending)", "a.hessian\(ending)"].map(folder.bytes)
    request.out = folder.path("b\(ending)")
    let note = try stop(request, after: 2).note
    #expect(note.hasSuffix("rows kept, --resume goes on"), "\(note)")
    let files = try folder.files()
    #expect(files.contains("b.hessian\(ending).part") && files.contains("b.hessian\(ending).sweep"))
    #expect(!files.contains("b.hessian\(ending)") && !files.contains("b.output\(ending)"))

    // Begun anew it would be lost.
    let refused = #expect(throws: File.Problem.self) {
      try Sweep(request).run(isStopped: { false }, progress: { _ in })
    }
    #expect(refused?.description.contains("of an unfinished run; --resume goes on") ?? false)

    request.resumes = true
    _ = try stop(request, after: 1)
    let result = try Sweep(request).run(isStopped: { false }, progress: { _ in })
    #expect(result.rows == folder.rows && result.earlierRows > 0)
    #expect(result.lines.last == "\(result.earlierRows) rows of it from an earlier run")
    #expect(try ["b.output\(ending)", "b.hessian\(ending)"].map(folder.bytes) == whole)
    #expect(try folder.files().allSatisfy { !$0.hasSuffix(".part") && !$0.hasSuffix(".sweep") })
  }

  @Test func resumingNothingBegins() throws {
    try folder.sweep("x.npy", "a.npy", "resume")
    try folder.sweep("x.npy", "b.npy")
    #expect(try folder.bytes("a.npy") == folder.bytes("b.npy"))
  }

  @Test func anotherRunIsNotGoneOnWith() throws {
    var request = folder.request("x.npy", "a.npy", ["hessian"])
    _ = try stop(request, after: 1)
    let part = try folder.bytes("a.npy.part")
    request.resumes = true
    request.network.setBias(layer: 0, 0, to: 0.25)
    let refused = #expect(throws: File.Problem.self) {
      try Sweep(request).run(isStopped: { false }, progress: { _ in })
    }
    #expect(refused?.description.contains("is of another run") ?? false)
    #expect(try folder.bytes("a.npy.part") == part)
    // Half a row at the end, as a crash leaves it, does no harm.
    try folder.folder.write(part + [1, 2, 3], to: "a.npy.part")
    request.network = folder.network
    _ = try Sweep(request).run(isStopped: { false }, progress: { _ in })
    try folder.sweep("x.npy", "b.npy", "hessian")
    #expect(try folder.bytes("a.npy") == folder.bytes("b.npy"))
  }

  // MARK: Bad rows

  @Test func aBadRowIsNamedAndWhatStandsBeforeIsKept() throws {
    var lines = folder.lines
    lines[1500] = "1,x,3"
    try folder.folder.write("a,b,c\n" + lines.joined(separator: "\n"), to: "bad.csv")
    let message = try folder.error("sweep \(folder.path("bad.csv")) to \(folder.path("a.npy"))")
    #expect(
      message.hasSuffix(
        "bad.csv, row 1501 (line 1502), column 2: 'x' is not a finite number; skip-bad would keep "
          + "such rows as nan; 1500 rows kept, resume goes on"), "\(message)")

    var session = try folder.session()
    let report = try session.report(
      "sweep \(folder.path("bad.csv")) to \(folder.path("a.npy")) resume skip-bad")
    #expect(report.warnings.count == 1)
    #expect(report.warnings[0].hasPrefix("1 row is no input and is nan: row 1501 (line 1502)"))
    try folder.sweep("x.npy", "b.npy")
    let (skipped, whole) = (
      try folder.rows("a.npy", columns: 6, finite: false), try folder.rows("b.npy", columns: 6)
    )
    #expect(skipped[1500].allSatisfy { $0.isNaN })
    #expect(skipped.count == whole.count && skipped[..<1500] == whole[..<1500])
    #expect(skipped[1501...] == whole[1501...])
  }

  @Test func aBadFirstRowLeavesNothing() throws {
    try folder.folder.write("1,2,nan\n1,2,3\n", to: "bad.csv")
    let message = try folder.error("sweep \(folder.path("bad.csv")) to \(folder.path("a.npy"))")
    #expect(message.hasSuffix("nothing was kept"), "\(message)")
    #expect(try folder.files().allSatisfy { !$0.hasPrefix("a.npy") })
  }

  // MARK: What cannot be done

  @Test func whatIsWrongIsSaidInOneLine() throws {
    try folder.folder.write("", to: "empty.csv")
    try folder.folder.write("1,2\n", to: "narrow.csv")
    folder.folder.makeFolder("folder.npy")
    let (x, out) = (folder.path("x.npy"), folder.path("a.npy"))
    for (line, message) in [
      ("sweep \(folder.path("no.npy")) to \(out)", "no.npy: there is no such file"),
      ("sweep \(folder.path("empty.csv")) to \(out)", "empty.csv: the file is empty"),
      (
        "sweep \(folder.path("narrow.csv")) to \(out)",
        "narrow.csv: line 1 has 2 numbers, but the network takes 3 inputs"
      ),
      ("sweep \(folder.path("folder.npy")) to \(out)", "folder.npy is not a regular file"),
      (
        "sweep \(x) to \(folder.path("folder.npy"))",
        "folder.npy is not a regular file; it was left as it is"
      ),
      (
        "sweep \(x) to /dev/full",
        "results are written as .npy, .npz, .csv or .tsv: give a name that ends so"
      ),
      ("sweep \(x) to \(folder.path("no/a.npy"))", "no/a.npy: there is no such folder"),
      ("sweep \(x) to /proc/a.npy", "/proc/a.npy: there is no such file"),
      ("sweep \(x) to \(out) packed", "packed goes with hessian"),
      (
        "sweep \(x) to \(out) hvp 1 2",
        "a direction has 3 numbers, one for each input; 2 given"
      ),
      (
        "sweep \(x) to \(out) jacobean",
        "'jacobean' is nothing that a sweep writes; did you mean 'jacobian'?"
      ),
    ] {
      let error = try folder.error(line)
      #expect(error.hasSuffix(message), "\(error)")
    }
    #expect(try folder.files().allSatisfy { !$0.hasPrefix("a.") })
  }

  @Test func aFileThatIsBeingWrittenIsLeftAlone() throws {
    let request = folder.request("x.npy", "a.npy", ["jacobian"])
    let record = SweepRecord(
      identity: .init(quantity: "q", network: "n", inputs: "i", shape: [1]),
      shard: SweepShard(number: 1, count: 1), totalRows: 1)
    let other = try SweepOutput(
      FileTarget(request.out), record: record,
      layout: SweepLayout(request.out, request.quantities[0].columns(of: request.network)),
      resumes: false, resumeWord: "--resume")
    let refused = #expect(throws: File.Problem.self) {
      try Sweep(request).run(isStopped: { false }, progress: { _ in })
    }
    #expect(refused?.description.hasSuffix("a.npy.part: another run is writing it") ?? false)
    other.stop()
  }

  @Test func aPlantedMistakeIsNotSwept() throws {
    let message = try folder.error(
      "set input 1 2 3; plant forgotten-curvature layer 1; sweep \(folder.path("x.npy")) to \(folder.path("a.npy"))"
    )
    #expect(message == "a mistake is planted in the formulas; `unplant` before a sweep")
  }

  @Test func workThatFitsNoMemoryIsRefused() {
    let wide = Network.random(
      widths: [2_000_000, 1], hidden: Activation(.tansig), output: Activation(.tansig), seed: 1)
    let request = SweepRequest(
      network: wide, inputs: folder.path("x.npy"), out: folder.path("a.npy"),
      quantities: SweepQuantity.list([.hessian, .packed], direction: nil))
    let error = #expect(throws: CommandError.self) {
      try Sweep(request).run(isStopped: { false }, progress: { _ in })
    }
    #expect(error?.message.contains("ask for less than the Hessians") ?? false)
  }
}

extension SweepFolder {
  func session() throws -> TestSession { try TestSession("load '\(path("net.json"))'") }

  func sweep(_ inputs: String, _ out: String, _ words: String...) throws {
    var session = try session()
    try session.report(
      "sweep \(path(inputs)) to \(path(out)) \(words.joined(separator: " "))")
  }

  func error(_ line: String) throws -> String {
    var session = try session()
    return try session.error(line).message
  }

  func request(_ inputs: String, _ out: String, _ names: Set<String>) -> SweepRequest {
    SweepRequest(
      network: network, inputs: path(inputs), out: path(out),
      quantities: SweepQuantity.list(
        SweepWord.allCases.filter { names.contains($0.name) }, direction: nil))
  }

  /// The numbers of a results file, a row of inputs each.
  func rows(
    _ name: String, columns: Int, finite: Bool = true, member: String? = nil
  ) throws -> [[Double]] {
    let reader = try RowFile.open(
      MemoryBytes(try bytes(name)), member: member, columns: InputColumns(columns))
    let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: rows * columns)
    defer { buffer.deallocate() }
    let (count, bad) = try reader.read(into: buffer)
    #expect(bad.isEmpty || !finite)
    return (0..<count).map { Array(buffer[($0 * columns)..<(($0 + 1) * columns)]) }
  }
}
