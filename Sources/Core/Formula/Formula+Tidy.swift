extension Formula {
  /// The simplified formula as a reader would write it: common factors and denominators taken out
  /// where that makes it shorter.
  var tidied: Formula {
    let inner = mapChildren(\.tidied).simplified
    guard case .sum(let terms) = inner else { return inner.withPositiveLead }
    guard let candidate = Self.takingOut(of: terms), candidate.size < inner.size else {
      return inner
    }
    return candidate
  }

  /// A sum as a product of what its terms have in common and the rest of them.
  private static func takingOut(of terms: [Formula]) -> Formula? {
    let parts = terms.map(Factors.init(of:))
    guard let common = Factors.common(of: parts), !common.isOne else { return nil }
    let rest = parts.map { $0.divided(by: common).formula }
    let sum = Formula.sum(rest).simplified
    return simplifiedProduct([common.formula, sum].flatMap(\.factors)).withPositiveLead
  }

  fileprivate var factors: [Formula] {
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
      guard negative * 2 >= terms.count else { continue }
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
      case .number(let value): number = number * value.rational
      case .power(let base, let exponent):
        if let p = exponent.rational { add(base, p) } else { add(factor, .one) }
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
    powers[base] = (powers[base] ?? .zero) + exponent
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

  func divided(by other: Factors) -> Factors {
    var result = self
    result.number = number * (other.number.reciprocal ?? .one)
    for (base, exponent) in other.powers { result.add(base, -exponent) }
    result.powers = result.powers.filter { $0.value.numerator != 0 }
    return result
  }

  /// What all of them have in common: the divisor of the numbers, the least of the exponents.
  static func common(of parts: [Factors]) -> Factors? {
    guard let first = parts.first else { return nil }
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
    return Factors(number: commonNumber(parts.map(\.number)) ?? first.number.sign, powers: powers)
  }

  private static func commonNumber(_ numbers: [Rational]) -> Rational? {
    guard numbers.allSatisfy(\.isExact) else { return nil }
    var (p, q) = (0.0, 1.0)
    for number in numbers {
      p = Rational.commonDivisor(p, abs(number.numerator))
      q = q / Rational.commonDivisor(q, number.denominator) * number.denominator
      guard Rational.isSmallWhole(q) else { return nil }
    }
    let isNegative = numbers.allSatisfy(\.isNegative)
    return Rational(isNegative ? -p : p, over: q)
  }
}

extension Rational {
  /// 1 or −1.
  fileprivate var sign: Rational { isNegative ? Rational(-1) : .one }
}
