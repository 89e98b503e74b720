import Core

extension Network {
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
            ? "\(layer.neuronCount) \(layer.activation.text)" : layer.activation.text
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

extension Signal {
  /// The name people use: I, z2, f1; A for the output of that network.
  func name(in network: Network) -> String {
    switch self {
    case .input: "I"
    case .preactivation(let layer): "z\(layer)"
    case .activation(let layer): self == network.output ? "A" : "f\(layer)"
    }
  }

  /// The labels of its components, with the network's own names for inputs and outputs.
  func labels(in network: Network) -> MatrixTable.Labels {
    let names: [String]? =
      if self == .input { network.inputNames } else if self == network.output {
        network.outputNames
      } else { nil }
    return .indexed(name(in: network), names: names)
  }
}
