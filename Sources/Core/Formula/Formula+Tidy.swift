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
      return number == Rational(-1)
        ? (members.count == 2 ? members[1] : .product(Array(members.dropFirst())))
        : .product(members)
    }
    return self
  }
}

/// A product taken apart: a number, and powers of bases; e^(cu) counts as a power of e^u.
struct Factors {
  private var number: Rational
  private var powers: [Formula: Rational]

  init(of formula: Formula) {
    number = .one
    powers = [:]
    for factor in formula.factors {
      switch factor {
      case .number(let value):
        if let product = number * value.rational {
          number = product
        } else {
          add(factor, .one)
        }
      case .power(.apply(.sqrt, let u), let n) where n == .number(-1) && !u.isConstant:
        add(u, Rational(-1, over: 2))
      case .power(let base, let exponent):
        if let p = exponent.rational { add(base, p) } else { add(factor, .one) }
      case .apply(.sqrt, let u) where !u.isConstant: add(u, Rational(1, over: 2))
      case .apply(.exp, let u):
        let (coefficient, rest) = u.coefficientAndRest
        if rest == .one { add(factor, .one) } else { add(.exp(rest), coefficient) }
      default: add(factor, .one)
      }
    }
  }

  private init(number: Rational, powers: [Formula: Rational]) {
    self.number = number
    self.powers = powers
  }

  private mutating func add(_ base: Formula, _ exponent: Rational) {
    if case .sum(let terms) = base, terms[0].coefficientAndRest.0.isNegative,
      let n = exponent.integer
    {
      // x² − 1 and 1 − x² are the same but for the sign.
      if !n.isMultiple(of: 2) { number = -number }
      return add(.sum(terms.map(\.negated)), exponent)
    }
    if let sum = (powers[base] ?? .zero) + exponent {
      powers[base] = sum
    } else {
      add(.power(base, .number(exponent)), .one)
    }
  }

  var isOne: Bool { number == .one && powers.isEmpty }

  var formula: Formula {
    Formula.product(
      [.number(number)]
        + powers.map { base, exponent in
          if case .apply(.exp, let u) = base {
            return .exp(.product([.number(exponent), u]))
          }
          return exponent == .one ? base : .power(base, .number(exponent))
        }
    ).simplified
  }

  /// The quotient; nil where it would have to be rounded.
  func divided(by other: Factors) -> Factors? {
    guard let inverse = other.number.reciprocal, let quotient = number * inverse else {
      return nil
    }
    var result = self
    result.number = quotient
    for (base, exponent) in other.powers { result.add(base, -exponent) }
    result.powers = result.powers.filter { $0.value.numerator != 0 }
    return result
  }

  /// What all of them have in common: the divisor of the numbers, the least of the exponents.
  static func common(of parts: [Factors]) -> Factors {
    var powers: [Formula: Rational] = [:]
    for base in Set(parts.flatMap(\.powers.keys)) {
      let exponents = parts.map { $0.powers[base] ?? .zero }
      guard let least = exponents.min(by: { $0.value < $1.value }),
        let most = exponents.max(by: { $0.value < $1.value })
      else { continue }
      if case .apply(.exp, _) = base {
        // An exponential is taken out as far as all have it, whichever way it points.
        if least.value > 0 { powers[base] = least } else if most.value < 0 { powers[base] = most }
      } else if least.numerator != 0 {
        powers[base] = least
      }
    }
    return Factors(number: commonNumber(parts.map(\.number)) ?? .one, powers: powers)
  }

  private static func commonNumber(_ numbers: [Rational]) -> Rational? {
    guard numbers.allSatisfy(\.isExact) else { return nil }
    var (p, q) = (0.0, 1.0)
    for number in numbers {
      p = Rational.commonDivisor(p, abs(number.numerator))
      q = q / Rational.commonDivisor(q, number.denominator) * number.denominator
      guard Rational.isSmallWhole(q) else { return nil }
    }
    // 0.044715 has nothing in common with 2.
    guard q <= 1_000 else { return nil }
    let isNegative = numbers.allSatisfy(\.isNegative)
    return Rational(isNegative ? -p : p, over: q)
  }
}
