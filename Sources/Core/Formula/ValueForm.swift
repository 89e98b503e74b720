/// σ′ and σ″ in terms of T = σ(x), as books write them: 1 − T² for tansig.
///
/// The form is guessed from a few values and then verified: T = σ(x) is put in, and the result has
/// to agree with the derivative to 100 bits at two dozen points.
package struct ValueForm: Sendable, Hashable {
  /// σ′ in T, and perhaps x.
  package let first: Formula

  /// σ″ in T, and perhaps x.
  package let second: Formula

  /// The form of a function; nil when none is found.
  ///
  /// - Precondition: T is not in the formula.
  package init?(of body: Formula) {
    let derivative = body.derivative
    guard !derivative.isConstant else { return nil }
    guard
      let found = Self.polynomial(body, derivative) ?? Self.multiple(body, derivative),
      Self.holds(found.first, of: body, as: derivative),
      Self.holds(found.second, of: body, as: derivative.derivative)
    else { return nil }
    self = found
  }

  private init(first: Formula, second: Formula) {
    self.first = first
    self.second = second
  }

  private static let points = [
    -2.3, -1.45, -0.85, -0.4, -0.15, 0.1, 0.3, 0.55, 0.9, 1.3, 1.85, 2.6, -3.7, 3.4, -5.2, 5.1,
    -7.3, 8.2, 0.01, -0.02, 11.5, -12.5, 1.05, -1.1,
  ]

  /// σ′ = a + bT + cT².
  private static func polynomial(_ body: Formula, _ derivative: Formula) -> ValueForm? {
    let values = points.map { (t: body.value(at: $0), slope: derivative.value(at: $0)) }
      .filter { $0.t.isFinite && $0.slope.isFinite }
    guard let fit = quadratic(through: values.map { ($0.t, $0.slope) }) else { return nil }
    let (a, b, c) = fit
    let (t, squared) = (Formula.value, Formula.value.squared())
    let zero = Rational.zero
    guard b != zero || c != zero else { return nil }
    let q: Formula
    switch (a, b, c) {
    case (zero, _, -b): q = .product([.number(b), t, .one - t])
    case (zero, _, b): q = .product([.number(c), squared + t])
    case (_, zero, -a): q = .product([.number(a), .one - squared])
    default: q = .number(a) + .number(b) * t + .number(c) * squared
    }
    // T″ = q′(T) T′.
    guard let twice = Rational(2) * c else { return nil }
    let ratio = b.reciprocal.flatMap { twice * $0 }
    let bend: Formula =
      if let ratio, ratio.isWhole { .product([.number(b), .one + .number(ratio) * t]) } else {
        .number(b) + .number(twice) * t
      }
    return ValueForm(first: q.simplified, second: inOrder(q.simplified, bend.simplified))
  }

  /// q′(T) behind q(T), as T(1 − T)(1 − 2T).
  private static func inOrder(_ q: Formula, _ bend: Formula) -> Formula {
    let factors = q.factors + bend.factors
    func isSum(_ formula: Formula) -> Bool { if case .sum = formula { true } else { false } }
    let front = Formula.product(factors.filter { !isSum($0) } + [.one]).simplified
    let members = (front == .one ? [] : front.factors) + factors.filter(isSum)
    return .multiplying(members)
  }

  /// σ′ = (a + bx + cx²) T, such as −2xT.
  private static func multiple(_ body: Formula, _ derivative: Formula) -> ValueForm? {
    let values = points.map { (x: $0, ratio: derivative.value(at: $0) / body.value(at: $0)) }
      .filter(\.ratio.isFinite)
    guard let fit = quadratic(through: values.map { ($0.x, $0.ratio) }) else { return nil }
    let (a, b, c) = fit
    let p = (Formula.number(a) + .number(b) * .x + .number(c) * .x.squared()).simplified
    guard !p.isConstant else { return nil }
    let q = p.takingOut ?? p
    let sum = (q.rawDerivative + q.squared()).simplified
    let bend = sum.takingOut ?? sum
    return ValueForm(
      first: (q * .value).simplified, second: (bend * .value).simplified)
  }

  /// a + bu + cu² through three of the points, with small fractions; nil unless it fits the others.
  private static func quadratic(
    through points: [(u: Double, v: Double)]
  ) -> (Rational, Rational, Rational)? {
    let usable = points.filter { abs($0.u) < 1e3 && abs($0.v) < 1e3 }
    guard usable.count >= 6 else { return nil }
    // Far apart, so that the fractions come out.
    let sorted = usable.sorted { $0.u < $1.u }
    let (p, q, r) = (sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1])
    guard r.u - q.u > 1e-3, q.u - p.u > 1e-3 else { return nil }
    let first = (q.v - p.v) / (q.u - p.u)
    let second = (r.v - q.v) / (r.u - q.u)
    let c = (second - first) / (r.u - p.u)
    let b = first - c * (p.u + q.u)
    let a = p.v - b * p.u - c * p.u * p.u
    let fits = usable.allSatisfy { abs(a + b * $0.u + c * $0.u * $0.u - $0.v) < 1e-6 }
    guard fits, let a = fraction(a), let b = fraction(b), let c = fraction(c) else { return nil }
    return (a, b, c)
  }

  private static func fraction(_ value: Double) -> Rational? {
    for q in 1...12 {
      let p = (value * Double(q)).rounded()
      if abs(p) < 1_000, abs(value - p / Double(q)) < 1e-6 { return Rational(p, over: Double(q)) }
    }
    return nil
  }

  private static func holds(
    _ form: Formula, of body: Formula, as derivative: Formula
  ) -> Bool {
    let claimed = form.substituting(value: body)
    var compared = 0
    for x in points {
      let x = BigFloat(x, precision: 256)
      let (a, b) = (claimed.preciseValue(at: x), derivative.preciseValue(at: x))
      if a.isNaN || b.isNaN { continue }
      guard BigFloat.agree(a, b, bits: 100) else { return false }
      compared += 1
    }
    return compared >= 12
  }
}
