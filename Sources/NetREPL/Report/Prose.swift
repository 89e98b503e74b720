import Core

/// Numbers and vectors as they stand in sentences and headings.
enum Prose {
  /// One number: whole when it is short, else in six digits.
  static func number(_ value: Double, digits: Int? = 6) -> String {
    minus(NumberFormat(digits: digits).alone(value))
  }

  /// The size of an error in a sentence: 1.0e−14.
  static func magnitude(_ value: Double) -> String {
    minus(NumberFormat.magnitude(value))
  }

  /// (0.5, −1); of a long vector the ends and the count. A line is not broken inside a short one.
  static func vector(_ values: [Double], digits: Int? = 6) -> String {
    if values.count <= 6 {
      let numbers = values.map { number($0, digits: digits) }
      return "(" + numbers.joined(separator: ",\u{a0}") + ")"
    }
    let first = values.prefix(3).map { number($0, digits: digits) }.joined(separator: ", ")
    return
      "(\(first), …, \(number(values[values.count - 1], digits: digits))), \(values.count) values"
  }

  /// "1 entry", "4 entries".
  static func count(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  static func minus(_ text: String) -> String { text.replacing("-", with: "−") }
}

extension Network {
  /// "2 → 3 tansig → 2 purelin".
  var summary: String {
    ([String(inputCount)]
      + layers.map { layer in
        layer.isScaling
          ? "\(layer.neuronCount) scaling" : "\(layer.neuronCount) \(layer.activation.text)"
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
