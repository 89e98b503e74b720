internal import Core

/// Writes a network in the program's own format, a matrix row a line.
enum NetworkJSONWriter {
  /// - Throws: when the network's own input is not finite, which no reader would accept.
  static func write(_ told: ReadNetwork) throws(ModelFileError) -> [UInt8] {
    let network = told.network
    if let input = network.input, let j = input.firstIndex(where: { !$0.isFinite }) {
      throw ModelFileError(.inputNotFinite(entry: j + 1, value: input[j]))
    }
    var members: [(name: String, value: JSON)] = [
      ("format", NetworkJSON.format.json), ("version", NetworkJSON.version.json),
      ("name", network.name.json), ("layers", network.layers.map(layer).json),
    ]
    if let names = network.inputNames { members.append(("inputs", names.json)) }
    if let names = network.outputNames { members.append(("outputs", names.json)) }
    if let input = network.input { members.append(("input", input.json)) }
    if !told.origins.isEmpty { members.append(("origins", told.origins.json)) }
    if !told.remarks.isEmpty { members.append(("remarks", told.remarks.json)) }
    return Array((JSON.object(members).text(.indented) + "\n").utf8)
  }

  /// An activation of single neurons, as it stands in a layer.
  static func text(of activation: Activation) -> String { self.activation(activation).text() }

  private static func layer(_ layer: Layer) -> JSON {
    .object([
      ("weights", layer.weights.json), ("bias", layer.bias.json),
      ("activation", activations(layer.activation)),
    ])
  }

  /// One for the layer, or a list of them with the number of neurons that have each.
  static func activations(_ activation: Activation) -> JSON {
    guard let ranges = activation.ranges else { return self.activation(activation) }
    return ranges.map { range -> JSON in
      let count = ("neurons", range.neurons.count.json)
      if case .object(let members) = self.activation(range.activation) {
        return .object([count] + members)
      }
      return .object([count, ("name", range.activation.name.json)])
    }.json
  }

  /// A name, a formula, or a name with its parameters: they are written even when they are the usual ones,
  /// since other systems have other usual ones.
  private static func activation(_ activation: Activation) -> JSON {
    let name = activation.name
    if activation.rule.isDefined, let formula = activation.formula {
      // What has no name of its own goes by its formula.
      let own = name == formula.text(.unicode) ? [] : [("name", name.json)]
      return .object(own + [("formula", formula.text(.source).json)])
    }
    guard !activation.parameters.isEmpty else { return name.json }
    let parameters = zip(activation.rule.parameters, activation.parameters)
    return .object([("name", name.json)] + parameters.map { ($0.name, $1.json) })
  }
}
