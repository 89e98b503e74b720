/// Reads a file's bytes from front to back and never past their end.
struct ByteCursor {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int

  /// - Precondition: the range is within the bytes.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    self.bytes = bytes
    (position, end) = (range.lowerBound, range.upperBound)
  }

  var remaining: Int { end - position }

  /// The next byte; nil at the end.
  mutating func byte() -> UInt8? {
    guard position < end else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  /// Where the next bytes stand; nil when there are fewer.
  mutating func range(_ count: Int) -> Range<Int>? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return position..<(position + count)
  }

  /// An unsigned number of up to eight bytes, little end first; nil beyond the end.
  mutating func unsigned(_ size: Int, isBigEndian: Bool = false) -> UInt64? {
    guard let range = range(size) else { return nil }
    let bytes = bytes[range]
    return isBigEndian
      ? bytes.reduce(0) { $0 << 8 | UInt64($1) }
      : bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The same as a count; nil too when it does not fit an Int.
  mutating func count(_ size: Int) -> Int? { unsigned(size).flatMap(Int.init(exactly:)) }

  /// A text line without its end; nil when there is no end.
  mutating func line() -> Range<Int>? {
    guard let newline = bytes[position..<end].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { position = newline + 1 }
    return position..<newline
  }

  /// The next bytes as text; nil beyond the end or where they are not UTF-8.
  mutating func text(_ count: Int) -> String? {
    range(count).flatMap { String(validating: bytes[$0], as: UTF8.self) }
  }
}
