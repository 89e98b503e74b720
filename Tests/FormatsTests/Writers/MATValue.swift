/// A variable of MATLAB, written as a file of version 5 has it.
indirect enum MATValue: Sendable {
  /// Column by column.
  case numbers([Int], [Double])
  case text(String)
  case cells([Int], [MATValue])

  /// With a class it is an object.
  case structure(String?, [(String, MATValue)])

  /// Anything else: a class, and the bytes behind the name.
  case other(UInt8, [UInt8])

  static func column(_ values: Double...) -> MATValue { .numbers([values.count, 1], values) }
  static func row(_ cells: MATValue...) -> MATValue { .cells([1, cells.count], cells) }

  static func file(_ variables: (String, MATValue)...) -> [UInt8] {
    let text = Array("MATLAB 5.0 MAT-file, written for a test".utf8)
    return text + [UInt8](repeating: 0x20, count: 124 - text.count) + [0, 1, 0x49, 0x4D]
      + variables.flatMap { $1.matrix($0) }
  }

  /// A type, a count and the bytes, filled up to eight.
  static func element(_ type: Int, _ bytes: [UInt8]) -> [UInt8] {
    [UInt8](little: type, 4) + [UInt8](little: bytes.count, 4) + bytes
      + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }

  private func matrix(_ name: String) -> [UInt8] {
    let (kind, shape, content): (UInt8, [Int], [UInt8]) =
      switch self {
      case .numbers(let shape, let values):
        (6, shape, Self.element(9, [UInt8](doubles: values)))
      case .text(let text):
        (
          4, [1, text.utf16.count],
          Self.element(4, text.utf16.flatMap { [UInt8](little: Int($0), 2) })
        )
      case .cells(let shape, let cells): (1, shape, cells.flatMap { $0.matrix("") })
      case .structure(let type, let fields):
        (
          type == nil ? 2 : 3, [1, 1],
          (type.map { Self.element(1, Array($0.utf8)) } ?? [])
            + Self.element(5, .init(little: 32, 4))
            + Self.element(
              1,
              fields.flatMap {
                Array($0.0.utf8) + [UInt8](repeating: 0, count: 32 - $0.0.utf8.count)
              })
            + fields.flatMap { $0.1.matrix("") }
        )
      case .other(let kind, let bytes): (kind, [1, 1], bytes)
      }
    return Self.element(
      14,
      Self.element(6, [kind, 0, 0, 0, 0, 0, 0, 0])
        + Self.element(5, shape.flatMap { [UInt8](little: $0, 4) })
        + Self.element(1, Array(name.utf8)) + content)
  }
}
