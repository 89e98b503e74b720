extension ActivationRule {
  /// An activation of one's own: σ by its formula, σ′ and σ″ by symbolic differentiation.
  ///
  /// All three are right to the last digits, as those of the table are, since digits that cancel in
  /// double arithmetic are computed with more of them. At a point where σ′ jumps they are those of
  /// the left side, or of the right one if that is flat, as in the table; where the two slopes are
  /// opposite, as at |x|, what the formula itself gives.
  ///
  /// - Parameter name: what the activation is called.
  /// - Complexity: differentiates the formula twice, and looks for kinks; milliseconds.
  public init(name: String, formula: Formula) {
    let formula = formula.expandingCalls
    let function = FormulaActivation(formula)
    // √(x²) has no slope at 0, where no curvature may be left out.
    let isPiecewiseLinear =
      function.second == .zero
      && function.formula.gaps.isEmpty && function.first.gaps.isEmpty
    self.init(
      name, formula: formula, isPiecewiseLinear: isPiecewiseLinear, isDefined: true,
      evaluationCost: formula.evaluationCost, kinks: { _ in function.kinks },
      value: { x, _ in function.formula.value(atOrNear: x) }, jet: { x, _ in function.jet(at: x) })
  }
}

extension Formula {
  /// The multiply-adds that take as long as a value, at 10¹⁰ a second: 20 ns for each sign, and a
  /// hundred times that at the share of the points from −8 to 8 where digits cancel.
  fileprivate var evaluationCost: Int {
    let points = (-16...16).map { Double($0) / 2 }
    let cancelling = points.count { !roundedValue(at: Rounded(exactly: $0)).isAccurate }
    let factor = 1 + 100 * Double(cancelling) / Double(points.count)
    return Int(clamping: min(200 * extent.size * factor, 1e9))
  }
}
