/// A network as the writers of all languages see it.
struct CodeNetwork {
  let layers: [CodeLayer]

  /// Each activation of single neurons once, in the order in which they are met.
  let functions: [CodeFunction]

  let inputCount: Int
  let outputCount: Int

  /// - Throws: `CodeExportError` where a number is not finite.
  init(_ network: Network) throws(CodeExportError) {
    var functions: [CodeFunction] = []
    var layers: [CodeLayer] = []
    for (l, layer) in network.layers.enumerated() {
      guard layer.weights.storage.allSatisfy(\.isFinite), layer.bias.allSatisfy(\.isFinite) else {
        throw .notFinite(layer: l + 1)
      }
      layers.append(CodeLayer(layer, number: l + 1, &functions))
    }
    self.layers = layers
    self.functions = functions
    (inputCount, outputCount) = (network.inputCount, network.outputCount)
  }

  /// Whether any layer couples its neurons in this way.
  func couples(_ coupling: ActivationRule.Coupling) -> Bool {
    layers.contains { if case .coupled(coupling) = $0.activation { true } else { false } }
  }

  var isCurved: Bool { layers.contains(where: \.isCurved) }
}

/// A layer, ready to be written.
struct CodeLayer {
  /// Counted from 1, as in the names W1, b1.
  let number: Int
  let weights: Matrix
  let bias: [Double]

  /// Whether W is diagonal, and all that the layer does.
  let isScaling: Bool
  let activation: Kind

  enum Kind {
    /// f = z.
    case identity

    /// Each neuron alone: ranges of neurons with a function each, nil for f = z.
    case elementwise([(neurons: Range<Int>, function: Int?)])

    case coupled(ActivationRule.Coupling)
  }

  /// Whether it has second derivatives of its own.
  let isCurved: Bool

  var inputCount: Int { weights.columns }
  var neuronCount: Int { weights.rows }
  var hasBias: Bool { bias.contains { $0 != 0 } }

  /// The entries of W that are written: of a diagonal one the diagonal.
  var diagonal: [Double] { (0..<neuronCount).map { weights[$0, $0] } }

  fileprivate init(_ layer: Layer, number: Int, _ functions: inout [CodeFunction]) {
    self.number = number
    (weights, bias) = (layer.weights, layer.bias)
    isScaling = layer.isScaling
    isCurved = !layer.activation.isPiecewiseLinear
    if let coupling = layer.activation.rule.coupling {
      activation = .coupled(coupling)
    } else if layer.activation.ranges == nil, layer.activation.name == "purelin" {
      activation = .identity
    } else {
      activation = .elementwise(
        layer.activation.ranges(of: layer.neuronCount).map { range in
          (range.neurons, CodeFunction.place(of: range.activation, in: &functions))
        })
    }
  }
}

/// An activation of single neurons: a function that gives σ, σ′ and σ″.
struct CodeFunction {
  let activation: Activation
  let program: ScalarProgram

  /// Its name in the program: that of the activation made an identifier, with a number where two share it.
  let name: String

  /// The activation with its parameters, and what has been typed where it is a user's own.
  var summary: String {
    let parameters = zip(activation.rule.parameters, activation.parameters).map {
      "\($0.name) = \($1)"
    }
    let typed = activation.rule.isDefined ? activation.formula.map { ": " + $0.text(.source) } : nil
    return QuotedText.comment(
      activation.name + (parameters.isEmpty ? "" : " with " + parameters.listed) + (typed ?? ""))
  }

  var usesItsArgument: Bool { program.steps.contains(.x) }

  /// Whether σ, σ′ and σ″ are numbers at 0, so that it may be computed of what only fills up a vector.
  var isFiniteAtZero: Bool { program(0).allSatisfy(\.isFinite) }

  /// Where the function of an activation stands among those met so far; nil for f = z.
  static func place(of activation: Activation, in functions: inout [CodeFunction]) -> Int? {
    if activation.name == "purelin" { return nil }
    if let known = functions.firstIndex(where: { $0.activation == activation }) { return known }
    let stem = "sigma_" + Identifier.letters(of: activation.name)
    let taken = functions.contains { $0.name == stem }
    functions.append(
      CodeFunction(
        activation: activation, program: ActivationProgram.of(activation),
        name: taken ? "\(stem)_\(functions.count + 1)" : stem))
    return functions.count - 1
  }
}
