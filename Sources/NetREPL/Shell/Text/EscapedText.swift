extension String {
  /// The text with every character that could move the cursor, colour the screen or reverse the
  /// reading order written out: `\n`, `\t`, or `\u{1b}`.
  ///
  /// For text that comes from a user or a file: names, messages, lines. A backslash stays as it
  /// is, so the result is for people, not for reading back.
  package var escapingControls: String { escapingControls(but: []) }

  /// The same, with some characters as they are.
  func escapingControls(but kept: Set<Unicode.Scalar>) -> String {
    guard mayHaveTrouble, unicodeScalars.contains(where: \.isTrouble) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case _ where kept.contains(scalar): result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.isTrouble: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether there is a scalar that a terminal would act on.
  package var hasTrouble: Bool { unicodeScalars.contains(where: \.isTrouble) }

  /// A quick look: false for what is certainly all to be seen. Tables are long.
  private var mayHaveTrouble: Bool {
    utf8.contains { byte in
      // Controls, and what U+0080 to U+009F, U+061C, and U+2000 to U+206F begin with in UTF-8.
      byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE2
    }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal would act on it instead of showing it.
  package var isTrouble: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0: true  // C0, DEL, C1
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // order of reading
    case 0x2028, 0x2029: true  // line and paragraph separators
    default: false
    }
  }
}
