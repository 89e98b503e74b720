extension Formula {
  /// The simplified formula as a reader would write it: common factors and denominators taken out
  /// where that makes it shorter.
  var tidied: Formula {
    mapChildren(\.tidied).simplified.shortest.withPositiveLead
  }

  /// A simplified sum with common factors taken out, or with brackets opened.
  private var shortest: Formula {
    guard case .sum(let terms) = self else { return self }
    let expanded = Self.sum(terms.flatMap(\.multipliedOut)).simplified
    var candidates = [takingOut]
    // Brackets are opened where terms join.
    if expanded.terms.count <= terms.count || expanded.size * 4 <= size * 3 {
      candidates += [expanded, expanded.takingOut]
    }
    var best = self
    for case let candidate? in candidates {
      // A number alone is taken out of 18a − 18b, but not of 3x² − 3.
      if candidate.size < best.size + (best.hasNumber ? 0 : 1) { best = candidate }
    }
    return best
  }

  private var hasNumber: Bool {
    if case .sum(let terms) = self { terms.contains { $0.rational != nil } } else { true }
  }

  private var terms: [Formula] {
    if case .sum(let members) = self { members } else { [self] }
  }

  /// The terms of a product of sums, as long as they are few.
  private var multipliedOut: [Formula] {
    var terms: [[Formula]] = [[]]
    for factor in factors {
      if case .sum(let members) = factor, terms.count * members.count <= 8 {
        terms = terms.flatMap { term in members.map { term + [$0] } }
      } else {
        terms = terms.map { $0 + [factor] }
      }
    }
    return terms.map(Self.product)
  }

  /// A sum as a product of what its terms have in common and the rest of them.
  var takingOut: Formula? {
    guard case .sum(let terms) = self else { return nil }
    let parts = terms.map(Factors.init(of:))
    let common = Factors.common(of: parts)
    guard !common.isOne else { return nil }
    let rest = parts.compactMap { $0.divided(by: common)?.formula }
    guard rest.count == parts.count else { return nil }
    let sum = Formula.sum(rest).simplified.shortest
    return Self.simplifiedProduct([common.formula, sum].flatMap(\.factors)).withPositiveLead
  }

  var factors: [Formula] {
    if case .product(let members) = self { members } else { [self] }
  }

  /// −2(−1 + x) is 2(1 − x).
  private var withPositiveLead: Formula {
    guard case .product(var members) = self, let number = members.first?.rational,
      number.isNegative
    else { return self }
    for (i, member) in members.enumerated() {
      guard case .sum(let terms) = member else { continue }
      let negative = terms.count { $0.coefficientAndRest.0.isNegative }
      // 2(1 − x) for −2(−1 + x), and e^x(x − 2) for −e^x(2 − x); but −2T(1 − T²).
      let isTurned = terms[0].coefficientAndRest.0.isNegative || number == Rational(-1)
      guard negative * 2 > terms.count || negative * 2 == terms.count && isTurned else { continue }
      members[i] = .sum(terms.map(\.negated))
      members[0] = .number(-number)
      return number == Rational(-1) ? .multiplying(Array(members.dropFirst())) : .product(members)
    }
    return self
  }
}
