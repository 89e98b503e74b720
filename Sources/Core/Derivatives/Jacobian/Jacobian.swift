extension ChainRule {
  /// The Jacobian ∂to/∂from at x: entry (k, i) is the derivative of component k of `to` with respect
  /// to component i of `from`; outputs × inputs.
  ///
  /// J = D_n W_n D_{n−1} … D_1 W_1, multiplied in the cheapest order: `JacobianPlan`.
  ///
  /// - Precondition: one value for each component of `from`.
  /// - Complexity: at most min(inputs, outputs) + 1 multiply-adds for each weight on the way.
  public func jacobian(at x: [Double], checkpoint: Checkpoint = {}) throws -> Matrix {
    precondition(x.count == inputCount)
    var jacobian = Matrix(rows: outputCount, columns: inputCount)
    let isFinite = try JacobianWorkspace(self)
      .evaluate(at: x, into: &jacobian.storage, checkpoint: checkpoint)
    if isFinite { return jacobian }
    let plain = try jacobianByStages(at: x, checkpoint: checkpoint)
    return try SingularNeurons(self, at: x)?.separating(plain, checkpoint: checkpoint) ?? plain
  }
}
