/// How a language spells the steps of a program of one number.
struct StepSpelling: Sendable {
  /// A number; negative ones stand in parentheses where they are operands.
  var number: @Sendable (Double) -> String = StepSpelling.decimal
  var power: @Sendable (_ base: String, _ exponent: String) -> String
  var apply: @Sendable (ScalarProgram.Function, String) -> String
  var choose: @Sendable (_ condition: String, _ yes: String, _ no: String) -> String

  /// A line that names a value.
  var declare: @Sendable (_ name: String, _ value: String) -> String

  /// The shortest decimal that reads back to the same number.
  @Sendable static func decimal(_ value: Double) -> String { "\(value)" }
}

extension ScalarProgram {
  /// The lines that compute the steps, and what each result is called behind them: a name or a number.
  ///
  /// - Parameter x: what the program is computed of.
  func written(_ spelling: StepSpelling, of x: String) -> (lines: [String], results: [String]) {
    var names: [String] = []
    var lines: [String] = []
    for step in steps {
      guard let value = step.written(spelling, of: x, names) else {
        names.append(step.atom(spelling, of: x))
        continue
      }
      let name = "t\(lines.count + 1)"
      lines.append(spelling.declare(name, value))
      names.append(name)
    }
    return (lines, results.map { names[$0] })
  }
}

extension ScalarProgram.Step {
  /// x or a number, which need no line of their own.
  fileprivate func atom(_ spelling: StepSpelling, of x: String) -> String {
    guard case .constant(let value) = self else { return x }
    let text = spelling.number(value)
    return text.hasPrefix("-") ? "(\(text))" : text
  }

  /// What the step computes; nil for x and numbers.
  fileprivate func written(_ spelling: StepSpelling, of x: String, _ names: [String]) -> String? {
    switch self {
    case .x, .constant: nil
    case .add(let a, let b): "\(names[a]) + \(names[b])"
    case .subtract(let a, let b): "\(names[a]) - \(names[b])"
    case .multiply(let a, let b): "\(names[a]) * \(names[b])"
    case .divide(let a, let b): "\(names[a]) / \(names[b])"
    case .negate(let a): "-\(names[a])"
    case .power(let a, let b): spelling.power(names[a], names[b])
    case .apply(let function, let a): spelling.apply(function, names[a])
    case .choose(let comparison, let a, let b, let c, let d):
      spelling.choose("\(names[a]) \(comparison.rawValue) \(names[b])", names[c], names[d])
    }
  }
}
