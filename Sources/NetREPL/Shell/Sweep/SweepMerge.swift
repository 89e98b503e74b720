import Core
import Formats
import Platform

/// Joins the parts that the shards of a sweep have written, once they are seen to be all of it.
package struct SweepMerge {
  let out: String
  let parts: [String]

  package init(out: String, parts: [String]) { (self.out, self.parts) = (out, parts) }

  private struct Part {
    var path: String
    var record: SweepRecord
    var name: String { path.clipped(to: 200) }
  }

  private static let pieceBytes = 4 << 20

  /// - Throws: `File.Problem` when the parts do not belong together, one is missing or unfinished,
  ///   or a file cannot be read or written; `Stopped`.
  package func run(isStopped: () -> Bool) throws -> Sweep.Result {
    if self.parts[0].hasSuffix(SweepSummary.ending) { return try mergedSums(isStopped) }
    if let problem { throw File.Problem(problem) }
    let parts = try ordered(try self.parts.map(part))
    let record = parts[0].record
    let rows = parts.reduce(0) { $0 + $1.record.rows }
    let target = try FileTarget(out)
    try requireOther(target, than: parts)
    let file = try NewFile(target)
    let isText = !out.hasSuffix(".npy")
    let head = isText ? try textHead(of: parts[0]) : []
    try file.append(isText ? head : NPYHeader.bytes(shape: [rows] + record.identity.shape))
    for part in parts {
      if isText, try textHead(of: part) != head {
        throw File.Problem("\(parts[0].name) and \(part.name) have other columns")
      }
      try copy(part, from: isText ? head.count : NPYHeader.byteCount, isText, to: file, isStopped)
    }
    try file.finish()
    let name = record.identity.quantity.split(separator: " ").first.map(String.init) ?? ""
    return Sweep.Result(
      files: [(name, out, [rows] + record.identity.shape)], rows: rows, earlierRows: 0,
      badRows: parts.reduce(0) { $0 + $1.record.badRows }, badMessages: [],
      leftovers: File.leftoverWarnings(beside: out))
  }

  /// What is wrong with the names; nil where nothing is.
  package var problem: String? {
    let ending = SweepRequest.ending(of: parts[0])
    if ending == SweepSummary.ending {
      return SweepSummary.endings.contains(SweepRequest.ending(of: out))
        ? nil : "sums are merged to \(SweepSummary.endings.joined(separator: " "))"
    }
    guard [".npy", ".csv", ".tsv"].contains(ending) else {
      return "parts are .npy, .csv, .tsv or .sums files"
    }
    return out.hasSuffix(ending)
      ? nil : "parts that end in \(ending) are merged to a file that ends so"
  }

  // MARK: Sums

  private func mergedSums(_ isStopped: () -> Bool) throws -> Sweep.Result {
    if let problem { throw File.Problem(problem) }
    var sums: [SweepSums] = []
    for path in parts {
      let bytes = try File.read(path, limit: 1 << 30)
      guard let read = SweepSums(bytes) else {
        throw File.Problem("\(path.clipped(to: 200)) is no file of sums")
      }
      sums.append(read)
      if isStopped() { throw Stopped(note: "") }
    }
    _ = try ordered(zip(parts, sums).map { Part(path: $0, record: $1.record) })
    let target = try FileTarget(out)
    try requireOther(target, than: zip(parts, sums).map { Part(path: $0, record: $1.record) })
    var whole = sums[0]
    for part in sums.dropFirst() {
      guard part.sums.group == whole.sums.group, part.axes == whole.axes else {
        throw File.Problem(
          "the parts are sums of different kinds: of one with products, and of one without")
      }
      whole.sums.add(part.sums)
      whole.record.rows += part.record.rows
      whole.record.badRows += part.record.badRows
    }
    whole.record.shard = SweepShard(number: 1, count: 1)
    let files = try whole.write(to: out, in: "", writes: nil)
    let name = whole.record.identity.quantity.split(separator: " ").first.map(String.init) ?? ""
    return Sweep.Result(
      files: files.map { ("sums of \(name)", $0.path, $0.shape) }, rows: whole.record.rows,
      earlierRows: 0, badRows: whole.record.badRows, badMessages: [],
      leftovers: File.leftoverWarnings(beside: out))
  }

  // MARK: Rows

  /// The first line of a text, in which a name may be quoted over several.
  private func textHead(of part: Part) throws -> [UInt8] {
    var head: [UInt8] = []
    var isQuoted = false
    let bytes = try FileBytes(part.path)
    while head.count < bytes.count {
      let piece: [UInt8]
      do { piece = try bytes.bytes(at: head.count, count: Self.pieceBytes) } catch {
        throw File.Problem("\(part.name): \(error)")
      }
      for byte in piece {
        head.append(byte)
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == UInt8(ascii: "\n"), !isQuoted { return head }
      }
    }
    throw File.Problem("\(part.name) is not as its record says; run its shard again")
  }

  /// No part, and no record of one, is written over, whatever name leads to it.
  private func requireOther(_ target: FileTarget, than parts: [Part]) throws(File.Problem) {
    guard let there = FileIdentity(of: target.path) else { return }
    for part in parts {
      for path in [part.path, part.path + SweepRecord.ending]
      where FileIdentity(of: File.path(path, in: "")) == there {
        throw File.Problem("\(target.name) is one of the parts; give another name")
      }
    }
  }

  private func part(_ path: String) throws -> Part {
    let name = path.clipped(to: 200)
    // Open for a moment only: there can be more parts than files may be open.
    let count = try FileBytes(path).count
    let text: [UInt8]
    do {
      text = try File.read(path + SweepRecord.ending, limit: 1 << 16)
    } catch {
      throw File.Problem("\(name) is no part of a sweep that can be read: \(error)")
    }
    guard let record = SweepRecord(text: String(decoding: text, as: UTF8.self)) else {
      throw File.Problem("\(name)\(SweepRecord.ending) is no record of a sweep")
    }
    guard record.isComplete, let total = record.totalRows else {
      throw File.Problem("\(name) is not finished; run its shard again with --resume")
    }
    let (size, overflows) = record.rows.multipliedReportingOverflow(by: record.rowBytes ?? 0)
    // The lines of a text are counted while they are copied.
    guard !overflows, !path.hasSuffix(".npy") || count == size + NPYHeader.byteCount,
      record.shard.rows(of: total).count == record.rows
    else {
      throw File.Problem("\(name) is not as its record says; run its shard again")
    }
    return Part(path: path, record: record)
  }

  /// The parts by their numbers, each there once.
  private func ordered(_ parts: [Part]) throws -> [Part] {
    let first = parts[0]
    for part in parts.dropFirst() {
      let (one, other) = (first.record, part.record)
      guard one.identity == other.identity, one.totalRows == other.totalRows,
        one.shard.count == other.shard.count
      else {
        throw File.Problem(
          "\(first.name) and \(part.name) are of different sweeps: " + Self.difference(one, other))
      }
    }
    var byNumber: [Int: Part] = [:]
    for part in parts {
      if let other = byNumber.updateValue(part, forKey: part.record.shard.number) {
        throw File.Problem(
          "\(other.name) and \(part.name) are the same shard, "
            + "\(part.record.shard.number) of \(part.record.shard.count)")
      }
    }
    let missing = (1...first.record.shard.count).filter { byNumber[$0] == nil }
    guard missing.isEmpty else {
      let numbers = missing.prefix(6).map(String.init).joined(separator: ", ")
      throw File.Problem(
        "\(missing.count == 1 ? "shard" : "shards") \(numbers)"
          + "\(missing.count > 6 ? ", ..." : "") of \(first.record.shard.count) "
          + "\(missing.count == 1 ? "is" : "are") missing")
    }
    return byNumber.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func difference(_ one: SweepRecord, _ other: SweepRecord) -> String {
    if one.identity.quantity != other.identity.quantity {
      return "one has \(one.identity.quantity), the other \(other.identity.quantity)"
    }
    if one.identity.network != other.identity.network { return "their networks differ" }
    if one.identity.inputs != other.identity.inputs || one.totalRows != other.totalRows {
      return "their inputs differ"
    }
    return "one is of \(one.shard.count) shards, the other of \(other.shard.count)"
  }

  private func copy(
    _ part: Part, from start: Int, _ isText: Bool, to file: NewFile, _ isStopped: () -> Bool
  ) throws {
    let bytes = try FileBytes(part.path)
    var lines = 0
    for offset in stride(from: start, to: bytes.count, by: Self.pieceBytes) {
      let piece: [UInt8]
      do {
        piece = try bytes.bytes(at: offset, count: Self.pieceBytes)
      } catch {
        throw File.Problem("\(part.name): \(error)")
      }
      if isText { lines += piece.count { $0 == UInt8(ascii: "\n") } }
      try file.append(piece)
      if isStopped() { throw Stopped(note: "") }
    }
    guard !isText || lines == part.record.rows else {
      throw File.Problem("\(part.name) is not as its record says; run its shard again")
    }
  }
}
