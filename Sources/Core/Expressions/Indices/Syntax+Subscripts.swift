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

/// A name with a letter or a number as its subscript.
private struct Subscripted {
  /// What stands before the subscript.
  let head: String

  /// What stands behind it, as a'.
  let primes: String
  let subscripted: String

  /// - Returns: nil where no quantity and no σ stands before it.
  init?(_ text: String) {
    let base = text.prefix { $0 != "'" }
    let parts = base.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.symbol(parts[0]) != nil || Self.isSigma(parts[0]) else {
      return nil
    }
    (head, subscripted) = (String(parts[0]), String(parts[1]))
    primes = String(text.dropFirst(base.count))
  }

  static func isSigma(_ head: some StringProtocol) -> Bool {
    Expression.Names.sigma.contains(String(head))
  }

  static func symbol(_ head: some StringProtocol) -> Quantity.Symbol? {
    let text = String(head)
    return Quantity.Symbol(rawValue: text) ?? Quantity(text + "1")?.symbol
  }

  var symbol: Quantity.Symbol? { Self.symbol(head) }

  /// The number that it is.
  var number: Int? { Int(subscripted) }

  /// The letter that it is; nil of a number, or of brackets that follow.
  var letter: String? {
    guard subscripted.count == 1, let first = subscripted.first, first.isASCII, first.isLowercase
    else { return nil }
    return subscripted
  }

  /// Whether a letter stands for a layer.
  var isOfLayers: Bool { Self.isSigma(head) || symbol?.countsLayers == true }

  /// f0 for f_0, H[k] for H_k; nil where it stands for any layer.
  func plain(_ syntax: Syntax) -> Syntax.Kind? {
    if number != nil { return .name(head + subscripted + primes) }
    guard let letter, let symbol, symbol.countsComponents, !symbol.countsLayers, primes.isEmpty
    else { return nil }
    return .entry(syntax.with(.name(head)), [.one(syntax.with(.name(letter)))])
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

// MARK: Letters of layers

extension Syntax {
  /// The letters that stand for a layer, each once: l of G_l, f_(l−1) and ∂z_l/∂I.
  var layerLetters: [String] {
    var found: [String] = []
    func visit(_ syntax: Syntax) {
      for letter in syntax.ownLayerLetters where !found.contains(letter) { found.append(letter) }
      syntax.children.forEach(visit)
    }
    visit(self)
    return found
  }

  private var ownLayerLetters: [String] {
    switch kind {
    case .name(let text):
      return Subscripted(text).flatMap { $0.isOfLayers ? $0.letter : nil }.map { [$0] } ?? []
    case .application(let name, let values):
      guard let head = Subscripted(name.text), head.isOfLayers else { return [] }
      if let letter = head.letter { return [letter] }
      return head.subscripted.isEmpty ? values.first?.offset.map { [$0.letter] } ?? [] : []
    case .derivative(let text): return DerivativeSubscripts(text).letters
    default: return []
    }
  }

  /// A quantity of the layer that a letter means, or of one beside it: f_(l−1).
  struct Layered {
    var head: String
    var letter: String
    var offset: Int

    /// What transposes it.
    var primes: String
  }

  /// What it is as one of these; nil of anything else.
  var layered: Layered? {
    switch kind {
    case .name(let text):
      guard let name = Subscripted(text), name.symbol?.countsLayers == true,
        let letter = name.letter
      else { return nil }
      return Layered(head: name.head, letter: letter, offset: 0, primes: name.primes)
    case .application(let text, let values):
      guard let name = Subscripted(text.text), name.symbol?.countsLayers == true,
        name.subscripted.isEmpty, values.count == 1, let offset = values[0].offset
      else { return nil }
      return Layered(
        head: name.head, letter: offset.letter, offset: offset.number, primes: name.primes)
    default: return nil
    }
  }

  static func layered(_ name: Layered, at range: Range<Int>) -> Syntax {
    func syntax(_ kind: Kind) -> Syntax { Syntax(covering: range).with(kind) }
    if name.offset == 0 { return syntax(.name("\(name.head)_\(name.letter)\(name.primes)")) }
    let index = syntax(
      .sum([
        Term(isNegative: false, value: syntax(.name(name.letter))),
        Term(isNegative: name.offset < 0, value: syntax(.number("\(abs(name.offset))"))),
      ]))
    let plain = syntax(.application(Name(text: name.head + "_", range: range), [index]))
    return name.primes.isEmpty ? plain : syntax(.transpose(plain))
  }

  /// l, l − 1 or l + 1: a letter and what is added to it.
  fileprivate var offset: (letter: String, number: Int)? {
    func letter(_ syntax: Syntax) -> String? {
      guard case .name(let text) = syntax.kind, text.count == 1, text.first?.isLowercase == true
      else { return nil }
      return text
    }
    if let letter = letter(self) { return (letter, 0) }
    guard case .sum(let terms) = kind, terms.count == 2, let letter = letter(terms[0].value),
      case .number(let text) = terms[1].value.kind, let number = Int(text), number < 1000
    else { return nil }
    return (letter, terms[1].isNegative ? -number : number)
  }

  /// The same with the number of a layer in the place of a letter.
  func at(layer number: Int, for letter: String) -> Syntax {
    let inner = children.map { $0.at(layer: number, for: letter) }
    switch kind {
    case .name(let text):
      guard let name = Subscripted(text), name.isOfLayers, name.letter == letter else {
        return self
      }
      return with(.name("\(name.head)\(number)\(name.primes)"))
    case .application(let name, let values):
      guard let head = Subscripted(name.text), head.isOfLayers else {
        return replacing(children: inner)
      }
      if head.letter == letter {
        let plain = Name(text: "\(head.head)\(number)\(head.primes)", range: name.range)
        return with(.application(plain, inner))
      }
      guard head.subscripted.isEmpty, let offset = values.first?.offset, offset.letter == letter
      else { return replacing(children: inner) }
      return with(.name("\(head.head)\(number + offset.number)\(head.primes)"))
    case .derivative(let text):
      return with(.derivative(DerivativeSubscripts(text).at(layer: number, for: letter)))
    default: return replacing(children: inner)
    }
  }

  /// The same with Σ_l written out over the layers.
  ///
  /// - Parameter n: the number of layers.
  func writingOutLayerSums(layers n: Int) -> Syntax {
    let inner = replacing(children: children.map { $0.writingOutLayerSums(layers: n) })
    func sum(_ syntax: Syntax, over letters: [String]) -> Syntax {
      letters.reduce(syntax) { syntax, letter in
        syntax.with(
          .sum(
            (1...n).map { Term(isNegative: false, value: syntax.at(layer: $0, for: letter)) }))
      }
    }
    switch inner.kind {
    case .product(let factors):
      guard let place = factors.firstIndex(where: { Evaluation.summed($0.value) != nil }),
        let letters = Evaluation.summed(factors[place].value), place + 1 < factors.count
      else { return inner }
      var rest = Array(factors[(place + 1)...])
      let behind = with(.product(rest))
      let ofLayers = letters.filter(behind.layerLetters.contains)
      guard !ofLayers.isEmpty else { return inner }
      let others = letters.filter { !ofLayers.contains($0) }
      if !others.isEmpty {
        rest.insert(
          Factor(joint: .beside, value: with(.name("Σ_" + others.joined()))), at: 0)
      }
      let summand = rest.count == 1 ? rest[0].value : with(.product(rest))
      let whole = sum(summand, over: ofLayers)
      return place == 0
        ? whole
        : with(
          .product(
            Array(factors[..<place]) + [Factor(joint: factors[place].joint, value: whole)]))
    case .application(let name, let values):
      guard let letters = Evaluation.letters(ofSum: name.text), values.count == 1 else {
        return inner
      }
      let ofLayers = letters.filter(values[0].layerLetters.contains)
      let whole = sum(values[0], over: ofLayers)
      let others = letters.filter { !ofLayers.contains($0) }
      return others.isEmpty
        ? whole
        : with(.application(Name(text: "Σ_" + others.joined(), range: name.range), [whole]))
    default: return inner
    }
  }

  /// Whether it sums over layers.
  var hasLayerSum: Bool {
    !layerLetters.isEmpty && mentions { Evaluation.summed($0) != nil || Evaluation.isSum($0) }
  }
}

/// The subscripts of ∂z_l/∂f_(l−1), which is one token.
private struct DerivativeSubscripts {
  /// The text between them, and the letter with what is added to it behind each but the last.
  private var parts: [(text: String, letter: String, offset: Int)] = []
  private var end = ""

  init(_ text: String) {
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "_", let next = rest.first else {
        end.append(character)
        continue
      }
      if next.isASCII, next.isLowercase {
        rest.removeFirst()
        parts.append((end, String(next), 0))
        end = ""
      } else if next == "(", let close = rest.firstIndex(of: ")") {
        let inside = rest[rest.index(after: rest.startIndex)..<close].filter { $0 != " " }
        let sign = inside.dropFirst().first
        guard let letter = inside.first, let number = Int(inside.dropFirst(2)), number < 1000,
          let sign, "+-−".contains(sign)
        else {
          end.append(character)
          continue
        }
        parts.append((end, String(letter), sign == "+" ? number : -number))
        end = ""
        rest = rest[rest.index(after: close)...]
      } else {
        end.append(character)
      }
    }
  }

  var letters: [String] { parts.map(\.letter) }

  func at(layer number: Int, for letter: String) -> String {
    parts.map { part in
      part.letter == letter
        ? "\(part.text)\(number + part.offset)"
        : "\(part.text)_"
          + (part.offset == 0
            ? part.letter : "(\(part.letter)\(part.offset > 0 ? "+" : "")\(part.offset))")
    }.joined() + end
  }
}
