/// Bytes, spaces, words and errors.
extension JSONParser {
  /// The next byte as an ASCII scalar; NUL, which JSON has nowhere, at the end.
  var next: Unicode.Scalar { Unicode.Scalar(at < bytes.count ? bytes[at] : 0) }

  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return
      }
    }
  }

  /// Some editors put the mark before a UTF-8 text, where it means nothing.
  mutating func skipByteOrderMark() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  /// What a person would take for one word: letters, digits, signs, points and underscores.
  mutating func word() -> String {
    let start = at
    while Self.isWordByte(next) { at += 1 }
    return Quote.shortened(String(decoding: bytes[start..<at], as: UTF8.self))
  }

  static func isWordByte(_ byte: Unicode.Scalar) -> Bool {
    switch byte {
    case "a"..."z", "A"..."Z", "0"..."9", "+", "-", ".", "_": true
    default: false
    }
  }

  // MARK: Errors

  func error(_ problem: JSONSyntaxError.Problem, at offset: Int) -> JSONSyntaxError {
    JSONSyntaxError(problem: problem, position: TextPosition(offset: offset, in: bytes))
  }

  /// The user wants no more of it: nobody reads this.
  var stopped: JSONSyntaxError { error(.ended(expected: "more"), at: 0) }

  /// The error that the next byte is not what belongs there.
  func unexpected(expected: String) -> JSONSyntaxError {
    guard at < bytes.count else { return error(.ended(expected: expected), at: at) }
    return error(.unexpected(found: describeNext(), expected: expected), at: at)
  }

  /// The next character in quotes, or the byte's number when it cannot be shown.
  private func describeNext() -> String {
    // Four bytes hold any scalar.
    let text = String(decoding: bytes[at..<min(at + 4, bytes.count)], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first, scalar.value > 0x20, scalar.value != 0x7F,
      scalar.value != 0xFFFD
    else { return "the byte 0x" + String(bytes[at], radix: 16, uppercase: true) }
    return "'\(scalar)'"
  }
}
