extension NamedFormula {
  /// The definition of an activation of the table, with its standard parameters; nil for those that
  /// couple the neurons of a layer.
  public static func builtIn(_ name: String) -> NamedFormula? {
    guard let rule = ActivationRule.named(name), let body = Activation(rule).formula else {
      return nil
    }
    return NamedFormula(name: rule.name, body: body)
  }

  /// The names that `builtIn` knows, aliases included.
  public static let builtInNames: [String] = ActivationRule.all
    .filter { $0.formula != nil }.flatMap { [$0.name] + $0.aliases }
}
