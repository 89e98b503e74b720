extension Formula {
  /// The same in fewer signs, in one order: numbers folded, like terms and equal powers collected.
  ///
  /// It has the same value wherever the formula has one. Where that has none, as x/x at 0, the
  /// simpler one may have.
  package var simplified: Formula {
    let inner = mapChildren(\.simplified)
    switch inner {
    case .number, .constant, .x, .value, .parameter: return inner
    case .sum(let members): return Self.simplifiedSum(members)
    case .product(let members): return Self.simplifiedProduct(members)
    case .power(let base, let exponent): return Self.simplifiedPower(base, exponent)
    case .apply(let function, let u): return Self.simplifiedApplication(function, u)
    case .extremum(let which, let a, let b):
      if a == b { return a }
      guard let p = a.rational, let q = b.rational else { return inner }
      return (p.value > q.value) == (which == .max) ? a : b
    case .call: return inner
    }
  }

  // MARK: Sums

  /// Like terms collected; the members are simplified already.
  static func simplifiedSum(_ members: [Formula]) -> Formula {
    var coefficients: [Formula: Rational] = [:]
    // What could only be added by rounding.
    var others: [Formula] = []
    func add(_ term: Formula, isNegative: Bool) {
      if case .sum(let inner) = term {
        for member in inner { add(member, isNegative: isNegative) }
        return
      }
      let (size, rest) = term.coefficientAndRest
      let coefficient = isNegative ? -size : size
      if case .sum(let inner) = rest, size == .one || size == Rational(-1) {
        for member in inner { add(member, isNegative: coefficient.isNegative) }
      } else if let sum = (coefficients[rest] ?? .zero) + coefficient {
        coefficients[rest] = sum
      } else {
        others.append(product(coefficient, rest))
      }
    }
    for member in members { add(member, isNegative: false) }
    let number = coefficients.removeValue(forKey: .one) ?? .zero
    var terms = coefficients.filter { $0.value.numerator != 0 }
      .sorted { $0.key.comesBeforeInSum($1.key) }
      .map { rest, coefficient in product(coefficient, rest) }
    terms += others
    if number.numerator != 0 {
      // 12x³ − 6x² + 1, but 1 + x² and 1 + e^x.
      let isPolynomial = terms.count > 1 && terms.allSatisfy(\.isMonomial)
      terms.insert(.number(number), at: isPolynomial ? terms.count : 0)
    }
    return .adding(terms)
  }

  /// 3 and x² of 3x²; 1 for the rest of a number.
  var coefficientAndRest: (Rational, Formula) {
    if let rational { return (rational, .one) }
    guard case .product(let members) = self, let first = members.first?.rational else {
      return (.one, self)
    }
    return (first, .multiplying(Array(members.dropFirst())))
  }

  private static func product(_ coefficient: Rational, _ rest: Formula) -> Formula {
    if coefficient == .one { return rest }
    if rest == .one { return .number(coefficient) }
    if case .product(let members) = rest { return .product([.number(coefficient)] + members) }
    return .product([.number(coefficient), rest])
  }

  // MARK: Products

  /// Equal bases collected, exponentials joined; the members are simplified already.
  static func simplifiedProduct(_ members: [Formula]) -> Formula {
    var coefficient = Rational.one
    var exponents: [Formula: [Formula]] = [:]
    var exponential: [Formula] = []
    func multiply(_ factor: Formula) {
      switch factor {
      case .number(let number):
        if let product = coefficient * number.rational {
          coefficient = product
        } else {
          // It would have to be rounded.
          exponents[factor, default: []].append(.one)
        }
      case .product(let inner): for member in inner { multiply(member) }
      case .apply(.exp, let u): exponential.append(u)
      case .constant(.e): exponential.append(.one)
      case .apply(.sqrt, let u) where !u.isConstant:
        exponents[u, default: []].append(.number(Rational(1, over: 2)))
      case .power(.apply(.sqrt, let u), .number(let n)) where !u.isConstant:
        exponents[u, default: []].append(half(n.rational))
      case .power(let base, let exponent): exponents[base, default: []].append(exponent)
      default: exponents[factor, default: []].append(.one)
      }
    }
    for member in members { multiply(member) }
    if coefficient.numerator == 0 { return .zero }

    var factors: [Formula] = []
    if !exponential.isEmpty {
      let joined = simplifiedApplication(.exp, simplifiedSum(exponential))
      if joined != .one { factors.append(joined) }
    }
    for (base, powers) in exponents {
      let power = simplifiedPower(base, powers.count == 1 ? powers[0] : simplifiedSum(powers))
      // A power may have become a number or a product.
      for factor in power.factors {
        if let number = factor.rational, let product = coefficient * number {
          coefficient = product
        } else {
          factors.append(factor)
        }
      }
    }
    joinSigns(&factors)
    joinQuotients(&factors)
    joinRoots(&factors)
    if coefficient.numerator == 0 { return .zero }
    factors.sort { $0.comesBeforeInProduct($1) }
    if factors.isEmpty { return .number(coefficient) }
    if coefficient == Rational(-1), factors.count == 1, case .sum(let terms) = factors[0] {
      return simplifiedSum(terms.map(\.negated))
    }
    if coefficient != .one { factors.insert(.number(coefficient), at: 0) }
    return .multiplying(factors)
  }

  // MARK: Powers and functions

  static func simplifiedPower(_ base: Formula, _ exponent: Formula) -> Formula {
    if base == .constant(.e) { return simplifiedApplication(.exp, exponent) }
    if base == .one { return .one }
    guard let p = exponent.rational else { return .power(base, exponent) }
    if p.numerator == 0 { return .one }
    if p == .one { return base }
    if case .apply(.exp, let u) = base {
      return simplifiedApplication(.exp, simplifiedProduct([exponent, u]))
    }
    // (x²)^(1/2) is not x.
    guard let n = p.integer else {
      let half = Rational(1, over: 2)
      if p == half { return simplifiedApplication(.sqrt, base) }
      return p == -half
        ? simplifiedPower(simplifiedApplication(.sqrt, base), .number(-1))
        : .power(base, exponent)
    }
    switch base {
    case .number(let number):
      return number.rational.power(n).map { .number($0) } ?? .power(base, exponent)
    case .power(let inner, let q):
      return simplifiedPower(inner, simplifiedProduct([q, exponent]))
    case .product(let members):
      return simplifiedProduct(members.map { simplifiedPower($0, exponent) })
    case .apply(.sqrt, let u) where n.isMultiple(of: 2) || n != -1 && !u.isConstant:
      return simplifiedPower(u, half(p))
    case .apply(.abs, let u) where n.isMultiple(of: 2): return simplifiedPower(u, exponent)
    case .apply(.step, _) where n > 0: return base
    default: return .power(base, exponent)
    }
  }

  static func simplifiedApplication(_ function: Function, _ u: Formula) -> Formula {
    switch (function, u) {
    case (.exp, .apply(.log, let inner)), (.log, .apply(.exp, let inner)): return inner
    case (.log, .constant(.e)): return .one
    case (.exp, .one): return .constant(.e)
    case (.abs, .apply(.abs, _)): return u
    case (.abs, .power(let base, let exponent)):
      if let n = exponent.rational?.integer, n.isMultiple(of: 2) { return .power(base, exponent) }
    default: break
    }
    if let number = u.rational { return folded(function, number) ?? .apply(function, u) }
    let (coefficient, rest) = u.coefficientAndRest
    guard coefficient.isNegative, rest != .one else { return .apply(function, u) }
    let opposite = product(-coefficient, rest)
    switch function {
    case .sin, .tan, .sinh, .tanh, .asinh, .atan, .erf, .sign:
      return product(Rational(-1), .apply(function, opposite))
    case .cos, .cosh, .abs: return .apply(function, opposite)
    default: return .apply(function, u)
    }
  }

  /// A function of a number, where the result is one that people write down.
  private static func folded(_ function: Function, _ u: Rational) -> Formula? {
    switch function {
    case .abs: return .number(u.isNegative ? -u : u)
    case .sign: return .number(u.numerator == 0 ? 0 : u.isNegative ? -1 : 1)
    case .step: return .number(u.numerator > 0 ? 1 : 0)
    case .sqrt:
      let (p, q) = (u.numerator.squareRoot(), u.denominator.squareRoot())
      guard !u.isNegative, u.isExact, Rational.isSmallWhole(p), Rational.isSmallWhole(q) else {
        return nil
      }
      return .number(Rational(p, over: q))
    case .log: return u == .one ? .zero : nil
    default:
      guard u.numerator == 0 else { return nil }
      let value = function.rule.value(0)
      return value == 0 || value == 1 ? .number(Int(clamping: value)) : nil
    }
  }
}
