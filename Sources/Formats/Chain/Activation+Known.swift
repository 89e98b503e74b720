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

  /// leakyrelu with a slope for each neuron, or one for all; nil for another number of slopes.
  static func parametricRectifier(_ slopes: [Double], _ count: Int) -> Activation? {
    guard slopes.count == count || slopes.count == 1, count > 0 else { return nil }
    let known = slopes.compactMap { Self.known("leakyrelu", $0) }
    guard known.count == slopes.count else { return nil }
    if known.count == 1 { return known[0] }
    return Activation(
      ranges: known.enumerated().map { ActivationRange($0.element, $0.offset..<($0.offset + 1)) })
  }
}
