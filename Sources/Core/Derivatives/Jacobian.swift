extension NetworkMap {
  /// The Jacobian ∂to/∂from at x: entry (k, i) is the derivative of component k of `to` with respect
  /// to component i of `from`; outputs × inputs.
  ///
  /// J = D_n W_n D_{n−1} … D_1 W_1, multiplied in the cheapest order: `JacobianPlan`.
  ///
  /// - Precondition: one value for each component of `from`.
  /// - Complexity: at most min(inputs, outputs) + 1 multiply-adds for each weight on the way.
  public func jacobian(at x: [Double], checkpoint: Checkpoint = {}) throws -> Matrix {
    precondition(x.count == inputCount)
    let workspace = JacobianWorkspace(self)
    var jacobian = Matrix(rows: outputCount, columns: inputCount)
    let isFinite = try x.withUnsafeBufferPointer { x in
      try jacobian.storage.withUnsafeMutableBufferPointer { jacobian in
        guard let x = x.baseAddress, let jacobian = jacobian.baseAddress else { return true }
        return try workspace.evaluate(at: x, into: jacobian, checkpoint: checkpoint)
      }
    }
    return isFinite ? jacobian : try jacobianByStages(at: x, checkpoint: checkpoint)
  }

  /// The same stage by stage from one end, in which no output meets what it does not depend on, be
  /// that infinite or not a number.
  func jacobianByStages(at x: [Double], checkpoint: Checkpoint = {}) throws -> Matrix {
    let derivatives = activationDerivatives(at: x)
    return inputCount <= outputCount
      ? try forward(derivatives, checkpoint: checkpoint)
      : try backward(derivatives, checkpoint: checkpoint)
  }

  /// The derivative of each activation on the way, in order; the stages that are affine have none.
  func activationDerivatives(at x: [Double]) -> [LayerDerivative?] {
    var z = x
    let trajectory = trajectory(x)
    return zip(stages, trajectory).map { stage, value in
      defer { z = value }
      guard case .activation(let l) = stage else { return nil }
      return activationDerivative(l, at: z)
    }
  }

  /// σ′ and σ″ of layer l, counted from 0, at its pre-activations.
  func activationDerivative(_ l: Int, at z: [Double]) -> LayerDerivative {
    LayerDerivative(
      of: network.layers[l].activation, at: z,
      mistake: mistake?.layer == l + 1 ? mistake?.kind : nil)
  }

  /// W of layer l, counted from 0, as the chain rule uses it.
  func chainWeights(_ l: Int) -> Matrix {
    let weights = network.layers[l].weights
    let isTransposed = mistake?.kind == .transposedWeight && mistake?.layer == l + 1
    return isTransposed ? weights.transposed : weights
  }

  /// From the input side: G of each signal in turn.
  private func forward(_ derivatives: [LayerDerivative?], checkpoint: Checkpoint) throws -> Matrix {
    var g: Matrix?
    for (stage, derivative) in zip(stages, derivatives) {
      try checkpoint()
      g = step(stage, derivative, from: g)
    }
    return g ?? .identity(inputCount)
  }

  /// ∂(signal after the stage)/∂from, from that of the signal before; nil stands for the identity.
  func step(_ stage: Stage, _ derivative: LayerDerivative?, from g: Matrix?) -> Matrix {
    switch stage {
    case .affine(let l):
      let weights = chainWeights(l)
      return g.map { Product.of(weights, $0) } ?? weights
    case .activation(let l):
      let g = g ?? .identity(network.layers[l].neuronCount)
      return derivative.map { $0.pushForward(g) } ?? g
    }
  }

  /// From the output side: B of each signal in turn.
  private func backward(
    _ derivatives: [LayerDerivative?], checkpoint: Checkpoint
  ) throws -> Matrix {
    var b = OutputRows(outputs: Array(0..<outputCount), of: outputCount)
    for (stage, derivative) in zip(stages, derivatives).reversed() {
      try checkpoint()
      stepBack(stage, derivative, &b)
    }
    return b.matrix
  }

  /// Carries ∂to/∂(signal after the stage) to that of the signal before.
  func stepBack(_ stage: Stage, _ derivative: LayerDerivative?, _ b: inout OutputRows) {
    if case .affine(let l) = stage { b.multiply(by: chainWeights(l)) }
    if let derivative { b.pullBack(through: derivative) }
  }
}
