/// Names with a subscript, as formulas are printed: G_l and f_(l−1) are of any layer, H_k and I_j of any
/// component, and f_0 is f0.
extension Syntax {
  /// The same with H[k], I[j] and f0 in the place of H_k, I_j and f_0.
  ///
  /// - Parameter isOwn: whether the user has given a name a meaning.
  func readingSubscripts(isOwn: (String) -> Bool) -> Syntax {
    func read(_ syntax: Syntax) -> Syntax { syntax.readingSubscripts(isOwn: isOwn) }
    switch kind {
    case .name(let text) where !isOwn(text): return with(Subscripted(text)?.plain(self) ?? kind)
    case .derivative(let text): return with(.derivative(Self.plain(derivative: text)))
    case .application(let name, let values):
      let number = Subscripted(name.text)?.number.map { "σ\($0)" }
      let primes = name.text.filter { $0 == "'" }
      let plain = number.map { Name(text: $0 + primes, range: name.range) } ?? name
      return with(.application(plain, values.map(read)))
    case .entry(let inner, let indices):
      let whole = read(inner)
      guard case .entry(let stack, let first) = whole.kind, case .name = inner.kind,
        case .entry(_, let read) = replacing(children: children.map(read)).kind
      else { return replacing(children: children.map(read)) }
      // H_k[i,j] is H[k,i,j].
      return with(.entry(stack, first + read.suffix(indices.count)))
    default: return replacing(children: children.map(read))
    }
  }

  /// ∂D1/∂I[j] for ∂D1/∂I_j.
  private static func plain(derivative text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let head = rest.popFirst() {
      guard head == "_", let tail = rest.first, tail != "(" else {
        result.append(head)
        continue
      }
      if tail.isNumber { continue }
      if let symbol = result.last.flatMap({ Quantity.Symbol(rawValue: String($0)) }),
        symbol.countsComponents
      {
        result += "[\(tail)]"
        rest.removeFirst()
      } else {
        result.append(head)
      }
    }
    return result
  }
}

extension Syntax {
  /// Whether it is one of a quantity, which is no function: G_l, and not σ_l or W_.
  package static func isSubscriptedQuantity(_ name: String) -> Bool {
    Subscripted(name).map { $0.symbol != nil && ($0.number != nil || $0.letter != nil) } ?? false
  }

  /// Whether a name has a subscript that stands for a layer or a component: z_l, H_k, W_.
  static func isSubscripted(_ name: String) -> Bool {
    Subscripted(name).map { $0.subscripted.isEmpty || $0.number != nil || $0.letter != nil }
      ?? false
  }
}
