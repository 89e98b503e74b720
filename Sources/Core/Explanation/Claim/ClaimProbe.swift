/// A few points at which candidates are tried: quick to say no.
struct ClaimProbe {
  /// σ(x), for T.
  let subject: Formula

  private let points: [(x: Double, truth: Double)]

  /// A candidate that is right, with the factor or the term that it lacked.
  typealias Fit = (formula: Formula, lacked: ClaimMend.Change?)

  init?(_ claim: Claim) {
    guard let definition = claim.activation.formula else { return nil }
    subject = .call(NamedFormula(name: claim.activation.name, body: definition), .x)
    points = [0.37, -0.81, 1.43, -1.9, 2.6, -0.12, 0.9].compactMap { x in
      let truth = claim.truth.value(at: x)
      return truth.isFinite && !claim.isKink(at: x) ? (x, truth) : nil
    }
    guard points.count >= 5 else { return nil }
  }

  func fit(_ formula: Formula) -> Fit? {
    let statement = formula.substituting(value: subject)
    var ratio: Double?
    var difference: Double?
    for (i, point) in points.enumerated() {
      let value = statement.plainValue(at: point.x)
      guard value.isFinite else { return nil }
      if i == 0 {
        if value != 0, point.truth != 0 { ratio = point.truth / value }
        difference = point.truth - value
        continue
      }
      if let r = ratio, !isClose(r * value, point.truth) { ratio = nil }
      if let d = difference, !isClose(value + d, point.truth) { difference = nil }
      if ratio == nil, difference == nil { return nil }
    }
    // A function that is zero at all points has every ratio.
    if let difference, abs(difference) < 1e-10 { return (formula, nil) }
    if let ratio, abs(ratio - 1) < 1e-9 { return (formula, nil) }
    if let c = ratio.flatMap(Self.written) {
      let whole = c == .number(-1) ? formula.negated : Formula.product([c, formula]).flattened
      return (whole, .factor(c))
    }
    return difference.flatMap(Self.written).map {
      (Formula.sum([formula, $0]).flattened, .term($0))
    }
  }

  /// c with truth = others + c·term, if there is one.
  func factor(of term: Formula, besides others: Formula) -> Formula? {
    let term = term.substituting(value: subject)
    let others = others.substituting(value: subject)
    var ratio: Double?
    for point in points {
      let (value, rest) = (term.plainValue(at: point.x), others.plainValue(at: point.x))
      guard let known = ratio else {
        guard value != 0 else { return nil }
        ratio = (point.truth - rest) / value
        continue
      }
      if !isClose(rest + known * value, point.truth) { return nil }
    }
    return ratio.flatMap(Self.written)
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-3)
  }

  private static let twoPi = Formula.number(2) * .constant(.pi)

  /// A number as people write it: a small fraction, perhaps of π, e or a root.
  private static func written(_ value: Double) -> Formula? {
    let units: [(Double, Formula)] = [
      (1, .one), (.pi, .constant(.pi)), (1 / .pi, .power(.constant(.pi), .number(-1))),
      (.exp1, .constant(.e)), (1 / .exp1, .power(.constant(.e), .number(-1))),
      (.exp1 * .exp1, .power(.constant(.e), .number(2))),
      (2.0.squareRoot(), .apply(.sqrt, .number(2))),
      (Double.pi.squareRoot(), .apply(.sqrt, .constant(.pi))),
      (1 / Double.pi.squareRoot(), .power(.apply(.sqrt, .constant(.pi)), .number(-1))),
      (1 / (2 * Double.pi).squareRoot(), .power(.apply(.sqrt, twoPi), .number(-1))),
    ]
    for (unit, formula) in units {
      for q in 1...12 {
        let p = (value / unit * Double(q)).rounded()
        guard p != 0, abs(p) <= 100, abs(value - p / Double(q) * unit) <= 1e-9 * abs(value) else {
          continue
        }
        let fraction = Formula.number(Rational(p, over: Double(q)))
        return formula == .one
          ? fraction : fraction == .one ? formula : .product([fraction, formula])
      }
    }
    return nil
  }
}

extension Double {
  fileprivate static let exp1 = 2.718281828459045
}

extension Formula {
  /// Sums in sums and products in products made one.
  var flattened: Formula {
    switch self {
    case .sum(let members):
      .sum(members.flatMap { if case .sum(let inner) = $0 { inner } else { [$0] } })
    case .product(let members):
      Self.joined(members.flatMap { if case .product(let inner) = $0 { inner } else { [$0] } })
    default: self
    }
  }

  /// A product with its two leading numbers as one.
  private static func joined(_ factors: [Formula]) -> Formula {
    guard factors.count > 1, let a = factors[0].rational, let b = factors[1].rational,
      let number = a * b
    else { return .product(factors) }
    let rest = Array(factors.dropFirst(2))
    return .multiplying(number == .one && !rest.isEmpty ? rest : [.number(number)] + rest)
  }
}
