/// An open part of the line with exact ends, infinite where they are nil; or a point of it.
struct ProofInterval {
  var lower: Rational?
  var upper: Rational?

  /// The point, where it is one.
  var point: Rational?

  static let line = ProofInterval()

  static func at(_ x: Rational) -> ProofInterval {
    ProofInterval(lower: x, upper: x, point: x)
  }

  /// The sign of x; nil where it has both.
  var sign: Int? {
    if let lower, !lower.isNegative { return 1 }
    if let upper, upper.numerator <= 0 { return -1 }
    return nil
  }

  func contains(_ x: Rational) -> Bool {
    (lower.map { $0.value < x.value } ?? true) && (upper.map { x.value < $0.value } ?? true)
  }
}

extension ProofInterval {
  /// The sign that a polynomial has everywhere in it.
  ///
  /// - Returns: nil where that is not known.
  /// - Throws: `ProofStop.split` at the zero of what is linear.
  func sign(of p: ProofPolynomial) throws(ProofStop) -> Int? {
    if p.isZero { return 0 }
    guard p.terms.values.allSatisfy(\.isReal) else { return nil }
    if let sign = try signOfPolynomial(p) { return sign }
    if let sign = signOfTerms(p, ofX: sign) { return sign }
    // From one end x = a + y or b − y with y > 0, and e^y is 1 + z with z > 0.
    for (end, direction) in [(lower, Rational.one), (upper, Rational(-1))] {
      guard let end, let shifted = try? shifted(p, to: end, towards: direction) else { continue }
      if let sign = signOfTerms(shifted, ofX: 1) { return sign }
      guard let unfolded = try? unfolded(shifted) else { continue }
      if let sign = signOfTerms(unfolded, ofX: 1) { return sign }
    }
    return nil
  }

  /// That of a + bx, and of a + bx + cx² without zeros.
  private func signOfPolynomial(_ p: ProofPolynomial) throws(ProofStop) -> Int? {
    var coefficients = [Rational.zero, .zero, .zero]
    for (monomial, coefficient) in p.terms {
      guard let n = monomial[.x].integer, (0...2).contains(n),
        monomial == ProofMonomial(.x, Rational(n))
      else { return nil }
      coefficients[n] = coefficient.real
    }
    let (a, b, c) = (coefficients[0], coefficients[1], coefficients[2])
    if c != .zero {
      guard let bb = b * b, let ac = a * c, let four = ac * Rational(-4), let d = bb + four,
        d.isNegative
      else { return nil }
      return c.isNegative ? -1 : 1
    }
    guard b != .zero else { return a.isNegative ? -1 : 1 }
    guard let inverse = b.reciprocal, let root = -a * inverse else { return nil }
    if contains(root) { throw .split(at: root) }
    let isAbove = lower.map { root.value <= $0.value } ?? false
    return isAbove != b.isNegative ? 1 : -1
  }

  /// The sign that all terms have, if one of them is never 0.
  private func signOfTerms(_ p: ProofPolynomial, ofX sign: Int?) -> Int? {
    var (common, isStrict) = (0, false)
    for (monomial, coefficient) in p.terms {
      var own = coefficient.real.isNegative ? -1 : 1
      var isNeverZero = true
      for (atom, exponent) in monomial.powers where !atom.isPositive {
        if case .root = atom {
          isNeverZero = false
          continue
        }
        guard let n = exponent.integer else {
          guard atom == .x, sign == 1 else { return nil }
          continue
        }
        if atom == .x, let sign {
          if !n.isMultiple(of: 2) { own *= sign }
        } else if n.isMultiple(of: 2) {
          isNeverZero = false
        } else {
          return nil
        }
      }
      if common * own < 0 { return nil }
      common = own
      isStrict = isStrict || isNeverZero
    }
    return isStrict ? common : nil
  }

  /// The same in y for x = end ± y.
  private func shifted(
    _ p: ProofPolynomial, to end: Rational, towards direction: Rational
  ) throws(ProofStop) -> ProofPolynomial {
    var line = ProofPolynomial(end)
    try line.add(GaussianRational(direction), ProofMonomial(.x))
    let power = ProofAtom.exponential(ProofMonomial(.x))
    var result = ProofPolynomial.zero
    for (monomial, coefficient) in p.terms {
      var rest = monomial
      guard let n = monomial[.x].integer, n >= 0 else { throw .unknown }
      rest[.x] = .zero
      let exponent = monomial[power]
      if exponent != .zero {
        // e^(cx) = e^(c·end) e^(±cy)
        let constant = ProofAtom.exponential(.one)
        guard let turned = exponent * direction, let extra = exponent * end,
          let sum = rest[constant] + extra
        else { throw .unknown }
        rest[power] = turned
        rest[constant] = sum
      }
      guard !rest.powers.keys.contains(where: { $0 != power && $0.mentionsX }) else {
        throw .unknown
      }
      let term = try ProofPolynomial.product(
        ProofPolynomial(coefficient, rest), try line.raised(to: n))
      result = try .sum(result, term)
    }
    return result
  }

  /// With 1 + z for e^(gy), g the step between the exponents; for z > 0 stands a number of which nothing
  /// else is known.
  private func unfolded(_ p: ProofPolynomial) throws(ProofStop) -> ProofPolynomial {
    let power = ProofAtom.exponential(ProofMonomial(.x))
    let exponents = p.terms.keys.map { $0[power] }
    guard let least = exponents.min(by: { $0.value < $1.value }) else { throw .unknown }
    var steps: [Int] = []
    let denominator = exponents.map(\.denominator).max() ?? 1
    for exponent in exponents {
      guard let from = exponent + -least, let n = (from * Rational(denominator))?.integer, n <= 16
      else { throw .unknown }
      steps.append(n)
    }
    var onePlus = ProofPolynomial.one
    try onePlus.add(GaussianRational.one, ProofMonomial(.number(.zero)))
    var result = ProofPolynomial.zero
    for (n, (monomial, coefficient)) in zip(steps, p.terms) {
      var rest = monomial
      rest[power] = .zero
      let term = try ProofPolynomial.product(
        ProofPolynomial(coefficient, rest), try onePlus.raised(to: n))
      result = try .sum(result, term)
    }
    return result
  }
}

extension ProofAtom {
  /// Whether x is in it.
  var mentionsX: Bool {
    switch self {
    case .x: true
    case .exponential(let m), .phase(let m): m.powers.keys.contains(where: \.mentionsX)
    case .pi, .prime, .number: false
    case .root(let u): u.mentionsX
    case .function(_, let q): q.above.mentionsX || q.below.keys.contains(where: \.mentionsX)
    }
  }
}

extension ProofPolynomial {
  fileprivate var mentionsX: Bool {
    terms.keys.contains { $0.powers.keys.contains(where: \.mentionsX) }
  }
}
