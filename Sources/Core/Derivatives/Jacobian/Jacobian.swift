public import LinearAlgebra
internal import Networks

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
}
