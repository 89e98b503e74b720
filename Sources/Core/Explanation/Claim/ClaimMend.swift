/// What makes a false claim true: the fewest slips of the pen that explain it.
package struct ClaimMend: Sendable {
  /// The claimed formula with the slips put right.
  package let formula: Formula

  /// Whether that is proved to be right, and not only compared.
  package let isProved: Bool

  /// What was changed, in the order of the formula.
  package let changes: [Change]

  package enum Change: Sendable, Hashable {
    /// A part should be another one.
    case replace(Formula, with: Formula)

    /// A term, with its sign, is too many.
    case drop(Formula)

    /// The whole lacks a factor.
    case factor(Formula)

    /// The whole lacks a term.
    case term(Formula)
  }

  /// How much longer a formula gets by what a slip leaves out: a sign, a number, a root.
  private static let charactersOfASlip = 5

  /// The cheapest mend by up to two edits and a constant; nil when there is none.
  ///
  /// - Throws: what `checkpoint` throws.
  static func of(_ claim: Claim, checkpoint: Checkpoint) throws -> ClaimMend? {
    guard claim.claimed.size <= 60, let probe = ClaimProbe(claim) else { return nil }
    var best: (mend: ClaimMend, cost: Double)?
    // What is longer than the right formula, and than the claimed one by more than a sign or a number,
    // explains nothing: then the right one is the answer.
    let mostCharacters = max(
      claim.rightTexts.map(\.count).max() ?? 0,
      claim.claimed.text(.unicode).count + Self.charactersOfASlip)

    func keep(_ mended: Formula, _ changes: [Change], cost: Double) throws {
      guard cost < best?.cost ?? .infinity, !mended.hasEmptyPowers, !mended.hasZeroFactors,
        // σ in terms of itself says nothing.
        claim.order > 0 || !mended.mentionsValue
      else { return }
      let tidy = mended.withoutNeutralParts
      guard tidy.text(.unicode).count <= mostCharacters,
        // A number is mended to be another one, and not to T² − 1 for 0.
        !claim.right.isConstant || tidy.rational != nil
      else { return }
      let statement = mended.substituting(value: probe.subject)
      guard ClaimComparison.mayBeSame(claim.truth, statement, kinks: claim.jumps),
        try claim.holds(statement, checkpoint: checkpoint)
      else { return }
      best = (
        ClaimMend(
          formula: tidy, isProved: claim.isProved(statement),
          changes: changes), cost
      )
    }
    func consider(_ formula: Formula, _ edits: [FormulaEdit]) throws {
      let cost = edits.reduce(0) { $0 + $1.kind.cost }
      guard cost < best?.cost ?? .infinity, let fit = probe.fit(formula) else { return }
      try keep(
        fit.formula, edits.map(\.change) + (fit.lacked.map { [$0] } ?? []),
        cost: cost + (fit.lacked == nil ? 0 : 1.1))
    }
    /// One term of the sum may lack a constant.
    func considerTermFactors(_ formula: Formula) throws {
      guard case .sum(let members) = formula else { return }
      for (i, member) in members.enumerated() {
        var others = members
        others.remove(at: i)
        guard let c = probe.factor(of: member, besides: .sum(others)) else { continue }
        let whole = Formula.product([c, member]).flattened
        others.insert(whole, at: i)
        try keep(.sum(others), [.replace(member, with: whole)], cost: 1.1)
      }
    }

    try consider(claim.claimed, [])
    try considerTermFactors(claim.claimed)
    let once = claim.claimed.edited()
    for (formula, edit) in once { try consider(formula, [edit]) }
    // One edit explains more than two do.
    if let best, best.cost <= 1.5 { return best.mend }
    for (formula, edit) in once {
      try checkpoint()
      for (twice, second) in formula.edited() where !second.undoes(edit) {
        try consider(twice, [edit, second])
      }
    }
    return best?.mend
  }
}

extension FormulaEdit {
  /// Whether it rewrites what another one has just put in: nobody slips twice in one place.
  fileprivate func undoes(_ earlier: FormulaEdit) -> Bool {
    before == earlier.after
      || (earlier.kind == .factor || earlier.kind == .term) && before.contains(earlier.after)
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

extension Formula {
  fileprivate func contains(_ part: Formula) -> Bool {
    self == part || children.contains { $0.contains(part) }
  }

  /// Whether something is raised to 0 in it, a division that was only made to vanish.
  fileprivate var hasEmptyPowers: Bool {
    if case .power(_, let exponent) = self, exponent == .zero { return true }
    return children.contains(where: \.hasEmptyPowers)
  }

  /// Whether something is multiplied by 0 in it: 0x for 0 is no slip of the pen.
  fileprivate var hasZeroFactors: Bool {
    if case .product(let members) = self, members.contains(.zero) { return true }
    return children.contains(where: \.hasZeroFactors)
  }

  /// Without the factors 1 and the terms 0 that an edit may leave.
  fileprivate var withoutNeutralParts: Formula {
    let inner = mapChildren(\.withoutNeutralParts)
    return switch inner {
    case .product(let members): .multiplying(members.filter { $0 != .one })
    case .sum(let members): .adding(members.filter { $0 != .zero })
    default: inner
    }
  }
}
