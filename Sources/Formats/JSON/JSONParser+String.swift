extension JSONParser {
  /// The string whose opening quote is next.
  mutating func string() throws(JSONSyntaxError) -> String {
    let start = at
    at += 1
    var contents: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        guard let string = String(validating: contents, as: UTF8.self) else {
          throw error(.notUTF8, at: start)
        }
        return string
      case UInt8(ascii: "\\"):
        contents += String(try escape()).utf8
      case 0..<0x20:
        throw error(.controlCharacter, at: at)
      default:
        contents.append(byte)
        at += 1
      }
    }
    throw error(.unfinishedString, at: start)
  }

  /// The scalar of an escape such as `\n` or `\u00E9`.
  private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = at
    at += 1
    let letter = next
    at += 1
    switch letter {
    case "\"", "\\", "/": return letter
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      if let scalar = unicodeEscape() { return scalar }
    default: break
    }
    throw error(.badEscape, at: start)
  }

  /// What follows `\u`: four hexadecimal digits, and a second such escape after a high surrogate.
  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let first = fourDigits() else { return nil }
    guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) }
    guard take("\\"), take("u"), let second = fourDigits(), second & 0xFC00 == 0xDC00
    else { return nil }
    return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF)
  }

  private mutating func fourDigits() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(next).hexDigitValue else { return nil }
      value = value * 16 + UInt32(digit)
      at += 1
    }
    return value
  }
}
