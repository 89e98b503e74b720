/// Numbers with the names of what they stand for, on their way to a file: a number, a vector, a matrix, or a
/// stack of matrices.
public struct ResultTable: Sendable {
  /// What it is: `∂A/∂I`, `W2 D1 W1`.
  public var name: String

  /// One count for each index.
  public var shape: [Int]

  /// The entries, the last index first.
  public var values: [Double]

  /// The names that each index runs through.
  public var axes: [[String]]

  /// - Precondition: as many entries as the shape has, and as many names for each index.
  public init(_ name: String, shape: [Int], _ values: [Double], axes: [[String]]) {
    precondition(shape.reduce(1, *) == values.count && axes.map(\.count) == shape)
    (self.name, self.shape, self.values, self.axes) = (name, shape, values, axes)
  }

  /// Its matrices, with the name that the first of three indices has: rows of numbers, as a table has them. A
  /// vector stands upright.
  var pages: [(name: String?, rows: [[Double]])] {
    let columns = shape.count < 2 ? 1 : shape[shape.count - 1]
    let rows = shape.isEmpty ? 1 : shape.count == 1 ? shape[0] : shape[shape.count - 2]
    let count = shape.count > 2 ? shape.dropLast(2).reduce(1, *) : 1
    return (0..<count).map { page in
      let name = shape.count == 3 ? axes[0][page] : nil
      return (
        name,
        (0..<rows).map { row in
          let start = (page * rows + row) * columns
          return Array(values[start..<(start + columns)])
        }
      )
    }
  }

  /// The names of the rows of a page, and of its columns; that of the whole where there is one column.
  var rowNames: [String] {
    shape.isEmpty ? [""] : shape.count == 1 ? axes[0] : axes[shape.count - 2]
  }
  var columnNames: [String] { shape.count < 2 ? [name] : axes[shape.count - 1] }
}

/// Why numbers cannot be a file of that kind.
public struct ResultFileError: Error, CustomStringConvertible {
  public let description: String
}

/// The one door from numbers to files: the ending of the name chooses the format.
public enum ResultFile {
  /// What is written, by the endings of names.
  public static let endings = ["csv", "tsv", "npy", "npz", "json", "tex", "md", "m"]

  /// The bytes of a file.
  ///
  /// - Throws: `ResultFileError` for an ending that is none of these.
  public static func bytes(of table: ResultTable, endingIn ending: String) throws(ResultFileError)
    -> [UInt8]
  {
    switch ending.lowercased() {
    case "csv": Array(SeparatedResult(separator: ",").text(of: table).utf8)
    case "tsv": Array(SeparatedResult(separator: "\t").text(of: table).utf8)
    case "npy": NumPyResult.npy(table.values, shape: table.shape)
    case "npz": NumPyResult.npz(of: table)
    case "json": Array(JSONResult.text(of: table).utf8)
    case "tex": Array(LaTeXResult.text(of: table).utf8)
    case "md": Array(MarkdownResult.text(of: table).utf8)
    case "m": Array(MATLABResult.text(of: table).utf8)
    default:
      throw ResultFileError(
        description: ending.isEmpty
          ? "the name of the file needs an ending: \(endings.map { "." + $0 }.joined(separator: ", "))"
          : "results are not written as \(Quote.single("." + ending)); "
            + "\(endings.map { "." + $0 }.joined(separator: ", ")) are")
    }
  }
}
