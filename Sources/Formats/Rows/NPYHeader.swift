/// The head of an npy file: what the numbers are and how they lie.
///
/// Source: the documentation of NumPy, numpy.lib.format, versions 1.0 to 3.0.
public struct NPYHeader: Sendable, Hashable {
  public var type: NumberType
  public var isFortranOrder: Bool
  public var shape: [Int]

  /// Where the numbers begin.
  public var dataOffset: Int

  static let mark: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The most bytes of a header: longer ones describe structures, which are not read.
  private static let mostBytes = 1 << 16

  /// How one number is stored.
  public struct NumberType: Sendable, Hashable {
    public enum Kind: Character, Sendable {
      case float = "f"
      case signed = "i"
      case unsigned = "u"
    }

    public var kind: Kind
    public var bytes: Int
    public var isBigEndian: Bool

    public static let double = NumberType(kind: .float, bytes: 8, isBigEndian: false)
  }

  // MARK: Reading

  /// - Throws: `RowError` when it is damaged, or its numbers are of a kind that is not read.
  static func read(_ source: any ByteSource) throws(RowError) -> NPYHeader {
    let start = try source.bytes(at: 0, count: 12)
    guard start.count >= 10, start.starts(with: mark) else {
      throw damaged("its head is cut short")
    }
    let version = start[6]
    guard (1...3).contains(version) else {
      throw RowError("the npy format's version is \(version); versions 1 to 3 are read")
    }
    let isShort = version == 1
    guard start.count >= (isShort ? 10 : 12) else { throw damaged("its head is cut short") }
    let length =
      isShort
      ? Int(start[8]) | Int(start[9]) << 8
      : (8..<12).reversed().reduce(0) { $0 << 8 | Int(start[$1]) }
    let offset = isShort ? 10 : 12
    guard length <= mostBytes else { throw damaged("its head has \(length) bytes") }
    let text = try source.bytes(at: offset, count: length)
    guard text.count == length else { throw damaged("its head is cut short") }

    var parser = NPYHeaderParser(text: text)
    let fields = try parser.dictionary()
    guard fields.count == 3, case .text(let descr) = fields["descr"],
      case .bool(let isFortran) = fields["fortran_order"], case .tuple(let shape) = fields["shape"]
    else { throw damaged("its head must name descr, fortran_order and shape") }
    return NPYHeader(
      type: try NumberType(descr), isFortranOrder: isFortran, shape: shape,
      dataOffset: offset + length)
  }

  static func damaged(_ what: String) -> RowError { RowError("the npy file is damaged: \(what)") }

  // MARK: Writing

  /// The bytes of a header for little-endian doubles in C order, always of the same length, so that
  /// the number of rows can be put in when it is known.
  ///
  /// - Parameters:
  ///   - shape: the sizes of the array.
  ///   - type: NumPy's name for what is stored.
  public static func bytes(shape: [Int], type: String = "<f8") -> [UInt8] {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    text += String(repeating: " ", count: max(0, byteCount - 11 - text.utf8.count)) + "\n"
    let length = text.utf8.count
    return mark + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }

  /// The length of what `bytes` gives, for shapes of up to four sizes.
  public static let byteCount = 192
}

extension NPYHeader.NumberType {
  /// From NumPy's name for it, such as `<f8`.
  fileprivate init(_ descr: String) throws(RowError) {
    let characters = Array(descr)
    guard characters.count >= 3, let order = characters.first, "<>|=".contains(order),
      let kind = Kind(rawValue: characters[1]), let bytes = Int(String(characters[2...])),
      kind == .float ? [4, 8].contains(bytes) : [1, 2, 4, 8].contains(bytes)
    else {
      throw RowError(
        "its numbers are of type \(Quote.single(descr)); float64, float32 and integers are read")
    }
    self.init(kind: kind, bytes: bytes, isBigEndian: order == ">")
  }
}
