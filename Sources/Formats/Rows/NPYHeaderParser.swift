/// Reads the Python dictionary at the head of an npy file, and no more of Python than that.
struct NPYHeaderParser {
  enum Value: Equatable {
    case text(String)
    case bool(Bool)
    case tuple([Int])
  }

  private let text: [UInt8]
  private var position = 0

  init(text: [UInt8]) { self.text = text }

  mutating func dictionary() throws(RowError) -> [String: Value] {
    var fields: [String: Value] = [:]
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      guard fields.updateValue(try value(), forKey: key) == nil else { throw problem }
      if take(",") { continue }
      try expect("}")
      break
    }
    skipSpace()
    guard position == text.count else { throw problem }
    return fields
  }

  private mutating func value() throws(RowError) -> Value {
    skipSpace()
    if take("True") { return .bool(true) }
    if take("False") { return .bool(false) }
    if take("(") { return .tuple(try sizes()) }
    if position < text.count, text[position] == UInt8(ascii: "[") {
      throw RowError("it holds records of several fields; a table of numbers is needed")
    }
    return .text(try string())
  }

  private mutating func sizes() throws(RowError) -> [Int] {
    var sizes: [Int] = []
    while !take(")") {
      skipSpace()
      let start = position
      while position < text.count, (0x30...0x39).contains(text[position]) { position += 1 }
      guard let size = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
        throw problem
      }
      // Python 2 wrote 3L.
      _ = take("L")
      sizes.append(size)
      if take(",") { continue }
      try expect(")")
      break
    }
    return sizes
  }

  private mutating func string() throws(RowError) -> String {
    skipSpace()
    guard position < text.count, [0x22, 0x27].contains(text[position]) else { throw problem }
    let quote = text[position]
    guard let end = text[(position + 1)...].firstIndex(of: quote) else { throw problem }
    defer { position = end + 1 }
    return String(decoding: text[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func expect(_ word: StaticString) throws(RowError) {
    guard take(word) else { throw problem }
  }

  private mutating func take(_ word: StaticString) -> Bool {
    skipSpace()
    let bytes = Array(word.description.utf8)
    guard text[position...].starts(with: bytes) else { return false }
    position += bytes.count
    return true
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
  }

  private var problem: RowError {
    NPYHeader.damaged("its head cannot be read at byte \(position + 1)")
  }
}
