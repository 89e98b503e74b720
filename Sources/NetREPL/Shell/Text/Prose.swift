/// Numbers and vectors as they stand in sentences and headings.
package enum Prose {
  /// One number: whole when it is short, else in six digits.
  static func number(_ value: Double, digits: Int? = 6) -> String {
    // In a sentence nothing is less than nothing.
    minus(NumberFormat(digits: digits).alone(value == 0 ? 0 : value))
  }

  /// The size of an error in a sentence: 1.0e−14.
  static func magnitude(_ value: Double) -> String {
    minus(NumberFormat.magnitude(value))
  }

  /// (0.5, −1); of a long vector the ends and the count. A line is not broken inside a short one.
  static func vector(_ values: [Double], digits: Int? = 6) -> String {
    if values.count <= 6 {
      let numbers = values.map { number($0, digits: digits) }
      return "(" + numbers.joined(separator: ",\u{a0}") + ")"
    }
    let first = values.prefix(3).map { number($0, digits: digits) }.joined(separator: ", ")
    return
      "(\(first), …, \(number(values[values.count - 1], digits: digits))), \(values.count) values"
  }

  /// "1 entry", "4 entries".
  package static func count(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// "1 number was given", "4 numbers were given".
  static func given(_ count: Int, _ noun: String) -> String {
    self.count(count, "\(noun) was", "\(noun)s were") + " given"
  }

  static func minus(_ text: String) -> String { text.replacing("-", with: "−") }
}
