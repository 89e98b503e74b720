extension FormulaWriter {
  // MARK: Powers

  func power(
    _ base: Formula, _ exponent: Formula, within binding: Binding
  ) -> String {
    if let p = exponent.rational, p.isNegative {
      let below = p == Rational(-1) ? base : Formula.power(base, .number(-p))
      return bracketed(fraction([], [below]), if: binding > .product && style != .latex)
    }
    let text = text(base, within: .atom) + raised(exponent)
    return bracketed(text, if: binding > .power)
  }

  func raised(_ exponent: Formula) -> String {
    if style == .latex { return "^{" + text(exponent, within: .sum) + "}" }
    if style == .unicode, let n = exponent.rational?.integer, let sign = Self.superscripts[n] {
      return String(sign)
    }
    let text = text(exponent, within: .sum)
    return "^" + (text.count == 1 || text.allSatisfy(\.isNumber) ? text : "(\(text))")
  }

  private static let superscripts: [Int: Character] = [
    2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹",
  ]

  // MARK: Functions

  func application(
    _ function: Formula.Function, _ u: Formula, within binding: Binding
  ) -> String {
    switch (style, function) {
    case (.unicode, .exp), (.latex, .exp):
      return bracketed("e" + raised(u), if: binding > .power)
    case (.unicode, .abs): return "|" + text(u, within: .sum) + "|"
    case (.latex, .abs): return #"\left|"# + text(u, within: .sum) + #"\right|"#
    case (.unicode, .sqrt): return "√" + text(u, within: .atom)
    case (.latex, .sqrt): return #"\sqrt{"# + text(u, within: .sum) + "}"
    case (.latex, .sin), (.latex, .cos), (.latex, .tan), (.latex, .sinh), (.latex, .cosh),
      (.latex, .tanh), (.latex, .log):
      return call(#"\"# + function.rawValue, [u])
    case (.latex, .atan): return call(#"\arctan"#, [u])
    case (.latex, _): return call(#"\operatorname{\#(function.rawValue)}"#, [u])
    default: return call(function.rawValue, [u])
    }
  }

  func call(_ name: String, _ arguments: [Formula]) -> String {
    let list = arguments.map { text($0, within: .sum) }.joined(separator: ", ")
    var name = name
    switch style {
    case .unicode: name = name.replacing("''", with: "″").replacing("'", with: "′")
    case .latex where !name.hasPrefix(#"\"#):
      let letters = name.prefix { $0 != "'" }
      name =
        #"\operatorname{\#(letters.replacing("_", with: #"\_"#))}"#
        + name.dropFirst(letters.count)
    default: break
    }
    return "\(name)(\(list))"
  }
}
