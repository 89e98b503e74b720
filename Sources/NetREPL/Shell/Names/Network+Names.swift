import Core

extension Network {
  /// Whether its output is s, a number without an index.
  var isScalar: Bool { outputSymbol == "s" }

  /// "4-10-3".
  var architecture: String {
    ([inputCount] + layers.map(\.neuronCount)).map(String.init).joined(separator: "-")
  }

  /// "2 → 3 tansig → 2 purelin".
  var summary: String {
    ([String(inputCount)]
      + layers.map { layer in
        layer.isScaling
          ? "\(layer.neuronCount) scaling"
          : layer.activation.ranges == nil
            ? "\(layer.neuronCount) \(layer.activation.shortText)" : layer.activation.text
      })
      .joined(separator: " → ")
  }
}

extension Activation {
  /// The name with parameters that are not the standard ones: leakyrelu(0.1).
  var text: String {
    parameters == rule.parameters.map(\.standard)
      ? name : "\(name)(\(parameters.map { NumberFormat.shortest($0) }.joined(separator: ", ")))"
  }
}

extension Activation {
  /// The same for headings, where a parameter of many digits is only quoted.
  var shortText: String {
    parameters == rule.parameters.map(\.standard)
      ? name : "\(name)(\(parameters.map { Prose.number($0) }.joined(separator: ", ")))"
  }

  /// How far parameters spread that are not the same for all neurons: "alpha of its 64 leakyrelu is
  /// −0.1 to 0.3".
  var spreads: [String] {
    guard let ranges else { return [] }
    var names: [String] = []
    for range in ranges where !names.contains(range.activation.name) {
      names.append(range.activation.name)
    }
    return names.flatMap { name -> [String] in
      let own = ranges.filter { $0.activation.name == name }
      let count = own.reduce(0) { $0 + $1.neurons.count }
      return own[0].activation.rule.parameters.enumerated().compactMap { index, parameter in
        let values = own.map { $0.activation.parameters[index] }
        guard let least = values.min(), let most = values.max() else { return nil }
        let spread =
          least == most
          ? Prose.number(least) : "\(Prose.number(least)) to \(Prose.number(most))"
        return "\(parameter.name) of its \(count) \(name) is \(spread)"
      }
    }
  }
}

extension Signal {
  /// The name people use: I, z2, f1; A for the output of that network, or s.
  func name(in network: Network) -> String {
    switch self {
    case .input: "I"
    case .preactivation(let layer): "z\(layer)"
    case .activation(let layer): self == network.output ? network.outputSymbol : "f\(layer)"
    }
  }

  /// The names that people gave its components, those of inputs and outputs.
  func names(in network: Network) -> [String]? {
    if self == .input {
      network.inputNames
    } else if self == network.output {
      network.outputNames
    } else {
      nil
    }
  }

  /// The labels of its components, with the network's own names for inputs and outputs.
  func labels(in network: Network) -> MatrixTable.Labels {
    self == network.output && network.isScalar
      ? .list([name(in: network)]) : .indexed(name(in: network), names: names(in: network))
  }
}
