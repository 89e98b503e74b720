/// The normal form of a formula on a part of the line on which none of its branches changes.
///
/// Everything becomes a quotient of polynomials in x and powers of e: tanh and cosh by the
/// exponential, sin and cos by e^(ix), |u|, step, max and min by the branch that holds there.
struct ProofNormalizer {
  let interval: ProofInterval

  /// Whether all that is divided by is known not to be 0, and all that a root or a logarithm is
  /// taken of to be right for it.
  private(set) var isDefined = true

  init(_ interval: ProofInterval) { self.interval = interval }

  mutating func form(of formula: Formula) throws(ProofStop) -> ProofQuotient {
    switch formula {
    case .number(let number): return try Self.number(number.rational)
    case .constant(.pi): return ProofQuotient(above: ProofPolynomial(ProofMonomial(.pi)))
    case .constant(.e): return try exponential(of: .one)
    case .x:
      return interval.point.map { ProofQuotient($0) }
        ?? ProofQuotient(above: ProofPolynomial(ProofMonomial(.x)))
    case .value, .parameter, .call: throw .unknown
    case .sum(let members):
      var sum = ProofQuotient.zero
      for member in members { sum = try .sum(sum, try form(of: member)) }
      return sum
    case .product(let members):
      // A step of 0 switches off what stands beside it.
      for member in members where member.isStep {
        let step = try form(of: member)
        if step == .zero { return .zero }
      }
      var product = ProofQuotient.one
      for member in members { product = try .product(product, try form(of: member)) }
      return product
    case .power(let base, let exponent): return try power(base, exponent)
    case .apply(let function, let u): return try applying(function, to: u)
    case .extremum(let which, let a, let b):
      let (a, b) = (try form(of: a), try form(of: b))
      let sign = try sign(of: try .sum(a, try b.negated()))
      return (sign > 0) == (which == .max) ? a : b
    }
  }

  private static func number(_ number: Rational) throws(ProofStop) -> ProofQuotient {
    guard number.value.isFinite else { throw .unknown }
    if number.isExact { return ProofQuotient(number) }
    let size = number.isNegative ? -number : number
    return ProofQuotient(
      above: ProofPolynomial(
        GaussianRational(Rational(number.isNegative ? -1 : 1)), ProofMonomial(.number(size))))
  }

  // MARK: Signs

  private func sign(of q: ProofQuotient) throws(ProofStop) -> Int {
    guard var sign = try interval.sign(of: q.above) else { throw .unknown }
    for (factor, n) in q.below where !n.isMultiple(of: 2) {
      guard let own = try interval.sign(of: factor), own != 0 else { throw .unknown }
      sign *= own
    }
    return sign
  }

  private mutating func inverse(of q: ProofQuotient) throws(ProofStop) -> ProofQuotient {
    if try interval.sign(of: q.above) ?? 0 == 0 { isDefined = false }
    if q == .zero { throw .unknown }
    return try q.reciprocal()
  }

  // MARK: Powers

  private mutating func power(
    _ base: Formula, _ exponent: Formula
  ) throws(ProofStop) -> ProofQuotient {
    let u = try form(of: base)
    let p = try form(of: exponent)
    guard let number = p.number else {
      // aᵘ = e^(u log a)
      let product = try ProofQuotient.product(p, try logarithm(of: u))
      return try exponential(of: product)
    }
    if let n = number.integer {
      return n < 0 ? try inverse(of: u).raised(to: -n) : try u.raised(to: n)
    }
    if number == Rational(1, over: 2), case .power(let inner, let even) = base,
      let n = even.rational?.integer, n > 0, n.isMultiple(of: 2)
    {
      return try magnitude(of: try form(of: inner)).raised(to: n / 2)
    }
    return try root(of: u, number)
  }

  private func magnitude(of q: ProofQuotient) throws(ProofStop) -> ProofQuotient {
    try sign(of: q) < 0 ? try q.negated() : q
  }

  /// uᵖ of what is not negative.
  private mutating func root(
    of q: ProofQuotient, _ p: Rational
  ) throws(ProofStop) -> ProofQuotient {
    if q == .zero { if p.isNegative { throw .unknown } else { return .zero } }
    var result = try root(of: q.above, p)
    for (factor, n) in q.below {
      guard let own = Rational(-n) * p else { throw .unknown }
      result = try .product(result, try root(of: factor, own))
    }
    return result
  }

  private mutating func root(
    of u: ProofPolynomial, _ p: Rational
  ) throws(ProofStop) -> ProofQuotient {
    // What may be 0 or negative is left alone.
    guard let sign = try interval.sign(of: u), sign > 0 else { throw .unknown }
    if let n = p.integer { return try ProofQuotient(above: u).raised(to: n) }
    let (coefficient, monomial, rest) = try u.positivePrimitive()
    var power = ProofMonomial.one
    for (prime, n) in try Self.primes(of: coefficient) {
      guard let e = Rational(n) * p else { throw .unknown }
      power[.prime(prime)] = e
    }
    for (atom, exponent) in monomial.powers {
      guard atom.isPositive || atom == .x && interval.sign == 1, let e = exponent * p,
        let sum = power[atom] + e
      else { throw .unknown }
      power[atom] = sum
    }
    var result = ProofQuotient(above: try .reduced(.one, power))
    guard rest != .one else { return result }
    let whole = Int(clamping: (p.numerator / p.denominator).rounded(.down))
    guard (-16...16).contains(whole), let part = p + Rational(-whole) else { throw .unknown }
    let root = ProofQuotient(above: ProofPolynomial(ProofMonomial(.root(rest), part)))
    result = try .product(result, root)
    return try .product(result, try ProofQuotient(above: rest).raised(to: whole))
  }

  /// The prime factors of a positive fraction with their exponents.
  private static func primes(of number: Rational) throws(ProofStop) -> [(Int, Int)] {
    var found: [(Int, Int)] = []
    for (part, sign) in [(number.numerator, 1), (number.denominator, -1)] {
      guard part >= 1, part < 1e9 else { throw .unknown }
      var (rest, p) = (Int(clamping: part), 2)
      while p * p <= rest {
        var n = 0
        while rest.isMultiple(of: p) { (rest, n) = (rest / p, n + 1) }
        if n > 0 { found.append((p, sign * n)) }
        p += 1
      }
      if rest > 1 { found.append((rest, sign)) }
    }
    return found
  }

  // MARK: Functions

  private mutating func applying(
    _ function: Formula.Function, to argument: Formula
  ) throws(ProofStop) -> ProofQuotient {
    if function == .sqrt { return try power(argument, .number(Rational(1, over: 2))) }
    let u = try form(of: argument)
    switch function {
    case .sqrt, .exp: return try exponential(of: u)
    case .expm1: return try .sum(try exponential(of: u), ProofQuotient(Rational(-1)))
    case .log: return try logarithm(of: u)
    case .log1p: return try logarithm(of: try .sum(.one, u))
    case .abs: return try magnitude(of: u)
    case .sign: return ProofQuotient(Rational(try sign(of: u)))
    case .step: return ProofQuotient(Rational(try sign(of: u) > 0 ? 1 : 0))
    case .sinh, .cosh, .tanh:
      let (p, q) = (try exponential(of: u), try exponential(of: try u.negated()))
      let half = ProofQuotient(Rational(1, over: 2))
      let cosh = try ProofQuotient.product(half, try .sum(p, q))
      if function == .cosh { return cosh }
      let sinh = try ProofQuotient.product(half, try .sum(p, try q.negated()))
      return function == .sinh ? sinh : try .product(sinh, try cosh.reciprocal())
    case .sin, .cos, .tan:
      let (p, q) = (try phase(of: u), try phase(of: try u.negated()))
      let half = ProofQuotient(Rational(1, over: 2))
      let cos = try ProofQuotient.product(half, try .sum(p, q))
      if function == .cos { return cos }
      let over2i = GaussianRational(.zero, Rational(-1, over: 2))
      let sin = try ProofQuotient.product(
        ProofQuotient(above: ProofPolynomial(over2i)), try .sum(p, try q.negated()))
      return function == .sin ? sin : try .product(sin, try inverse(of: cos))
    case .asinh, .atan, .erf: return try odd(function, u)
    }
  }

  /// f(u), as −f(−u) where that has the sign of all the others.
  private func odd(
    _ function: Formula.Function, _ u: ProofQuotient
  ) throws(ProofStop) -> ProofQuotient {
    if u == .zero { return .zero }
    let isTurned = try u.above.primitive().coefficient.real.isNegative
    let argument = isTurned ? try u.negated() : u
    let value = ProofQuotient(
      above: ProofPolynomial(ProofMonomial(.function(function, argument))))
    return isTurned ? try value.negated() : value
  }

  /// e^u: a power for each term, and what a logarithm is taken of for one.
  private mutating func exponential(of u: ProofQuotient) throws(ProofStop) -> ProofQuotient {
    guard u.below.isEmpty else { throw .unknown }
    var power = ProofMonomial.one
    var result = ProofQuotient.one
    for (monomial, coefficient) in u.above.terms {
      guard coefficient.isReal else { throw .unknown }
      if monomial.powers.count == 1, let (atom, exponent) = monomial.powers.first,
        exponent == .one, case .function(.log, let inner) = atom
      {
        result = try .product(result, try root(of: inner, coefficient.real))
      } else {
        power[.exponential(monomial)] = coefficient.real
      }
    }
    return try .product(result, ProofQuotient(above: ProofPolynomial(power)))
  }

  private func phase(of u: ProofQuotient) throws(ProofStop) -> ProofQuotient {
    guard u.below.isEmpty else { throw .unknown }
    var power = ProofMonomial.one
    for (monomial, coefficient) in u.above.terms {
      guard coefficient.isReal else { throw .unknown }
      power[.phase(monomial)] = coefficient.real
    }
    return ProofQuotient(above: ProofPolynomial(power))
  }

  /// log u, as a sum of those of its factors.
  private mutating func logarithm(of q: ProofQuotient) throws(ProofStop) -> ProofQuotient {
    var sum = try logarithm(of: q.above)
    for (factor, n) in q.below {
      let own = try ProofQuotient.product(
        ProofQuotient(Rational(-n)), try logarithm(of: factor))
      sum = try .sum(sum, own)
    }
    return sum
  }

  private mutating func logarithm(of u: ProofPolynomial) throws(ProofStop) -> ProofQuotient {
    guard let sign = try interval.sign(of: u), sign > 0 else { throw .unknown }
    let (coefficient, monomial, rest) = try u.positivePrimitive()
    var sum = ProofPolynomial.zero
    func addLogarithm(_ count: Rational, of inside: ProofPolynomial) throws(ProofStop) {
      try sum.add(
        GaussianRational(count),
        ProofMonomial(.function(.log, ProofQuotient(above: inside))))
    }
    for (prime, n) in try Self.primes(of: coefficient) {
      try addLogarithm(Rational(n), of: ProofPolynomial(Rational(prime)))
    }
    for (atom, exponent) in monomial.powers {
      switch atom {
      case .exponential(let m): try sum.add(GaussianRational(exponent), m)
      case .prime(let p): try addLogarithm(exponent, of: ProofPolynomial(Rational(p)))
      case .pi, .number: try addLogarithm(exponent, of: ProofPolynomial(ProofMonomial(atom)))
      case .x where interval.sign == 1:
        try addLogarithm(exponent, of: ProofPolynomial(ProofMonomial(atom)))
      default: throw .unknown
      }
    }
    if rest != .one { try addLogarithm(.one, of: rest) }
    return ProofQuotient(above: sum)
  }
}
