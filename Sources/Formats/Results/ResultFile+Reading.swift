internal import Platform

extension ResultFile {
  /// What is read again, by the endings of names.
  public static let readEndings = ["csv", "tsv", "npy", "npz", "json"]

  /// The numbers of a file, with the names that stand in it; of an npz file those of the array `value`, or of the
  /// only one.
  ///
  /// - Throws: `ResultFileError` where the bytes are no such file; `RowError` where an array is damaged.
  public static func table(
    of bytes: [UInt8], endingIn ending: String, name: String
  ) throws -> ResultTable {
    switch ending.lowercased() {
    case "csv": return try separated(bytes, separator(of: bytes), name)
    case "tsv": return try separated(bytes, "\t", name)
    case "npy": return try array(MemoryBytes(bytes), name)
    case "npz": return try archive(bytes, name)
    case "json": return try object(bytes, name)
    default:
      throw ResultFileError(
        description: "numbers are read from "
          + readEndings.map { "." + $0 }.joined(separator: ", "))
    }
  }

  /// Names of an index that has none: the numbers from 1.
  private static func numbered(_ count: Int) -> [String] { (0..<count).map { "\($0 + 1)" } }

  // MARK: Text

  /// What stands between the cells: commas, or what programs of other countries write in their place.
  private static func separator(of bytes: [UInt8]) -> Character {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return [",", ";", "\t", " "].first { line.contains($0.asciiValue ?? 0) } ?? ","
  }

  private static func separated(
    _ bytes: [UInt8], _ separator: Character, _ name: String
  ) throws(ResultFileError) -> ResultTable {
    guard let text = SeparatedText(bytes, separator: separator) else {
      throw ResultFileError(description: "it has more numbers than are compared")
    }
    var lines = text.lines.filter { $0 != [""] }
    func isNumber(_ text: String) -> Bool { number(text) != nil }
    guard let first = lines.first else { throw ResultFileError(description: "the file is empty") }
    let header = first.allSatisfy(isNumber) ? nil : lines.removeFirst()
    let width = first.count
    if let line = lines.firstIndex(where: { $0.count != width }) {
      throw ResultFileError(
        description: "row \(line + 1) has \(lines[line].count) cells, the first line \(width)")
    }
    // Names stand before the numbers.
    let labels = (0..<width).prefix { column in
      header?[column].isEmpty == true || lines.contains { !isNumber($0[column]) }
    }.count
    let columns = width - labels
    guard columns > 0, !lines.isEmpty else {
      throw ResultFileError(description: "there are no numbers in it")
    }
    var values: [Double] = []
    for (index, line) in lines.enumerated() {
      for column in labels..<width {
        guard let value = number(line[column]) else {
          throw ResultFileError(
            description:
              "row \(index + 1), column \(column + 1): \(Quote.single(line[column])) is no number")
        }
        values.append(value)
      }
    }
    let rows =
      labels == 0
      ? numbered(lines.count)
      : lines.map { $0.prefix(labels).filter { !$0.isEmpty }.joined(separator: " ") }
    return ResultTable(
      name, shape: [lines.count, columns], values,
      axes: [rows, header.map { Array($0.dropFirst(labels)) } ?? numbered(columns)])
  }

  private static func number(_ text: String) -> Double? {
    // Swift reads 0x10 as a number, too.
    text.contains { $0 == "x" || $0 == "X" } ? nil : Double(text.filter { $0 != " " })
  }

  // MARK: Arrays

  private static func array(_ source: any ByteSource, _ name: String) throws -> ResultTable {
    let header = try NPYHeader.read(source)
    let (shape, count) = (header.shape, try count(header.shape))
    guard !header.isFortranOrder || shape.count < 2 else {
      throw ResultFileError(description: "an array is read in C order alone, not Fortran's")
    }
    var values = [Double](repeating: 0, count: count)
    if shape.isEmpty {
      // A number alone is no row.
      guard header.type == .double else {
        throw ResultFileError(description: "a number alone is read as float64")
      }
      let bytes = try source.bytes(at: header.dataOffset, count: 8)
      guard bytes.count == 8 else { throw ResultFileError(description: "it is cut short") }
      values = [
        Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
      ]
    } else if count > 0 {
      let rows = try NPYRows(source, columns: count / max(shape.first ?? 1, 1))
      _ = try unsafe values.withUnsafeMutableBufferPointer { unsafe try rows.read(into: $0) }
    }
    return ResultTable(name, shape: shape, values, axes: shape.map(numbered))
  }

  private static func count(_ shape: [Int]) throws(ResultFileError) -> Int {
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product < 1 << 27 else {
        throw ResultFileError(description: "it has more numbers than are compared")
      }
      count = product
    }
    return count
  }

  private static func archive(_ bytes: [UInt8], _ name: String) throws -> ResultTable {
    let file = try ZIPFile(MemoryBytes(bytes), kind: "the npz file")
    let arrays = file.members.filter { $0.name.hasSuffix(".npy") }
    guard
      let member = arrays.first(where: { $0.name == "value.npy" })
        ?? (arrays.count == 1 ? arrays[0] : nil)
    else { throw ResultFileError(description: "it has no array 'value', and not one alone") }
    return try array(try file.bytes(of: member), name)
  }

  // MARK: JSON

  private static func object(_ bytes: [UInt8], _ name: String) throws -> ResultTable {
    let root = try JSONParser.parse(bytes)
    guard let shape = root["shape"]?.wholeNumbers, let value = root["value"]
    else { throw ResultFileError(description: "it has no shape and value, as results have") }
    var values: [Double] = []
    func collect(_ value: JSONValue) {
      if let number = value.number { values.append(number) }
      if let numbers = value.numbers { values += numbers }
      if value.numbers == nil { value.elements?.forEach(collect) }
    }
    collect(value)
    guard try values.count == count(shape.map { max($0, 0) }) else {
      throw ResultFileError(
        description: "it has \(values.count) numbers, other than its shape says")
    }
    let axes = root["axes"]?.elements?.map { $0.elements?.compactMap(\.string) ?? [] } ?? []
    return ResultTable(
      root["name"]?.string ?? name, shape: shape, values,
      axes: axes.map(\.count) == shape ? axes : shape.map(numbered))
  }
}

extension JSONValue {
  /// The sizes of an array: an empty list is that of a number.
  fileprivate var wholeNumbers: [Int]? {
    guard let elements else { return nil }
    let sizes = elements.compactMap(\.integer)
    return sizes.count == listCount ? sizes : nil
  }

  /// A list of numbers alone.
  fileprivate var numbers: [Double]? {
    if case .numbers(let numbers) = content { numbers.values } else { nil }
  }
}

/// The cells of comma-separated values, as RFC 4180 has them.
struct SeparatedText {
  private(set) var lines: [[String]] = []

  /// Each takes some twenty bytes.
  private static let mostCells = 1 << 22

  /// Nil where there are too many cells.
  init?(_ bytes: [UInt8], separator: Character) {
    var (line, cell, count) = ([String](), "", 0)
    var (isQuoted, wasQuote) = (false, false)
    func endCell() {
      count += 1
      line.append(cell)
      cell = ""
    }
    for character in String(decoding: bytes, as: UTF8.self) {
      if isQuoted {
        if character != "\"" {
          cell.append(character)
        } else {
          (isQuoted, wasQuote) = (false, true)
        }
        continue
      }
      switch character {
      case "\"":
        // Two within quotes are one; one begins them.
        if wasQuote { cell.append("\"") }
        isQuoted = true
      case separator: endCell()
      case "\n", "\r\n", "\r":
        endCell()
        lines.append(line)
        line = []
      default: cell.append(character)
      }
      wasQuote = false
      if count > Self.mostCells { return nil }
    }
    if !cell.isEmpty || !line.isEmpty {
      endCell()
      lines.append(line)
    }
  }
}
