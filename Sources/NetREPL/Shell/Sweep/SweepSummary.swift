import Core
import Formats
import Platform

/// What a sweep writes of all rows together.
package struct SweepSummary {
  /// Whether the products of derivatives are summed, too: crossed means, in a file of their own.
  var isCrossed: Bool

  /// Whether bytes are a file of sums; what is read of it is worked out, too.
  package static func reads(_ bytes: [UInt8]) -> Bool {
    guard let sums = SweepSums(bytes) else { return false }
    return sums.table.values.count == 6 * sums.sums.count
  }

  package init(isCrossed: Bool) { self.isCrossed = isCrossed }

  /// Nil where no sums are asked for.
  package init?(_ words: [SweepWord]) {
    guard words.contains(.sums) || words.contains(.crossed) else { return nil }
    isCrossed = words.contains(.crossed)
  }

  /// Where the products go.
  static func crossedPath(of out: String) -> String {
    let ending = SweepRequest.ending(of: out)
    return out.dropLast(ending.count) + ".crossed" + ending
  }

  /// The sums themselves, exact, for `merge`.
  package static let ending = ".sums"

  package static let endings = [ending] + ResultFile.endings.map { "." + $0 }
}

/// The sums over the rows of a run, with what they are of: what a `.sums` file holds.
struct SweepSums {
  var record: SweepRecord
  var title: String
  var axes: [[String]]
  var sums: RowSums

  /// What each row of the table says of an entry.
  static let measures = ["mean", "sd", "rms", "mean square", "min", "max"]

  /// One row for each entry of the quantity.
  var table: ResultTable {
    let entries = CheckedTensor.entryNames(
      of: title, shape: record.identity.shape, axes: axes.map { MatrixTable.Labels.list($0) })
    let isEmpty = sums.rows == 0
    let values = entries.indices.flatMap { index -> [Double] in
      [
        sums.mean(index), sums.standardDeviation(index), sums.rootMeanSquare(index),
        sums.meanSquare(index), isEmpty ? .nan : sums.minima[index],
        isEmpty ? .nan : sums.maxima[index],
      ]
    }
    return ResultTable(
      "\(title) over \(Prose.count(sums.rows, "row"))",
      shape: [entries.count, Self.measures.count],
      values, axes: [entries, Self.measures])
  }

  /// The means of the products of the entries that differ in the last index alone: a matrix for each of the
  /// others; nil where they were not summed.
  var crossedTable: ResultTable? {
    guard let group = sums.group, let names = axes.last else { return nil }
    let count = group == 0 ? 0 : sums.count / group
    let values = (0..<count).flatMap { k in
      (0..<group).flatMap { i in (0..<group).map { sums.meanProduct(group: k, i, $0) } }
    }
    let before = CheckedTensor.entryNames(
      of: "", shape: Array(record.identity.shape.dropLast()),
      axes: axes.dropLast().map { MatrixTable.Labels.list($0) })
    return count == 1
      ? ResultTable(
        "mean of \(title) \(title)ᵀ", shape: [group, group], values, axes: [names, names])
      : ResultTable(
        "mean of \(title) \(title)ᵀ", shape: [count, group, group], values,
        axes: [before, names, names])
  }

  /// Writes what a name asks for; gives the files.
  func write(
    to out: String, in folder: String, writes: WriteGuard?
  ) throws -> [(path: String, shape: [Int])] {
    let ending = SweepRequest.ending(of: out)
    if ending == SweepSummary.ending {
      try File.write(Array(text.utf8), to: out, in: folder, writes: writes)
      return [(out, record.identity.shape)]
    }
    var files = [(path: out, table: table)]
    if let crossedTable { files.append((SweepSummary.crossedPath(of: out), crossedTable)) }
    // All is made before anything is written.
    let bytes = try files.map {
      try ResultFile.bytes(of: $0.table, endingIn: String(ending.dropFirst()))
    }
    for (file, bytes) in zip(files, bytes) {
      try File.write(bytes, to: file.path, in: folder, writes: writes)
    }
    return files.map { ($0.path, $0.table.shape) }
  }
}

// MARK: - As a file

extension SweepSums {
  private static let format = "netrepl-sums"

  var text: String {
    let members: Record = [
      "format": Self.format, "version": 1, "record": record.text, "title": title,
      // Before them an empty one: a list of names that are all 'nan' would be one of numbers.
      "axes": axes.map { [""] + $0 },
      "rows": sums.rows, "group": sums.group ?? 0, "sums": sums.parts,
    ]
    return members.json.text() + "\n"
  }

  /// Nil where the bytes are not such a file.
  init?(_ bytes: [UInt8]) {
    guard let root = try? JSONParser.parse(bytes), root["format"]?.string == Self.format,
      let record = root["record"]?.string.flatMap(SweepRecord.init),
      let title = root["title"]?.string,
      let axes = root["axes"]?.elements?.map({ $0.elements?.compactMap(\.string).dropFirst() ?? [] }
      ),
      let rows = root["rows"]?.integer, let group = root["group"]?.integer, rows >= 0,
      let parts = root["sums"]?.elements?.map(\.values)
    else { return nil }
    let shape = record.identity.shape
    let count = shape.reduce(1, *)
    guard axes.map(\.count) == shape, rows <= record.rows, group == 0 || group == shape.last,
      parts.count >= 2 * count + 2,
      let sums = RowSums(count: count, group: group == 0 ? nil : group, rows: rows, parts: parts)
    else { return nil }
    (self.record, self.title, self.sums) = (record, title, sums)
    self.axes = axes.map(Array.init)
  }
}

extension JSONValue {
  /// A list of numbers, which may be empty.
  fileprivate var values: [Double] {
    if case .numbers(let numbers) = content { numbers.values } else { [] }
  }
}

/// The sums of a run while it takes rows: nothing is written before the end.
final class SweepSumsOutput: SweepSink {
  let name: String
  let isFinished = false
  private(set) var record: SweepRecord

  /// The files that were written.
  private(set) var files: [(path: String, shape: [Int])] = []

  private let request: SweepRequest
  private let columns: SweepColumns
  private var sums: RowSums

  init(_ name: String, record: SweepRecord, _ columns: SweepColumns, _ request: SweepRequest) {
    (self.name, self.record, self.columns, self.request) = (name, record, columns, request)
    let isCrossed = request.summary?.isCrossed == true
    sums = RowSums(
      count: columns.shape.reduce(1, *), group: isCrossed ? columns.shape.last : nil)
  }

  func goBack(to rows: Int) {}
  func save() {}
  func stop() {}

  /// Rows that were no input, or whose numbers are not all finite, are in no sum.
  func append(
    inputs: UnsafeBufferPointer<Double>, _ numbers: UnsafeBufferPointer<Double>, rows: Int,
    bad: Set<Int>
  ) {
    record.rows += rows
    record.badRows += bad.count
    guard sums.count > 0 else { return }
    for row in 0..<rows where !bad.contains(row) {
      let part = unsafe UnsafeBufferPointer(
        rebasing: numbers[(row * sums.count)..<((row + 1) * sums.count)])
      if unsafe part.allSatisfy(\.isFinite) { unsafe sums.add(part) }
    }
  }

  func finish(totalRows: Int) throws {
    record.totalRows = totalRows
    record.isComplete = true
    files = try SweepSums(record: record, title: columns.title, axes: columns.axes, sums: sums)
      .write(to: name, in: request.folder, writes: request.writes)
  }
}
