extension ChainRule {
  /// The Hessians ∂²to_k/∂from² at x, one for each output k asked for: inputs × inputs, symmetric.
  ///
  /// Differentiating J = D_n W_n … D_1 W_1 once more gives one term for each activation on the way:
  ///
  ///     H_k = Σ_l G_lᵀ diag(B_l[k,:] σ_l″(z_l)) G_l
  ///
  /// with G_l = ∂z_l/∂from and B_l = ∂to/∂f_l; `LayerDerivative` gives softmax the same form.
  ///
  /// - Parameters:
  ///   - outputs: the outputs k, counted from 0; nil for all.
  ///   - candidate: how, from a plan of the same map; nil for the cheapest.
  /// - Precondition: one value for each component of `from`; outputs that exist.
  /// - Complexity: that of the choice of `HessianPlan`, at most (inputs + outputs) multiply-adds
  ///   for each weight on the way, and for each output inputs(inputs + 1)/2 for each neuron with
  ///   curvature. Result: 8 bytes for each of the outputs × inputs(inputs + 1)/2 entries.
  public func hessian(
    at x: [Double], outputs: [Int]? = nil, as candidate: HessianPlan.Candidate? = nil,
    checkpoint: Checkpoint = {}
  ) throws -> [PackedSymmetric] {
    let outputs = outputs ?? Array(0..<outputCount)
    precondition(x.count == inputCount)
    let workspace = HessianWorkspace(self, outputs: outputs, as: candidate)
    if let hessians = try workspace.hessians(at: x, checkpoint: checkpoint) { return hessians }
    let plain = try hessianByTerms(at: x, outputs: outputs, checkpoint: checkpoint)
    return try SingularNeurons(self, at: x)?
      .separating(plain, outputs: outputs, checkpoint: checkpoint) ?? plain
  }
}
