extension String {
  /// The text with every character that could move the cursor, colour the screen or reverse the
  /// reading order written out: `\n`, `\t`, or `\u{1b}`.
  ///
  /// For text that comes from a user or a file: names, messages, lines. A backslash stays as it
  /// is, so the result is for people, not for reading back.
  package var escapingControls: String {
    guard unicodeScalars.contains(where: \.isTrouble) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.isTrouble: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
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
