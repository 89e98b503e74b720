extension Formula {
  /// How a formula is written down.
  public enum Style: Sendable, Hashable, CaseIterable {
    /// For the terminal: 2e^(−2x)/(1 + e^(−2x))².
    case unicode

    /// For documents: \frac{2 e^{-2 x}}{(1 + e^{-2 x})^{2}}.
    case latex

    /// As it is typed, to be read again: 2*exp(-2*x)/(1 + exp(-2*x))^2.
    case source
  }

  /// The formula written down, with a name for the variable.
  public func text(_ style: Style, variable: String = "x") -> String {
    FormulaWriter(style: style, variable: variable).text(self, within: .sum)
  }
}

/// Writes formulas in one style.
struct FormulaWriter {
  let style: Formula.Style
  let variable: String

  /// How tightly the surroundings bind: what binds looser is put in brackets.
  enum Binding: Int, Comparable {
    case sum, product, power, atom

    static func < (a: Binding, b: Binding) -> Bool { a.rawValue < b.rawValue }
  }

  func text(_ formula: Formula, within binding: Binding) -> String {
    switch formula {
    case .number(let number): return self.number(number.rational, within: binding)
    case .constant(.pi): return style == .source ? "pi" : style == .latex ? #"\pi"# : "π"
    case .constant(.e): return "e"
    case .x: return variable
    case .value: return "T"
    case .sum(let members): return bracketed(sum(members), if: binding > .sum)
    case .product(let members): return product(members, within: binding)
    case .power(let base, let exponent): return power(base, exponent, within: binding)
    case .apply(let function, let u): return application(function, u, within: binding)
    case .call(let function, let u): return call(function.name, [u])
    case .extremum(let which, let a, let b):
      return call((style == .latex ? #"\"# : "") + which.rawValue, [a, b])
    }
  }

  // MARK: Sums

  private func sum(_ members: [Formula]) -> String {
    // A sum begins with a term that needs no sign, if it has one.
    let lead = members.firstIndex { !$0.isNegative } ?? 0
    let ordered = [members[lead]] + members[..<lead] + members[(lead + 1)...]
    var result = ""
    for (i, member) in ordered.enumerated() {
      let isNegative = member.isNegative
      if i > 0 { result += isNegative ? " \(minus) " : " + " }
      let term = i > 0 && isNegative ? member.negated : member
      // A sum in a sum was typed in brackets.
      result += text(term, within: i == 0 && !term.isSum ? .sum : .product)
    }
    return result
  }

  private var minus: String { style == .unicode ? "−" : "-" }

  // MARK: Products and fractions

  private func product(_ members: [Formula], within binding: Binding) -> String {
    var members = members
    var isNegative = false
    if let first = members.first?.rational, first.isNegative {
      isNegative = true
      members[0] = .number(-first)
      if -first == .one, members.count > 1 { members.removeFirst() }
    }
    var above: [Formula] = []
    var below: [Formula] = []
    for (i, member) in members.enumerated() {
      if case .power(let base, let exponent) = member, let p = exponent.rational, p.isNegative {
        below.append(p == Rational(-1) ? base : .power(base, .number(-p)))
      } else if i == 0, let number = member.rational, isFraction(number) {
        let (p, q) = quotient(number)
        if p != .one { above.append(.number(p)) }
        below.append(.number(q))
      } else {
        above.append(member)
      }
    }
    let sign = isNegative ? minus : ""
    let body =
      !below.isEmpty
      ? fraction(above, below)
      : above.count == 1 ? text(above[0], within: .product) : juxtaposed(above)
    let loosest: Binding = isNegative ? .sum : .product
    return bracketed(sign + body, if: binding > loosest)
  }

  private func fraction(_ above: [Formula], _ below: [Formula]) -> String {
    let numerator = above.isEmpty ? "1" : juxtaposed(above)
    if style == .latex {
      // A bar brackets by itself.
      let top = above.count == 1 ? text(above[0], within: .sum) : numerator
      let bottom = below.count == 1 ? text(below[0], within: .sum) : juxtaposed(below)
      return #"\frac{\#(top)}{\#(bottom)}"#
    }
    let single = below.count == 1
    let denominator =
      single ? text(below[0], within: .power) : "(" + juxtaposed(below) + ")"
    return numerator + "/" + denominator
  }

  /// Factors side by side; a sign between them only where one is needed.
  private func juxtaposed(_ factors: [Formula]) -> String {
    if factors.isEmpty { return "1" }
    if style == .source {
      return factors.map { text($0, within: .product, isFactor: true) }.joined(separator: "*")
    }
    var result = ""
    for factor in factors {
      let text = text(factor, within: .product, isFactor: true)
      result += joint(result, text) + text
    }
    return result
  }

  /// A factor of several: a quotient inside keeps its own brackets.
  private func text(
    _ formula: Formula, within binding: Binding, isFactor: Bool
  ) -> String {
    switch formula {
    case .product: return bracketed(text(formula, within: .sum), if: true)
    case .number(let number) where isFraction(number.rational):
      return bracketed(text(formula, within: .sum), if: true)
    default: return text(formula, within: binding)
    }
  }

  private func joint(_ left: String, _ right: String) -> String {
    guard let last = left.last, let first = right.first else { return "" }
    if style == .latex { return first.isNumber && !last.isLetter ? #" \cdot "# : " " }
    if first.isNumber { return "·" }
    // Names run together when nothing stands between; single letters do not.
    let letters = right.prefix { $0.isLetter }.count
    let isCall = letters > 0 && "(′″".contains(right.dropFirst(letters).first ?? " ")
    let isWord = letters > 1 || isCall
    if last.isLetter, last == first, !isWord { return "·" }
    if last.isLetter || last.isNumber || last == ")" || last.isSuperscript, isWord { return " " }
    if last.isLetter, first == "(" || first == "|" || first == "√" {
      return first == "(" ? "" : " "
    }
    if last.isRaisedEnd, first.isLetter { return " " }
    if last.isLetter, right.hasPrefix("e^") || last == "e" && first.isLetter { return " " }
    return ""
  }

  // MARK: Powers

  private func power(
    _ base: Formula, _ exponent: Formula, within binding: Binding
  ) -> String {
    if let p = exponent.rational, p.isNegative {
      let below = p == Rational(-1) ? base : Formula.power(base, .number(-p))
      return bracketed(fraction([], [below]), if: binding > .product && style != .latex)
    }
    let text = text(base, within: .atom) + raised(exponent)
    return bracketed(text, if: binding > .power)
  }

  private func raised(_ exponent: Formula) -> String {
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

  private func application(
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

  private func call(_ name: String, _ arguments: [Formula]) -> String {
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

  // MARK: Numbers

  /// Whether a coefficient is shown as a fraction: a third, not 0.044715.
  private func isFraction(_ number: Rational) -> Bool {
    number.denominator != 1
      && (number.denominator.truncatingRemainder(dividingBy: 5) != 0 || !number.isShortDecimal)
  }

  private func number(_ number: Rational, within binding: Binding) -> String {
    let size = -number
    let positive = number.isNegative ? size : number
    let sign = number.isNegative ? minus : ""
    if isFraction(number) {
      let p = plain(positive.numerator)
      let q = plain(positive.denominator)
      if style == .latex {
        return bracketed(
          sign + #"\frac{\#(p)}{\#(q)}"#, if: binding > (number.isNegative ? .sum : .product))
      }
      return bracketed("\(sign)\(p)/\(q)", if: binding > (number.isNegative ? .sum : .product))
    }
    return bracketed(sign + plain(positive.value), if: number.isNegative && binding > .sum)
  }

  /// What stands above and below the bar; 3.4318/3 for 17159/15000.
  private func quotient(_ number: Rational) -> (Rational, Rational) {
    var rest = number.denominator
    for divisor in [2.0, 5] where abs(number.numerator) >= 1_000 {
      while rest.truncatingRemainder(dividingBy: divisor) == 0 { rest /= divisor }
    }
    let above = Rational(number.numerator, over: number.denominator / rest)
    return (above, Rational(rest))
  }

  private func plain(_ value: Double) -> String {
    let text = Rational.isSmallWhole(value) && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    if style == .source { return text }
    // 1e-300 is a power of ten in print.
    guard let e = text.firstIndex(of: "e") else { return text }
    let exponent = Int(text[text.index(after: e)...]) ?? 0
    return text[..<e] + (style == .latex ? #" \cdot 10^{"# : "·10^(")
      + "\(exponent)".replacing("-", with: minus)
      + (style == .latex ? "}" : ")")
  }

  private func bracketed(_ text: String, if isNeeded: Bool) -> String {
    guard isNeeded else { return text }
    return style == .latex ? #"\left("# + text + #"\right)"# : "(" + text + ")"
  }
}

extension Formula {
  fileprivate var isSum: Bool { if case .sum = self { true } else { false } }

  /// Whether it is written with a sign in front.
  fileprivate var isNegative: Bool {
    if let rational { return rational.isNegative }
    if case .product(let members) = self { return members.first?.rational?.isNegative ?? false }
    return false
  }
}

extension Rational {
  /// Whether it has few decimals.
  fileprivate var isShortDecimal: Bool { "\(value)".count <= 12 }
}

extension Character {
  fileprivate var isSuperscript: Bool { "²³⁴⁵⁶⁷⁸⁹".contains(self) }

  /// What an exponent may end with: a letter behind it would seem to belong to it.
  fileprivate var isRaisedEnd: Bool { self == ")" || isSuperscript }
}
