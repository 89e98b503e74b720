internal import Core

/// Makes a chain of a Keras model's layers.
struct KerasChain {
  let file: KerasFile
  private var result = Chain()

  /// The shape of one sample; nil until it is told.
  private var shape: [Int]?

  init(file: KerasFile) { self.file = file }

  mutating func chain() throws(ModelFileError) -> Chain {
    for layer in file.layers { try add(layer) }
    return result
  }

  private mutating func add(_ layer: KerasLayer) throws(ModelFileError) {
    let config = layer.config
    if shape == nil { shape = Self.inputShape(config) }
    switch layer.type {
    case "InputLayer": break
    case "Dense": try addDense(layer)
    case "Activation":
      append(try activation(config["activation"], in: layer), layer)
    case "LeakyReLU":
      let slope = number(config["negative_slope"] ?? config["alpha"]) ?? 0.3
      append(try known("leakyrelu", [slope], layer), layer)
    case "ELU": append(try known("elu", [number(config["alpha"]) ?? 1], layer), layer)
    case "Softmax": append(try known("softmax", [], layer), layer)
    case "ReLU": append(try rectifier(layer), layer)
    case "PReLU": try addPReLU(layer)
    case "Normalization": try addNormalization(layer)
    case "BatchNormalization": try addBatchNormalization(layer)
    case "Rescaling": try addRescaling(layer)
    case "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization",
      "Identity", "SpatialDropout1D":
      result.remarks.append("\(Quote.single(layer.name)), \(layer.type), does nothing here")
    case "Flatten", "Reshape":
      shape = shape.map { [$0.reduce(1, *)] }
    default:
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is \(Quote.shortened(layer.type)), which is not read")
    }
  }

  private mutating func append(_ activation: Activation, _ layer: KerasLayer) {
    result.append(.activation(activation), from: layer.name)
  }

  /// How many values there are; nil where nothing tells yet.
  private var width: Int? {
    result.outputCount ?? shape.map { $0.reduce(1, *) }
  }

  /// The sizes behind that of the batch; nil where one is left open.
  private static func inputShape(_ config: JSONValue) -> [Int]? {
    guard let value = config["batch_shape"] ?? config["batch_input_shape"] else {
      return config["input_dim"]?.number.flatMap { Int(exactly: $0) }.map { [$0] }
    }
    let sizes = (value.elements ?? []).dropFirst().map { $0.number.flatMap { Int(exactly: $0) } }
    let known = sizes.compactMap { $0 }
    guard !known.isEmpty, known.count == sizes.count, let count = StoredNumbers.count(of: known),
      count > 0
    else { return nil }
    return known
  }

  // MARK: Layers

  private mutating func addDense(_ layer: KerasLayer) throws(ModelFileError) {
    if let shape, shape.count > 1 {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is Dense on \(shape.count) indices; flatten them first")
    }
    let arrays = file.arrays(of: layer)
    guard let kernel = arrays.first, kernel.shape.count == 2, !kernel.values.isEmpty,
      arrays.count == 1 || arrays[1].shape == [kernel.shape[1]]
    else {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is Dense and has no kernel and bias")
    }
    // Stored inputs × outputs.
    let stored = Matrix(rows: kernel.shape[0], columns: kernel.shape[1], storage: kernel.values)
    result.append(
      .affine(
        stored.transposed,
        bias: arrays.count > 1 ? arrays[1].values : .init(repeating: 0, count: kernel.shape[1])),
      from: layer.name)
    shape = [kernel.shape[1]]
    append(try activation(layer.config["activation"], in: layer), layer)
    result.steps[result.steps.count - 1].origin = ""
  }

  private mutating func addPReLU(_ layer: KerasLayer) throws(ModelFileError) {
    guard let slopes = file.arrays(of: layer).first?.values, let slope = slopes.first,
      slopes.allSatisfy({ $0 == slope })
    else {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is PReLU with a slope for each neuron")
    }
    append(try known("leakyrelu", [slope], layer), layer)
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

  /// (x − mean)/max(√variance, 1e-7).
  private mutating func addNormalization(_ layer: KerasLayer) throws(ModelFileError) {
    let arrays = file.arrays(of: layer)
    guard
      let mean = arrays.first?.values ?? numbers(layer.config["mean"]),
      let variance = arrays.count > 1 ? arrays[1].values : numbers(layer.config["variance"]),
      mean.count == variance.count, !mean.isEmpty,
      case let count = mean.count == 1 ? width ?? 1 : mean.count, count <= ReadLimits.scaledValues
    else {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is Normalization and has no mean and variance")
    }
    func spread(_ values: [Double]) -> [Double] {
      values.count == 1 ? .init(repeating: values[0], count: count) : values
    }
    let deviation = spread(variance).map { max($0.squareRoot(), 1e-7) }
    let isInverse = layer.config["invert"]?.content == .boolean(true)
    result.append(
      .scaling(
        isInverse
          ? Scaling(factor: deviation, shift: spread(mean))
          : .standard(mean: spread(mean), deviation: deviation)), from: layer.name)
  }

  /// γ(x − mean)/√(variance + ε) + β, as in evaluation.
  private mutating func addBatchNormalization(_ layer: KerasLayer) throws(ModelFileError) {
    var arrays = file.arrays(of: layer)[...]
    func isOn(_ key: String) -> Bool { layer.config[key]?.content != .boolean(false) }
    let gain = isOn("scale") ? arrays.popFirst()?.values : nil
    let shift = isOn("center") ? arrays.popFirst()?.values : nil
    guard let mean = arrays.popFirst()?.values, let variance = arrays.popFirst()?.values,
      mean.count == variance.count, gain.map({ $0.count == mean.count }) ?? true,
      shift.map({ $0.count == mean.count }) ?? true
    else {
      throw KerasFile.refused(
        "layer \(Quote.single(layer.name)) is BatchNormalization and its arrays are missing")
    }
    let epsilon = number(layer.config["epsilon"]) ?? 1e-3
    result.append(
      .scaling(
        .normalisation(
          gain: gain, shift: shift, mean: mean,
          deviation: variance.map { ($0 + epsilon).squareRoot() })), from: layer.name)
  }

  private mutating func addRescaling(_ layer: KerasLayer) throws(ModelFileError) {
    guard let scale = numbers(layer.config["scale"]),
      case let offset = numbers(layer.config["offset"]) ?? [0],
      let count = [scale.count, offset.count, width ?? 1].max(), count <= ReadLimits.scaledValues,
      [1, count].contains(scale.count), [1, count].contains(offset.count)
    else {
      throw KerasFile.refused("layer \(Quote.single(layer.name)) is Rescaling of another size")
    }
    result.append(
      .scaling(
        Scaling(
          factor: (0..<count).map { scale[scale.count == 1 ? 0 : $0] },
          shift: (0..<count).map { offset[offset.count == 1 ? 0 : $0] })), from: layer.name)
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
