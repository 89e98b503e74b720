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
    kinks = function.kinks
  }

  /// Whether the claim holds, where it fails most, and what would mend it.
  ///
  /// Both sides are right to the last digits wherever they are compared, so two formulas that differ
  /// by more than 10⁻¹³ of their value are different.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Complexity: some hundred evaluations, and for a false claim some ten thousand of parts of it.
  package func examined(checkpoint: Checkpoint = {}) throws -> ClaimFinding {
    let comparison = ClaimComparison(truth: truth, statement: statement, kinks: kinks)
    try checkpoint()
    guard let first = comparison.firstDifference else {
      return ClaimFinding(holds: true, largest: nil, mend: nil, undefinedAt: nil)
    }
    let largest = try comparison.largestDifference(checkpoint: checkpoint)
    return ClaimFinding(
      holds: false, largest: largest, mend: try ClaimMend.of(self, checkpoint: checkpoint),
      undefinedAt: first.claimed.isNaN ? first.x : nil)
  }

  /// The formula that is right, by symbolic differentiation.
  package var right: Formula { truth }

  /// Whether σ′ or σ″ jumps there, so that nothing is claimed about the point.
  package func isKink(at x: Double) -> Bool { order > 0 && kinks.contains(x) }

  /// Whether there are such points.
  package var hasKinks: Bool { order > 0 && !kinks.isEmpty }

  /// The number of points, from −10⁴ to 10⁴, at which the two sides are compared.
  package static var pointCount: Int { ClaimComparison.points.count }

  /// What is right and what is claimed at a point.
  package func values(at x: Double) -> (truth: Double, claimed: Double) {
    (truth.value(at: x), statement.value(at: x))
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
  package let holds: Bool

  /// Where the two differ most; nil when they are the same.
  package let largest: LargestDifference?

  /// What would make it true, if that was found.
  package let mend: ClaimMend?

  /// Where the claimed formula has no value although the function has one.
  package let undefinedAt: Double?
}

/// The place of the largest difference, and its size.
package struct LargestDifference: Sendable, Hashable {
  /// ±∞ when the difference is approached, or grows for ever, that way.
  package let point: Double

  /// ∞ when it grows for ever.
  package let size: Double
}
