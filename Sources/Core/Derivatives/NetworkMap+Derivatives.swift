/// The derivatives of a map as they are asked for most: `ChainRule` has them all.
extension NetworkMap {
  /// The Jacobian ∂to/∂from at x; outputs × inputs.
  ///
  /// - Precondition: one value for each component of `from`.
  /// - Throws: what `checkpoint` throws.
  public func jacobian(at x: [Double], checkpoint: Checkpoint = {}) throws -> Matrix {
    try ChainRule(self).jacobian(at: x, checkpoint: checkpoint)
  }

  /// The Hessians ∂²to_k/∂from² at x, one for each output k asked for: inputs × inputs, symmetric.
  ///
  /// - Parameter outputs: the outputs k, counted from 0; nil for all.
  /// - Precondition: one value for each component of `from`; outputs that exist.
  /// - Throws: what `checkpoint` throws.
  public func hessian(
    at x: [Double], outputs: [Int]? = nil, as candidate: HessianPlan.Candidate? = nil,
    checkpoint: Checkpoint = {}
  ) throws -> [PackedSymmetric] {
    try ChainRule(self).hessian(at: x, outputs: outputs, as: candidate, checkpoint: checkpoint)
  }
}
