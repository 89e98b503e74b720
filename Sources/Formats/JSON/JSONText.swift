internal import Platform

/// Parts of a JSON text.
package enum JSONText {
  /// The shortest text that reads back as the same double: 0.1, 1e-300, 12, and -0; the numbers that
  /// are not finite as the words nan, inf and -inf.
  package static func shortest(_ value: Double) -> String {
    // Swift writes 12.0, 1e-05, 1.0e-10 and 1e+16.
    func withoutPointZero(_ text: Substring) -> Substring {
      text.hasSuffix(".0") ? text.dropLast(2) : text
    }
    let parts = value.description.split(separator: "e")
    let digits = withoutPointZero(parts[0])
    guard parts.count > 1 else { return String(digits) }
    let isNegative = parts[1].first == "-"
    let power = parts[1].drop { "+-0".contains($0) }
    return "\(digits)e\(isNegative ? "-" : "")\(power)"
  }

  /// A number as a JSON value: one that is not finite is a string.
  static func value(_ value: Double) -> String {
    // −0 keeps its fraction: readers that know integers would lose its sign.
    if value == 0, value.sign == .minus { return "-0.0" }
    return value.isFinite ? shortest(value) : "\"\(shortest(value))\""
  }

  /// A string in quotes; what a terminal or an editor could act on is escaped.
  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.isTrouble:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
