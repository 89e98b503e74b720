import Core
import Formats
import Platform

/// A batch over a whole file: rows in, results out, in pieces, so that a file of any length takes the
/// same memory.
package struct Sweep {
  let request: SweepRequest

  /// The bytes of inputs and results that are computed between two writes.
  var pieceBytes = 16 << 20

  package init(_ request: SweepRequest) { self.request = request }

  /// What a sweep came to.
  package struct Result {
    var files: [(quantity: String, path: String, shape: [Int])]

    /// Where the inputs were found, when it was by name or as the user chose.
    var columns: [Int]?

    /// What the user should know of that, or of the file's header.
    var columnNote: String?

    /// The rows of this run, and those of them that an earlier one had done.
    var rows: Int
    var earlierRows: Int

    /// How many rows were no input, and the first that this run met.
    var badRows: Int
    var badMessages: [String]

    /// For each quantity the rows of this run that were inputs, and whose results are not all finite.
    var notFinite: [NotFiniteRows] = []

    /// Whether such rows are in no sum, and not in the results.
    var leavesOut = false

    /// What lies beside the results that a run has left which was killed.
    var leftovers: [String] = []
  }

  /// The messages of bad rows that are kept.
  private static let mostMessages = 3

  /// Pieces grow until they take so long: then a sweep stops soon after it is told to.
  private static let shortPiece = Duration.milliseconds(50)

  /// How long a run that is killed may have worked for nothing; less where saving takes no time.
  private static let longestUnsaved = Duration.seconds(5)

  /// Saving takes at most this part of the time.
  private static let savingShare = 20

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - isStopped: asked between pieces; true ends the sweep and keeps what is done.
  /// - Throws: `File.Problem` when a file cannot be read or written, or a row is bad; `Stopped`.
  package func run(isStopped: () -> Bool, progress: (Progress) -> Void) throws -> Result {
    try request.requireMemory()
    let source = try SweepSource(request)
    let outputs = try outputs(source)
    defer { for output in outputs { output.stop() } }
    if outputs.allSatisfy(\.isFinished) {
      return result(source, outputs, earlier: outputs[0].record.rows)
    }

    let earlier = outputs.map(\.record.rows).min() ?? 0
    for output in outputs { try output.goBack(to: earlier) }
    guard try source.begin(after: earlier) else {
      throw File.Problem("\(source.name) has fewer rows than the unfinished run")
    }
    var messages: [String] = []
    var notFinite = request.quantities.map { NotFiniteRows(quantity: $0.words) }
    try compute(source, outputs, isStopped, progress, &messages, &notFinite)
    for output in outputs { try output.finish(totalRows: source.totalRows ?? output.record.rows) }
    var result = result(source, outputs, earlier: earlier, messages)
    result.notFinite = notFinite.filter { $0.count > 0 }
    if request.writes == nil, request.pipe == nil {
      result.leftovers = File.leftoverWarnings(beside: request.out, in: request.folder)
    }
    return result
  }

  private func outputs(_ source: SweepSource) throws -> [any SweepSink] {
    let network = Fingerprint.text { $0.add(request.network) }
    var outputs: [any SweepSink] = []
    do {
      for quantity in request.quantities {
        var columns = quantity.columns(of: request.network)
        columns.inputs += request.targets.enumerated().map { Int($1) == nil ? $1 : "t\($0 + 1)" }
        let identity = SweepRecord.Identity(
          quantity: quantity.identity, network: network, inputs: source.fingerprint,
          shape: columns.shape)
        let record = SweepRecord(
          identity: identity, shard: request.shard, totalRows: source.totalRows)
        if let pipe = request.pipe {
          outputs.append(
            SweepPipe(record: record, layout: SweepLayout(pipe, columns), shape: columns.shape))
          continue
        }
        let target = try FileTarget(
          request.path(of: quantity), in: request.folder, writes: request.writes)
        try requireOther(target, than: source)
        if let summary = request.summary {
          if summary.isCrossed {
            let path = SweepSummary.crossedPath(of: request.path(of: quantity))
            try requireOther(
              FileTarget(path, in: request.folder, writes: request.writes), than: source)
          }
          outputs.append(
            SweepSumsOutput(request.path(of: quantity), record: record, columns, request))
          continue
        }
        outputs.append(
          try SweepOutput(
            target, record: record, layout: SweepLayout(target.path, columns),
            resumes: request.resumes, resumeWord: request.resumeWord))
      }
    } catch {
      for output in outputs { output.stop() }
      throw error
    }
    return outputs
  }

  /// The inputs are read while the results are written, so they are not the same file: by no name.
  private func requireOther(
    _ target: FileTarget, than source: SweepSource
  ) throws(File.Problem) {
    for ending in ["", GrowingFile.ending, SweepRecord.ending] {
      guard let there = FileIdentity(of: target.path + ending) else { continue }
      if there == source.identity {
        throw File.Problem(
          "\(target.name)\(ending) is the file of inputs \(source.name); give another name")
      }
      if request.model.map({ FileIdentity(of: $0) == there }) == true {
        throw File.Problem("\(target.name)\(ending) is the network; give another name")
      }
    }
  }

  private func compute(
    _ source: SweepSource, _ outputs: [any SweepSink], _ isStopped: () -> Bool,
    _ progress: (Progress) -> Void, _ messages: inout [String],
    _ notFinite: inout [NotFiniteRows]
  ) throws {
    let work = SweepWork(request)
    let inputCount = request.columnCount
    let whole = work.blockCount * request.threads
    let rowBytes = 8 * (inputCount + work.counts.reduce(0, +))
    let most = max(1, pieceBytes / (rowBytes * whole)) * whole
    let memory = SweepMemory(counts: [inputCount] + work.counts, rows: most)
    let clock = ContinuousClock()
    var (done, rows) = (0, whole)
    // As soon as there is something to go on with, that is so.
    var (saved, pause) = (clock.now, Duration.zero)
    while let piece = unsafe try source.next(into: memory.buffers[0], rows: rows) {
      let start = clock.now
      // What stands before a bad row is done first, so that it is not lost.
      var bad = piece.bad.map { (row: $0.row - 1 - piece.start, message: $0.message) }
      var count = request.skipsBadRows ? piece.count : bad.first?.row ?? piece.count
      var parts = unsafe memory.parts(rows: count)
      let failures = unsafe work.evaluate(
        UnsafeBufferPointer(parts[0]), into: Array(parts.dropFirst()))
      if !failures.isEmpty {
        bad += failures.map { ($0.row, "row \(piece.start + $0.row + 1): \($0.message)") }
        bad.sort { $0.row < $1.row }
        if !request.skipsBadRows { count = min(count, bad[0].row) }
        unsafe parts = memory.parts(rows: count)
      }
      let places = Set(bad.map(\.row))
      for (index, output) in outputs.enumerated() {
        unsafe notFinite[index].note(
          UnsafeBufferPointer(parts[index + 1]), rows: count, after: piece.start, except: places)
        unsafe try output.append(
          inputs: UnsafeBufferPointer(parts[0]), UnsafeBufferPointer(parts[index + 1]),
          rows: count, bad: request.skipsBadRows ? places : [])
      }
      done += count
      if let first = bad.first, !request.skipsBadRows {
        let fate = request.summary == nil ? "keep such rows as nan" : "leave such rows out"
        throw File.Problem(
          "\(source.name), \(first.message); \(request.skipWord) would \(fate); "
            + keptNote(outputs))
      }
      messages += bad.prefix(Self.mostMessages - messages.count).map(\.message)
      progress(Progress(share: source.share, rows: done))
      if isStopped() {
        for output in outputs { try output.save() }
        throw Stopped(note: keptNote(outputs))
      }
      if clock.now - start < Self.shortPiece, rows <= most / 2 { rows *= 2 }
      let now = clock.now
      if now - saved >= pause, source.share < 1 {
        for output in outputs { try output.save() }
        saved = clock.now
        pause = min(Self.longestUnsaved, (saved - now) * Self.savingShare)
      }
    }
  }

  private func keptNote(_ outputs: [any SweepSink]) -> String {
    if request.summary != nil { return "nothing was written" }
    if request.pipe != nil {
      let rows = outputs[0].record.rows
      return rows == 0
        ? "nothing was written" : "the \(Prose.count(rows, "row")) before it went out"
    }
    let rows = outputs.map(\.record.rows).min() ?? 0
    return rows == 0
      ? "nothing was kept" : "\(Prose.count(rows, "row")) kept, \(request.resumeWord) goes on"
  }

  private func result(
    _ source: SweepSource, _ outputs: [any SweepSink], earlier: Int, _ messages: [String] = []
  ) -> Result {
    Result(
      files: zip(request.quantities, outputs).flatMap {
        quantity, output -> [(quantity: String, path: String, shape: [Int])] in
        if let sums = output as? SweepSumsOutput {
          return sums.files.map { ("sums of \(quantity.words)", $0.path, $0.shape) }
        }
        return [
          (quantity.words, output.name, [output.record.rows] + output.record.identity.shape)
        ]
      },
      columns: source.chosenColumns, columnNote: source.columnNote,
      rows: outputs[0].record.rows, earlierRows: earlier,
      badRows: outputs[0].record.badRows,
      badMessages: messages, leavesOut: request.summary != nil)
  }
}

/// The memory of a sweep: rows of inputs, and of each quantity.
@safe private final class SweepMemory {
  let buffers: [UnsafeMutableBufferPointer<Double>]
  private let counts: [Int]

  init(counts: [Int], rows: Int) {
    self.counts = counts
    unsafe buffers = counts.map { .allocate(capacity: $0 * rows) }
    for index in counts.indices { unsafe buffers[index].initialize(repeating: 0) }
  }

  /// The first rows of each.
  func parts(rows: Int) -> [UnsafeMutableBufferPointer<Double>] {
    unsafe zip(counts, buffers).map {
      unsafe UnsafeMutableBufferPointer(rebasing: $1[..<($0 * rows)])
    }
  }

  deinit {
    for index in counts.indices { unsafe buffers[index].deallocate() }
  }
}
