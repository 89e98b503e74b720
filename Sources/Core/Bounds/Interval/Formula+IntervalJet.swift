extension Formula {
  /// The jet of the formula along x(t); nil where a kink may be in its range: a sign that decides
  /// between branches is not the same everywhere.
  ///
  /// - Precondition: T is not in it.
  func jet(at x: IntervalJet) -> IntervalJet? {
    func constant(_ value: Interval) -> IntervalJet { IntervalJet(value, count: x.count) }
    switch self {
    case .number(let number):
      let rational = number.rational
      return constant(Interval(rational.numerator) / Interval(rational.denominator))
    case .constant(.pi): return constant(.pi)
    case .constant(.e): return constant(Interval.one.exponential)
    case .x: return x
    case .value, .parameter:
      preconditionFailure("what has no value of its own is substituted first")
    case .sum(let members):
      return Self.reduce(members, at: x, constant(.zero)) { $0 + $1 }
    case .product(let members):
      // A step of 0 switches off what stands beside it, even where that has no value.
      for member in members where member.isStep {
        if let step = member.jet(at: x), step.value.isZero { return step }
      }
      // 1 · u would be rounded.
      return Self.reduce(members.filter { $0 != .one }, at: x, constant(.one)) { $0 * $1 }
    case .power(let base, let exponent):
      return Self.power(base, exponent, at: x)
    // ln(1 + e^u), where e^u may overflow.
    case .apply(.log1p, .apply(.exp, let u)): return u.jet(at: x)?.softplus
    case .apply(let function, let inner):
      return inner.jet(at: x).flatMap { Self.applying(function, to: $0) }
    case .extremum(let which, let a, let b):
      guard let a = a.jet(at: x), let b = b.jet(at: x) else { return nil }
      if a.value.lower > b.value.upper { return which == .max ? a : b }
      if b.value.lower > a.value.upper { return which == .max ? b : a }
      return nil
    case .call(let function, let inner):
      return inner.jet(at: x).flatMap { function.body.jet(at: $0) }
    }
  }

  private static func reduce(
    _ members: [Formula], at x: IntervalJet, _ start: IntervalJet,
    _ combine: (IntervalJet, IntervalJet) -> IntervalJet
  ) -> IntervalJet? {
    var result: IntervalJet?
    for member in members {
      guard let jet = member.jet(at: x) else { return nil }
      result = result.map { combine($0, jet) } ?? jet
    }
    return result ?? start
  }

  private static func power(
    _ base: Formula, _ exponent: Formula, at x: IntervalJet
  ) -> IntervalJet? {
    if exponent == .number(-1), case .sum(let members) = base, members.count == 2,
      members[0] == .one, case .apply(.exp, let u) = members[1]
    {
      // 1/(1 + e^u), where e^u may overflow.
      return u.jet(at: x).map { (-$0).logistic }
    }
    guard let u = base.jet(at: x) else { return nil }
    if let n = exponent.rational?.integer, abs(n) <= 64 {
      if n == 0 { return IntervalJet(.one, count: x.count) }
      var result = abs(n) % 2 == 0 ? u.squared : u
      for _ in 0..<((abs(n) - 1) / 2) { result = result * u.squared }
      return n < 0 ? result.reciprocal : result
    }
    guard let p = exponent.jet(at: x) else { return nil }
    if base == .constant(.e) { return p.exponential }
    return (u.logarithm * p).exponential
  }

  private static func applying(_ function: Function, to u: IntervalJet) -> IntervalJet? {
    switch function {
    case .exp: u.exponential
    case .log: u.logarithm
    case .log1p: u.composed(u.value.logarithmOnePlus, slope: (u + .one).reciprocal)
    case .expm1: u.exponentialMinusOne
    case .sqrt: u.squareRoot
    case .sin: u.sine
    case .cos: u.cosine
    case .tan: u.tangent
    case .sinh: u.hyperbolicSine
    case .cosh: u.hyperbolicCosine
    case .tanh: u.hyperbolicTangent
    case .asinh:
      u.composed(u.value.areaHyperbolicSine, slope: (u.squared + .one).squareRoot.reciprocal)
    case .atan: u.composed(u.value.arcTangent, slope: (u.squared + .one).reciprocal)
    case .erf:
      u.composed(
        u.value.errorFunction,
        slope: (-u.squared).exponential * (Interval(2) / Interval.pi.squareRoot))
    case .abs: u.sign.map { $0 < 0 ? -u : u }
    case .sign: u.sign.map { IntervalJet(Interval($0), count: u.count) }
    case .step: u.sign.map { IntervalJet(Interval(max($0, 0)), count: u.count) }
    }
  }
}

extension IntervalJet {
  /// −1 or 1 where all values have that sign; nil where 0 may be among them.
  fileprivate var sign: Double? {
    value.lower > 0 ? 1 : value.upper < 0 ? -1 : nil
  }
}
