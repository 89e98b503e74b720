internal import Core

extension ONNXReader {
  /// An operator that is an activation, with the defaults of its opset; false for any other.
  mutating func followActivation(_ node: ONNXNode) throws(ModelFileError) -> Bool {
    if node.type == "Erf" {
      try followErf(node)
      return true
    }
    if case .constant(let tensor)? = node.inputs.first.flatMap({ values[$0] }) {
      // Of a constant only what normalisations are made of.
      guard node.type == "Sqrt" else { return false }
      set(ONNXTensor(shape: tensor.shape, values: tensor.values.map { $0.squareRoot() }), of: node)
      return true
    }
    if node.type == "PRelu" {
      try parametricRectifier(node)
      return true
    }
    guard let activation = try activation(node) else { return false }
    guard case .dynamic(let x) = try input(0, of: node), let value = x.value else {
      throw node.refused("its input is not a value of the network")
    }
    if activation.name == "purelin", node.domain == ONNXActivationFunction.domain {
      set(graph.layer(of: value), shape: x.shape, of: node)
      return true
    }
    let name = node.inputs[0]
    let recipe: ONNXRecipe? =
      switch node.type {
      case "Sigmoid": .sigmoid(name)
      case "HardSigmoid": .hardSigmoid(name, activation.parameters)
      case "Softplus": .softplus(name)
      case "Tanh":
        if case .softplus(let inner)? = x.recipe { .tanhSoftplus(inner) } else { nil }
      default: nil
      }
    set(
      graph.activation(activation, of: value, from: node.name), shape: x.shape, recipe: recipe,
      of: node)
    return true
  }

  private func activation(_ node: ONNXNode) throws(ModelFileError) -> Activation? {
    let activation: Activation?
    if node.domain == ONNXActivationFunction.domain {
      guard let activation = model.functions[node.type] else {
        throw node.refused("it is no function of the file that is read")
      }
      return activation
    }
    switch node.type {
    case "Relu", "Tanh", "Sigmoid", "Softplus", "Softsign", "Mish", "HardSwish", "Exp", "Sin",
      "Cos":
      activation = .known(node.type)
    case "LeakyRelu": activation = .known("leakyrelu", node.number("alpha", 0.01))
    case "Elu": activation = .known("elu", node.number("alpha", 1))
    case "Celu": activation = .known("celu", node.number("alpha", 1))
    case "HardSigmoid":
      activation = .known(
        "hardsigmoid", node.number("alpha", 0.2), node.number("beta", 0.5))
    case "Selu":
      // The floats next to the usual values, as the standard says, and shorter ones before opset 6.
      let isOld = node.opset < 6
      activation = ActivationByFormula.selu(
        alpha: node.number("alpha", isOld ? 1.6732 : 1.67326319217681884765625),
        gamma: node.number("gamma", isOld ? 1.0507 : 1.05070102214813232421875))
    case "Gelu":
      activation = .known(node.text("approximate") == "tanh" ? "gelutanh" : "gelu")
    case "Swish":
      activation = node.number("alpha", 1) == 1 ? .known("swish") : nil
    case "Clip": activation = try clip(node)
    case "Abs", "Sqrt", "Log", "Atan", "Sinh", "Cosh", "Asinh", "Tan":
      let function = node.type.lowercased()
      activation = ActivationByFormula.named(function, "\(function)(x)")
    case "ThresholdedRelu":
      throw node.refused("it jumps at its threshold, where it has no derivative")
    case "Softmax", "LogSoftmax": activation = try softmax(node)
    default: return nil
    }
    guard let activation else { throw node.refused("its parameters are not read") }
    return activation
  }

  // MARK: Those that need a look

  private func clip(_ node: ONNXNode) throws(ModelFileError) -> Activation? {
    let low = try constant(1, of: node)?.values.first ?? node.optionalNumber("min") ?? -.infinity
    let high = try constant(2, of: node)?.values.first ?? node.optionalNumber("max") ?? .infinity
    let largest = Double(Float.greatestFiniteMagnitude)
    switch (low, high) {
    case (0, 6): return .known("relu6")
    case (0, 1): return .known("satlin")
    case (-1, 1): return .known("satlins")
    case (0, largest...): return .known("relu")
    case (...(-largest), largest...): return .known("linear")
    default:
      guard !low.isNaN, !high.isNaN, low < high else { return nil }
      return ActivationByFormula.clamp(low, high)
    }
  }

  private func softmax(_ node: ONNXNode) throws(ModelFileError) -> Activation? {
    let (shape, value) = try dynamic(0, of: node)
    let axis = Self.axis(
      node.integer("axis") ?? (node.opset < 13 ? 1 : -1), rank: shape.count)
    guard shape.indices.contains(axis) else { throw node.refused("its axis does not fit") }
    // Before opset 13 over all indices from the axis on.
    let count = node.opset < 13 ? shape[axis...].reduce(1, *) : shape[axis]
    guard count == value.width else {
      throw node.refused("it is over \(count) of \(value.width) values; over all of them is read")
    }
    return .known(node.type == "Softmax" ? "softmax" : "logsoftmax")
  }

  private mutating func parametricRectifier(_ node: ONNXNode) throws(ModelFileError) {
    let (shape, value) = try dynamic(0, of: node)
    guard let slopes = try constant(1, of: node)?.broadcast(to: shape)?.values,
      slopes.count == value.width
    else { throw node.refused("its slopes do not fit its input") }
    guard let activation = Activation.parametricRectifier(slopes, value.width) else {
      throw node.refused("its slopes are not read")
    }
    set(graph.activation(activation, of: value, from: node.name), shape: shape, of: node)
  }

  /// erf(x/√2) on the way to a GELU.
  private mutating func followErf(_ node: ONNXNode) throws(ModelFileError) {
    guard case .dynamic(let x) = try input(0, of: node),
      case .scaled(let name, let factor)? = x.recipe,
      abs(factor * 2.0.squareRoot() - 1) < 1e-6, let output = node.outputs.first
    else { throw node.refused("it is read as part of GELU, x (1 + erf(x/√2))/2, alone") }
    values[output] = .dynamic(.init(shape: x.shape, recipe: .erf(name)))
  }
}
