extension Evaluation {
  /// ∂A/∂I, ∂²A1/∂I², ds/dW2, d2s/dW2[1,2]dW1[2,1].
  func derivative(_ text: String, _ syntax: Syntax) throws -> Tensor {
    guard let parts = DerivativeText(text) else {
      throw fail("this is no derivative that is known here", syntax)
    }
    return parts.by.count == 2
      ? try second(parts.of, parts.by[0], parts.by[1], syntax)
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
      guard component.indices.isEmpty || component.indices.count == value.shape.count,
        zip(component.indices, value.shape).allSatisfy({ $0 < $1 })
      else {
        throw fail("\(component.text): \(component.quantity.text) is \(value.sizeWords)", syntax)
      }
    }
  }

  /// All of a derivative is formed, also where one entry of it is named.
  private func requireSize(_ components: [Component], _ syntax: Syntax) throws {
    let network = try point.network
    try known(syntax) {
      try TensorSize.require(
        components.flatMap { $0.quantity.shape(in: network) }, of: "this derivative")
    }
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
      return picked(gradient, by.indices)
    }
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
    try order(from, variable, of, by, syntax)
    let jacobian = try point.derivative(of: from, by: variable)
    let rows = picked(jacobian, of.indices)
    return picked(rows, by.indices, from: of.indices.isEmpty ? 1 : 0)
  }

  private func order(
    _ of: Signal, _ by: Signal, _ one: Component, _ other: Component, _ syntax: Syntax
  ) throws {
    guard by < of else {
      throw fail("\(one.text) does not depend on \(other.text)", syntax)
    }
  }

  private func second(
    _ of: Component, _ one: Component, _ other: Component, _ syntax: Syntax
  ) throws -> Tensor {
    try require([of, one, other], syntax)
    try requireSize([of, one, other], syntax)
    if let from = try signal(of), let variable = try signal(one), try signal(other) == variable {
      try order(from, variable, of, one, syntax)
      let stack = try point.hessian(of: from, component: of.indices.first, by: variable)
      let skipped = of.indices.isEmpty ? 1 : 0
      let rows = picked(stack, one.indices, from: skipped)
      return picked(rows, other.indices, from: skipped + (one.indices.isEmpty ? 1 : 0))
    }
    throw fail(
      "second derivatives by weights stand in `hessian wrt`, and one of them in `show`", syntax)
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
