extension Evaluation {
  /// The values of both sides of an equation. In a formula of entries they have an index for each letter
  /// of the left side.
  ///
  /// A letter that stands for a layer, G_l = ∂z_l/∂I, stands for every layer that has what is named; one where
  /// the sides differ is shown by itself.
  static func sides(
    _ left: (evaluation: Evaluation, syntax: Syntax),
    _ right: (evaluation: Evaluation, syntax: Syntax)
  ) throws -> EquationSides {
    let one = try ofLeft { try left.evaluation.writtenOut(left.syntax) }
    let other = try right.evaluation.writtenOut(right.syntax)
    let letters = one.layerLetters + other.layerLetters.filter { !one.layerLetters.contains($0) }
    guard let letter = letters.first else {
      return try sidesOfOneLayer((left.evaluation, one), (right.evaluation, other))
    }
    guard letters.count == 1 else {
      throw right.evaluation.fail(
        "one letter can stand for a layer, and not both \(letters[0]) and \(letters[1])",
        right.syntax)
    }
    let depth = try right.evaluation.point.layers
    let numbers = one.layers(meantBy: letter, of: depth)
      .filter(other.layers(meantBy: letter, of: depth).contains)
    guard !numbers.isEmpty else {
      throw right.evaluation.fail("no layer \(letter) has all that is named here", right.syntax)
    }
    var found: [EquationSides] = []
    for number in numbers {
      var sides = try sidesOfOneLayer(
        (left.evaluation, one.at(layer: number, for: letter)),
        (right.evaluation, other.at(layer: number, for: letter)))
      guard sides.areEqual else {
        sides.layers = .init(letter: letter, numbers: numbers, failing: number)
        return sides
      }
      found.append(sides)
    }
    let isOne = found.count == 1
    return EquationSides(
      left: isOne ? found[0].left : .joined(found.map(\.left)),
      right: isOne ? found[0].right : .joined(found.map(\.right)),
      layers: .init(letter: letter, numbers: numbers, failing: nil))
  }

  private static func ofLeft<Value>(_ work: () throws -> Value) throws -> Value {
    do { return try work() } catch var error as ExpressionError {
      error.isOfLeftSide = true
      throw error
    }
  }

  private static func sidesOfOneLayer(
    _ left: (evaluation: Evaluation, syntax: Syntax),
    _ right: (evaluation: Evaluation, syntax: Syntax)
  ) throws -> EquationSides {
    let (a, b) = try values(left, right)
    let letters = left.evaluation.freeIndices(of: left.syntax).count
    return EquationSides(
      left: a.zeros(like: b) ?? a,
      right: b.zeros(like: a) ?? b.reshaped(like: a, behind: letters) ?? b)
  }

  private static func values(
    _ left: (evaluation: Evaluation, syntax: Syntax),
    _ right: (evaluation: Evaluation, syntax: Syntax)
  ) throws -> (Tensor, Tensor) {
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
        // 0 is the matrix of zeros, whatever the letters are.
        let isZero =
          if case .number(let text) = right.syntax.kind { Double(text) == 0 } else { false }
        return (
          try ofLeft { try one.looped(letters[...], left.syntax) },
          isZero ? Tensor(0) : try other.looped(letters[...], right.syntax)
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

  /// Whether letters stand beside what is a vector or a matrix: B1[k,:], K1[k].
  func mixesSlices(_ syntax: Syntax) -> Bool {
    if freeIndices(of: syntax).isEmpty { return false }
    switch syntax.kind {
    case .entry(let inner, let indices):
      // A letter in what the entry is of: (B1 (∂D1/∂I_j) G1)[k,i].
      if !freeIndices(of: inner).isEmpty { return true }
      guard let whole = try? value(of: inner) else { break }
      return whole.shape.count > indices.count
        || indices.contains { if case .one = $0 { false } else { true } }
    case .derivative(let text):
      guard let parts = IndexedDerivative(text),
        let whole = try? derivative(parts.whole, syntax, isFlat: false)
      else { break }
      return whole.shape.count > parts.letters.count
    case .name(let name): return Self.deltaLetters(name) == nil
    default: break
    }
    return syntax.children.contains(where: mixesSlices)
  }

  /// The value for each value of some letters, the first one slowest.
  private func looped(_ letters: ArraySlice<String>, _ syntax: Syntax) throws -> Tensor {
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

/// Both sides of an equation, worked out.
struct EquationSides {
  let left: Tensor
  let right: Tensor

  /// The layers that it is about, where a letter stands for them.
  var layers: ExpressionClaim.Layers?

  fileprivate var areEqual: Bool {
    left.isLike(right) && ExpressionClaim.Comparison(left, right).verdict == .equal
  }
}

extension Tensor {
  /// The same numbers in the shape of another value, where what each letter has is like it: J[k,:] beside the row
  /// e_kᵀ J; nil elsewhere.
  fileprivate func reshaped(like other: Tensor, behind letters: Int) -> Tensor? {
    guard letters > 0, shape != other.shape, min(shape.count, other.shape.count) >= letters,
      shape.prefix(letters) == other.shape.prefix(letters)
    else { return nil }
    func part(_ shape: [Int]) -> Tensor {
      Tensor(
        shape: Array(shape.dropFirst(letters)),
        Array(repeating: 0, count: shape.dropFirst(letters).reduce(1, *)))
    }
    guard part(shape).isLike(part(other.shape)) else { return nil }
    return Tensor(shape: other.shape, storage, noise: noise, axes: other.axes)
  }

  /// The number 0 as the zeros of another shape; nil of anything else.
  fileprivate func zeros(like other: Tensor) -> Tensor? {
    guard isNumber, storage[0] == 0 else { return nil }
    return Tensor(shape: other.shape, other.storage.map { _ in 0 }, axes: other.axes)
  }
}
