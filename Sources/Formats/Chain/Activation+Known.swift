internal import Core

extension Activation {
  /// The activation of that name with these parameters, in the order of the table; nil when there is
  /// none, or the parameters are out of range.
  static func known(_ name: String, _ parameters: Double...) -> Activation? {
    known(name, parameters)
  }

  static func known(_ name: String, _ parameters: [Double]) -> Activation? {
    guard let rule = ActivationRule.named(name) else { return nil }
    guard !parameters.isEmpty else { return Activation(rule) }
    guard rule.problem(with: parameters) == nil else { return nil }
    return Activation(rule, parameters: parameters)
  }
}
