/// A slip that makes a claim false: one change of its right side with which it is true.
package struct Slip: Sendable {
  package enum Kind: Sendable, CaseIterable {
    case sign, transpose, prime, index, layer, number, extraFactor, missingFactor, order, product,
      missingTerm,
      extraTerm

    /// What is wrong, in a sentence.
    package var words: String {
      switch self {
      case .sign: "A sign is wrong."
      case .transpose: "A transpose is missing, or one too many."
      case .prime: "σ is differentiated once too often or too rarely."
      case .index: "An index is wrong."
      case .layer: "A quantity is taken for another one, or for that of another layer."
      case .number: "A factor that is a number is wrong."
      case .extraFactor: "There is a factor too many."
      case .missingFactor: "A factor is missing."
      case .order: "Two factors stand in the wrong order."
      case .product: "A product is of the wrong kind: of matrices, or of entries."
      case .missingTerm: "A term is missing."
      case .extraTerm: "There is a term too many."
      }
    }
  }

  package let kind: Kind

  /// The right side with which it is true.
  package let right: Expression
}

extension ExpressionClaim {
  /// So many changes are tried at most.
  static let mostChanges = 4000

  /// The change of the right side that makes the claim true, here and on random networks; nil where no single
  /// one does.
  ///
  /// - Throws: what the checkpoint throws.
  package func slip(
    at point: NetworkPoint, componentNames: @escaping (Signal) -> [String]? = { _ in nil },
    checkpoint: Checkpoint = {}
  ) throws -> Slip? {
    guard !speaksOfThisNetwork else { return nil }
    let fresh = try (1...3).compactMap { try point.fresh(seed: 100 + $0) }
    guard fresh.count == 3 else { return nil }
    let edits = SyntaxEdits(
      layers: point.network.layers.count,
      letters: left.freeIndices(names: names) + right.summedIndices,
      layerLetter: (left.syntax.layerLetters + right.syntax.layerLetters).first)
    var seen: Set<String> = [right.syntax.text]
    for (kind, syntax) in edits.all(of: right.syntax).prefix(Self.mostChanges) {
      try checkpoint()
      let text = syntax.text
      // It is read again, so that it is what will be read when it is typed.
      guard seen.insert(text).inserted, let right = try? Expression(text, names: names) else {
        continue
      }
      let changed = ExpressionClaim(left, is: right, names: names)
      if changed.holds(at: fresh[0], componentNames: componentNames),
        changed.holds(at: fresh[1], componentNames: componentNames),
        changed.holds(at: fresh[2], componentNames: componentNames),
        changed.holds(at: point, componentNames: componentNames)
      {
        // That it is what stands on the left explains nothing.
        if text == left.syntax.text { return nil }
        return Slip(kind: kind, right: changed.right)
      }
    }
    return nil
  }
}

/// All ways to change one thing of an expression, the likelier ones first.
struct SyntaxEdits {
  /// Quantities have these layers.
  let layers: Int

  /// The indices of a formula of entries.
  var letters: [String] = []

  /// The letter that stands for a layer.
  var layerLetter: String?

  typealias Edit = (kind: Slip.Kind, syntax: Syntax)

  func all(of syntax: Syntax) -> [Edit] {
    let found = edits(syntax)
    let order = Dictionary(
      uniqueKeysWithValues: Slip.Kind.allCases.enumerated().map { ($1, $0) })
    // In the order of the kinds, those of one kind as they stand in the text.
    return found.enumerated().sorted { a, b in
      (order[a.element.kind] ?? 0, a.offset) < (order[b.element.kind] ?? 0, b.offset)
    }.map(\.element)
  }

  /// - Parameter isIndex: whether it stands in the brackets behind a quantity, where numbers count.
  private func edits(_ syntax: Syntax, isIndex: Bool = false) -> [Edit] {
    let children = syntax.children
    var found = isIndex ? indices(syntax) : own(syntax)
    for (index, child) in children.enumerated() {
      for edit in edits(child, isIndex: isIndex || syntax.isEntry && index > 0) {
        var changed = children
        changed[index] = edit.syntax
        found.append((edit.kind, syntax.replacing(children: changed)))
      }
    }
    return found
  }

  /// The changes at its top.
  private func own(_ syntax: Syntax) -> [Edit] {
    var found: [Edit] = []
    func add(_ kind: Slip.Kind, _ syntax: Syntax) { found.append((kind, syntax)) }
    switch syntax.kind {
    case .name(let name): found += names(name, syntax)
    case .number(let text): found += numbers(text, syntax)
    case .application where syntax.layered != nil: found += otherLayers(syntax)
    case .application(let name, let values):
      let base = String(name.text.prefix { $0 != "'" })
      let order = name.text.count - base.count
      for other in [order + 1, order - 1, order + 2, order - 2]
      where (0...2).contains(other) && isActivation(base) {
        add(
          .prime,
          syntax.with(
            .application(
              Syntax.Name(text: base + String(repeating: "'", count: other), range: name.range),
              values)))
      }
      if base == "diag", values.count == 1 { add(.extraFactor, values[0]) }
    case .negation(let value): add(.sign, value)
    case .transpose(let value): add(.transpose, value)
    case .sum(let terms):
      for index in terms.indices.dropFirst() {
        var changed = terms
        changed[index] = Syntax.Term(
          isNegative: !terms[index].isNegative, value: terms[index].value)
        add(.sign, syntax.with(.sum(changed)))
      }
      for index in terms.indices {
        var rest = terms
        rest.remove(at: index)
        if rest.count == 1 {
          add(
            .extraTerm, rest[0].isNegative ? syntax.with(.negation(rest[0].value)) : rest[0].value)
        } else if !rest[0].isNegative {
          add(.extraTerm, syntax.with(.sum(rest)))
        }
        for moved in shifted(terms[index].value) {
          add(
            .missingTerm,
            syntax.with(
              .sum(terms + [Syntax.Term(isNegative: terms[index].isNegative, value: moved)])))
        }
      }
    case .product(let factors): found += products(factors, syntax)
    case .power(let base, let exponent, let isOfEntries):
      add(.extraFactor, base)
      add(.product, syntax.with(.power(base, exponent, isOfEntries: !isOfEntries)))
    default: break
    }
    switch syntax.kind {
    case .negation: break
    case .number: add(.sign, syntax.with(.negation(syntax)))
    default:
      add(.sign, syntax.with(.negation(syntax)))
      for number in ["2", "0.5"] { add(.number, times(syntax, number)) }
    }
    switch syntax.kind {
    case .name, .product, .sum, .application, .entry:
      add(.transpose, syntax.with(.transpose(syntax)))
    default: break
    }
    // A term of another layer beside what stands alone.
    if case .sum = syntax.kind {
    } else {
      for moved in shifted(syntax) {
        add(
          .missingTerm,
          syntax.with(
            .sum([.init(isNegative: false, value: syntax), .init(isNegative: false, value: moved)]))
        )
        add(.layer, moved)
      }
    }
    return found
  }

  private func times(_ syntax: Syntax, _ number: String) -> Syntax {
    syntax.with(
      .product([
        .init(joint: .beside, value: syntax.with(.number(number))),
        .init(joint: .times, value: syntax),
      ]))
  }

  private func isActivation(_ name: String) -> Bool {
    TensorFunction(rawValue: name) == nil && Formula.Function(rawValue: name) == nil
  }

  private func names(_ name: String, _ syntax: Syntax) -> [Edit] {
    var found: [Edit] = []
    let base = String(name.prefix { $0 != "'" })
    let primes = String(name.dropFirst(base.count))
    guard let quantity = Quantity(base) else { return otherLayers(syntax) }
    if primes.isEmpty {
      found.append((.transpose, syntax.with(.name(base + "'"))))
    } else {
      found.append((.transpose, syntax.with(.name(base))))
    }
    if let number = quantity.number {
      let letters = base.prefix { !($0.isASCII && $0.isNumber) }
      for other in [number + 1, number - 1]
      where other >= (quantity.symbol == .activation ? 0 : 1) && other <= max(layers, number) {
        found.append(
          (
            quantity.symbol.countsLayers ? .layer : .index,
            syntax.with(.name("\(letters)\(other)\(primes)"))
          ))
      }
      // Quantities of one layer that are taken for each other.
      let others: [String] =
        switch quantity.symbol {
        case .preactivation: ["f"]
        case .activation: ["z"]
        case .inputDerivative: ["W"]
        case .weights: ["G", "B"]
        case .outputDerivative: ["W"]
        default: []
        }
      for letter in others where number >= 1 {
        found.append((.layer, syntax.with(.name("\(letter)\(number)\(primes)"))))
      }
    }
    return found
  }

  private func numbers(_ text: String, _ syntax: Syntax) -> [Edit] {
    guard let value = Double(text), value != 0 else { return [] }
    return [2 * value, value / 2, value + 1, value - 1].filter { $0 > 0 && $0 != value }.map {
      other in
      (
        .number,
        syntax.with(.number(other == other.rounded() ? "\(Int(clamping: other))" : "\(other)"))
      )
    }
  }

  private func indices(_ syntax: Syntax) -> [Edit] {
    if case .name(let letter) = syntax.kind, letters.contains(letter) {
      return letters.filter { $0 != letter }.map { (.index, syntax.with(.name($0))) }
    }
    guard case .number(let text) = syntax.kind, let value = Int(text), value < 1_000_000 else {
      return []
    }
    return [value + 1, value - 1].filter { $0 > 0 }.map { (.index, syntax.with(.number("\($0)"))) }
  }

  private func products(_ factors: [Syntax.Factor], _ syntax: Syntax) -> [Edit] {
    var found: [Edit] = []
    func add(_ kind: Slip.Kind, _ changed: [Syntax.Factor]) {
      guard let first = changed.first else { return }
      // What is divided has something before it.
      guard first.joint != .over, first.joint != .entryOver else { return }
      found.append((kind, changed.count == 1 ? first.value : syntax.with(.product(changed))))
    }
    for index in factors.indices {
      var rest = factors
      rest.remove(at: index)
      if index == 0, let next = rest.first, [.over, .entryOver].contains(next.joint) { continue }
      add(.extraFactor, rest)
      if index + 1 < factors.count {
        var swapped = factors
        swapped[index] = .init(joint: factors[index].joint, value: factors[index + 1].value)
        swapped[index + 1] = .init(joint: factors[index + 1].joint, value: factors[index].value)
        add(.order, swapped)
      }
      if index > 0 {
        let others: [Syntax.Joint] =
          switch factors[index].joint {
          case .times, .beside, .dot: [.entryTimes]
          case .entryTimes: [.times]
          case .over, .kron: [.times]
          case .entryOver: [.entryTimes]
          }
        for joint in others {
          var changed = factors
          changed[index] = .init(joint: joint, value: factors[index].value)
          add(.product, changed)
        }
      }
    }
    for index in 0...factors.count {
      for kind in inserted {
        var changed = factors
        let joint: Syntax.Joint = .beside
        if index == 0 {
          changed[0] = .init(joint: joint, value: factors[0].value)
        }
        changed.insert(.init(joint: joint, value: syntax.with(kind)), at: index)
        add(.missingFactor, changed)
      }
    }
    return found
  }

  /// What may be missing in a chain.
  private var inserted: [Syntax.Kind] {
    let heads = [("D", ""), ("W", ""), ("W", "'"), ("B", ""), ("G", ""), ("G", "'")]
    guard let letter = layerLetter else {
      return (1...max(layers, 1)).flatMap { l in heads.map { .name("\($0)\(l)\($1)") } }
    }
    return [0, -1, 1].flatMap { offset in
      heads.map { head, primes in
        Syntax(.init(head: head, letter: letter, offset: offset, primes: primes), at: 0..<0).kind
      }
    }
  }

  /// Another layer beside the one that a letter means, or its transpose.
  private func otherLayers(_ syntax: Syntax) -> [Edit] {
    guard let name = syntax.layered else { return [] }
    var found: [Edit] = [-1, 1].map { step in
      var other = name
      other.offset += step
      return (.layer, Syntax(other, at: syntax.range))
    }
    var other = name
    other.primes = name.primes.isEmpty ? "'" : ""
    found.append((.transpose, Syntax(other, at: syntax.range)))
    return found
  }

  /// The same with every layer's number one up or one down; none where it has no layer's number.
  private func shifted(_ syntax: Syntax) -> [Syntax] {
    guard syntax.mentions({ Self.layer($0) != nil }) else { return [] }
    return [1, -1].compactMap { step in moved(syntax, by: step) }
  }

  private static func layer(_ syntax: Syntax) -> (letters: String, number: Int, primes: String)? {
    guard case .name(let name) = syntax.kind else { return nil }
    let base = name.prefix { $0 != "'" }
    guard let quantity = Quantity(String(base)), quantity.symbol.countsLayers,
      let number = quantity.number
    else { return nil }
    let letters = base.prefix { !($0.isASCII && $0.isNumber) }
    return (String(letters), number, String(name.dropFirst(base.count)))
  }

  private func moved(_ syntax: Syntax, by step: Int) -> Syntax? {
    if let (letters, number, primes) = Self.layer(syntax) {
      let other = number + step
      return (1...layers).contains(other) ? syntax.with(.name("\(letters)\(other)\(primes)")) : nil
    }
    var changed: [Syntax] = []
    for child in syntax.children {
      guard let moved = moved(child, by: step) else { return nil }
      changed.append(moved)
    }
    return syntax.replacing(children: changed)
  }
}

extension Syntax {
  fileprivate var isEntry: Bool { if case .entry = kind { true } else { false } }
}
