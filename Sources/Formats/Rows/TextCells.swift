/// The cells of a line, without the spaces and quotation marks around them.
struct TextCells: Sequence, IteratorProtocol {
  private let line: UnsafeRawBufferPointer
  private let separator: UInt8
  private var position = 0
  private var isAtEnd = false

  init(_ line: UnsafeRawBufferPointer, separator: UInt8) {
    self.line = line
    self.separator = separator
  }

  mutating func next() -> UnsafeRawBufferPointer? {
    if isAtEnd { return nil }
    skipSpace()
    let start = position
    while position < line.count, !isSeparator(line[position]) { position += 1 }
    var end = position
    if separator == 0x20 { skipSpace() }
    if position == line.count {
      isAtEnd = true
    } else if separator != 0x20 {
      position += 1
    }
    while end > start, isSpace(line[end - 1]) { end -= 1 }
    let isQuoted = end - start >= 2 && line[start] == 0x22 && line[end - 1] == 0x22
    return UnsafeRawBufferPointer(
      rebasing: isQuoted ? line[(start + 1)..<(end - 1)] : line[start..<end])
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte == 0x09 && separator != 0x09)
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    separator == 0x20 ? isSpace(byte) : byte == separator
  }

  private mutating func skipSpace() {
    while position < line.count, isSpace(line[position]) { position += 1 }
  }
}
