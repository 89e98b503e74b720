internal import Core

/// Activations that have no line in the table, by their formulas.
enum ActivationByFormula {
  /// min(high, max(x, low)); a border that is not finite is none.
  static func clamp(_ low: Double, _ high: Double) -> Activation? {
    var formula = "x"
    if low.isFinite { formula = "max(\(formula), \(JSONText.shortest(low)))" }
    if high.isFinite { formula = "min(\(formula), \(JSONText.shortest(high)))" }
    return named("clip", formula)
  }

  /// γ(max(x, 0) + α(e^min(x, 0) − 1)): selu with other numbers than its own.
  static func selu(alpha: Double, gamma: Double) -> Activation? {
    guard alpha.isFinite, gamma.isFinite else { return nil }
    return named(
      "selu_float",
      "\(JSONText.shortest(gamma))*(max(x, 0) + \(JSONText.shortest(alpha))*expm1(min(x, 0)))")
  }

  /// x min(1, max(0, αx + β)).
  static func hardSwish(_ parameters: [Double]) -> Activation? {
    guard parameters.count == 2, parameters.allSatisfy(\.isFinite) else { return nil }
    if parameters == [1.0 / 6, 0.5] { return .known("hardswish") }
    let (alpha, beta) = (JSONText.shortest(parameters[0]), JSONText.shortest(parameters[1]))
    return named("hardswish_float", "x*min(1, max(0, \(alpha)*x + \(beta)))")
  }

  /// - Returns: nil where the text is no formula in x.
  static func named(_ name: String, _ text: String) -> Activation? {
    guard let formula = try? Formula(text) else { return nil }
    return Activation(ActivationRule(name: name, formula: formula))
  }
}
