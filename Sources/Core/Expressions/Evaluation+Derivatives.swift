extension Evaluation {
  /// ∂A/∂I, ∂²A1/∂I², ds/dW2, d2s/dW2[1,2]dW1[2,1].
  ///
  /// - Parameter isFlat: whether second derivatives by weights are a matrix, an entry of the weights a row
  ///   and a column; else they have an index for each of theirs.
  func derivative(_ text: String, _ syntax: Syntax, isFlat: Bool = true) throws -> Tensor {
    guard let parts = DerivativeText(text) else {
      throw fail("this is no derivative that is known here", syntax)
    }
    return parts.by.count == 2
      ? try second(parts.of, parts.by[0], parts.by[1], syntax, isFlat: isFlat)
      : try first(parts.of, parts.by[0], syntax)
  }

  private typealias Component = DerivativeText.Name

  private func signal(_ component: Component) throws -> Signal? {
    switch component.quantity.symbol {
    case .input: .input
    case .output: try point.network.output
    case .preactivation: component.quantity.number.map(Signal.preactivation)
    case .activation:
      component.quantity.number.map { $0 == 0 ? .input : Signal.activation($0) }
    default: nil
    }
  }

  private func group(_ component: Component) -> ParameterBlock? {
    guard let layer = component.quantity.number else { return nil }
    switch component.quantity.symbol {
    case .weights: return .weights(layer)
    case .bias: return .bias(layer)
    default: return nil
    }
  }

  /// What the network has of it.
  private func require(_ components: [Component], _ syntax: Syntax) throws {
    for component in components {
      let value = try known(syntax) { try point.value(of: component.quantity) }
      if let largest = component.chosen?.max(), value.shape.count != 1 || largest >= value.shape[0]
      {
        throw fail("\(component.text): \(component.quantity.text) is \(value.sizeWords)", syntax)
      }
      guard component.indices.isEmpty || component.indices.count == value.shape.count,
        zip(component.indices, value.shape).allSatisfy({ $0 < $1 })
      else {
        throw fail("\(component.text): \(component.quantity.text) is \(value.sizeWords)", syntax)
      }
    }
  }

  /// All of a derivative is formed, also where one entry of it is named.
  private func requireSize(_ components: [Component], _ syntax: Syntax) throws {
    let point = try point
    try known(syntax) {
      try TensorSize.require(
        try components.flatMap { try point.shape(of: $0.quantity) }, of: "this derivative")
    }
  }

  /// The components that are meant of an axis.
  private func chosen(_ value: Tensor, _ component: Component, axis: Int) -> Tensor {
    guard let chosen = component.chosen else { return value }
    let before = value.shape.prefix(axis).map { (indices: Array(0..<$0), isOne: false) }
    return value.entries(before + [(indices: chosen, isOne: false)])
  }

  private func picked(_ value: Tensor, _ indices: [Int], from axis: Int = 0) -> Tensor {
    guard !indices.isEmpty else { return value }
    let before = value.shape.prefix(axis).map { (indices: Array(0..<$0), isOne: false) }
    return value.entries(before + indices.map { (indices: [$0], isOne: true) })
  }

  private func first(_ of: Component, _ by: Component, _ syntax: Syntax) throws -> Tensor {
    try require([of, by], syntax)
    try requireSize([of, by], syntax)
    if of.quantity.symbol == .scalar {
      let gradient: Tensor
      if let group = group(by) {
        gradient = try point.gradient(group)
      } else if let signal = try signal(by) {
        gradient = try point.gradient(signal)
      } else {
        throw fail("\(by.text) is nothing that can be varied", syntax)
      }
      return picked(chosen(gradient, by, axis: 0), by.indices)
    }
    if of.quantity.isDerivative { return try change(of, by, syntax) }
    guard let from = try signal(of) else {
      throw fail("\(of.text) is nothing that is differentiated here; A, z1, f1 and s are", syntax)
    }
    if let group = group(by) {
      let stack = try point.jacobian(of: from, by: group, syntax)
      return picked(
        of.indices.isEmpty ? stack : picked(stack, of.indices), by.indices,
        from: of.indices.isEmpty ? 1 : 0)
    }
    guard let variable = try signal(by) else {
      throw fail("\(by.text) is nothing that can be varied", syntax)
    }
    // A signal moves as itself.
    if from != variable { try order(from, variable, of, by, syntax) }
    let jacobian = try point.derivative(of: from, by: variable)
    let rows = picked(chosen(jacobian, of, axis: 0), of.indices)
    let axis = of.indices.isEmpty ? 1 : 0
    return picked(chosen(rows, by, axis: axis), by.indices, from: axis)
  }

  /// Of what is a derivative already: ∂J/∂I, ∂G2/∂I and ∂D1/∂I, and ∂δ1/∂z1, δ as a function of its own z.
  private func change(_ of: Component, _ by: Component, _ syntax: Syntax) throws -> Tensor {
    let point = try point
    let layer = of.quantity.number ?? 0
    let value: Tensor
    switch (of.quantity.symbol, by.quantity.symbol) {
    case (.jacobian, .input): value = try point.value(of: Quantity(.hessian))
    case (.inputDerivative, .input):
      value = try point.hessian(of: .preactivation(layer), component: nil, by: .input)
    case (.layerDerivative, .input): value = try point.slopeChange(of: layer)
    case (.slope, .preactivation) where by.quantity.number == layer:
      value = try point.value(of: Quantity(.curvature, layer))
    default:
      throw fail(
        "of derivatives ∂J/∂I, ∂G1/∂I, ∂D1/∂I and ∂δ1/∂z1 are known, and not this one", syntax)
    }
    let axis = value.shape.count - 1
    let rows = picked(chosen(value, by, axis: axis), by.indices, from: axis)
    return picked(rows, of.indices)
  }

  private func order(
    _ of: Signal, _ by: Signal, _ one: Component, _ other: Component, _ syntax: Syntax
  ) throws {
    guard by < of else {
      throw fail("\(one.text) does not depend on \(other.text)", syntax)
    }
  }

  private func second(
    _ of: Component, _ one: Component, _ other: Component, _ syntax: Syntax, isFlat: Bool
  ) throws -> Tensor {
    try require([of, one, other], syntax)
    try requireSize([of, one, other], syntax)
    if let from = try signal(of), let variable = try signal(one), try signal(other) == variable {
      try order(from, variable, of, one, syntax)
      let stack = chosen(
        try point.hessian(of: from, component: of.indices.first, by: variable), of, axis: 0)
      let skipped = of.indices.isEmpty ? 1 : 0
      let rows = picked(chosen(stack, one, axis: skipped), one.indices, from: skipped)
      let next = skipped + (one.indices.isEmpty ? 1 : 0)
      return picked(chosen(rows, other, axis: next), other.indices, from: next)
    }
    if of.quantity.symbol == .scalar, one == other, one.quantity.symbol == .preactivation,
      one.indices.isEmpty, let layer = one.quantity.number
    {
      return try point.value(of: Quantity(.curvature, layer))
    }
    guard let rows = block(one), let columns = block(other),
      of.quantity.symbol == .scalar || of.quantity.symbol == .output
    else {
      throw fail(
        "second derivatives are of one signal, or of s and A by weights, biases and I", syntax)
    }
    return try byWeights(of, (one, rows), (other, columns), isFlat: isFlat)
  }

  private func block(_ component: Component) -> VariableBlock? {
    component.quantity.symbol == .input ? .input : group(component).map { .parameters($0) }
  }

  /// ∂²s/∂W2∂W1, ∂²A1/∂b2∂I: of each output, where none is named.
  private func byWeights(
    _ of: Component, _ one: (name: Component, block: VariableBlock),
    _ other: (name: Component, block: VariableBlock), isFlat: Bool
  ) throws -> Tensor {
    let point = try point
    let sides = [
      try point.shape(of: one.name.quantity), try point.shape(of: other.name.quantity),
    ]
    let outputs: [Int?] =
      of.quantity.symbol == .scalar
      ? [nil] : of.indices.isEmpty ? Array(0..<point.network.outputCount) : [of.indices[0]]
    let isStack = outputs.count > 1 || of.quantity.symbol == .output && of.indices.isEmpty
    let matrices = try outputs.map { output in
      try point.hessian(output: output, one.block, other.block).storage
    }
    // With an index for each axis the entries that are named can be picked out.
    let stack: [Signal?] = isStack ? [point.network.output] : []
    let whole = Tensor(
      shape: (isStack ? [outputs.count] : []) + sides[0] + sides[1], Array(matrices.joined()),
      axes: stack + one.block.axes + other.block.axes)
    let skipped = isStack ? 1 : 0
    let rows = picked(whole, one.name.indices, from: skipped)
    let left = one.name.indices.isEmpty ? sides[0].count : 0
    let value = picked(rows, other.name.indices, from: skipped + left)
    guard isFlat, one.name.indices.isEmpty, other.name.indices.isEmpty else { return value }
    return Tensor(
      shape: (isStack ? [outputs.count] : []) + sides.map { $0.reduce(1, *) }, value.storage,
      noise: value.noise)
  }
}

extension NetworkPoint {
  /// ∂of_k/∂W_l for each component k.
  fileprivate func jacobian(
    of signal: Signal, by group: ParameterBlock, _ syntax: Syntax
  ) throws -> Tensor {
    guard signal >= .preactivation(group.layer) else {
      throw ExpressionError(
        "what lies before layer \(group.layer) does not depend on its weights", at: syntax.range)
    }
    let part = rule.part(from: .input, to: signal)
    let jacobian = try part.jacobian(wrt: group, at: input, checkpoint: checkpoint)
    let matrices = (0..<network.count(of: signal)).map(jacobian.matrix)
    let rows = Signal.preactivation(group.layer)
    if case .bias = group {
      return Tensor(
        shape: [matrices.count, matrices[0].rows], matrices.flatMap(\.storage),
        axes: [signal, rows])
    }
    return .stack(
      matrices, along: signal, rows, group.layer == 1 ? .input : .activation(group.layer - 1))
  }
}

extension VariableBlock {
  /// What its indices run through.
  fileprivate var axes: [Signal?] {
    switch self {
    case .input: [.input]
    case .parameters(.bias(let l)): [.preactivation(l)]
    case .parameters(.weights(let l)): [.preactivation(l), l == 1 ? .input : .activation(l - 1)]
    }
  }
}

extension Quantity {
  /// Whether it is a derivative by itself.
  fileprivate var isDerivative: Bool {
    [.jacobian, .inputDerivative, .layerDerivative, .slope].contains(symbol)
  }
}
