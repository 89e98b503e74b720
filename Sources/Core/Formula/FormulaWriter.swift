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
    case .parameter(let name): return parameter(name)
    case .sum(let members): return bracketed(sum(members), if: binding > .sum)
    case .product(let members): return product(members, within: binding)
    case .power(let base, let exponent): return power(base, exponent, within: binding)
    case .apply(let function, let u): return application(function, u, within: binding)
    case .call(let function, let u): return call(function.name, [u])
    case .extremum(let which, let a, let b):
      return call((style == .latex ? #"\"# : "") + which.rawValue, [a, b])
    }
  }

  /// α for alpha, as a book has it.
  private func parameter(_ name: String) -> String {
    let letters = ["alpha": "α", "beta": "β"]
    switch style {
    case .source: return name
    case .unicode: return letters[name] ?? name
    case .latex: return letters[name] == nil ? name : #""# + name
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

  var minus: String { style == .unicode ? "−" : "-" }

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

  func fraction(_ above: [Formula], _ below: [Formula]) -> String {
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

  func bracketed(_ text: String, if isNeeded: Bool) -> String {
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

extension Character {
  fileprivate var isSuperscript: Bool { "²³⁴⁵⁶⁷⁸⁹".contains(self) }

  /// What an exponent may end with: a letter behind it would seem to belong to it.
  fileprivate var isRaisedEnd: Bool { self == ")" || isSuperscript }
}
