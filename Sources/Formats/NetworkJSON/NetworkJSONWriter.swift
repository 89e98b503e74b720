internal import Core

/// Writes a network in the program's own format, a matrix row a line.
enum NetworkJSONWriter {
  /// - Throws: when the network's own input is not finite, which no reader would accept.
  static func write(_ network: Network) throws(ModelFileError) -> [UInt8] {
    if let input = network.input, let j = input.firstIndex(where: { !$0.isFinite }) {
      throw ModelFileError(.inputNotFinite(entry: j + 1, value: input[j]))
    }
    var members = [
      "\"format\": \(JSONText.string(NetworkJSON.format))",
      "\"version\": \(JSONText.number(NetworkJSON.version))",
      "\"name\": \(JSONText.string(network.name))",
      "\"layers\": [\n" + network.layers.map(layer).joined(separator: ",\n") + "\n  ]",
    ]
    if let names = network.inputNames { members.append("\"inputs\": \(list(names))") }
    if let names = network.outputNames { members.append("\"outputs\": \(list(names))") }
    if let input = network.input { members.append("\"input\": \(JSONText.list(input))") }
    return Array(("{\n  " + members.joined(separator: ",\n  ") + "\n}\n").utf8)
  }

  private static func layer(_ layer: Layer) -> String {
    let rows = (0..<layer.neuronCount).map { "        " + JSONText.list(layer.weights.row($0)) }
    return """
          {
            "weights": [
      \(rows.joined(separator: ",\n"))
            ],
            "bias": \(JSONText.list(layer.bias)),
            "activation": \(activation(layer.activation))
          }
      """
  }

  /// A name, a formula, or a name with its parameters: they are written even when they are the usual ones,
  /// since other systems have other usual ones.
  private static func activation(_ activation: Activation) -> String {
    let name = JSONText.string(activation.name)
    if activation.rule.isDefined, let formula = activation.formula {
      let text = "\"formula\": \(JSONText.string(formula.text(.source)))"
      // What has no name of its own goes by its formula.
      return activation.name == formula.text(.unicode)
        ? "{\(text)}" : "{\"name\": \(name), \(text)}"
    }
    guard !activation.parameters.isEmpty else { return name }
    let parameters = zip(activation.rule.parameters, activation.parameters).map {
      "\(JSONText.string($0.name)): \(JSONText.value($1))"
    }
    return "{\"name\": \(name), " + parameters.joined(separator: ", ") + "}"
  }

  private static func list(_ names: [String]) -> String {
    "[" + names.map { JSONText.string($0) }.joined(separator: ", ") + "]"
  }
}
