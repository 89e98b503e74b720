/// Parts of a JSON text.
package enum JSONText {
  /// The shortest text that reads back as the same double, `1` rather than `1.0`; the numbers that
  /// are not finite as the words nan, inf and -inf, without quotes.
  static func number(_ value: Double) -> String {
    // −0 keeps its fraction: readers that know integers would lose its sign.
    if value == 0 { return value.sign == .minus ? "-0.0" : "0" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A number as a JSON value: one that is not finite is a string.
  static func value(_ value: Double) -> String {
    value.isFinite ? number(value) : "\"\(number(value))\""
  }

  /// The numbers as a JSON list on one line.
  static func list(_ values: some Sequence<Double>) -> String {
    "[" + values.map(value).joined(separator: ", ") + "]"
  }

  /// A string in quotes; what a terminal or an editor could act on is escaped.
  ///
  /// - Parameter uppercase: whether escapes have capital digits, as in files.
  package static func string(_ text: String, uppercase: Bool = true) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16, uppercase: uppercase)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
