/// A model as its configuration tells it: layers, and how they take each other's outputs.
struct KerasModel {
  let layers: [KerasLayer]

  /// The layers that take the inputs of the model, in their order; none where the model is a list.
  let inputs: [String]

  /// The layers whose outputs are those of the model.
  let outputs: [String]

  private static let types = ["Sequential", "Functional", "Model"]

  init(_ root: JSONValue, depth: Int = 0) throws(ModelFileError) {
    guard depth < 16 else { throw KerasFile.refused("its models are nested too deep") }
    guard let type = root["class_name"]?.string, let config = root["config"] else {
      throw KerasFile.refused("its configuration names no model")
    }
    guard Self.types.contains(type) else {
      throw KerasFile.refused(
        "it is \(Quote.shortened(type)), a class of its author; Sequential and Functional models "
          + "are read")
    }
    // Keras 1 has the list itself.
    guard let list = config["layers"]?.elements ?? config.elements else {
      throw KerasFile.refused("its model has no layers")
    }
    if let problem = ReadLimits.problem(.layers, list.count) { throw KerasFile.refused(problem) }
    var layers: [KerasLayer] = []
    for element in list {
      guard let type = element["class_name"]?.string, let config = element["config"] else {
        throw KerasFile.refused("a layer of it has no class and no configuration")
      }
      let name = config["name"]?.string ?? element["name"]?.string ?? ""
      layers.append(
        KerasLayer(
          type: type, name: name, config: config,
          model: Self.types.contains(type) ? try KerasModel(element, depth: depth + 1) : nil,
          inputs: element["inbound_nodes"].map(Self.names) ?? []))
    }
    self.layers = layers
    inputs = config["input_layers"].map(Self.names) ?? []
    let named = config["output_layers"].map(Self.names) ?? []
    outputs = named.isEmpty ? layers.suffix(1).map(\.name) : named
  }

  /// The names of layers in a list of nodes: ["dense", 0, 0], lists of those, or tensors with a
  /// `keras_history`.
  private static func names(_ nodes: JSONValue) -> [String] {
    var names: [String] = []
    var pending = [(nodes, 0)]
    while let (value, depth) = pending.popLast(), depth < 16, names.count < 1000 {
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

/// A layer, or a model in its place.
struct KerasLayer {
  /// Its class: `Dense`.
  let type: String
  let name: String
  let config: JSONValue
  let model: KerasModel?

  /// The layers whose outputs it takes; empty where each takes that of the one before.
  let inputs: [String]

  /// Whether its author gave it a name: Keras counts `dense_3`, `input_1`, `keras_tensor_5`.
  var isNamed: Bool {
    let word = name.hasSuffix("_input") ? name.dropLast(6) : name[...]
    let parts = word.split(separator: "_")
    let stem =
      parts.last.map { $0.allSatisfy(\.isNumber) } == true
      ? parts.dropLast().joined(separator: "_") : String(word)
    return !name.isEmpty && !name.hasSuffix("_input")
      && ![snakeCase, "input", "input_layer", "keras_tensor"].contains(stem)
  }

  /// Dense, BatchNormalization, PReLU: dense, batch_normalization, p_re_lu.
  ///
  /// As Keras does it: a line before a capital letter that small ones follow, then between a small
  /// letter and a capital one.
  var snakeCase: String {
    let letters = Array(type)
    var result: [Character] = []
    for (k, letter) in letters.enumerated() {
      if letter.isUppercase, k > 0 {
        let beginsWord = k + 1 < letters.count && letters[k + 1].isLowercase
        if beginsWord || letters[k - 1].isLowercase { result.append("_") }
      }
      result += letter.lowercased()
    }
    return String(result)
  }
}
