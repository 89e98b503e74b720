/// Formulas of entries: H[k,i,j] = sum_p B1[k,p] σ″(z1[p]) G1[p,i] G1[p,j].
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
    case .name(let name): add(Self.deltaLetters(name) ?? [])
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

  /// Whether it is a formula of entries, or has one in it.
  func usesIndices(_ syntax: Syntax) -> Bool {
    !freeIndices(of: syntax).isEmpty || syntax.mentions { Self.summed($0) != nil || Self.isSum($0) }
  }

  // MARK: Values

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
    // The last sum first: each takes all that stands behind it.
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

  private func letter(_ index: Syntax.Index) -> String? {
    guard case .one(let one) = index, case .name(let name) = one.kind, isIndex(name) else {
      return nil
    }
    return name
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

  private static func summed(_ syntax: Syntax) -> [String]? {
    if case .name(let name) = syntax.kind { letters(ofSum: name) } else { nil }
  }

  private static func isSum(_ syntax: Syntax) -> Bool {
    if case .application(let name, _) = syntax.kind {
      letters(ofSum: name.text) != nil
    } else {
      false
    }
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
        for case (let letter?, let count) in zip(parts.letters, whole.shape) where isIndex(letter) {
          found[letter] = found[letter] ?? count
        }
      }
      for child in syntax.children { try visit(child) }
    }
    for syntax in formulas { try visit(syntax) }
    return found
  }
}

extension Evaluation {
  /// What the argument of a function is called while it is applied to all its entries.
  static let givenName = "#"

  /// A value without free indices: sum_p W1[1,p] I[p].
  func unindexed(_ syntax: Syntax) throws -> Tensor {
    var inner = self
    inner.ranges = try lengths(in: [syntax])
    let value = try inner.indexed(syntax)
    guard let letter = value.indices.first else { return value.tensor }
    throw fail(
      "\(letter) has no value here; a sum over it is written sum_\(letter), and a claim gives it on "
        + "both sides", syntax)
  }
}

extension Evaluation {
  /// The values of both sides of an equation. In a formula of entries they have an index for each letter
  /// of the left side.
  static func sides(
    _ left: (evaluation: Evaluation, syntax: Syntax),
    _ right: (evaluation: Evaluation, syntax: Syntax)
  ) throws -> (Tensor, Tensor) {
    func ofLeft<Value>(_ work: () throws -> Value) throws -> Value {
      do { return try work() } catch var error as ExpressionError {
        error.isOfLeftSide = true
        throw error
      }
    }
    let letters = left.evaluation.freeIndices(of: left.syntax)
    let others = right.evaluation.freeIndices(of: right.syntax)
    guard !letters.isEmpty || !others.isEmpty else {
      return (
        try ofLeft { try left.evaluation.value(of: left.syntax) },
        try right.evaluation.value(of: right.syntax)
      )
    }
    if let letter = others.first(where: { !letters.contains($0) }) {
      throw right.evaluation.fail(
        "\(letter) stands on the right alone; a sum over it is written sum_\(letter)",
        right.syntax)
    }
    var (one, other) = (left.evaluation, right.evaluation)
    one.ranges = try one.lengths(in: [left.syntax]).merging(
      other.lengths(in: [right.syntax])
    ) { first, _ in first }
    other.ranges = one.ranges
    guard !one.mixesSlices(left.syntax), !other.mixesSlices(right.syntax) else {
      let sizes = one.ranges
      guard let unknown = letters.first(where: { sizes[$0] == nil }) else {
        return (
          try ofLeft { try one.looped(letters[...], left.syntax) },
          try other.looped(letters[...], right.syntax)
        )
      }
      throw other.fail("how far \(unknown) runs is not said", right.syntax)
    }
    let a = try ofLeft { try one.indexed(left.syntax) }
    let sizes = Dictionary(uniqueKeysWithValues: a.indices.map { ($0, a.size(of: $0) ?? 1) })
    let b = try other.indexed(right.syntax)
    for letter in b.indices {
      guard let here = b.size(of: letter), let there = a.size(of: letter), here != there else {
        continue
      }
      throw other.fail("\(letter) runs to \(there) on the left and to \(here) here", right.syntax)
    }
    return try other.known(right.syntax) {
      (try a.ordered(letters, sizes: sizes), try b.ordered(letters, sizes: sizes))
    }
  }
}

extension Evaluation {
  /// Whether letters stand beside what is a vector or a matrix: B1[k,:], T1[k].
  fileprivate func mixesSlices(_ syntax: Syntax) -> Bool {
    if freeIndices(of: syntax).isEmpty { return false }
    if case .entry(let inner, let indices) = syntax.kind, let whole = try? value(of: inner) {
      return whole.shape.count > indices.count
        || indices.contains { if case .one = $0 { false } else { true } }
    }
    return syntax.children.contains(where: mixesSlices)
  }

  /// The value for each value of some letters, the first one slowest.
  fileprivate func looped(_ letters: ArraySlice<String>, _ syntax: Syntax) throws -> Tensor {
    guard let letter = letters.first, let count = ranges[letter] else {
      return usesIndices(syntax) ? try unindexed(syntax) : try value(of: syntax)
    }
    var parts: [Tensor] = []
    for number in 1...count {
      var inner = self
      inner.bound[letter] = number
      parts.append(try inner.looped(letters.dropFirst(), syntax))
      try known(syntax) {
        try TensorSize.require([count] + parts[0].shape, of: "the value for each \(letter)")
      }
    }
    return Tensor(
      shape: [count] + parts[0].shape, parts.flatMap(\.storage),
      noise: parts.map(\.noise).max() ?? 0, axes: [nil] + parts[0].axes)
  }
}

extension IndexedTensor {
  fileprivate func mapped(_ change: (Tensor) -> Tensor) -> Self {
    Self(indices, change(tensor))
  }
}

/// ∂²s/∂W1[i,j]∂W2[p,q]: the derivative as a whole, and what stands in its brackets.
struct IndexedDerivative {
  var whole = ""
  var letters: [String?] = []

  init?(_ text: String) {
    var inside: String?
    for character in text {
      switch (character, inside) {
      case ("[", nil): inside = ""
      case ("]", let entries?):
        letters += entries.split(separator: ",").map { String($0.filter { $0 != " " }) }
        inside = nil
      case (_, nil): whole.append(character)
      case (_, let entries?): inside = entries + String(character)
      }
    }
    let hasLetters = letters.contains { $0?.first?.isLetter == true }
    if inside != nil || !hasLetters { return nil }
  }
}
