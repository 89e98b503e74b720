/// The letters of formulas of entries.
///
/// An index is a letter that means nothing else. It stands for every value that it can have; `sum_p`
/// takes the sum over it of all that stands behind, up to the next sign between terms.
extension Evaluation {
  /// Whether a name can only be an index.
  func isIndex(_ name: String) -> Bool {
    guard name.count == 1, let letter = name.first, letter.isASCII, letter.isLowercase else {
      return false
    }
    return bound[name] == nil && !names.hasMeaning(name)
  }

  /// The letters that an expression has one value for each of, in their order.
  func freeIndices(of syntax: Syntax) -> [String] {
    var found: [String] = []
    func add(_ letters: [String]) {
      for letter in letters where !found.contains(letter) { found.append(letter) }
    }
    switch syntax.kind {
    case .entry(let inner, let indices):
      add(freeIndices(of: inner))
      for case .one(let index) in indices {
        if case .name(let name) = index.kind, isIndex(name) { add([name]) }
      }
    case .derivative(let text):
      add((IndexedDerivative(text)?.letters ?? []).compactMap(\.self).filter(isIndex))
    case .name(let name):
      add(Self.deltaLetters(name) ?? (Self.unitLetter(name).map { [$0] } ?? []).filter(isIndex))
      add(lettersOfNamed(name))
    case .product(let factors):
      // What a sum runs over is not free behind it.
      let sum = factors.firstIndex { Self.summed($0.value) != nil } ?? factors.count
      for factor in factors[..<sum] { add(freeIndices(of: factor.value)) }
      if sum < factors.count, let letters = Self.summed(factors[sum].value) {
        // Another sum may stand behind it.
        let rest = syntax.with(.product(Array(factors[(sum + 1)...])))
        add(freeIndices(of: rest).filter { !letters.contains($0) })
      }
    case .application(let name, let values):
      let letters = Self.letters(ofSum: name.text) ?? []
      for value in values { add(freeIndices(of: value).filter { !letters.contains($0) }) }
    default:
      for child in syntax.children { add(freeIndices(of: child)) }
    }
    return found
  }

  /// Those of an expression that a name stands for.
  func lettersOfNamed(_ name: String) -> [String] {
    guard let named = names.named[String(name.prefix { $0 != "'" })], depth < Self.mostNames else {
      return []
    }
    var inner = self
    inner.depth += 1
    return inner.freeIndices(of: named.syntax)
  }

  /// Whether it is a formula of entries, or has one in it.
  func usesIndices(_ syntax: Syntax) -> Bool {
    !freeIndices(of: syntax).isEmpty || syntax.mentions { Self.summed($0) != nil || Self.isSum($0) }
  }

  /// The letter that an index is; nil of a number or a slice.
  func letter(_ index: Syntax.Index) -> String? {
    guard case .one(let one) = index, case .name(let name) = one.kind, isIndex(name) else {
      return nil
    }
    return name
  }

  /// How far the letters of some formulas run.
  func lengths(in formulas: [Syntax]) throws -> [String: Int] {
    var found: [String: Int] = [:]
    func visit(_ syntax: Syntax) throws {
      if case .entry(let inner, let indices) = syntax.kind,
        indices.contains(where: { letter($0) != nil }),
        let whole = try? value(of: inner), whole.shape.count >= indices.count
      {
        for (index, count) in zip(indices, whole.shape) {
          if let letter = letter(index) { found[letter] = found[letter] ?? count }
        }
      }
      if case .derivative(let text) = syntax.kind, let parts = IndexedDerivative(text),
        let whole = try? derivative(parts.whole, syntax, isFlat: false)
      {
        let letters = try axisLetters(parts, whole)
        for case (let letter?, let count) in zip(letters, whole.shape) where isIndex(letter) {
          found[letter] = found[letter] ?? count
        }
      }
      if case .name(let name) = syntax.kind {
        if let letter = Self.unitLetter(name), isIndex(letter) {
          let outputs = try point.network.outputCount
          found[letter] = found[letter] ?? outputs
        }
        if !lettersOfNamed(name).isEmpty,
          let named = names.named[String(name.prefix { $0 != "'" })]
        {
          try visit(named.syntax)
        }
      }
      for child in syntax.children { try visit(child) }
    }
    for syntax in formulas { try visit(syntax) }
    return found
  }
}

/// δ_ij and Σ_p, which are names.
extension Evaluation {
  /// The letters of δ_ij; nil of anything else.
  static func deltaLetters(_ name: String) -> [String]? {
    for head in ["delta_", "δ_"] where name.hasPrefix(head) {
      let letters = name.dropFirst(head.count).map(String.init)
      if letters.count == 2, letters.allSatisfy({ $0 >= "a" && $0 <= "z" }) { return letters }
    }
    return nil
  }

  /// The letters of sum_p or Σ_pq; nil of anything else.
  static func letters(ofSum name: String) -> [String]? {
    for head in ["sum_", "Σ_", "∑_"] where name.hasPrefix(head) {
      let letters = name.dropFirst(head.count).map(String.init)
      if !letters.isEmpty, letters.allSatisfy({ $0 >= "a" && $0 <= "z" }) { return letters }
    }
    return nil
  }

  /// The letter of e_k, 1 at output k and 0 elsewhere; nil of anything else.
  static func unitLetter(_ name: String) -> String? {
    guard name.hasPrefix("e_"), name.count == 3, let letter = name.last, letter.isASCII,
      letter.isLowercase
    else { return nil }
    return String(letter)
  }

  static func summed(_ syntax: Syntax) -> [String]? {
    if case .name(let name) = syntax.kind { letters(ofSum: name) } else { nil }
  }

  static func isSum(_ syntax: Syntax) -> Bool {
    if case .application(let name, _) = syntax.kind {
      letters(ofSum: name.text) != nil
    } else {
      false
    }
  }
}
