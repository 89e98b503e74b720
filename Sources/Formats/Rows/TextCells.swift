/// The cells of a line, without the spaces and quotation marks around them.
@safe struct TextCells: @unsafe Sequence, @unsafe IteratorProtocol {
  private let line: UnsafeRawBufferPointer
  private let separator: UInt8
  private var position = 0
  private var isAtEnd = false

  /// The texts of all cells of a line.
  static func texts(_ line: UnsafeRawBufferPointer, separator: UInt8) -> [String] {
    unsafe TextCells(line, separator: separator).map {
      let text = unsafe String(decoding: $0, as: UTF8.self)
      return text.replacing("\"\"", with: "\"")
    }
  }

  init(_ line: UnsafeRawBufferPointer, separator: UInt8) {
    unsafe self.line = line
    self.separator = separator
  }

  mutating func next() -> UnsafeRawBufferPointer? {
    if isAtEnd { return nil }
    skipSpace()
    let start = position
    if unsafe position < line.count, unsafe line[position] == 0x22, let cell = unsafe quotedCell() {
      return unsafe cell
    }
    while unsafe position < line.count, unsafe !isSeparator(line[position]) { position += 1 }
    var end = position
    passSeparator()
    while end > start, unsafe isSpace(line[end - 1]) { end -= 1 }
    return unsafe UnsafeRawBufferPointer(rebasing: line[start..<end])
  }

  /// A cell in quotation marks, without them: a separator within is part of it, and two marks stand
  /// for one. Nil where what follows is not the end of a cell: then the marks are nothing special.
  private mutating func quotedCell() -> UnsafeRawBufferPointer? {
    let start = position + 1
    var end = start
    while true {
      while unsafe end < line.count, unsafe line[end] != 0x22 { end += 1 }
      if unsafe end == line.count { return nil }
      if unsafe end + 1 == line.count || line[end + 1] != 0x22 { break }
      end += 2
    }
    var after = end + 1
    while unsafe after < line.count, unsafe isSpace(line[after]), separator != 0x20 { after += 1 }
    guard unsafe after == line.count || isSeparator(line[after]) else { return nil }
    position = after
    passSeparator()
    var first = start
    while first < end, unsafe isSpace(line[first]) { first += 1 }
    while end > first, unsafe isSpace(line[end - 1]) { end -= 1 }
    return unsafe UnsafeRawBufferPointer(rebasing: line[first..<end])
  }

  private mutating func passSeparator() {
    if separator == 0x20 { skipSpace() }
    if unsafe position == line.count {
      isAtEnd = true
    } else if separator != 0x20 {
      position += 1
    }
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
