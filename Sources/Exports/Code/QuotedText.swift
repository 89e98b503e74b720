/// Names that come from outside, as they may stand in comments and literals of any language: in ASCII,
/// so that no letter can turn the text around, and cut, as C99 promises no more than 4,095 bytes.
enum QuotedText {
  private static let longest = 200

  /// For a comment: one line, in which nothing ends the comment.
  static func comment(_ name: String) -> String {
    escaped(name) { "\\u{\(String($0, radix: 16))}" }
      .replacing("*/", with: "* /").replacing("/*", with: "/ *").replacing("??", with: "? ?")
      .replacing("%{", with: "% {").replacing("%}", with: "% }")
      .replacing("\"\"\"", with: "\" \" \"")
  }

  /// A literal of C: UTF-8 in octal, each with three digits so that none that follows belongs to it.
  static func c(_ name: String) -> String {
    var text = ""
    for byte in cut(name).utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        text += "\\" + String(UnicodeScalar(byte))
      case 32..<127: text += String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return "\"\(text)\""
  }

  /// A literal of Python: code points in hexadecimal.
  static func python(_ name: String) -> String {
    let text = escaped(name, quoting: "\"\\") { code in
      let digits = String(code, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    return "\"\(text)\""
  }

  /// A literal of Swift.
  static func swift(_ name: String) -> String {
    "\"\(escaped(name, quoting: "\"\\") { "\\u{\(String($0, radix: 16))}" })\""
  }

  /// A literal of MATLAB; what is not ASCII is a number among the texts that are joined.
  static func matlab(_ name: String) -> String {
    var pieces: [String] = []
    var text = ""
    for unit in cut(name).utf16 {
      if 32..<127 ~= unit, let scalar = UnicodeScalar(unit) {
        text += scalar == "'" ? "''" : String(scalar)
      } else {
        pieces += ["'\(text)'", "char(\(unit))"]
        text = ""
      }
    }
    pieces.append("'\(text)'")
    return pieces.count == 1 ? pieces[0] : "[" + pieces.joined(separator: " ") + "]"
  }

  private static func cut(_ name: String) -> String {
    let scalars = name.unicodeScalars
    if scalars.count <= longest { return name }
    return String(String.UnicodeScalarView(scalars.prefix(longest))) + "..."
  }

  private static func escaped(
    _ name: String, quoting quoted: String = "", _ escape: (UInt32) -> String
  ) -> String {
    var text = ""
    for scalar in cut(name).unicodeScalars {
      if quoted.unicodeScalars.contains(scalar) {
        text += "\\" + String(scalar)
      } else {
        text += 32..<127 ~= scalar.value ? String(scalar) : escape(scalar.value)
      }
    }
    return text
  }
}
