internal import Core

extension KerasReader {
  /// An activation as a configuration names it: a word, or an object with a class.
  func activation(
    _ value: JSONValue?, in layer: KerasLayer
  ) throws(ModelFileError) -> Activation {
    guard let value, value.content != .null else { return try known("linear", [], layer) }
    if let name = value.string { return try named(name, layer) }
    let config = value["config"]
    if let name = config?.string { return try named(name, layer) }
    guard let type = value["class_name"]?.string else {
      throw KerasFile.refused("layer \(Quote.single(layer.name)) has an activation without a name")
    }
    switch type {
    case "LeakyReLU":
      let slope = config?["negative_slope"]?.number ?? config?["alpha"]?.number ?? 0.3
      return try known("leakyrelu", [slope], layer)
    case "ELU": return try known("elu", [config?["alpha"]?.number ?? 1], layer)
    case "ReLU", "Softmax": return try named(type.lowercased(), layer)
    default: return try named(type, layer)
    }
  }

  /// The functions of `keras.activations`.
  private func named(_ name: String, _ layer: KerasLayer) throws(ModelFileError) -> Activation {
    // Names of older files: `keras.activations>gelu`.
    let word = name.split { ">.".contains($0) }.last.map(String.init) ?? name
    switch word {
    case "linear", "tanh", "sigmoid", "relu", "softmax", "selu", "softplus", "softsign", "swish",
      "silu", "gelu", "mish", "relu6", "log_softmax", "hard_swish", "hard_tanh":
      return try known(word, [], layer)
    case "hard_silu": return try known("hardswish", [], layer)
    case "exponential": return try known("exp", [], layer)
    case "elu", "celu": return try known(word, [1], layer)
    case "leaky_relu": return try known("leakyrelu", [0.2], layer)
    case "hard_sigmoid":
      return try file.version < 3
        ? known("hardsigmoid", [0.2, 0.5], layer) : known("hardsigmoid", [], layer)
    default:
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) has the activation \(Quote.single(name)), which is not "
          + "known")
    }
  }

  func known(
    _ name: String, _ parameters: [Double], _ layer: KerasLayer
  ) throws(ModelFileError) -> Activation {
    guard let activation = Activation.known(name, parameters) else {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)): \(name) with \(parameters) is not read")
    }
    return activation
  }
}
