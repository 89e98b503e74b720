import Core
import Formats
import Platform

/// The rows of a run: those of its shard, in order.
final class SweepSource {
  /// The file, for messages.
  let name: String

  /// Tells this file of inputs from others.
  let fingerprint: String

  /// The rows of the whole file, where they are known.
  let totalRows: Int?

  private let reader: any RowReader
  private let columns: Int

  /// The rows of this run, from 0; without an end where only the file's end tells.
  private let first: Int
  private let end: Int?
  private var position = 0
  private var begin = 0

  struct Piece {
    /// The first row, from 0, and how many there are.
    var start: Int
    var count: Int
    var bad: [BadRow]
  }

  init(_ request: SweepRequest) throws {
    let (path, member) = Self.parts(of: request.inputs, in: request.folder)
    name = path.clipped(to: 200)
    let bytes = try FileBytes(path, in: request.folder)
    do throws(RowError) {
      var fingerprint = Fingerprint()
      try fingerprint.add(bytes)
      if let member { fingerprint.add(Array(member.utf8)) }
      self.fingerprint = fingerprint.text
      columns = request.network.inputCount
      reader = try RowFile.open(
        bytes, member: member, columns: columns, threads: request.threads)
      var total = reader.rowCount
      if total == nil, request.shard.count > 1 {
        // Where a shard begins depends on how many rows there are.
        total = try RowFile.open(bytes, member: member, columns: columns).skip(.max)
      }
      totalRows = total
    } catch {
      throw File.Problem("\(name): \(error)")
    }
    let rows = totalRows.map { request.shard.rows(of: $0) }
    first = rows?.lowerBound ?? 0
    end = rows?.upperBound
  }

  /// The path, and the array in it where `.npz:NAME` is written.
  private static func parts(of inputs: String, in folder: String) -> (String, String?) {
    guard let range = inputs.ranges(of: ".npz:").last, !File.exists(inputs, in: folder) else {
      return (inputs, nil)
    }
    return (String(inputs[..<range.upperBound].dropLast()), String(inputs[range.upperBound...]))
  }

  /// Passes over the rows of other shards and the first ones of this run.
  ///
  /// - Returns: whether there were so many.
  func begin(after rows: Int) throws(File.Problem) -> Bool {
    if let end, rows > end - first { return false }
    do throws(RowError) {
      guard try reader.skip(first + rows) == first + rows else { return false }
    } catch {
      throw File.Problem("\(name): \(error)")
    }
    position = first + rows
    begin = position
    return true
  }

  /// The next rows; nil when there are no more.
  ///
  /// - Precondition: room for so many.
  func next(
    into buffer: UnsafeMutableBufferPointer<Double>, rows: Int
  ) throws(File.Problem) -> Piece? {
    let room = min(rows, end.map { $0 - position } ?? rows)
    guard room > 0 else { return nil }
    let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<(columns * room)])
    do throws(RowError) {
      let (count, bad) = unsafe try reader.read(into: part)
      guard count > 0 else { return nil }
      defer { position += count }
      return Piece(start: position, count: count, bad: bad)
    } catch {
      throw File.Problem("\(name): \(error)")
    }
  }

  /// How much of the run's rows is read, 0 to 1.
  var share: Double {
    guard let end, end > begin else { return reader.progress }
    return Double(position - begin) / Double(end - begin)
  }
}
