import Platform

extension String {
  /// The text with every character that could move the cursor, colour the screen or reverse the
  /// reading order written out: `\n`, `\t`, or `\u{1b}`.
  ///
  /// For text that comes from a user or a file: names, messages, lines. A backslash stays as it
  /// is, so the result is for people, not for reading back.
  package var escapingControls: String { escapingControls(keepsLines: false) }

  /// The same; lines and tabs may stay as they are.
  func escapingControls(keepsLines: Bool) -> String {
    guard hasTrouble(besidesLines: keepsLines) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n", "\t":
        result += keepsLines ? String(scalar) : scalar == "\n" ? "\\n" : "\\t"
      case _ where scalar.isTrouble: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same for XML and HTML, which have no way to write most control characters.
  func escapedAsXML(keepsLines: Bool = false) -> String {
    var result = ""
    for scalar in escapingControls(keepsLines: keepsLines).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether there is a character that a terminal would act on.
  package var hasTrouble: Bool { hasTrouble(besidesLines: false) }

  /// What `isTrouble` says of each scalar, in one pass over the bytes: tables are long.
  private func hasTrouble(besidesLines: Bool) -> Bool {
    var (one, two): (UInt8, UInt8) = (0, 0)
    for byte in utf8 {
      switch byte {
      case 0x09, 0x0A: if !besidesLines { return true }
      case 0..<0x20, 0x7F: return true
      case 0x80...0xBF:
        switch (one, two, byte) {
        case (_, 0xC2, 0x80...0x9F), (_, 0xD8, 0x9C), (0xE2, 0x80, 0x8E...0x8F),
          (0xE2, 0x80, 0xA8...0xAE), (0xE2, 0x81, 0xA6...0xA9):
          return true
        default: break
        }
      default: break
      }
      (one, two) = (two, byte)
    }
    return false
  }
}
