extension JSONParser {
  static func startsNumber(_ byte: Unicode.Scalar) -> Bool {
    switch byte {
    case "0"..."9", "-", "N", "I": true
    default: false
    }
  }

  /// The number at `at`: the double nearest to the decimal, exactly.
  mutating func number() throws(JSONSyntaxError) -> Double {
    let start = at
    guard skipNumber(), !Self.isWordByte(next) else {
      at = start
      return try literal()
    }
    // The text is a valid number, so the initialiser cannot refuse it.
    let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)) ?? .nan
    guard value.isFinite else {
      at = start
      throw error(.outOfRange(word: word()), at: start)
    }
    return value
  }

  /// Steps over `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`; false where it fails.
  private mutating func skipNumber() -> Bool {
    _ = take("-")
    guard take("0") || skipDigits() else { return false }
    if take("."), !skipDigits() { return false }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      return skipDigits()
    }
    return true
  }

  private mutating func skipDigits() -> Bool {
    let start = at
    while at < bytes.count, bytes[at] &- 0x30 < 10 { at += 1 }
    return at > start
  }

  /// The numbers that Python writes as words.
  private mutating func literal() throws(JSONSyntaxError) -> Double {
    let start = at
    switch word() {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    case let other: throw error(.notAValue(word: other), at: start)
    }
  }
}
