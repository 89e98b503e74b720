import Core

/// Activations as people name them: `tansig`, `relu`, `leakyrelu(0.1)`, and those defined.
enum ActivationName {
  /// - Parameter definitions: what the user has defined.
  /// - Throws: `CommandError` when there is no such activation, or its parameters do not fit.
  static func activation(
    _ word: Word, knowing definitions: Definitions
  ) throws(CommandError) -> Activation {
    let name = word.text.prefix { $0 != "(" }
    guard let rule = definitions.activation(String(name))?.rule else {
      let hint = NearestName.suggestion(for: String(name), among: definitions.activationNames)
      throw word.error("no activation \(String(name).quoted)\(hint)")
    }
    let arguments = word.text.dropFirst(name.count)
    if arguments.isEmpty { return Activation(rule) }
    var values: [Double] = []
    for part in arguments.split(whereSeparator: { "(), ".contains($0) }) {
      values.append(try NumberExpression.value(of: String(part), at: word.range))
    }
    guard values.count <= rule.parameters.count else {
      let takes =
        rule.parameters.isEmpty
        ? "no parameter" : rule.parameters.map(\.name).joined(separator: ", ")
      throw word.error("\(rule.name) takes \(takes)")
    }
    values += rule.parameters.dropFirst(values.count).map(\.standard)
    if let problem = rule.problem(with: values) {
      throw word.error(problem.description)
    }
    return Activation(rule, parameters: values)
  }
}
