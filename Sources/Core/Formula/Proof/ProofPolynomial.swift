/// A product of powers of atoms.
struct ProofMonomial: Hashable, Sendable {
  private(set) var powers: [ProofAtom: Rational] = [:]

  static let one = ProofMonomial()

  init() {}
  init(_ atom: ProofAtom, _ exponent: Rational = .one) {
    if exponent != .zero { powers[atom] = exponent }
  }

  /// The exponent of an atom, 0 where it is not in it.
  subscript(atom: ProofAtom) -> Rational {
    get { powers[atom] ?? .zero }
    set { powers[atom] = newValue == .zero ? nil : newValue }
  }

  func raised(to n: Rational) throws(ProofStop) -> ProofMonomial {
    var result = self
    for (atom, exponent) in powers {
      guard let product = exponent * n else { throw .unknown }
      result[atom] = product
    }
    return result
  }

  static func product(
    _ a: ProofMonomial, _ b: ProofMonomial
  ) throws(ProofStop) -> ProofMonomial {
    var result = a
    for (atom, exponent) in b.powers {
      guard let sum = result[atom] + exponent else { throw .unknown }
      result[atom] = sum
    }
    return result
  }
}

/// What a normal form is made of: things between which no relation is used but those of powers.
enum ProofAtom: Hashable, Sendable {
  /// The variable.
  case x

  /// e^m, and e^(im).
  case exponential(ProofMonomial)
  case phase(ProofMonomial)

  case pi

  /// A prime number, for roots of numbers: its exponents lie in [0, 1).
  case prime(Int)

  /// A positive number that was rounded: nothing else is known of it.
  case number(Rational)

  /// Powers of a sum that is not negative: the exponents lie in [0, 1).
  case root(ProofPolynomial)

  /// Another function.
  case function(Formula.Function, ProofQuotient)

  /// Whether it is positive wherever it has a value, whatever x is.
  var isPositive: Bool {
    switch self {
    case .exponential, .pi, .prime, .number: true
    case .x, .phase, .root, .function: false
    }
  }
}

/// A sum of monomials with exact coefficients, none of them 0; exponents may be negative.
struct ProofPolynomial: Hashable, Sendable {
  private(set) var terms: [ProofMonomial: GaussianRational] = [:]

  /// A proof that takes more is given up.
  private static let mostTerms = 600

  static let zero = ProofPolynomial()
  static let one = ProofPolynomial(Rational.one)

  init() {}
  init(_ coefficient: GaussianRational, _ monomial: ProofMonomial = .one) {
    if !coefficient.isZero { terms[monomial] = coefficient }
  }
  init(_ number: Rational) { self.init(GaussianRational(number)) }
  init(_ monomial: ProofMonomial) { self.init(.one, monomial) }

  var isZero: Bool { terms.isEmpty }

  /// The only term, if there is one.
  var single: (monomial: ProofMonomial, coefficient: GaussianRational)? {
    guard terms.count == 1, let term = terms.first else { return nil }
    return (term.key, term.value)
  }

  /// The real number that it is, if it is one.
  var number: Rational? {
    if isZero { return .zero }
    guard let single, single.monomial == .one, single.coefficient.isReal else { return nil }
    return single.coefficient.real
  }

  mutating func add(
    _ coefficient: GaussianRational, _ monomial: ProofMonomial
  ) throws(ProofStop) {
    let sum = try GaussianRational.sum(terms[monomial] ?? .zero, coefficient)
    terms[monomial] = sum.isZero ? nil : sum
    guard terms.count <= Self.mostTerms else { throw .unknown }
  }

  static func sum(
    _ a: ProofPolynomial, _ b: ProofPolynomial
  ) throws(ProofStop) -> ProofPolynomial {
    var result = a
    for (monomial, coefficient) in b.terms { try result.add(coefficient, monomial) }
    return result
  }

  /// The product, with whole powers of roots put in for them.
  static func product(
    _ a: ProofPolynomial, _ b: ProofPolynomial
  ) throws(ProofStop) -> ProofPolynomial {
    guard a.terms.count * b.terms.count <= 20_000 else { throw .unknown }
    var result = ProofPolynomial()
    for (m, p) in a.terms {
      for (n, q) in b.terms {
        let monomial = try ProofMonomial.product(m, n)
        let term = try reduced(try GaussianRational.product(p, q), monomial)
        for (monomial, coefficient) in term.terms { try result.add(coefficient, monomial) }
      }
    }
    return result
  }

  func raised(to n: Int) throws(ProofStop) -> ProofPolynomial {
    guard n >= 0, n <= 16 else { throw .unknown }
    var result = ProofPolynomial.one
    for _ in 0..<n { result = try .product(result, self) }
    return result
  }

  /// A term with the exponents of its roots between 0 and 1.
  static func reduced(
    _ coefficient: GaussianRational, _ monomial: ProofMonomial
  ) throws(ProofStop) -> ProofPolynomial {
    var (coefficient, rest) = (coefficient, monomial)
    var factor: ProofPolynomial?
    for (atom, exponent) in monomial.powers {
      let whole = (exponent.numerator / exponent.denominator).rounded(.down)
      guard whole != 0, abs(whole) <= 16 else { continue }
      switch atom {
      case .prime(let p):
        guard let power = Rational(p).power(Int(clamping: abs(whole))),
          let scale = whole < 0 ? power.reciprocal : power
        else { throw .unknown }
        coefficient = try .product(coefficient, GaussianRational(scale))
      case .root(let u):
        guard whole > 0 else { continue }
        factor = try .product(factor ?? .one, try u.raised(to: Int(clamping: whole)))
      default: continue
      }
      guard let left = exponent + Rational(-whole) else { throw .unknown }
      rest[atom] = left
    }
    let term = ProofPolynomial(coefficient, rest)
    return if let factor { try .product(factor, term) } else { term }
  }

  /// It as a number, a monomial and a sum in which no atom is in every term: 3e^(−x) (1 + 2e^x).
  func primitive() throws(ProofStop) -> (
    coefficient: GaussianRational, monomial: ProofMonomial, rest: ProofPolynomial
  ) {
    var least = ProofMonomial.one
    for atom in Set(terms.keys.flatMap(\.powers.keys)) {
      let exponents = terms.keys.map { $0[atom] }
      least[atom] = exponents.min { $0.value < $1.value } ?? .zero
    }
    let down = try least.raised(to: Rational(-1))
    var shifted: [ProofMonomial: GaussianRational] = [:]
    for (monomial, coefficient) in terms { shifted[try .product(monomial, down)] = coefficient }
    // Any choice will do as long as it is always the same, in every run of the program.
    guard let first = shifted.min(by: { $0.key.rank < $1.key.rank })?.value else { throw .unknown }
    let scale = try first.reciprocal()
    var rest = ProofPolynomial()
    for (monomial, coefficient) in shifted {
      try rest.add(try .product(coefficient, scale), monomial)
    }
    return (first, least, rest)
  }

  /// The same of what is positive, as is its monomial: with a number that is positive too.
  func positivePrimitive() throws(ProofStop) -> (
    coefficient: Rational, monomial: ProofMonomial, rest: ProofPolynomial
  ) {
    let (coefficient, monomial, rest) = try primitive()
    guard coefficient.isReal else { throw .unknown }
    if !coefficient.real.isNegative { return (coefficient.real, monomial, rest) }
    return (-coefficient.real, monomial, try .product(rest, ProofPolynomial(Rational(-1))))
  }
}

/// A polynomial over powers of others; those below are primitive and have two terms or more.
struct ProofQuotient: Hashable, Sendable {
  var above: ProofPolynomial
  var below: [ProofPolynomial: Int] = [:]

  static let zero = ProofQuotient(above: .zero)
  static let one = ProofQuotient(above: .one)

  init(above: ProofPolynomial) { self.above = above }
  init(_ number: Rational) { above = ProofPolynomial(number) }

  static func sum(_ a: ProofQuotient, _ b: ProofQuotient) throws(ProofStop) -> ProofQuotient {
    var (p, q) = (a.above, b.above)
    var result = ProofQuotient.zero
    result.below = a.below.merging(b.below) { max($0, $1) }
    for (factor, n) in result.below {
      p = try .product(p, try factor.raised(to: n - (a.below[factor] ?? 0)))
      q = try .product(q, try factor.raised(to: n - (b.below[factor] ?? 0)))
    }
    result.above = try .sum(p, q)
    return result.above.isZero ? .zero : result
  }

  static func product(_ a: ProofQuotient, _ b: ProofQuotient) throws(ProofStop) -> ProofQuotient {
    var result = ProofQuotient(above: try .product(a.above, b.above))
    if result.above.isZero { return .zero }
    result.below = a.below.merging(b.below, uniquingKeysWith: +)
    return try result.reduced()
  }

  /// Without what stands above and below as a whole.
  private func reduced() throws(ProofStop) -> ProofQuotient {
    guard !below.isEmpty, above.terms.count > 1 else { return self }
    let (coefficient, monomial, rest) = try above.primitive()
    guard let n = below[rest] else { return self }
    var result = self
    result.above = ProofPolynomial(coefficient, monomial)
    result.below[rest] = n == 1 ? nil : n - 1
    return result
  }

  func reciprocal() throws(ProofStop) -> ProofQuotient {
    let (coefficient, monomial, rest) = try above.primitive()
    var result = ProofQuotient(
      above: try .reduced(try coefficient.reciprocal(), try monomial.raised(to: Rational(-1))))
    for (factor, n) in below {
      result.above = try .product(result.above, try factor.raised(to: n))
    }
    if rest != .one { result.below[rest] = 1 }
    // 1/√u is √u/u.
    for (atom, exponent) in monomial.powers {
      guard case .root(let u) = atom, !exponent.isNegative else { continue }
      result = try .product(result, ProofQuotient(above: ProofPolynomial(ProofMonomial(atom))))
      result = try .product(result, try ProofQuotient(above: u).reciprocal())
    }
    return result
  }

  func negated() throws(ProofStop) -> ProofQuotient {
    try .product(ProofQuotient(Rational(-1)), self)
  }

  func raised(to n: Int) throws(ProofStop) -> ProofQuotient {
    guard abs(n) <= 16 else { throw .unknown }
    let base = n < 0 ? try reciprocal() : self
    var result = ProofQuotient.one
    for _ in 0..<abs(n) { result = try .product(result, base) }
    return result
  }

  /// The real number that it is, if it is one.
  var number: Rational? { below.isEmpty ? above.number : nil }
}
