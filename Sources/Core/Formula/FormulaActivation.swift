internal import Numerics

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
    self.init(
      name, formula: formula.text(.unicode), first: function.firstText,
      second: function.secondText, isPiecewiseLinear: function.second == .zero,
      kinks: { _ in function.kinks },
      value: { x, _ in function.formula.value(atOrNear: x) },
      jet: { x, _ in function.jet(at: x) },
      complexValue: { z, _ in function.formula.complexValue(at: z) })
    definition = formula
    evaluationCost = formula.evaluationCost
  }
}

/// σ, σ′ and σ″ of a formula, and where they jump.
struct FormulaActivation: Sendable {
  let formula: Formula
  let first: Formula
  let second: Formula

  /// In terms of T, where that can be.
  let valueForm: ValueForm?

  let kinks: [Double]

  init(_ formula: Formula) {
    self.formula = formula
    first = formula.derivative
    second = first.derivative
    valueForm = ValueForm(of: formula)
    // Where there is no value nothing jumps.
    kinks = Kinks.of([formula, first, second]).filter { formula.value(at: $0).isFinite }
  }

  func jet(at x: Double) -> Jet {
    guard kinks.contains(x) else { return plainJet(at: x) }
    let (left, right) = (plainJet(at: x.nextDown), plainJet(at: x.nextUp))
    if left.first == -right.first, left.first != 0 { return plainJet(at: x) }
    let isFlatBehind = right.first == 0 && right.second == 0
    var jet = isFlatBehind ? right : left
    jet.value = formula.value(at: x)
    // The middle of two opposite curvatures, as softsign has it.
    if left.second == -right.second { jet.second = 0 }
    return jet
  }

  private func plainJet(at x: Double) -> Jet {
    let value = formula.value(atOrNear: x)
    // Where there is no value there is no slope, even if its formula has one.
    if value.isNaN { return Jet(value, value, value) }
    return Jet(value, first.value(atOrNear: x), second.value(atOrNear: x))
  }

  /// σ′ as it is read: by the formula, and in terms of T.
  var firstText: String { text(first, valueForm?.first) }
  var secondText: String { text(second, valueForm?.second) }

  private func text(_ direct: Formula, _ form: Formula?) -> String {
    let direct = direct.text(.unicode)
    guard let form = form?.text(.unicode), form != direct else { return direct }
    return "\(direct) = \(form)"
  }
}

extension Formula {
  /// The multiply-adds that take as long as a value, at 10¹⁰ a second: 20 ns for each sign, and a
  /// hundred times that at the share of the points from −8 to 8 where digits cancel.
  fileprivate var evaluationCost: Int {
    let points = (-16...16).map { Double($0) / 2 }
    let cancelling = points.count { !roundedValue(at: Rounded(exactly: $0)).isAccurate }
    let factor = 1 + 100 * Double(cancelling) / Double(points.count)
    return Int(min(200 * extent.size * factor, 1e9))
  }

  /// The value at x; at ±∞, where the formula itself says nothing, the limit.
  fileprivate func value(atOrNear x: Double) -> Double {
    let value = value(at: x)
    guard value.isNaN, x.isInfinite else { return value }
    // As far out as powers of e^x are still numbers.
    let far = self.value(at: x < 0 ? -1e7 : 1e7)
    return abs(far - far.rounded()) < 1e-6 ? far.rounded() : far
  }
}
