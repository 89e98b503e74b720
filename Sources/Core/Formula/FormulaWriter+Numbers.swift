extension FormulaWriter {
  /// Whether a coefficient is shown as a fraction: a third, not 0.044715.
  func isFraction(_ number: Rational) -> Bool {
    number.denominator != 1
      && (number.denominator.truncatingRemainder(dividingBy: 5) != 0 || !number.isShortDecimal)
      && !number.isLongDecimal
  }

  func number(_ number: Rational, within binding: Binding) -> String {
    let size = -number
    let positive = number.isNegative ? size : number
    let sign = number.isNegative ? minus : ""
    if isFraction(number) {
      let (p, q) = (plain(positive.numerator), plain(positive.denominator))
      return bracketed(
        sign + (style == .latex ? #"\frac{\#(p)}{\#(q)}"# : "\(p)/\(q)"),
        if: binding > (number.isNegative ? .sum : .product))
    }
    return bracketed(sign + plain(positive.value), if: number.isNegative && binding > .sum)
  }

  /// What stands above and below the bar; 3.4318/3 for 17159/15000.
  func quotient(_ number: Rational) -> (Rational, Rational) {
    var rest = number.denominator
    for divisor in [2.0, 5] where abs(number.numerator) >= 1_000 {
      while rest.truncatingRemainder(dividingBy: divisor) == 0 { rest /= divisor }
    }
    let above = Rational(number.numerator, over: number.denominator / rest)
    return (above, Rational(rest))
  }

  func plain(_ value: Double) -> String {
    let text = Rational.isSmallWhole(value) ? "\(Int(clamping: value))" : "\(value)"
    if style == .source { return text }
    // 1e-300 is a power of ten in print.
    guard let e = text.firstIndex(of: "e") else { return text }
    let exponent = Int(text[text.index(after: e)...]) ?? 0
    return text[..<e] + (style == .latex ? #" \cdot 10^{"# : "·10^(")
      + "\(exponent)".replacing("-", with: minus)
      + (style == .latex ? "}" : ")")
  }
}

extension Rational {
  /// Whether it has few decimals.
  fileprivate var isShortDecimal: Bool { "\(value)".count <= 12 }

  /// Whether it was typed as a decimal of many digits: nobody writes 6.283185307179586 as a fraction.
  fileprivate var isLongDecimal: Bool {
    max(abs(numerator), denominator) >= 1e8 && Rational(shortest: value) == self
  }
}
