/// Counts the messages and texts of an ONNX file before it is decoded: an empty node takes two bytes
/// of the file and a hundred of memory.
///
/// Source: the encoding of protocol buffers; the messages of `onnx.proto`.
struct ONNXCount {
  private let bytes: [UInt8]
  private let limit: Int
  private(set) var count = 0

  /// A message, and by their numbers the fields of it that are messages; nil for texts.
  private indirect enum Message {
    case of([UInt64: Message?])

    static let shape = of([1: of([2: nil])])
    static let valueInfo = of([1: nil, 2: of([1: of([2: shape])]), 3: nil])
    static let tensor = of([8: nil, 9: nil, 13: of([1: nil, 2: nil])])
    static let attribute = of([1: nil, 4: nil, 5: tensor, 9: nil])
    static let node = of([1: nil, 2: nil, 3: nil, 4: nil, 5: attribute, 6: nil, 7: nil])
    static let graph = of([1: node, 2: nil, 5: tensor, 10: nil, 11: valueInfo, 12: valueInfo])
    static let operators = of([1: nil])
    static let function = of([
      1: nil, 4: nil, 5: nil, 7: node, 8: nil, 9: operators, 10: nil,
    ])
    static let model = of([
      2: nil, 3: nil, 6: nil, 7: graph, 8: operators, 14: of([1: nil, 2: nil]), 25: function,
    ])
  }

  /// Counts up to one more than the limit; what cannot be decoded ends the count.
  init(_ bytes: [UInt8], limit: Int) {
    (self.bytes, self.limit) = (bytes, limit)
    count(.model, in: 0..<bytes.count)
  }

  private mutating func count(_ message: Message, in range: Range<Int>) {
    guard case .of(let fields) = message else { return }
    var cursor = ByteCursor(bytes, range)
    while count <= limit, let tag = cursor.varint() {
      switch tag & 7 {
      case 0: if cursor.varint() == nil { return }
      case 1: if cursor.range(8) == nil { return }
      case 5: if cursor.range(4) == nil { return }
      case 2:
        guard let size = cursor.varint().flatMap(Int.init(exactly:)), let range = cursor.range(size)
        else { return }
        guard let field = fields[tag >> 3] else { continue }
        count += 1
        if let field { count(field, in: range) }
      default: return
      }
    }
  }
}

extension ByteCursor {
  /// A number of seven bits a byte, the low ones first; nil beyond the end or 64 bits.
  fileprivate mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = byte() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
