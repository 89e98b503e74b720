/// What makes a false claim true: the fewest slips of the pen that explain it.
public struct ClaimMend: Sendable {
  /// The claimed formula with the slips put right; it has been verified over the whole line.
  public let formula: Formula

  /// What was changed, in the order of the formula.
  public let changes: [Change]

  public enum Change: Sendable, Hashable {
    /// A part should be another one.
    case replace(Formula, with: Formula)

    /// A term, with its sign, is too many.
    case drop(Formula)

    /// The whole lacks a factor.
    case factor(Formula)

    /// The whole lacks a term.
    case term(Formula)
  }

  /// The cheapest mend by up to two edits and a constant; nil when there is none.
  ///
  /// - Throws: what `checkpoint` throws.
  static func of(_ claim: Claim, checkpoint: Checkpoint) throws -> ClaimMend? {
    guard claim.claimed.size <= 60, let probe = ClaimProbe(claim) else { return nil }
    var best: (mend: ClaimMend, cost: Double)?

    func keep(_ mended: Formula, _ changes: [Change], cost: Double) {
      guard cost < best?.cost ?? .infinity else { return }
      let statement = mended.substituting(value: probe.subject)
      let comparison = ClaimComparison(
        truth: claim.truth, statement: statement, kinks: claim.kinks)
      guard comparison.firstDifference == nil else { return }
      best = (ClaimMend(formula: mended.withoutNeutralParts, changes: changes), cost)
    }
    func consider(_ formula: Formula, _ edits: [FormulaEdit]) {
      let cost = edits.reduce(0) { $0 + $1.kind.cost }
      guard cost < best?.cost ?? .infinity, let fit = probe.fit(formula) else { return }
      keep(
        fit.applied(to: formula), edits.map(\.change) + fit.changes,
        cost: cost + (fit == .exact ? 0 : 1.1))
    }
    /// One term of the sum may lack a constant.
    func considerTermFactors(_ formula: Formula) {
      guard case .sum(let members) = formula else { return }
      for (i, member) in members.enumerated() {
        var others = members
        others.remove(at: i)
        guard let c = probe.factor(of: member, besides: .sum(others)) else { continue }
        let whole = Formula.product([c, member]).flattened
        others.insert(whole, at: i)
        keep(.sum(others), [.replace(member, with: whole)], cost: 1.1)
      }
    }

    consider(claim.claimed, [])
    considerTermFactors(claim.claimed)
    let once = claim.claimed.edited()
    for (formula, edit) in once { consider(formula, [edit]) }
    // One edit explains more than two do.
    if let best, best.cost <= 1.5 { return best.mend }
    for (formula, edit) in once {
      try checkpoint()
      for (twice, second) in formula.edited() where !second.undoes(edit) {
        consider(twice, [edit, second])
      }
    }
    return best?.mend
  }
}

extension FormulaEdit {
  /// Whether it rewrites what another one has just put in.
  fileprivate func undoes(_ earlier: FormulaEdit) -> Bool {
    (earlier.kind == .factor || earlier.kind == .term) && before.contains(earlier.after)
  }

  fileprivate var change: ClaimMend.Change {
    if kind == .dropTerm, case .sum(let members) = before {
      let left: [Formula] = if case .sum(let rest) = after { rest } else { [after] }
      if let dropped = members.first(where: { !left.contains($0) }) { return .drop(dropped) }
    }
    if kind == .factor, case .product(let members) = after { return .factor(members[0]) }
    return .replace(before, with: after)
  }
}

/// A few points at which candidates are tried: quick to say no.
private struct ClaimProbe {
  /// σ(x), for T.
  let subject: Formula

  private let points: [(x: Double, truth: Double)]

  /// What a candidate lacks.
  enum Fit: Equatable {
    case exact
    case factor(Formula)
    case term(Formula)

    func applied(to formula: Formula) -> Formula {
      switch self {
      case .exact: formula
      case .factor(let c):
        c == .number(-1) ? formula.negated : Formula.product([c, formula]).flattened
      case .term(let c): Formula.sum([formula, c]).flattened
      }
    }

    var changes: [ClaimMend.Change] {
      switch self {
      case .exact: []
      case .factor(let c): [.factor(c)]
      case .term(let c): [.term(c)]
      }
    }
  }

  init?(_ claim: Claim) {
    guard let definition = claim.activation.definition else { return nil }
    subject = .call(NamedFormula(name: claim.activation.name, body: definition), .x)
    points = [0.37, -0.81, 1.43, -1.9, 2.6, -0.12, 0.9].compactMap { x in
      let truth = claim.truth.value(at: x)
      return truth.isFinite && !claim.kinks.contains(x) ? (x, truth) : nil
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
    if let difference, abs(difference) < 1e-10 { return .exact }
    if let ratio {
      if abs(ratio - 1) < 1e-9 { return .exact }
      if let c = Self.written(ratio) { return .factor(c) }
    }
    if let difference, let c = Self.written(difference) { return .term(c) }
    return nil
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
  fileprivate func contains(_ part: Formula) -> Bool {
    self == part || children.contains { $0.contains(part) }
  }

  /// Without the factors 1 and the terms 0 that an edit may leave.
  fileprivate var withoutNeutralParts: Formula {
    let inner = mapChildren(\.withoutNeutralParts)
    switch inner {
    case .product(let members):
      let left = members.filter { $0 != .one }
      return left.isEmpty ? .one : left.count == 1 ? left[0] : .product(left)
    case .sum(let members):
      let left = members.filter { $0 != .zero }
      return left.isEmpty ? .zero : left.count == 1 ? left[0] : .sum(left)
    default: return inner
    }
  }

  /// Sums in sums and products in products made one.
  fileprivate var flattened: Formula {
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
    if rest.isEmpty { return .number(number) }
    if number == .one { return rest.count == 1 ? rest[0] : .product(rest) }
    return .product([.number(number)] + rest)
  }
}
