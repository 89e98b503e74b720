internal import Core

/// Makes layers of a Keras model's layers.
struct KerasReader {
  private(set) var file: KerasFile
  private let options: ReadOptions
  private var graph: NetworkGraph
  private var remarks: [String] = []

  /// What a layer gives: the shape of one sample, and its values.
  private typealias Output = (shape: [Int], value: NetworkGraph.Value)

  static func network(
    _ file: consuming KerasFile, name: String, options: ReadOptions
  ) throws(ModelFileError) -> ReadNetwork {
    let inputs = try file.inputs()
    let (model, top) = (file.model, file.top)
    // Given away, so that its arrays can go as they are taken.
    var reader = KerasReader(
      file: file, options: options, inputCount: inputs.reduce(0) { $0 + $1.count })
    let outputs = try reader.follow(
      model, at: top, inputs: inputs.map { reader.value(of: $0) }, depth: 0)
    let chosen: (name: String, output: Output)
    if let wanted = options.output {
      guard let found = outputs.first(where: { $0.name == wanted }) else {
        throw KerasFile.refused(
          "it has no output \(Quote.single(wanted)); it has "
            + outputs.map(\.name).joined(separator: ", "))
      }
      chosen = found
    } else {
      guard outputs.count == 1 else {
        throw KerasFile.refused(
          "it has \(outputs.count) outputs, \(outputs.map(\.name).joined(separator: ", ")); say "
            + "which: load FILE output \(outputs[0].name)")
      }
      chosen = outputs[0]
    }
    let (layers, origins) = try reader.graph.layers(
      computing: chosen.output.value, kind: KerasFile.kind)
    let last = model.layers.first { $0.name == chosen.name }
    return ReadNetwork(
      layers: layers, origins: origins, name: name, format: KerasFile.kind,
      inputNames: GraphInput.names(inputs),
      outputNames: last?.isNamed == true ? [chosen.name] : nil,
      remarks: [GraphInput.remark(inputs)].compactMap(\.self) + reader.remarks
        + reader.graph.remarks)
  }

  private init(file: consuming KerasFile, options: ReadOptions, inputCount: Int) {
    (self.file, self.options) = (file, options)
    graph = NetworkGraph(inputCount: inputCount, options: options)
  }

  private mutating func value(of input: GraphInput) -> Output {
    (input.shape, graph.rows(Array(input.columns), of: graph.input))
  }

  // MARK: The graph of layers

  /// What the outputs of a model are, from its inputs in their order.
  private mutating func follow(
    _ model: KerasModel, at place: KerasFile.Place, inputs: [Output], depth: Int
  ) throws(ModelFileError) -> [(name: String, output: Output)] {
    var outputs: [String: Output] = [:]
    guard inputs.count == max(1, model.inputs.count) else {
      throw KerasFile.refused("one of its inputs is no layer of it")
    }
    var last = inputs[0]
    for layer in model.layers {
      var taken: [Output] = []
      for name in layer.inputs {
        guard let output = outputs[name] else {
          throw KerasFile.refused(
            name == layer.name
              ? "layer \(Quote.single(layer.name)) is used more than once, which is not read"
              : "layer \(Quote.single(layer.name)) takes \(Quote.single(name)), which is not before it"
          )
        }
        taken.append(output)
      }
      if layer.type == "InputLayer" {
        let place = model.inputs.isEmpty ? 0 : model.inputs.firstIndex(of: layer.name)
        guard let place else {
          throw KerasFile.refused(
            "layer \(Quote.single(layer.name)) is an input that its model does not name")
        }
        taken = [inputs[place]]
      }
      if taken.isEmpty { taken = [last] }
      if let inner = layer.model {
        guard taken.count == max(1, inner.inputs.count) else {
          throw KerasFile.refused(
            "model \(Quote.single(layer.name)) takes \(taken.count) layers for its "
              + "\(max(1, inner.inputs.count)) inputs")
        }
        let results = try follow(
          inner, at: file.place(in: layer, at: place), inputs: taken, depth: depth + 1)
        guard results.count == 1 else {
          throw KerasFile.refused("model \(Quote.single(layer.name)) has several outputs")
        }
        last = results[0].output
      } else {
        last = try output(of: layer, at: place, taken)
      }
      outputs[layer.name] = last
    }
    return try model.outputs.map { name throws(ModelFileError) in
      guard let output = outputs[name] else {
        throw KerasFile.refused("its output \(Quote.single(name)) is no layer of it")
      }
      return (name, output)
    }
  }

  private mutating func output(
    of layer: KerasLayer, at place: KerasFile.Place, _ taken: [Output]
  ) throws(ModelFileError) -> Output {
    if taken.count > 1 || ["Add", "Concatenate", "Subtract", "Average"].contains(layer.type) {
      return try merged(layer, taken)
    }
    let (shape, value) = taken[0]
    let config = layer.config
    func activated(_ activation: Activation) -> Output {
      (shape, graph.activation(activation, of: value, from: layer.name))
    }
    switch layer.type {
    case "InputLayer": return taken[0]
    case "Dense": return try dense(layer, at: place, taken[0])
    case "Activation":
      let activation = try activation(config["activation"], in: layer)
      if activation.couplesNeurons { try requireFlat(layer, shape) }
      return activated(activation)
    case "LeakyReLU":
      let slope = number(config["negative_slope"] ?? config["alpha"]) ?? 0.3
      return activated(try known("leakyrelu", [slope], layer))
    case "ELU": return activated(try known("elu", [number(config["alpha"]) ?? 1], layer))
    case "Softmax":
      try requireFlat(layer, shape)
      return activated(try known("softmax", [], layer))
    case "ReLU": return activated(try rectifier(layer))
    case "PReLU": return activated(try parametricRectifier(layer, at: place, value.width))
    case "Normalization", "BatchNormalization", "Rescaling":
      let scaling = try scaling(layer, at: place, value.width)
      guard scaling.count == value.width else {
        throw KerasFile.refused(
          "layer \(Quote.single(layer.name)) scales \(scaling.count) values and is given "
            + "\(value.width)")
      }
      return (shape, graph.scaling(scaling, of: value, from: layer.name))
    case "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization",
      "Identity", "SpatialDropout1D":
      remarks.append("\(Quote.single(layer.name)), \(layer.type), does nothing here")
      return taken[0]
    case "Flatten":
      if shape.count > 1, config["data_format"]?.string == "channels_first" {
        throw KerasFile.refused(
          "layer \(Quote.single(layer.name)) flattens with data_format channels_first, which turns "
            + "the indices round and is not read")
      }
      return ([value.width], value)
    case "Reshape": return (try target(of: layer, count: value.width), value)
    default:
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is \(Quote.shortened(layer.type)), which is not read")
    }
  }

  private mutating func merged(
    _ layer: KerasLayer, _ taken: [Output]
  ) throws(ModelFileError) -> Output {
    let name = "layer \(Quote.single(layer.name)) (\(Quote.shortened(layer.type)))"
    guard taken.allSatisfy({ $0.shape.count == 1 }) else {
      throw KerasFile.refused("\(name) joins what is not flat")
    }
    if layer.type == "Concatenate" {
      try requireFlat(layer, taken[0].shape)
      guard taken.reduce(0, { $0 + $1.value.width }) <= NetworkGraph.widest else {
        throw KerasFile.refused("\(name) joins more than \(NetworkGraph.widest) values")
      }
      let value = graph.joined(taken.map(\.value))
      return ([value.width], value)
    }
    guard taken.allSatisfy({ $0.value.width == taken[0].value.width }) else {
      throw KerasFile.refused("\(name) takes layers of different sizes")
    }
    let width = taken[0].value.width
    func scaled(_ value: NetworkGraph.Value, by factor: Double) -> NetworkGraph.Value {
      graph.scaling(
        Scaling(
          factor: .init(repeating: factor, count: width), shift: .init(repeating: 0, count: width)),
        of: value, from: "")
    }
    switch layer.type {
    case "Add", "Average":
      var sum = taken[0].value
      for other in taken.dropFirst() { sum = graph.sum(sum, other.value, from: "") }
      sum.origins.append(layer.name)
      return ([width], layer.type == "Add" ? sum : scaled(sum, by: 1 / Double(taken.count)))
    case "Subtract" where taken.count == 2:
      let other = scaled(taken[1].value, by: -1)
      return ([width], graph.sum(taken[0].value, other, from: layer.name))
    default:
      throw KerasFile.refused("\(name) joins \(taken.count) layers, which is not read")
    }
  }

  /// What works along one index of several, or along that of the batch, would be another function.
  private func requireFlat(_ layer: KerasLayer, _ shape: [Int]) throws(ModelFileError) {
    let name = "layer \(Quote.single(layer.name)) (\(Quote.shortened(layer.type)))"
    guard shape.count == 1 else {
      throw KerasFile.refused(
        "\(name) works along one of \(shape.count) indices; flatten them first")
    }
    let axis = layer.config["axis"]
    if let axis = axis?.elements?.first?.integer ?? axis?.integer, axis != -1, axis != 1 {
      throw KerasFile.refused("\(name) works along axis \(axis), which is that of the batch")
    }
  }

  /// The shape that a Reshape gives, one size of which may be open.
  private func target(of layer: KerasLayer, count: Int) throws(ModelFileError) -> [Int] {
    let sizes = layer.config["target_shape"]?.elements?.compactMap(\.integer) ?? []
    let (open, whole) = (sizes.filter { $0 < 0 }, sizes.filter { $0 >= 0 })
    guard !sizes.isEmpty, open.count <= 1, let known = StoredNumbers.count(of: whole), known > 0,
      open.isEmpty ? known == count : count.isMultiple(of: known)
    else {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) has a target_shape that \(count) values do not fit")
    }
    return sizes.map { $0 < 0 ? count / known : $0 }
  }

  // MARK: Layers

  private mutating func dense(
    _ layer: KerasLayer, at place: KerasFile.Place, _ input: Output
  ) throws(ModelFileError) -> Output {
    let name = "layer \(Quote.single(layer.name))"
    guard input.shape.count == 1 else {
      throw KerasFile.refused(
        "\(name) is Dense on \(input.shape.count) indices; flatten them first")
    }
    let arrays = file.takeArrays(of: layer, at: place)
    guard let kernel = arrays.first, kernel.shape.count == 2, kernel.count > 0,
      arrays.count == 1 || arrays[1].shape == [kernel.shape[1]]
    else { throw KerasFile.refused("\(name) is Dense and has no kernel and bias") }
    guard kernel.shape[0] == input.value.width else {
      throw KerasFile.refused(
        "\(name) takes \(kernel.shape[0]) values, and is given \(input.value.width)")
    }
    let value = graph.affine(
      file.weights(kernel),
      bias: arrays.count > 1
        ? file.doubles(arrays[1]) : .init(repeating: 0, count: kernel.shape[1]),
      of: input.value, from: layer.name)
    let activation = try activation(layer.config["activation"], in: layer)
    return ([kernel.shape[1]], graph.activation(activation, of: value, from: ""))
  }

  /// A slope for each neuron, or one for all.
  private mutating func parametricRectifier(
    _ layer: KerasLayer, at place: KerasFile.Place, _ width: Int
  ) throws(ModelFileError) -> Activation {
    guard let slopes = file.takeNumbers(of: layer, at: place).first,
      let activation = Activation.parametricRectifier(slopes, width)
    else {
      throw KerasFile.refused("layer \(Quote.single(layer.name)) is PReLU with other slopes")
    }
    return activation
  }

  private func rectifier(_ layer: KerasLayer) throws(ModelFileError) -> Activation {
    let slope = number(layer.config["negative_slope"]) ?? 0
    let threshold = number(layer.config["threshold"]) ?? 0
    switch (number(layer.config["max_value"]), slope, threshold) {
    case (nil, 0, 0): return try known("relu", [], layer)
    case (nil, _, 0): return try known("leakyrelu", [slope], layer)
    case (6, 0, 0): return try known("relu6", [], layer)
    case (1, 0, 0): return try known("satlin", [], layer)
    default:
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is ReLU with a threshold or a largest value")
    }
  }

  private mutating func scaling(
    _ layer: KerasLayer, at place: KerasFile.Place, _ width: Int
  ) throws(ModelFileError) -> Scaling {
    let arrays = file.takeNumbers(of: layer, at: place)
    let scaling =
      switch layer.type {
      case "Normalization": normalization(layer, arrays, width)
      case "BatchNormalization": batchNormalization(layer, arrays)
      default: rescaling(layer, width)
      }
    guard let scaling else {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is \(layer.type), and its numbers are missing or of "
          + "another size")
    }
    return scaling
  }

  /// (x − mean)/max(√variance, 1e-7).
  private func normalization(
    _ layer: KerasLayer, _ arrays: [[Double]], _ width: Int
  ) -> Scaling? {
    guard
      let mean = spread(arrays.first ?? numbers(layer.config["mean"]), width),
      let variance = spread(
        arrays.count > 1 ? arrays[1] : numbers(layer.config["variance"]), width)
    else { return nil }
    let deviation = variance.map { max($0.squareRoot(), 1e-7) }
    return layer.config["invert"]?.content == .boolean(true)
      ? Scaling(factor: deviation, shift: mean) : .standard(mean: mean, deviation: deviation)
  }

  /// γ(x − mean)/√(variance + ε) + β, as in evaluation.
  private func batchNormalization(
    _ layer: KerasLayer, _ arrays: [[Double]]
  ) -> Scaling? {
    var arrays = arrays[...]
    func isOn(_ key: String) -> Bool { layer.config[key]?.content != .boolean(false) }
    let gain = isOn("scale") ? arrays.popFirst() : nil
    let shift = isOn("center") ? arrays.popFirst() : nil
    guard let mean = arrays.popFirst(), let variance = arrays.popFirst(),
      mean.count == variance.count, gain.map({ $0.count == mean.count }) ?? true,
      shift.map({ $0.count == mean.count }) ?? true
    else { return nil }
    let epsilon = number(layer.config["epsilon"]) ?? 1e-3
    return .normalisation(
      gain: gain, shift: shift, mean: mean,
      deviation: variance.map { ($0 + epsilon).squareRoot() })
  }

  private func rescaling(_ layer: KerasLayer, _ width: Int) -> Scaling? {
    guard let factor = spread(numbers(layer.config["scale"]), width),
      let shift = spread(numbers(layer.config["offset"]) ?? [0], width)
    else { return nil }
    return Scaling(factor: factor, shift: shift)
  }

  private func spread(_ values: [Double]?, _ count: Int) -> [Double]? {
    guard let values else { return nil }
    return values.count == count
      ? values : values.count == 1 ? .init(repeating: values[0], count: count) : nil
  }

  // MARK: Values of the configuration

  private func number(_ value: JSONValue?) -> Double? {
    // Keras 3 keeps arrays as objects with their value.
    value?.number ?? value?["config"]?["value"]?.number
  }

  private func numbers(_ value: JSONValue?) -> [Double]? {
    guard let value else { return nil }
    if let number = number(value) { return [number] }
    guard var elements = value.elements ?? value["config"]?["value"]?.elements else { return nil }
    // [[1, 2]]: one row.
    if elements.count == 1, let row = elements[0].elements { elements = row }
    let numbers = elements.compactMap(\.number)
    return numbers.count == elements.count ? numbers : nil
  }
}
