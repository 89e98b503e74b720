import Platform

/// Text files of numbers, a point a row, as spreadsheets and other programs write them.
enum NumberFile {
  /// The most bytes of a file from which one row is read.
  private static let sizeLimit = 1 << 30

  /// One row of a file.
  ///
  /// Numbers are separated by commas, semicolons, tabs or spaces; empty rows and rows beginning with
  /// `#` do not count, nor does a first row that holds no number.
  ///
  /// - Parameters:
  ///   - number: the row, from 1.
  ///   - folder: where a relative path begins; empty for the working folder.
  ///   - columns: how many numbers it must have.
  /// - Throws: `File.Problem` that names the row and column.
  static func row(
    _ number: Int, of path: String, in folder: String, columns: Int
  ) throws(File.Problem) -> [Double] {
    let bytes = try File.read(path, limit: sizeLimit, in: folder)
    let name = path.clipped(to: 200)
    var count = 0
    var isFirst = true
    for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let fields = line.split { [0x2C, 0x3B, 0x09, 0x20].contains($0) }
        .map { String(decoding: $0, as: UTF8.self) }
      guard let first = fields.first, !first.hasPrefix("#") else { continue }
      let isHeader = isFirst && fields.allSatisfy { Double($0) == nil }
      isFirst = false
      if isHeader { continue }
      count += 1
      if count < number { continue }
      return try numbers(fields, columns: columns, place: "\(name), row \(number)")
    }
    throw File.Problem("\(name) has \(Prose.count(count, "row")), so there is no row \(number)")
  }

  private static func numbers(
    _ fields: [String], columns: Int, place: String
  ) throws(File.Problem) -> [Double] {
    guard fields.count == columns else {
      throw File.Problem(
        "\(place) has \(Prose.count(fields.count, "entry", "entries")), "
          + "but the network takes \(Prose.count(columns, "input"))")
    }
    var values: [Double] = []
    for (column, field) in fields.enumerated() {
      guard let value = Double(field), value.isFinite else {
        throw File.Problem("\(place), column \(column + 1): \(field.quoted) is not a finite number")
      }
      values.append(value)
    }
    return values
  }
}
