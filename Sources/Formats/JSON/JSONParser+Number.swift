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

  /// Steps over the number at `at`.
  ///
  /// - Throws: what `number` does.
  mutating func passNumber() throws(JSONSyntaxError) {
    let start = at
    guard skipNumber(), !Self.isWordByte(next) else {
      at = start
      _ = try literal()
      return
    }
    // No shorter decimal without an exponent is beyond the range.
    let isPlain = at - start < 300 && !bytes[start..<at].contains { $0 | 0x20 == 0x65 }
    if isPlain { return }
    at = start
    _ = try number()
  }

  /// The number behind the bracket or comma at `at`, of a list that `passNumber` has been over.
  mutating func nextOfList() -> Double {
    at += 1
    skipSpace()
    defer { skipSpace() }
    if let word = nonFiniteWord() { return word }
    return (try? number()) ?? .nan
  }

  /// One of the strings that stand for the numbers JSON has no way to write; nil, with nothing read,
  /// for anything else.
  mutating func nonFiniteWord() -> Double? {
    guard next == "\"" else { return nil }
    for (word, value) in NonFiniteWord.all {
      let end = at + word.utf8.count + 1
      guard end < bytes.count, bytes[end] == UInt8(ascii: "\""),
        bytes[(at + 1)..<end].elementsEqual(word.utf8)
      else { continue }
      at = end + 1
      return value
    }
    return nil
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
