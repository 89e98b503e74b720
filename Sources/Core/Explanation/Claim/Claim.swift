/// A formula that someone holds to be σ, σ′ or σ″ of an activation: true or false over the whole line?
///
/// ```swift
/// let claimed = try Formula("4*exp(2-x)/(1+exp(-2*x))^2 - 1")
/// let finding = try Claim(about: Activation(.tansig), order: 1, is: claimed).examined()
/// finding.holds            // false
/// finding.mend?.formula    // 4e^(−2x)/(1 + e^(−2x))²
/// ```
package struct Claim: Sendable {
  package let activation: Activation

  /// 0 for a claim about σ, 1 for σ′, 2 for σ″.
  package let order: Int

  /// The formula as it was typed; T stands for σ(x).
  package let claimed: Formula

  /// The formula that is right, by symbolic differentiation of the definition.
  let truth: Formula

  /// What is claimed, with σ(x) for T.
  let statement: Formula

  /// Where the derivatives jump: there nothing is compared.
  let kinks: [Double]

  /// Where σ itself jumps and has no derivative, whatever is claimed of it; none of a claim about σ.
  package let discontinuities: [Double]

  /// - Returns: nil for an activation that couples the neurons of a layer.
  /// - Precondition: an order from 0 to 2.
  package init?(about activation: Activation, order: Int, is claimed: Formula) {
    precondition((0...2).contains(order))
    guard let definition = activation.formula else { return nil }
    let function = FormulaActivation(definition)
    self.activation = activation
    self.order = order
    self.claimed = claimed
    truth = [function.formula, function.first, function.second][order]
    statement = claimed.substituting(
      value: .call(NamedFormula(name: activation.name, body: definition), .x))
    kinks = function.branchPoints
    discontinuities = order == 0 ? [] : function.kinks.filter(function.isDiscontinuous)
  }

  /// Whether the claim holds, where it fails most, and what would mend it.
  ///
  /// "For every x" is what algebra shows, `FormulaProof`. Without a proof both sides are compared at a
  /// grid of points and on each stretch of the line between two points where something bends, jumps
  /// or loses its value, to so many digits that 10⁻⁶⁰ of the value counts: then it is known to hold
  /// at these points.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Complexity: some thousand evaluations, and for a false claim some ten thousand of parts of it.
  package func examined(checkpoint: Checkpoint = {}) throws -> ClaimFinding {
    let proof = proof(of: statement)
    if proof.isEqual, proof.isDefined {
      return ClaimFinding(
        outcome: .holds, conventions: conventions, isPartial: isPartial, isProved: true)
    }
    try checkpoint()
    let comparison = try comparison(of: statement, checkpoint: checkpoint)
    let missing = comparison.missing
    if comparison.holds || proof.isEqual && missing.isEmpty {
      let limits = limits(at: comparison.ownGaps)
      if let bad = limits.first(where: { !agrees(at: $0) }) {
        return ClaimFinding(
          outcome: .holdsWhereDefined, gaps: statement.gaps.filter { $0.isMissing(at: bad) },
          undefinedAt: bad, isProved: proof.isEqual, compared: comparison.counts)
      }
      return ClaimFinding(
        outcome: .holds, conventions: conventions,
        isPartial: isPartial
          || comparison.ownGaps.contains { gap in
            gap.stretches.contains { !$0.isPoint || !limits.contains($0.lower) }
          }, compared: comparison.counts)
    }
    if comparison.holdsWhereDefined || proof.isEqual {
      return ClaimFinding(
        outcome: .holdsWhereDefined, gaps: missing, undefinedAt: comparison.undefinedAt,
        isProved: proof.isEqual, compared: comparison.counts)
    }
    // What has no value anywhere is no slip of the pen.
    let largest = try comparison.largestDifference(checkpoint: checkpoint)
    let agreement = known(comparison.agreement)
    return ClaimFinding(
      outcome: .fails, largest: largest,
      mend: largest == nil ? nil : try ClaimMend.of(self, checkpoint: checkpoint),
      agreement: agreement, agreesElsewhere: agreement.isEmpty && !comparison.agreement.isEmpty,
      gaps: missing, differsAt: comparison.differsAt, undefinedAt: comparison.undefinedAt,
      isProved: comparison.differsAt != nil || !missing.isEmpty,
      compared: comparison.counts)
  }

  /// Whether the function has no value on some stretch, whatever its derivative is written as: that of
  /// exp(log(x)) is 1.
  private var isPartial: Bool {
    activation.formula?.gaps.contains { $0.stretches.contains { !$0.isPoint } } ?? false
  }

  /// The points at which the formula that is right has no value, and the function has one: its limit.
  private func limits(at gaps: [FormulaGap]) -> [Double] {
    gaps.flatMap(\.stretches).filter { $0.isPoint && known(at: $0.lower).isFinite }.map(\.lower)
  }

  private func agrees(at x: Double) -> Bool {
    guard let claimed = statement.certainValue(at: x) else { return false }
    return !ClaimComparison.differ(known(at: x), claimed)
  }

  /// What networks are computed with.
  private func known(at x: Double) -> Double {
    let jet = activation.jet(x)
    return [jet.value, jet.first, jet.second][order]
  }

  /// Whether algebra shows that a formula, in which T has been replaced, is the right one.
  private func proof(of statement: Formula) -> FormulaProof {
    FormulaProof(that: truth, equals: statement, exempt: jumps)
  }

  /// Whether a formula is right as far as anybody can tell.
  func holds(_ statement: Formula, checkpoint: Checkpoint) throws -> Bool {
    if isProved(statement) { return true }
    return try comparison(of: statement, checkpoint: checkpoint).holds
  }

  /// Whether algebra shows that a formula is right for every x.
  func isProved(_ statement: Formula) -> Bool {
    let proof = proof(of: statement)
    return proof.isEqual && proof.isDefined
  }

  /// Stretches on which two formulas agree, if that is sure of all of them.
  private func known(_ stretches: [Stretch]) -> [Stretch] {
    stretches.allSatisfy {
      FormulaProof(that: truth, equals: statement, exempt: jumps, on: $0).isEqual
    } ? stretches : []
  }

  /// A formula, in which T has been replaced, beside the one that is right.
  func comparison(
    of statement: Formula, checkpoint: Checkpoint = {}
  ) throws -> ClaimComparison {
    try ClaimComparison(
      truth: truth, statement: statement, kinks: jumps, checkpoint: checkpoint)
  }

  /// Where σ′ or σ″ jumps; σ itself is compared everywhere.
  var jumps: [Double] { order > 0 ? kinks : [] }

  /// The kinks at which a formula says something else than the convention does.
  private var conventions: [ClaimFinding.Convention] {
    jumps.compactMap { x in
      let (truth, claimed) = values(at: x)
      return ClaimComparison.differ(truth, claimed)
        ? .init(point: x, value: truth, claimed: claimed) : nil
    }
  }

  /// The formula that is right, by symbolic differentiation.
  package var right: Formula { truth }

  /// The ways in which the right formula is written, as those of the table by T.
  var rightTexts: [String] {
    let rule = activation.rule
    let told = [rule.text, rule.firstText, rule.secondText][order]
    let formula = told.ranges(of: " with ").first.map { told[..<$0.lowerBound] } ?? told[...]
    return formula.split(separator: " = ").map(String.init) + [truth.text(.unicode)]
  }

  /// Whether σ′ or σ″ jumps there, so that nothing is claimed about the point.
  package func isKink(at x: Double) -> Bool { jumps.contains(x) }

  /// Whether there are such points.
  package var hasKinks: Bool { !jumps.isEmpty }

  /// A point next to one that is approached, or a short number next to one that is reached, at which
  /// the difference is as good as the largest.
  package func shown(_ largest: LargestDifference) -> Double? {
    let x = largest.point
    guard x.isFinite else { return nil }
    guard let side = largest.side else {
      return (6...17).lazy.map { x.rounded(toSignificant: $0) }.first { short in
        guard !isKink(at: short) else { return false }
        let (truth, claimed) = values(at: short)
        return abs(truth - claimed) >= largest.size * (1 - 1e-6)
      } ?? x
    }
    let step = abs(x) < 100 ? 1e-4 : 1e-6 * abs(x)
    let beside = side == .left ? x - step : x + step
    // As short a number as tells it from the place.
    return (6...17).lazy.map { beside.rounded(toSignificant: $0) }.first {
      abs($0 - beside) <= step / 4
    } ?? beside
  }

  /// What is right and what is claimed at a point; at a kink the convention of the activation, which
  /// is what networks are computed with, is right.
  package func values(at x: Double) -> (truth: Double, claimed: Double) {
    let exact = Rational(shortest: x)
    let claimed =
      exact.denominator == 1
      ? statement.certainValue(at: x) ?? .nan : statement.value(exactlyAt: exact)
    let right = truth.value(at: x)
    if right.isFinite && !isKink(at: x) { return (right, claimed) }
    // A limit, or what is too large on the way, networks have too.
    let known = known(at: x)
    return (isKink(at: x) || known.isFinite ? known : right, claimed)
  }

  /// The claimed value less the right one, to more digits than doubles have; nil where that is not
  /// known.
  package func difference(at x: Double) -> Double? {
    if isKink(at: x) { return nil }
    return switch truth.difference(from: statement, at: Rational(shortest: x), deep: true) {
    case .none: 0
    case .by(let difference): difference
    case .unknown: nil
    }
  }

  /// The right value as finite differences of σ alone see it; nil for a claim about σ itself.
  ///
  /// - Throws: what `checkpoint` throws.
  package func estimate(
    at x: Double, differences: FiniteDifference, checkpoint: Checkpoint = {}
  ) throws -> DifferenceEstimate? {
    let layer = Layer(weights: .identity(1), activation: activation)
    let map = NetworkMap(Network(name: "", layers: [layer]), from: .preactivation(1))
    switch order {
    case 1: return try differences.jacobian(of: map, at: [x], checkpoint: checkpoint)[0, 0]
    case 2: return try differences.hessian(of: map, at: [x], checkpoint: checkpoint)[0, 0, 0]
    default: return nil
    }
  }
}

/// What became of a claim.
package struct ClaimFinding: Sendable {
  package enum Outcome: Sendable {
    /// For every x.
    case holds

    /// Wherever the claimed formula has a value, and it has none somewhere.
    case holdsWhereDefined

    case fails
  }

  package var outcome: Outcome

  /// Where the two differ most; nil when they are the same, or no difference is a number.
  package var largest: LargestDifference?

  /// What would make it true, if that was found.
  package var mend: ClaimMend?

  /// The stretches on which a false claim is right.
  package var agreement: [Stretch] = []

  /// Whether it is right at other points, of which only those that were compared are known.
  package var agreesElsewhere = false

  /// The parts of the claimed formula that have no value where the function has one.
  package var gaps: [FormulaGap] = []

  /// The kinks at which a true formula says something else than the convention.
  package var conventions: [Convention] = []

  /// A point at which a false claim differs, however little that is.
  package var differsAt: Double?

  /// Whether the function itself has no value somewhere.
  package var isPartial = false

  /// Where the claimed formula has no value although the function has one.
  package var undefinedAt: Double?

  /// Whether the outcome is known by algebra, or by a point at which the two differ.
  package var isProved = false

  /// At how many points the two were compared, and at how many they were the same; nil for a claim
  /// that was proved before.
  package var compared: Counts?

  package struct Counts: Sendable, Hashable {
    package let same: Int
    package let all: Int

    /// At how many more no digit could be trusted.
    package let undecided: Int
  }

  /// Whether it is true for every x, as far as is known.
  package var holds: Bool { outcome == .holds }

  /// What holds at a kink here, and what is claimed there.
  package struct Convention: Sendable, Hashable {
    package let point: Double
    package let value: Double
    package let claimed: Double
  }
}

/// The place of the largest difference, and its size.
package struct LargestDifference: Sendable, Hashable {
  /// ±∞ when the difference is approached, or grows for ever, that way.
  package let point: Double

  /// ∞ when it grows for ever.
  package let size: Double

  /// The side of the point from which it is approached; nil when it is reached.
  package var side: Side?

  package enum Side: Sendable, Hashable { case left, right }

  package init(point: Double, size: Double, side: Side? = nil) {
    // Never −0.
    (self.point, self.size, self.side) = (point == 0 ? 0 : point, size, side)
  }

  /// The same at one of these points, if it stands next to it.
  func approached(_ places: [Double]) -> LargestDifference {
    guard point.isFinite, size.isFinite,
      let place = places.first(where: { abs($0 - point) <= 1e-6 * max(1, abs($0)) }),
      place != point
    else { return self }
    return LargestDifference(point: place, size: size, side: point < place ? .left : .right)
  }
}

extension Double {
  /// The nearest number of that many digits.
  fileprivate func rounded(toSignificant digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    var scale = 1.0
    let decimals = digits - 1 - Int(clamping: (Double(exponent) * 0.30103).rounded(.down))
    for _ in 0..<abs(decimals) { scale *= 10 }
    let result = decimals >= 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
    return result.isFinite ? result : self
  }
}
