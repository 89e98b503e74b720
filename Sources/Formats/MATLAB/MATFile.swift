/// The variables of a MAT file of version 5.
///
/// Source: the MathWorks document "MAT-File Format". Numbers, texts, cells, structures and objects
/// of old style; what else a file holds is passed over by name.
struct MATFile {
  static let kind = "a MATLAB file"

  indirect enum Value {
    case numbers(shape: [Int], [Double])
    case text([String])
    case cells(shape: [Int], [Value])

    /// A structure or an object: its class, and the fields of its first element.
    case structure(className: String, [String: Value])

    /// An object of new style, which only MATLAB reads; and what else is passed over.
    case newStyle
    case other
  }

  let variables: [(name: String, value: Value)]

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    guard bytes.count > 128 else { throw Self.refused("it is cut short") }
    guard bytes[126] == UInt8(ascii: "I"), bytes[127] == UInt8(ascii: "M") else {
      throw Self.refused("it was written on a machine with the other byte order")
    }
    var reader = MATReader(bytes, 128..<bytes.count)
    variables = try reader.variables()
  }
}

/// Reads the elements of a MAT file from front to back.
struct MATReader {
  private var cursor: ByteCursor
  private let depth: Int
  private var elements = 0

  init(_ bytes: [UInt8], _ range: Range<Int>, depth: Int = 0) {
    cursor = ByteCursor(bytes, range)
    self.depth = depth
  }

  private enum Tag {
    static let int8 = 1, uint8 = 2, int16 = 3, uint16 = 4, int32 = 5, uint32 = 6, single = 7
    static let double = 9, int64 = 12, uint64 = 13, matrix = 14, compressed = 15, utf8 = 16
    static let utf16 = 17
  }

  mutating func variables() throws(ModelFileError) -> [(name: String, value: MATFile.Value)] {
    var variables: [(name: String, value: MATFile.Value)] = []
    while cursor.remaining >= 8 {
      guard variables.count < 10_000 else { throw MATFile.refused("it has too many variables") }
      let (type, range) = try element()
      switch type {
      case Tag.matrix: variables.append(try Self.matrix(cursor.bytes, range, depth))
      case Tag.compressed:
        let unpacked: [UInt8]
        do throws(RowError) { unpacked = try Zlib.unpacked(cursor.bytes[range]) } catch {
          throw MATFile.refused("a variable: \(error)")
        }
        var inner = MATReader(unpacked, 0..<unpacked.count, depth: depth)
        let (type, range) = try inner.element()
        if type == Tag.matrix { variables.append(try Self.matrix(unpacked, range, depth)) }
      default: continue
      }
    }
    return variables
  }

  /// The type and the place of the next element; padding behind it is passed over.
  private mutating func element() throws(ModelFileError) -> (type: Int, range: Range<Int>) {
    elements += 1
    if let problem = ReadLimits.problem(
      .values, atLeast: elements, enough: cursor.bytes.count / 8)
    {
      throw MATFile.refused(problem)
    }
    guard let word = cursor.count(4) else { throw Self.damaged }
    // Up to four bytes stand in the tag itself.
    if word >> 16 != 0 {
      let (type, count) = (word & 0xFFFF, word >> 16)
      guard count <= 4, let range = cursor.range(4) else { throw Self.damaged }
      return (type, range.lowerBound..<(range.lowerBound + count))
    }
    guard let count = cursor.count(4), let range = cursor.range(count) else { throw Self.damaged }
    // A compressed element has no padding.
    if word != Tag.compressed { _ = cursor.range(min((8 - count % 8) % 8, cursor.remaining)) }
    return (word, range)
  }

  private static var damaged: ModelFileError { MATFile.refused("it is damaged or cut short") }

  // MARK: One variable

  private static func matrix(
    _ bytes: [UInt8], _ range: Range<Int>, _ depth: Int
  ) throws(ModelFileError) -> (name: String, value: MATFile.Value) {
    guard depth < 16 else { throw MATFile.refused("its cells are nested too deep") }
    guard !range.isEmpty else { return ("", .numbers(shape: [0, 0], [])) }
    var reader = MATReader(bytes, range, depth: depth)
    let (_, flags) = try reader.element()
    guard flags.count >= 4 else { throw damaged }
    let kind = Int(bytes[flags.lowerBound])
    // Opaque objects have another head.
    if kind == 17 { return ("", .newStyle) }
    let shape = try reader.integers()
    guard shape.count <= 8, let count = StoredNumbers.count(of: shape) else { throw damaged }
    if let problem = ReadLimits.problem(.parameters, count) { throw MATFile.refused(problem) }
    let name = try reader.text()
    switch kind {
    case 1:
      if let problem = ReadLimits.problem(.values, count) { throw MATFile.refused(problem) }
      var cells: [MATFile.Value] = []
      for _ in 0..<count { cells.append(try reader.value()) }
      return (name, .cells(shape: shape, cells))
    case 2, 3:
      let className = kind == 3 ? try reader.text() : ""
      return (name, .structure(className: className, try reader.fields(count)))
    case 4: return (name, .text(try reader.rows(shape)))
    case 6...15:
      let numbers = try reader.numbers()
      guard numbers.count == count else { throw damaged }
      return (name, .numbers(shape: shape, numbers))
    default: return (name, .other)
    }
  }

  private mutating func value() throws(ModelFileError) -> MATFile.Value {
    let (type, range) = try element()
    guard type == Tag.matrix else { throw Self.damaged }
    return try Self.matrix(cursor.bytes, range, depth + 1).value
  }

  private mutating func fields(_ count: Int) throws(ModelFileError) -> [String: MATFile.Value] {
    guard let length = try integers().first, (1...256).contains(length) else { throw Self.damaged }
    let (_, range) = try element()
    let names = stride(from: range.lowerBound, to: range.upperBound - length + 1, by: length).map {
      String(decoding: cursor.bytes[$0..<($0 + length)].prefix { $0 != 0 }, as: UTF8.self)
    }
    var fields: [String: MATFile.Value] = [:]
    // Of an array of structures the first is enough.
    for name in names where count > 0 { fields[name] = try value() }
    return fields
  }

  // MARK: Numbers and texts

  private static func elementType(_ tag: Int) -> ElementType? {
    switch tag {
    case Tag.int8: .signed(bytes: 1)
    case Tag.uint8, Tag.utf8: .unsigned(bytes: 1)
    case Tag.int16: .signed(bytes: 2)
    case Tag.uint16, Tag.utf16: .unsigned(bytes: 2)
    case Tag.int32: .signed(bytes: 4)
    case Tag.uint32: .unsigned(bytes: 4)
    case Tag.single: .float32
    case Tag.double: .float64
    case Tag.int64: .signed(bytes: 8)
    case Tag.uint64: .unsigned(bytes: 8)
    default: nil
    }
  }

  /// Numbers as they are stored: often in fewer bytes than their class has.
  private mutating func numbers() throws(ModelFileError) -> [Double] {
    let (tag, range) = try element()
    guard let type = Self.elementType(tag), range.count % type.byteCount == 0 else {
      throw Self.damaged
    }
    return type.doubles(cursor.bytes[range])
  }

  private mutating func integers() throws(ModelFileError) -> [Int] {
    try numbers().map { Int(exactly: $0) ?? -1 }
  }

  private mutating func text() throws(ModelFileError) -> String {
    let (_, range) = try element()
    return String(decoding: cursor.bytes[range.prefix(1000)], as: UTF8.self)
  }

  /// The rows of a matrix of characters, without the blanks that fill them.
  private mutating func rows(_ shape: [Int]) throws(ModelFileError) -> [String] {
    let codes = try numbers()
    guard shape.count == 2, codes.count == shape[0] * shape[1], codes.count <= PickleLimits.text
    else {
      return []
    }
    return (0..<shape[0]).map { i in
      let scalars = (0..<shape[1]).compactMap { j in
        Unicode.Scalar(UInt32(exactly: codes[j * shape[0] + i]) ?? 0xFFFD)
      }
      let text = String(String.UnicodeScalarView(scalars))
      return String(text.reversed().drop { $0 == " " || $0 == "\0" }.reversed())
    }
  }
}
