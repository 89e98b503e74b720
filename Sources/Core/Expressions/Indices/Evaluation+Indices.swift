/// The values of formulas of entries: H[k,i,j] = sum_p B1[k,p] σ″(z1[p]) G1[p,i] G1[p,j].
extension Evaluation {
  func indexed(_ syntax: Syntax) throws -> IndexedTensor {
    try checkpoint()
    guard usesIndices(syntax) else {
      let value = try value(of: syntax)
      guard value.isNumber else {
        let letters = "ijk".prefix(value.shape.count).map(String.init).joined(separator: ",")
        throw fail(
          "\(text(syntax)) is \(value.sizeWords); in a formula of entries it has its indices, "
            + "[\(letters)]", syntax)
      }
      return IndexedTensor([], value)
    }
    switch syntax.kind {
    case .entry(let inner, let indices): return try picked(inner, indices, syntax)
    case .derivative(let text): return try derivative(indexed: text, syntax)
    case .name(let name): return try delta(name, syntax)
    case .negation(let inner):
      return try indexed(inner).mapped { $0.mapped { -$0 } }
    case .sum(let terms):
      var sum = try indexed(terms[0].value)
      if terms[0].isNegative { sum = sum.mapped { $0.mapped { -$0 } } }
      for term in terms.dropFirst() {
        let sign: Double = term.isNegative ? -1 : 1
        let next = try indexed(term.value)
        sum = try known(syntax) {
          try sum.joined(next, { $0 + sign * $1 }, noise: { $0 + $1 })
        }
      }
      return sum
    case .product(let factors): return try product(indexed: factors, syntax)
    case .power(let base, let exponent, _):
      let power = try value(of: exponent)
      guard power.isNumber else { throw fail("an exponent is a number", exponent) }
      return try indexed(base).mapped { $0.mapped { Expression.power($0, power.storage[0]) } }
    case .root(let inner): return try indexed(inner).mapped { $0.mapped { $0.squareRoot() } }
    case .magnitude(let inner): return try indexed(inner).mapped { $0.mapped { abs($0) } }
    case .application(let name, let values): return try applied(name, values, syntax)
    case .transpose, .matrix, .number, .result:
      throw fail("this cannot stand in a formula of entries", syntax)
    }
  }

  /// W1[i,j], D1[p,p], H[1,i,j].
  private func picked(
    _ inner: Syntax, _ indices: [Syntax.Index], _ syntax: Syntax
  ) throws -> IndexedTensor {
    let whole = try value(of: inner)
    guard indices.count == whole.shape.count else {
      throw fail(
        "\(text(inner)) is \(whole.sizeWords): a formula of entries gives it "
          + "\(whole.shape.count) ind\(whole.shape.count == 1 ? "ex" : "ices")", syntax)
    }
    var letters: [String?] = []
    for index in indices {
      guard case .one(let one) = index else {
        throw fail("in a formula of entries each index is a letter or a number", syntax)
      }
      if case .name(let name) = one.kind, isIndex(name) {
        letters.append(name)
      } else {
        letters.append(nil)
      }
    }
    // Numbers first: what is left has a letter for each index.
    let fixed: [Syntax.Index] = zip(indices, letters).map { $1 == nil ? $0 : .all }
    let part = try entries(of: whole, fixed, inner)
    return Self.labelled(part, letters.compactMap(\.self))
  }

  /// A tensor with a letter for each axis; of a letter that stands twice the diagonal.
  private static func labelled(_ tensor: Tensor, _ letters: [String]) -> IndexedTensor {
    var unique: [String] = []
    for letter in letters where !unique.contains(letter) { unique.append(letter) }
    guard unique.count < letters.count else { return IndexedTensor(letters, tensor) }
    let places = unique.map { letter in letters.indices.filter { letters[$0] == letter } }
    let shape = places.map { $0.map { tensor.shape[$0] }.min() ?? 1 }
    // The step of each letter is that of all its axes together.
    let steps = places.map { axes in
      axes.reduce(0) { $0 + tensor.shape[($1 + 1)...].reduce(1, *) }
    }
    var storage: [Double] = []
    func visit(_ axis: Int, _ offset: Int) {
      if axis == unique.count { return storage.append(tensor.storage[offset]) }
      for i in 0..<shape[axis] { visit(axis + 1, offset + i * steps[axis]) }
    }
    visit(0, 0)
    return IndexedTensor(
      unique,
      Tensor(shape: shape, storage, noise: tensor.noise, axes: places.map { tensor.axes[$0[0]] }))
  }

  private func product(
    indexed factors: [Syntax.Factor], _ syntax: Syntax
  ) throws -> IndexedTensor {
    // A sum takes all that stands behind it, other sums too.
    if let place = factors.firstIndex(where: { Self.summed($0.value) != nil }),
      let letters = Self.summed(factors[place].value)
    {
      let rest = Array(factors[(place + 1)...])
      guard let first = rest.first else {
        throw fail("what is summed stands behind \(text(factors[place].value))", syntax)
      }
      let inner = try product(
        indexed: [.init(joint: .beside, value: first.value)] + rest.dropFirst(), syntax)
      let sum = try summed(inner, over: letters, factors[place].value)
      guard place > 0 else { return sum }
      let before = try product(indexed: Array(factors[..<place]), syntax)
      return try multiplied(before, sum, factors[place].joint, syntax)
    }
    var product = try indexed(factors[0].value)
    for factor in factors.dropFirst() {
      product = try multiplied(product, try indexed(factor.value), factor.joint, syntax)
    }
    return product
  }

  private func multiplied(
    _ one: IndexedTensor, _ other: IndexedTensor, _ joint: Syntax.Joint, _ syntax: Syntax
  ) throws -> IndexedTensor {
    let (a, b) = (one.tensor.largestMagnitude, other.tensor.largestMagnitude)
    return try known(syntax) {
      if joint == .over || joint == .entryOver {
        let least = other.tensor.storage.reduce(Double.infinity) { min($0, abs($1)) }
        return try one.joined(other, /, noise: { $0 / least + a / least * ($1 / least) })
      }
      return try one.joined(other, *, noise: { a * $1 + b * $0 })
    }
  }

  private func summed(
    _ inner: IndexedTensor, over letters: [String], _ syntax: Syntax
  ) throws -> IndexedTensor {
    var sum = inner
    for letter in letters {
      guard sum.indices.contains(letter) else {
        throw fail("no \(letter) stands behind \(text(syntax))", syntax)
      }
      sum = sum.summed(over: letter)
    }
    return sum
  }

  private func applied(
    _ name: Syntax.Name, _ values: [Syntax], _ syntax: Syntax
  ) throws -> IndexedTensor {
    if let letters = Self.letters(ofSum: name.text) {
      guard values.count == 1 else { throw fail("a sum is of one value", syntax) }
      return try summed(try indexed(values[0]), over: letters, syntax)
    }
    guard values.count == 1, TensorFunction(rawValue: name.text) == nil else {
      throw fail("'\(name.text)' is of no single entry", syntax)
    }
    // σ″(z1[p]) is an entry of σ″(z1).
    if case .entry(let inner, let indices) = values[0].kind {
      return try picked(syntax.with(.application(name, [inner])), indices, syntax)
    }
    let argument = try indexed(values[0])
    var inner = self
    inner.given = argument.tensor
    let value = try inner.application(
      name, [values[0].with(.name(Self.givenName))], syntax)
    return IndexedTensor(argument.indices, value)
  }

  /// ds/dW1[i,j], dA[k]/dI[i].
  private func derivative(indexed text: String, _ syntax: Syntax) throws -> IndexedTensor {
    guard let parts = IndexedDerivative(text) else {
      throw fail("this is no derivative that is known here", syntax)
    }
    let whole = try derivative(parts.whole, syntax, isFlat: false)
    guard parts.letters.count == whole.shape.count else {
      throw fail(
        "\(parts.whole) has \(whole.shape.count) indices, not \(parts.letters.count)", syntax)
    }
    var places: [(indices: [Int], isOne: Bool)] = []
    for (axis, entry) in parts.letters.enumerated() {
      let count = whole.shape[axis]
      if let entry, isIndex(entry) {
        places.append((Array(0..<count), false))
      } else if let entry, let number = Int(entry), (1...count).contains(number) {
        places.append(([number - 1], true))
      } else {
        throw fail("\(parts.whole) has indices 1 to \(count) there", syntax)
      }
    }
    return Self.labelled(
      whole.entries(places), parts.letters.compactMap(\.self).filter(isIndex))
  }

  // MARK: δ and Σ

  /// δ_ij, 1 where i is j and 0 elsewhere.
  private func delta(_ name: String, _ syntax: Syntax) throws -> IndexedTensor {
    if Self.letters(ofSum: name) != nil {
      throw fail("what is summed stands behind \(name)", syntax)
    }
    guard let letters = Self.deltaLetters(name) else {
      throw fail("'\(name)' is an index, and stands in brackets", syntax)
    }
    guard let rows = ranges[letters[0]] ?? ranges[letters[1]],
      let columns = ranges[letters[1]] ?? ranges[letters[0]]
    else {
      throw fail("how far \(letters[0]) runs is not said by another quantity", syntax)
    }
    var identity = Matrix(rows: rows, columns: columns)
    for i in 0..<min(rows, columns) { identity[i, i] = 1 }
    return Self.labelled(Tensor(identity), letters)
  }

}

extension Evaluation {
  /// What the argument of a function is called while it is applied to all its entries.
  static let givenName = "#"

  /// A value without free indices: sum_p W1[1,p] I[p].
  func unindexed(_ syntax: Syntax) throws -> Tensor {
    var inner = self
    inner.ranges = try lengths(in: [syntax])
    if let sum = try inner.sumOfWholes(syntax) { return sum }
    let value = try inner.indexed(syntax)
    guard let letter = value.indices.first else { return value.tensor }
    throw fail(
      "\(letter) has no value here; a sum over it is written sum_\(letter), and a claim gives it on "
        + "both sides", syntax)
  }
}

extension Evaluation {
  /// The sum of what is a vector or a matrix for each value of some letters: Σ_k dout[k] H_k.
  ///
  /// - Returns: nil of what has its indices.
  private func sumOfWholes(_ syntax: Syntax) throws -> Tensor? {
    switch syntax.kind {
    case .application(let name, let values):
      guard let letters = Self.letters(ofSum: name.text), values.count == 1,
        mixesSlices(values[0])
      else { return nil }
      return try sum(of: values[0], over: letters[...])
    case .product(let factors):
      guard let place = factors.firstIndex(where: { Self.summed($0.value) != nil }),
        let letters = Self.summed(factors[place].value), place + 1 < factors.count
      else { return nil }
      let rest = factors[(place + 1)...]
      let body =
        rest.count == 1
        ? rest[place + 1].value
        : Syntax(covering: rest[place + 1].value.range.joined(rest[factors.count - 1].value.range))
          .with(.product(Array(rest)))
      guard mixesSlices(body) else { return nil }
      var outer = self
      let total = try sum(of: body, over: letters[...])
      outer.given = total
      guard place > 0 else { return total }
      return try outer.product(
        factors[..<place]
          + [.init(joint: factors[place].joint, value: body.with(.name(Self.givenName)))])
    default: return nil
    }
  }

  private func sum(of syntax: Syntax, over letters: ArraySlice<String>) throws -> Tensor {
    guard let letter = letters.first else { return try value(of: syntax) }
    guard let count = ranges[letter] else {
      throw fail("how far \(letter) runs is not said", syntax)
    }
    var total: Tensor?
    for number in 1...count {
      try checkpoint()
      var inner = self
      inner.bound[letter] = number
      let next = try inner.sum(of: syntax, over: letters.dropFirst())
      total = total.map { $0.adding(next, sign: 1) } ?? next
    }
    return total ?? Tensor(0)
  }
}

extension IndexedTensor {
  fileprivate func mapped(_ change: (Tensor) -> Tensor) -> Self {
    Self(indices, change(tensor))
  }
}
