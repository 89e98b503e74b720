import Core
import Formats
import Platform

/// How the rows of a results file lie: what stands before them, how each is written, and what follows them.
struct SweepLayout {
  private enum Kind {
    case npy, npz
    case text(SeparatedResult)
  }

  private let kind: Kind
  private let columns: SweepColumns

  /// What the results of each row can be written as, by the endings of names.
  static let endings = [".npy", ".npz", ".csv", ".tsv"]

  /// - Parameter file: its name chooses.
  init(_ file: String, _ columns: SweepColumns) {
    self.columns = columns
    kind =
      if file.hasSuffix(".csv") {
        .text(SeparatedResult(separator: ","))
      } else if file.hasSuffix(
        ".tsv")
      { .text(SeparatedResult(separator: "\t")) } else if file.hasSuffix(".npz") { .npz } else {
        .npy
      }
  }

  var isText: Bool { if case .text = kind { true } else { false } }

  /// The bytes that numbers may have.
  var mostBytes: Int { if case .npz = kind { GrowingNumPyArchive.mostBytes } else { .max } }

  /// What a file begins with until it is whole; of a text already its head.
  var mark: [UInt8] {
    guard case .text(let text) = kind else { return SweepOutput.mark }
    return Array((text.line(columns.inputs + columns.entries) + "\n").utf8)
  }

  /// The bytes before the first row.
  var headCount: Int {
    switch kind {
    case .npy: NPYHeader.byteCount
    case .npz: GrowingNumPyArchive.headCount
    case .text: mark.count
    }
  }

  /// The rows of a text.
  func text(
    inputs: UnsafeBufferPointer<Double>, numbers: UnsafeBufferPointer<Double>, rows: Int
  ) -> [UInt8] {
    guard case .text(let text) = kind, rows > 0 else { return [] }
    let (d, count) = (inputs.count / rows, numbers.count / rows)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows * (d + count) * 20)
    for row in 0..<rows {
      for column in 0..<(d + count) {
        let value = unsafe column < d ? inputs[row * d + column] : numbers[row * count + column - d]
        if column > 0 { bytes += text.separator.utf8 }
        bytes += NumberFormat.shortest(value).utf8
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// Writes what stands before and behind the rows, once all of them are there.
  func close(_ file: GrowingFile, rows: Int, at end: Int) throws(File.Problem) {
    let shape = [rows] + columns.shape
    switch kind {
    case .text: break
    case .npy: try file.write(NPYHeader.bytes(shape: shape), at: 0)
    case .npz:
      var archive = GrowingNumPyArchive(shape: shape)
      for start in stride(from: headCount, to: end, by: Self.pieceBytes) {
        archive.add(try file.bytes(at: start, count: min(Self.pieceBytes, end - start)))
      }
      try file.write(archive.rest(axes: columns.axes), at: end)
      try file.write(archive.head, at: 0)
    }
  }

  /// The rows of a text that a file has, at most so many, and where the last of them ends.
  func rows(
    atMost most: Int, in file: GrowingFile, of count: Int
  ) throws(File.Problem) -> (rows: Int, end: Int) {
    var (rows, end) = (0, headCount)
    for start in stride(from: headCount, to: count, by: Self.pieceBytes) where rows < most {
      let piece = try file.bytes(at: start, count: min(Self.pieceBytes, count - start))
      for (index, byte) in piece.enumerated() where byte == UInt8(ascii: "\n") {
        (rows, end) = (rows + 1, start + index + 1)
        if rows == most { break }
      }
    }
    return (rows, end)
  }

  private static let pieceBytes = 4 << 20
}

/// What the columns of a results file are called.
struct SweepColumns {
  /// The inputs of the network.
  var inputs: [String]

  /// Of the results of one row: what they are, their sizes, and the names that each index runs through.
  var title: String
  var shape: [Int]
  var axes: [[String]]

  /// One name for each number of a row: `∂A/∂I A1 I2`.
  var entries: [String] {
    CheckedTensor.entryNames(
      of: title, shape: shape, axes: axes.map { MatrixTable.Labels.list($0) })
  }
}
