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

  /// Whether letters stand beside what is a vector or a matrix: B1[k,:], T1[k].
  private func mixesSlices(_ syntax: Syntax) -> Bool {
    if freeIndices(of: syntax).isEmpty { return false }
    if case .entry(let inner, let indices) = syntax.kind, let whole = try? value(of: inner) {
      return whole.shape.count > indices.count
        || indices.contains { if case .one = $0 { false } else { true } }
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
