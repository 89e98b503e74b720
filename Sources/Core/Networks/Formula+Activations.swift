/// Formulas that call activations by their names.
extension Formula {
  /// Reads a formula in x; the activations may be called by their names.
  ///
  /// - Throws: `FormulaError`, with the place.
  public init(_ text: String) throws(FormulaError) {
    try self.init(text, variable: "x", function: NamedFormula.builtIn)
  }

  /// Reads a formula in a variable of any name, with functions of one's own.
  ///
  /// - Parameter allowsValue: whether T may stand for the value of the function it is about.
  /// - Throws: `FormulaError`, with the place.
  public init(
    _ text: String, variable: String, allowsValue: Bool = false,
    functionNames: [String] = NamedFormula.builtInNames,
    function: @escaping @Sendable (String) -> NamedFormula?
  ) throws(FormulaError) {
    try self.init(
      text,
      names: FormulaReader.Names(
        variable: variable, allowsValue: allowsValue, functionNames: functionNames,
        isOfWholeLayer: { ActivationRule.named($0)?.coupling != nil }, function: function))
  }
}
