internal import Core

extension ONNXReader {
  /// What a node makes of its inputs.
  mutating func follow(_ node: ONNXNode) throws(ModelFileError) {
    switch node.type {
    case "Constant", "ConstantOfShape", "Shape", "Size": try followConstant(node)
    case "Identity", "Dropout", "Cast", "CastLike": try pass(node)
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Concat", "Split", "Slice",
      "Gather", "Expand":
      try arrange(node)
    case "Add", "Sub", "Mul", "Div", "Sum", "Pow", "Neg": try followArithmetic(node)
    case "ReduceSum", "ReduceMean", "ReduceProd": try reduce(node)
    case "Gemm", "MatMul", "Conv": try followProduct(node)
    case "BatchNormalization", "Scaler": try followScaling(node)
    case "LinearRegressor": try followRegressor(node)
    case "ZipMap": try followZipMap(node)
    case "ArrayFeatureExtractor":
      throw node.refused("it picks values by their places, which is not read")
    case "ArgMax", "LabelEncoder", "TopK":
      throw node.refused("it gives a label, which has no derivative")
    default:
      guard try followActivation(node) else {
        throw node.refused("this operator is not read")
      }
    }
  }

  // MARK: Inputs and outputs of a node

  func input(_ k: Int, of node: ONNXNode) throws(ModelFileError) -> ONNXValue {
    guard node.inputs.indices.contains(k), !node.inputs[k].isEmpty else {
      throw node.refused("its input \(k + 1) is missing")
    }
    guard let value = values[node.inputs[k]] else {
      throw node.refused("its input \(Quote.single(node.inputs[k])) is made by no node before it")
    }
    return value
  }

  /// The constant that an input is; nil where it is left out.
  ///
  /// - Throws: when it depends on the network's input.
  func constant(_ k: Int, of node: ONNXNode) throws(ModelFileError) -> ONNXTensor? {
    guard node.inputs.indices.contains(k), !node.inputs[k].isEmpty else { return nil }
    guard case .constant(let tensor) = try input(k, of: node) else {
      throw node.refused("its input \(Quote.single(node.inputs[k])) is not constant")
    }
    return tensor
  }

  /// What depends on the network's input.
  func dynamic(
    _ k: Int, of node: ONNXNode
  ) throws(ModelFileError) -> (shape: [Int], value: NetworkGraph.Value) {
    guard case .dynamic(let dynamic) = try input(k, of: node), let value = dynamic.value else {
      throw node.refused("its input \(k + 1) is not a value of the network")
    }
    return (dynamic.shape, value)
  }

  mutating func set(
    _ value: NetworkGraph.Value, shape: [Int], recipe: ONNXRecipe? = nil, of node: ONNXNode
  ) {
    guard let name = node.outputs.first else { return }
    values[name] = .dynamic(.init(shape: shape, value: value, recipe: recipe))
  }

  mutating func set(_ tensor: ONNXTensor, of node: ONNXNode) {
    guard let name = node.outputs.first else { return }
    values[name] = .constant(tensor)
  }

  // MARK: The simplest ones

  private mutating func pass(_ node: ONNXNode) throws(ModelFileError) {
    var value = try input(0, of: node)
    if node.type == "Cast", case .dynamic = value,
      ![1, 10, 11, 16].contains(node.integer("to") ?? 1)
    {
      throw node.refused("it rounds to a type without fractions")
    }
    if node.type == "Dropout", try constant(2, of: node)?.values.first == 1 {
      throw node.refused("it is in training mode, which drops values at random")
    }
    if case .dynamic(var dynamic) = value {
      dynamic.recipe = nil
      value = .dynamic(dynamic)
    }
    if let name = node.outputs.first { values[name] = value }
  }

  private mutating func followConstant(_ node: ONNXNode) throws(ModelFileError) {
    switch node.type {
    case "Constant":
      if let tensor = try node.tensor("value") {
        set(tensor, of: node)
      } else if let number = node.optionalNumber("value_float") {
        set(ONNXTensor(shape: [], values: [number]), of: node)
      } else if let numbers = node.numbers("value_floats") {
        set(ONNXTensor(shape: [numbers.count], values: numbers), of: node)
      } else if let integers = node.integers("value_ints") {
        set(ONNXTensor(shape: [integers.count], values: integers.map(Double.init)), of: node)
      } else if let integer = node.integer("value_int") {
        set(ONNXTensor(shape: [], values: [Double(integer)]), of: node)
      } else {
        throw node.refused("it has no value that is read")
      }
    case "ConstantOfShape":
      guard let shape = try constant(0, of: node)?.integers,
        let count = StoredNumbers.count(of: shape), shape.count <= 8
      else { throw node.refused("its shape is not read") }
      if let problem = ReadLimits.problem(.parameters, count) { throw node.refused(problem) }
      let value = try node.tensor("value")?.values.first ?? 0
      set(ONNXTensor(shape: shape, values: .init(repeating: value, count: count)), of: node)
    default:
      let shape: [Int] =
        switch try input(0, of: node) {
        case .constant(let tensor): tensor.shape
        case .dynamic(let dynamic): dynamic.shape
        }
      if node.type == "Size" {
        set(ONNXTensor(shape: [], values: [Double(shape.reduce(1, *))]), of: node)
        return
      }
      let start = Self.place(node.integer("start") ?? 0, in: shape.count)
      let end = Self.place(node.integer("end") ?? shape.count, in: shape.count)
      let part = start < end ? Array(shape[start..<end]) : []
      set(ONNXTensor(shape: [part.count], values: part.map(Double.init)), of: node)
    }
  }

  /// A place that may count from the end, brought into 0...count.
  static func place(_ place: Int, in count: Int) -> Int {
    let place = place < 0 ? place.addingReportingOverflow(count).partialValue : place
    return min(max(place, 0), count)
  }

  private mutating func followZipMap(_ node: ONNXNode) throws(ModelFileError) {
    let (shape, value) = try dynamic(0, of: node)
    let names = node.texts("classlabels_strings") ?? []
    let numbers = node.integers("classlabels_int64s") ?? []
    classes = names.isEmpty ? numbers.map(String.init) : names
    set(value, shape: shape, of: node)
  }
}
