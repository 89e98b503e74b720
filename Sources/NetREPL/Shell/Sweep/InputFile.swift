import Core
import Formats
import Platform

/// A file of inputs: an array, or a text of numbers, a point a row.
struct InputFile {
  /// The file, for messages.
  let name: String

  let bytes: FileBytes

  /// The array to take of an npz file: behind `.npz:` its name.
  let member: String?

  private let columns: InputColumns

  /// - Parameters:
  ///   - name: what it is called in messages; nil for its path.
  ///   - folder: where a relative path begins; empty for the working folder.
  init(
    _ inputs: String, called name: String? = nil, in folder: String, columns: InputColumns
  ) throws(File.Problem) {
    let path: String
    if let range = inputs.ranges(of: ".npz:").last, !File.exists(inputs, in: folder) {
      path = String(inputs[..<range.upperBound].dropLast())
      member = String(inputs[range.upperBound...])
    } else {
      (path, member) = (inputs, nil)
    }
    self.name = name ?? path.clipped(to: 200)
    bytes = try FileBytes(path, in: folder)
    self.columns = columns
  }

  /// The rows, from the first on.
  func rows(threads: Int = 1) throws(RowError) -> any RowReader {
    try RowFile.open(bytes, member: member, columns: columns, threads: threads)
  }

  func problem(_ error: RowError) -> File.Problem { File.Problem("\(name): \(error)") }
}

/// One row of a file of inputs, read as a sweep reads it.
struct InputRow {
  let values: [Double]

  /// What to tell of the columns, where they were not simply taken in order, or of the header.
  let note: String?

  /// - Parameters:
  ///   - number: the row, from 1.
  /// - Throws: `File.Problem` that names the row and column.
  init(
    _ number: Int, of inputs: String, in folder: String, columns: InputColumns, count: Int
  ) throws(File.Problem) {
    let file = try InputFile(inputs, in: folder, columns: columns)
    let found: (before: Int, row: (values: [Double], bad: BadRow?)?, note: String?)
    do throws(RowError) {
      let rows = try file.rows()
      let before = try rows.skip(number - 1)
      let row = before == number - 1 ? try Self.next(rows, count: count) : nil
      found = (before, row, rows.columnNote)
    } catch {
      throw file.problem(error)
    }
    guard let row = found.row else {
      throw File.Problem(
        "\(file.name) has \(Prose.count(found.before, "row")), so there is no row \(number)")
    }
    if let bad = row.bad { throw File.Problem("\(file.name), \(bad.message)") }
    (values, note) = (row.values, found.note)
  }

  /// The next row, and what is wrong with it; nil at the end of the file.
  private static func next(
    _ reader: any RowReader, count: Int
  ) throws(RowError) -> (values: [Double], bad: BadRow?)? {
    var values = [Double](repeating: 0, count: count)
    let found = unsafe values.withUnsafeMutableBufferPointer { buffer in
      Result { () throws(RowError) in unsafe try reader.read(into: buffer) }
    }
    let (rows, bad) = try found.get()
    return rows == 0 ? nil : (values, bad.first)
  }
}

extension InputColumns {
  /// Those of a network.
  init(of network: Network, chosen: [String]?, word: String) {
    self.init(network.inputCount, names: network.inputNames, chosen: chosen, word: word)
  }
}
