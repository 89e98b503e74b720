/// Numbers as they are typed, and what is kept of them.
extension SyntaxToken {
  /// A decimal number: exact when its digits are few, else the shortest one for the nearest double,
  /// which is how it is printed.
  static func number(_ text: String) -> Rational? {
    guard let value = Double(text), value.isFinite else { return nil }
    return Decimal(text)?.rational ?? Decimal("\(value)")?.rational ?? Rational(value)
  }

  /// A number as it was typed: its digits without zeros at the ends, and the power of ten behind.
  private struct Decimal: Equatable {
    let digits: String
    let exponent: Int

    init?(_ text: String) {
      let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
      let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
      let fraction = mantissa.count > 1 ? mantissa[1] : ""
      guard let power = parts.count > 1 ? Int(parts[1]) : 0, abs(power) <= 1_000_000 else {
        return nil
      }
      let all = (mantissa[0] + fraction).drop { $0 == "0" }
      let end = all.lastIndex { $0 != "0" }
      digits = end.map { String(all[...$0]) } ?? "0"
      exponent = end == nil ? 0 : power - fraction.count + (all.count - digits.count)
    }

    /// The number itself; nil where its digits are too many.
    var rational: Rational? {
      guard let digits = Double(digits), Rational.isSmallWhole(digits), abs(exponent) <= 15 else {
        return nil
      }
      var power = 1.0
      for _ in 0..<abs(exponent) { power *= 10 }
      return exponent < 0 ? Rational(digits, over: power) : Rational(digits) * Rational(power)
    }
  }

  /// Whether it is a number that has more digits than are kept of it.
  var isRoundedNumber: Bool {
    guard case .number(let text) = kind, let number = Self.number(text) else { return false }
    return Decimal(text) != Decimal("\(number.value.magnitude)")
  }
}

extension Formula {
  /// The numbers of a text that are not kept as they are typed, but as the nearest double.
  ///
  /// - Throws: where the text is none of a formula's.
  package static func roundedNumbers(
    in text: String
  ) throws(FormulaError) -> [(typed: String, value: Double)] {
    try SyntaxToken.tokens(of: text, longest: Syntax.longest).compactMap { token in
      guard token.isRoundedNumber, case .number(let text) = token.kind,
        let number = SyntaxToken.number(text)
      else { return nil }
      return (token.text, number.value)
    }
  }
}
