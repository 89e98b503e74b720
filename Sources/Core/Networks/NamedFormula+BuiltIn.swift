public import Formula

extension NamedFormula {
  /// The definition of an activation of the table, with its standard parameters; nil for those that
  /// couple the neurons of a layer.
  ///
  /// The table computes the same functions by other ways; a test compares the two.
  public static func builtIn(_ name: String) -> NamedFormula? {
    guard let rule = ActivationRule.named(name), let text = definitions[rule.name] else {
      return nil
    }
    // A definition is made of functions alone, so it needs no other one.
    guard let body = try? Formula(text, names: FormulaParser.Names()) else { return nil }
    return NamedFormula(name: rule.name, body: body)
  }

  /// The names that `builtIn` knows, aliases included.
  public static let builtInNames: [String] = ActivationRule.all
    .filter { definitions[$0.name] != nil }.flatMap { [$0.name] + $0.aliases }

  private static let definitions: [String: String] = [
    "purelin": "x",
    "tansig": "tanh(x)",
    "logsig": "1/(1 + exp(-x))",
    "poslin": "max(x, 0)",
    "leakyrelu": "max(x, 0) + 0.01*min(x, 0)",
    "elu": "max(x, 0) + expm1(min(x, 0))",
    "selu":
      "1.0507009873554804934*max(x, 0) + 1.0507009873554804934*1.6732632423543772848*expm1(min(x, 0))",
    "celu": "max(x, 0) + expm1(min(x, 0))",
    "relu6": "min(max(x, 0), 6)",
    "softplus": "log1p(exp(x))",
    "softsign": "x/(1 + abs(x))",
    "radbas": "exp(-x^2)",
    "satlin": "min(max(x, 0), 1)",
    "satlins": "min(max(x, -1), 1)",
    "hardsigmoid": "min(max(x/6 + 1/2, 0), 1)",
    "hardswish": "x*min(max(x + 3, 0), 6)/6",
    "gelu": "x*(1 + erf(x/sqrt(2)))/2",
    "gelutanh": "x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))/2",
    "swish": "x/(1 + exp(-x))",
    "mish": "x*tanh(log1p(exp(x)))",
    "sin": "sin(x)",
    "cos": "cos(x)",
    "exp": "exp(x)",
    "square": "x^2",
    "posttansig": "1/(1 + exp(-2*x)) - 1",
  ]
}
