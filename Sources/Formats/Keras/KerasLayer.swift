/// A layer as a model's configuration tells it.
struct KerasLayer {
  /// Its class: `Dense`.
  let type: String
  let name: String
  let config: JSONValue

  /// The models that it stands in, the outermost first.
  let owners: [String]

  /// The layers whose outputs it takes; empty where each takes that of the one before.
  let inputs: [String]

  /// Dense, BatchNormalization: dense, batch_normalization.
  var snakeCase: String {
    var result = ""
    for character in type {
      if character.isUppercase, !result.isEmpty { result += "_" }
      result += character.lowercased()
    }
    return result
  }

  /// The layers of a model, those of models in it included, in the order of computation.
  ///
  /// - Throws: when it is no chain.
  static func layers(_ root: JSONValue) throws(ModelFileError) -> [KerasLayer] {
    var result: [KerasLayer] = []
    try append(model: root, owners: [], to: &result)
    guard result.count <= ReadLimits.layers else {
      throw KerasFile.refused("it has more than \(ReadLimits.layers) layers")
    }
    return result
  }

  private static let models = ["Sequential", "Functional", "Model"]

  private static func append(
    model: JSONValue, owners: [String], to result: inout [KerasLayer]
  ) throws(ModelFileError) {
    guard owners.count < 16 else { throw KerasFile.refused("its models are nested too deep") }
    guard let type = model["class_name"]?.string, let config = model["config"] else {
      throw KerasFile.refused("its configuration names no model")
    }
    guard models.contains(type) else {
      throw KerasFile.refused(
        "it is \(Quote.shortened(type)), a class of its author; Sequential and Functional models "
          + "are read")
    }
    // Keras 1 has the list itself.
    guard let list = config["layers"]?.elements ?? config.elements else {
      throw KerasFile.refused("its model has no layers")
    }
    var own: [KerasLayer] = []
    var nested: [String: JSONValue] = [:]
    for element in list {
      guard let type = element["class_name"]?.string, let config = element["config"] else {
        throw KerasFile.refused("a layer of it has no class and no configuration")
      }
      let name = config["name"]?.string ?? element["name"]?.string ?? ""
      let inputs = element["inbound_nodes"].map(Self.inputs) ?? []
      own.append(
        KerasLayer(type: type, name: name, config: config, owners: owners, inputs: inputs))
      if models.contains(type) { nested[name] = element }
    }
    try checkChain(own)
    for layer in own {
      if let model = nested[layer.name] {
        try append(model: model, owners: owners + [layer.name], to: &result)
      } else {
        result.append(layer)
      }
    }
  }

  /// Each takes the output of the one before, and of that alone.
  private static func checkChain(_ layers: [KerasLayer]) throws(ModelFileError) {
    for (k, layer) in layers.enumerated() where !layer.inputs.isEmpty {
      guard layer.inputs.count == 1 else {
        throw KerasFile.refused(
          "layer \(Quote.single(layer.name)) (\(Quote.shortened(layer.type))) joins "
            + "\(layer.inputs.count) layers; chains of layers are read")
      }
      guard k > 0, layers[k - 1].name == layer.inputs[0] else {
        throw KerasFile.refused(
          "layer \(Quote.single(layer.name)) takes \(Quote.single(layer.inputs[0])) and not the "
            + "layer before it: it branches, and chains of layers are read")
      }
    }
  }

  /// The layers that a layer takes: [[["dense", 0, 0, {}]]], or tensors with a `keras_history`.
  private static func inputs(_ nodes: JSONValue) -> [String] {
    var names: [String] = []
    var pending = [(nodes, 0)]
    while let (value, depth) = pending.popLast(), depth < 16, names.count < 100 {
      if let elements = value.elements {
        if let name = elements.first?.string, elements.count >= 3, elements[1].number != nil {
          names.append(name)
        } else {
          pending += elements.reversed().map { ($0, depth + 1) }
        }
      } else if value["class_name"]?.string == "__keras_tensor__",
        let name = value["config"]?["keras_history"]?.elements?.first?.string
      {
        names.append(name)
      } else if let members = value.members {
        pending += members.reversed().map { ($0.value, depth + 1) }
      }
    }
    return names
  }
}
