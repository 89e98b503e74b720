/// A place in a text, both counted from 1.
public struct TextPosition: Sendable, Hashable {
  public let line: Int

  /// Counted in Unicode scalars, as most editors count.
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of a byte in a UTF-8 text; behind the last byte is a place too.
  ///
  /// - Complexity: one pass over the bytes before it, so worth it for a message only.
  init(offset: Int, in bytes: [UInt8]) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }
}

extension TextPosition: CustomStringConvertible {
  public var description: String { "line \(line), column \(column)" }
}
