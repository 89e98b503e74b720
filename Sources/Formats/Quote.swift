/// Words from a file inside a message; long ones are cut, and the cut is shown.
///
/// Control characters stay as they are: whoever shows the message to a terminal escapes them.
enum Quote {
  static func double(_ text: String) -> String { "\"\(shortened(text))\"" }

  static func single(_ text: String) -> String { "'\(shortened(text))'" }

  /// Names with commas between, the first of many.
  static func list(_ names: [String]) -> String {
    let most = 12
    let rest = names.count > most ? ", … (\(names.count) in all)" : ""
    return names.prefix(most).map(shortened).joined(separator: ", ") + rest
  }

  static func shortened(_ text: String) -> String {
    // Scalars, not characters: a character can be a million combining marks.
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: 40, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }
}
