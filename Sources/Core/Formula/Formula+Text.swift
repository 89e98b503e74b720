extension Formula {
  /// How a formula is written down.
  public enum Style: Sendable, Hashable, CaseIterable {
    /// For the terminal: 2e^(−2x)/(1 + e^(−2x))².
    case unicode

    /// For documents: \frac{2 e^{-2 x}}{(1 + e^{-2 x})^{2}}.
    case latex

    /// As it is typed, to be read again: 2*exp(-2*x)/(1 + exp(-2*x))^2.
    case source
  }

  /// The formula written down, with a name for the variable.
  public func text(_ style: Style, variable: String = "x") -> String {
    FormulaWriter(style: style, variable: variable).text(self, within: .sum)
  }
}
