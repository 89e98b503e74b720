extension Syntax {
  /// How tightly it binds.
  private enum Binding: Int, Comparable {
    case sum, product, power, atom

    static func < (a: Binding, b: Binding) -> Bool { a.rawValue < b.rawValue }
  }

  /// The expression written out, so that it reads back as it is: `G1' diag(B1[1,:] .* sigma''(z1)) G1`.
  package var text: String { text(within: .sum) }

  private func text(within binding: Binding) -> String {
    func bracketed(_ text: String, _ own: Binding) -> String {
      own < binding ? "(\(text))" : text
    }
    switch kind {
    case .number(let text), .name(let text), .derivative(let text): return text
    case .result(let number): return number == 0 ? "_" : "%\(number)"
    case .application(let name, let values):
      return "\(name.text)(\(values.map(\.text).joined(separator: ", ")))"
    case .negation(let value): return bracketed("-" + value.text(within: .product), .sum)
    case .sum(let terms):
      return bracketed(
        terms.enumerated().map { index, term in
          let text = term.value.text(within: .product)
          return index == 0 ? text : (term.isNegative ? " - " : " + ") + text
        }.joined(), .sum)
    case .product(let factors):
      return bracketed(
        factors.enumerated().map { index, factor in
          let isQuotient = factor.joint == .over || factor.joint == .entryOver
          let text = factor.value.text(within: isQuotient ? .atom : .power)
          guard index > 0 else { return text }
          switch factor.joint {
          case .over: return "/" + text
          // Digits behind a value would be another number.
          case .beside:
            let isNumber = text.first?.isNumber == true
            let isDivided = index > 1 && factors[1..<index].contains { $0.joint == .over }
            return (isNumber || isDivided ? " * " : " ") + text
          default: return " \(factor.joint.rawValue) \(text)"
          }
        }.joined(), .product)
    case .power(let base, let exponent, let isOfEntries):
      return bracketed(
        base.text(within: .atom) + (isOfEntries ? ".^" : "^") + exponent.text(within: .atom),
        .power)
    case .transpose(let value): return value.text(within: .atom) + "'"
    case .root(let value): return "√" + value.text(within: .atom)
    case .magnitude(let value): return "|\(value.text)|"
    case .entry(let value, let indices):
      return value.text(within: .atom) + "[" + indices.map(\.text).joined(separator: ",") + "]"
    case .matrix(let rows):
      return "["
        + rows.map { $0.map(\.text).joined(separator: ", ") }.joined(separator: "; ") + "]"
    }
  }
}

extension Syntax.Index {
  fileprivate var text: String {
    switch self {
    case .all: ":"
    case .one(let one): one.text
    case .range(let first, let last): "\(first.text)..\(last.text)"
    }
  }
}
