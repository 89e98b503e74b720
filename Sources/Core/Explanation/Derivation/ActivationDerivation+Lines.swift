/// How σ′ comes about, where it is a quotient: line by line, each with its numbers.
extension ActivationDerivation {
  /// A line of such a derivation: a formula of x with the value that it is to have.
  struct Line {
    var title: String
    var rule: String

    /// As it is read, in u, u′ and T, and as a function of x.
    var formulas: [String]
    var name: String
    var formula: String

    /// What its differences are taken of: a formula whose slope it is.
    var antiderivative: String
  }

  static func lines(of name: String) -> [Line] {
    switch name {
    case "tansig":
      let sigma = "2/(1 + e^(-2*x)) - 1"
      return [
        Line(
          title: "The inner derivative: u′",
          rule:
            "Call what is below the line u. The chain rule: e to something has itself as its slope, "
            + "times that of the something. That of −2x is −2, and the exponent stays −2x.",
          formulas: ["σ(x) = 2/u − 1,  u = 1 + e^(−2x)", "u′ = −2e^(−2x)"], name: "u′(x)",
          formula: "-2*e^(-2*x)", antiderivative: "1 + e^(-2*x)"),
        Line(
          title: "The quotient rule",
          rule:
            "(c/u)′ = −c u′/u² for a constant c, here 2. The −1 is a constant: its derivative is 0, and "
            + "none of it stays.",
          formulas: ["σ′ = −2u′/u² = 4e^(−2x)/(1 + e^(−2x))²"], name: "4e^(−2x)/u²",
          formula: "4*e^(-2*x)/(1 + e^(-2*x))^2", antiderivative: sigma),
        Line(
          title: "In terms of T",
          rule:
            "T = 2/u − 1 is the value itself: 2/u = 1 + T, and 2e^(−2x)/u = 2(u − 1)/u = 2 − 2/u = "
            + "1 − T. Their product is σ′.",
          formulas: ["σ′ = (2/u) (2e^(−2x)/u) = (1 + T)(1 − T) = 1 − T²"], name: "(1 + T)(1 − T)",
          formula: "(1 + (\(sigma)))*(1 - (\(sigma)))", antiderivative: sigma),
      ]
    case "logsig":
      let sigma = "1/(1 + e^(-x))"
      return [
        Line(
          title: "The inner derivative: u′",
          rule:
            "Call what is below the line u. The chain rule: e to something has itself as its slope, "
            + "times that of the something, −1.",
          formulas: ["σ(x) = 1/u,  u = 1 + e^(−x)", "u′ = −e^(−x)"], name: "u′(x)",
          formula: "-e^(-x)", antiderivative: "1 + e^(-x)"),
        Line(
          title: "The quotient rule", rule: "(1/u)′ = −u′/u².",
          formulas: ["σ′ = −u′/u² = e^(−x)/(1 + e^(−x))²"], name: "e^(−x)/u²",
          formula: "e^(-x)/(1 + e^(-x))^2", antiderivative: sigma),
        Line(
          title: "In terms of T",
          rule: "T = 1/u is the value itself, and e^(−x)/u = (u − 1)/u = 1 − T.",
          formulas: ["σ′ = (1/u) (e^(−x)/u) = T(1 − T)"], name: "T(1 − T)",
          formula: "(\(sigma))*(1 - (\(sigma)))", antiderivative: sigma),
      ]
    default: return []
    }
  }

  /// A line with its numbers beside differences of what it is the slope of.
  ///
  /// - Throws: what the checkpoint throws, and `FormulaError` for a formula of the table that is none.
  func step(_ line: Line, checkpoint: Checkpoint) throws -> DerivationStep {
    let formula = try Formula(line.formula, variable: "x", function: { _ in nil })
    let whole = try Formula(line.antiderivative, variable: "x", function: { _ in nil })
    let activation = Activation(ActivationRule(name: "u", formula: whole))
    let layer = Layer(weights: .identity(x.count), activation: activation)
    let map = NetworkMap(Network(name: "u", layers: [layer]), from: .preactivation(1))
    let found = try differences.jacobian(of: map, at: x, checkpoint: checkpoint)
    return DerivationStep(
      rule: line.rule, formulas: line.formulas, latex: line.formulas[0].asLaTeX,
      quantities: [
        DerivedQuantity(
          line.name, x.map { formula.value(at: $0) }, rows: labels,
          estimates: x.indices.map { found[$0, $0] })
      ],
      checkedAgainst: line.name == "u′(x)" ? "u" : self.activation.name)
  }
}
