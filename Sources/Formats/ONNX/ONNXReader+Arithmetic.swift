internal import Core

extension ONNXReader {
  /// Sums, differences, products and quotients, entry by entry.
  mutating func followArithmetic(_ node: ONNXNode) throws(ModelFileError) {
    if node.type == "Neg" { return try negate(node) }
    guard node.type != "Sum" || node.inputs.count == 2 else {
      throw node.refused("it has \(node.inputs.count) terms; sums of two are read")
    }
    switch (try input(0, of: node), try input(1, of: node)) {
    case (.constant(let first), .constant(let second)):
      set(try combined(first, second, node), of: node)
    case (.dynamic(let first), .constant(let second)):
      try combine(first, node.inputs[0], with: second, isFirst: true, node)
    case (.constant(let first), .dynamic(let second)):
      try combine(second, node.inputs[1], with: first, isFirst: false, node)
    case (.dynamic(let first), .dynamic(let second)):
      try combine(first, second, node)
    }
  }

  private mutating func negate(_ node: ONNXNode) throws(ModelFileError) {
    if case .constant(let tensor) = try input(0, of: node) {
      return set(ONNXTensor(shape: tensor.shape, values: tensor.values.map { -$0 }), of: node)
    }
    let (shape, value) = try dynamic(0, of: node)
    set(scaled(value, by: -1, node), shape: shape, of: node)
  }

  private mutating func scaled(
    _ value: NetworkGraph.Value, by factor: Double, _ node: ONNXNode
  ) -> NetworkGraph.Value {
    let scaling = Scaling(
      factor: .init(repeating: factor, count: value.width),
      shift: .init(repeating: 0, count: value.width))
    return graph.scaling(scaling, of: value, from: node.name)
  }

  // MARK: Two constants

  private func combined(
    _ first: ONNXTensor, _ second: ONNXTensor, _ node: ONNXNode
  ) throws(ModelFileError) -> ONNXTensor {
    guard let shape = ONNXTensor.broadcastShape(first.shape, second.shape),
      let first = try first.broadcast(to: shape), let second = try second.broadcast(to: shape)
    else { throw node.refused("its inputs do not fit each other") }
    let values = zip(first.values, second.values).map { a, b -> Double in
      switch node.type {
      case "Add", "Sum": a + b
      case "Sub": a - b
      case "Mul": a * b
      case "Div": a / b
      default: powerOfConstants(a, b)
      }
    }
    return ONNXTensor(shape: shape, values: values)
  }

  private func powerOfConstants(_ base: Double, _ exponent: Double) -> Double {
    exponent == 2 ? base * base : exponent == 0.5 ? base.squareRoot() : .nan
  }

  // MARK: A value and a constant

  private mutating func combine(
    _ operand: ONNXValue.Dynamic, _ name: String, with constant: ONNXTensor, isFirst: Bool,
    _ node: ONNXNode
  ) throws(ModelFileError) {
    if try continueRecipe(operand, name, with: constant, isFirst: isFirst, node) { return }
    guard let value = operand.value else {
      throw node.refused("it takes a part of a GELU that is no value of the network")
    }
    var constant = constant
    // Before opset 7 the place of the second one's indices is an attribute.
    if node.opset < 7, let axis = node.integer("axis"), isFirst {
      let behind =
        operand.shape.count - Self.axis(axis, rank: operand.shape.count)
        - constant.shape.count
      if behind > 0, behind <= 8,
        let padded = constant.reshaped(
          constant.shape + .init(repeating: 1, count: behind))
      {
        constant = padded
      }
    }
    guard let shape = ONNXTensor.broadcastShape(operand.shape, constant.shape),
      shape.reduce(1, *) == value.width, let all = try constant.broadcast(to: shape)
    else {
      throw node.refused(
        "its inputs of shapes \(operand.shape) and \(constant.shape) do not fit each other")
    }
    let numbers = all.values
    let ones = [Double](repeating: 1, count: numbers.count)
    let zeros = [Double](repeating: 0, count: numbers.count)
    let scaling: Scaling
    switch node.type {
    case "Add", "Sum": scaling = Scaling(factor: ones, shift: numbers)
    case "Sub":
      scaling =
        isFirst
        ? Scaling(factor: ones, shift: numbers.map { -$0 })
        : Scaling(factor: ones.map { -$0 }, shift: numbers)
    case "Mul": scaling = Scaling(factor: numbers, shift: zeros)
    case "Div" where isFirst: scaling = Scaling(factor: numbers.map { 1 / $0 }, shift: zeros)
    case "Pow" where isFirst && numbers.allSatisfy({ $0 == 2 }):
      return set(
        graph.activation(Activation(.square), of: value, from: node.name), shape: shape, of: node)
    case "Pow" where isFirst && numbers.allSatisfy({ $0 == 1 }):
      return set(value, shape: shape, of: node)
    default: throw node.refused("a constant divided by a value, or a power of it, is not read")
    }
    var recipe: ONNXRecipe?
    if node.type == "Mul" || node.type == "Div", let factor = scaling.factor.first,
      scaling.factor.allSatisfy({ $0 == factor })
    {
      recipe = .scaled(name, factor)
    }
    set(
      graph.scaling(scaling, of: value, from: node.name), shape: shape, recipe: recipe, of: node)
  }

  // MARK: Two values

  private mutating func combine(
    _ first: ONNXValue.Dynamic, _ second: ONNXValue.Dynamic, _ node: ONNXNode
  ) throws(ModelFileError) {
    if node.type == "Mul", try finishRecipe(first, second, node) { return }
    guard ["Add", "Sub", "Sum"].contains(node.type) else {
      throw node.refused("a product or quotient of two values of the network is not read")
    }
    guard let shape = ONNXTensor.broadcastShape(first.shape, second.shape),
      let left = try repeated(first, to: shape, node),
      let right = try repeated(second, to: shape, node)
    else {
      throw node.refused(
        "its inputs of shapes \(first.shape) and \(second.shape) do not fit each other")
    }
    let other = node.type == "Sub" ? scaled(right, by: -1, node) : right
    set(graph.sum(left, other, from: node.name), shape: shape, of: node)
  }

  /// A value with its entries repeated along the indices of size 1; nil where it does not fit.
  private mutating func repeated(
    _ dynamic: ONNXValue.Dynamic, to shape: [Int], _ node: ONNXNode
  ) throws(ModelFileError) -> NetworkGraph.Value? {
    guard let value = dynamic.value, dynamic.shape.reduce(1, *) == value.width else { return nil }
    if shape.reduce(1, *) == value.width { return value }
    let places = try ONNXTensor(placesOf: dynamic.shape, from: 0).broadcast(to: shape)?.integers
    guard let places else { return nil }
    return try rows(places, of: value, node)
  }

  // MARK: Activations that are written as several nodes

  /// 1 + erf(x/√2), and halves of it.
  private mutating func continueRecipe(
    _ operand: ONNXValue.Dynamic, _ name: String, with constant: ONNXTensor, isFirst: Bool,
    _ node: ONNXNode
  ) throws(ModelFileError) -> Bool {
    guard let recipe = operand.recipe, let number = constant.values.first,
      constant.values.allSatisfy({ $0 == number }), let output = node.outputs.first
    else { return false }
    let isHalf =
      (node.type == "Mul" && number == 0.5) || (node.type == "Div" && isFirst && number == 2)
    switch recipe {
    case .erf(let x) where ["Add", "Sum"].contains(node.type) && number == 1:
      values[output] = .dynamic(.init(shape: operand.shape, recipe: .erfPlusOne(x)))
    case .erfPlusOne(let x) where isHalf:
      values[output] = .dynamic(.init(shape: operand.shape, recipe: .halfErfPlusOne(x)))
    case .twiceGelu(let x) where isHalf: try finish(.known("gelu"), of: x, node)
    default: return false
    }
    return true
  }

  /// The product that ends a recipe.
  private mutating func finishRecipe(
    _ first: ONNXValue.Dynamic, _ second: ONNXValue.Dynamic, _ node: ONNXNode
  ) throws(ModelFileError) -> Bool {
    for (k, recipe) in [second.recipe, first.recipe].enumerated() {
      // The other factor, by its name and, where it is half of one, by what it is half of.
      let other = k == 0 ? first : second
      let name = node.inputs[k]
      guard let output = node.outputs.first else { return false }
      switch recipe {
      case .sigmoid(name)?: try finish(.known("swish"), of: name, node)
      case .hardSigmoid(name, let parameters)?:
        try finish(ActivationByFormula.hardSwish(parameters), of: name, node)
      case .tanhSoftplus(name)?: try finish(.known("mish"), of: name, node)
      case .halfErfPlusOne(name)?: try finish(.known("gelu"), of: name, node)
      case .erfPlusOne(name)?:
        values[output] = .dynamic(.init(shape: other.shape, recipe: .twiceGelu(name)))
      case .erfPlusOne(let x)? where other.recipe == .scaled(x, 0.5):
        try finish(.known("gelu"), of: x, node)
      default: continue
      }
      return true
    }
    return false
  }

  private mutating func finish(
    _ activation: Activation?, of name: String, _ node: ONNXNode
  ) throws(ModelFileError) {
    guard case .dynamic(let x)? = values[name], let value = x.value,
      let activation
    else { throw node.refused("it takes a part of an activation that is not read") }
    set(graph.activation(activation, of: value, from: node.name), shape: x.shape, of: node)
  }

  // MARK: Sums along indices

  mutating func reduce(_ node: ONNXNode) throws(ModelFileError) {
    let source = try input(0, of: node)
    let shape: [Int]
    switch source {
    case .constant(let tensor): shape = tensor.shape
    case .dynamic(let dynamic): shape = dynamic.shape
    }
    let listed = try constant(1, of: node)?.integers ?? node.integers("axes")
    let isEmpty = listed?.isEmpty ?? true
    // None, or an empty list of them: all.
    let axes = (isEmpty ? Array(shape.indices) : listed ?? []).map {
      Self.axis($0, rank: shape.count)
    }
    guard axes.allSatisfy(shape.indices.contains) else { throw node.refused("its axes do not fit") }
    if isEmpty, node.integer("noop_with_empty_axes") == 1 {
      if let name = node.outputs.first { values[name] = source }
      return
    }
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    let rows = kept.reduce(1, *)
    // The row that each entry belongs to.
    guard let places = try ONNXTensor(placesOf: kept, from: 0).broadcast(to: shape)?.values else {
      throw node.refused("its shape does not fit")
    }
    let result =
      node.integer("keepdims") == 0
      ? shape.indices.filter { !axes.contains($0) }.map { shape[$0] } : kept
    let share = node.type == "ReduceMean" ? Double(rows) / Double(max(places.count, 1)) : 1
    switch source {
    case .constant(let tensor):
      var sums = [Double](repeating: node.type == "ReduceProd" ? 1 : 0, count: rows)
      for (place, value) in zip(places, tensor.values) {
        if node.type == "ReduceProd" {
          sums[Int(clamping: place)] *= value
        } else {
          sums[Int(clamping: place)] += value
        }
      }
      set(ONNXTensor(shape: result, values: sums.map { $0 * share }), of: node)
    case .dynamic(let dynamic):
      guard let value = dynamic.value, node.type != "ReduceProd", rows > 0 else {
        throw node.refused("it is no sum of values of the network")
      }
      if let problem = ReadLimits.problem(.parameters, rows * value.width) {
        throw node.refused(problem)
      }
      var weights = Matrix(rows: rows, columns: value.width)
      for (j, place) in places.enumerated() { weights[Int(clamping: place), j] = share }
      set(
        graph.affine(
          weights, bias: .init(repeating: 0, count: rows), of: value, from: node.name),
        shape: result, of: node)
    }
  }
}
