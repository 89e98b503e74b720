extension ActivationRule {
  /// A parameter of an activation, such as the slope of leakyrelu.
  public struct Parameter: Sendable, Hashable {
    /// The name in network files.
    public let name: String

    /// The value when none is given.
    public let standard: Double

    /// The values that make sense.
    public let range: ClosedRange<Double>

    /// A parameter that may be any finite number.
    static func finite(_ name: String, standard: Double) -> Parameter {
      let largest = Double.greatestFiniteMagnitude
      return Parameter(name: name, standard: standard, range: -largest...largest)
    }

    /// A parameter that something is divided by.
    static func positive(_ name: String, standard: Double) -> Parameter {
      Parameter(
        name: name, standard: standard,
        range: .leastNormalMagnitude ... .greatestFiniteMagnitude)
    }
  }

  /// Why parameter values do not fit a rule.
  public enum ParameterProblem: Error, Hashable {
    case count(expected: Int, found: Int)
    case outOfRange(Parameter, value: Double)
  }

  /// What is wrong with these values for `parameters`; nil when `Activation` accepts them.
  ///
  /// Values from a file are checked with it before an activation is made of them.
  public func problem(with values: [Double]) -> ParameterProblem? {
    guard values.count == parameters.count else {
      return .count(expected: parameters.count, found: values.count)
    }
    for (parameter, value) in zip(parameters, values) where !parameter.range.contains(value) {
      return .outOfRange(parameter, value: value)
    }
    return nil
  }
}

extension ActivationRule.ParameterProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .count(let expected, let found):
      return "takes \(expected) parameter\(expected == 1 ? "" : "s"), not \(found)"
    case .outOfRange(let parameter, let value):
      let kind = parameter.range.lowerBound > 0 ? "a positive" : "a finite"
      return "\(parameter.name) must be \(kind) number, not \(value)"
    }
  }
}
