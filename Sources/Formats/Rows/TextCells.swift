/// The cells of a line, without the spaces and quotation marks around them.
@safe struct TextCells: @unsafe Sequence, @unsafe IteratorProtocol {
  private let line: UnsafeRawBufferPointer
  private let separator: UInt8
  private var position = 0
  private var isAtEnd = false

  init(_ line: UnsafeRawBufferPointer, separator: UInt8) {
    unsafe self.line = line
    self.separator = separator
  }

  mutating func next() -> UnsafeRawBufferPointer? {
    if isAtEnd { return nil }
    skipSpace()
    let start = position
    while unsafe position < line.count, unsafe !isSeparator(line[position]) { position += 1 }
    var end = position
    if separator == 0x20 { skipSpace() }
    if unsafe position == line.count {
      isAtEnd = true
    } else if separator != 0x20 {
      position += 1
    }
    while end > start, unsafe isSpace(line[end - 1]) { end -= 1 }
    let isQuoted = unsafe end - start >= 2 && line[start] == 0x22 && line[end - 1] == 0x22
    return unsafe UnsafeRawBufferPointer(
      rebasing: isQuoted ? line[(start + 1)..<(end - 1)] : line[start..<end])
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte == 0x09 && separator != 0x09)
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    separator == 0x20 ? isSpace(byte) : byte == separator
  }

  private mutating func skipSpace() {
    while unsafe position < line.count, unsafe isSpace(line[position]) { position += 1 }
  }
}
