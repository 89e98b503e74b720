import Core
import Formats
import Platform

/// The rows of a run: those of its shard, in order.
final class SweepSource {
  /// The file, for messages.
  let name: String

  /// Tells this file of inputs from others.
  let fingerprint: String

  /// Tells it from other files on the disk.
  var identity: FileIdentity? { file.bytes.identity }

  /// The rows of the whole file, where they are known.
  let totalRows: Int?

  /// Where the inputs stand, when not simply in order.
  let chosenColumns: [Int]?

  /// What the user should know of that, or of the header.
  var columnNote: String? { reader.columnNote }

  private let file: InputFile
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
    columns = request.columnCount
    file = try InputFile(
      request.inputs, called: request.inputsName, in: request.folder, columns: request.readColumns)
    name = file.name
    do throws(RowError) {
      var fingerprint = Fingerprint()
      try fingerprint.add(file.bytes)
      if let member = file.member { fingerprint.add(Array(member.utf8)) }
      reader = try file.rows(threads: request.threads)
      chosenColumns = reader.chosenColumns
      // Of all columns in order as before: records of earlier versions go on.
      if let places = chosenColumns, !places.elementsEqual(0..<columns) {
        for place in places { fingerprint.add(UInt64(place)) }
      }
      self.fingerprint = fingerprint.text
      var total = reader.rowCount
      if total == nil, request.shard.count > 1 || request.pipe == ".npy" {
        // Where a shard begins, and what an array in a pipe begins with, depends on how many rows there are.
        total = try file.rows().skip(.max)
      }
      totalRows = total
    } catch {
      throw file.problem(error)
    }
    let rows = totalRows.map { request.shard.rows(of: $0) }
    first = rows?.lowerBound ?? 0
    end = rows?.upperBound
  }

  /// Passes over the rows of other shards and the first ones of this run.
  ///
  /// - Returns: whether there were so many.
  func begin(after rows: Int) throws(File.Problem) -> Bool {
    if let end, rows > end - first { return false }
    do throws(RowError) {
      guard try reader.skip(first + rows) == first + rows else { return false }
    } catch {
      throw file.problem(error)
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
      throw file.problem(error)
    }
  }

  /// How much of the run's rows is read, 0 to 1.
  var share: Double {
    guard let end, end > begin else { return reader.progress }
    return Double(position - begin) / Double(end - begin)
  }
}
