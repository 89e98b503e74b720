public import LinearAlgebra
internal import Networks

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
  ///   - way: how, from a plan of the same map; nil for the cheapest.
  /// - Precondition: one value for each component of `from`; outputs that exist.
  /// - Complexity: that of the cheapest way of `HessianPlan`, at most (inputs + outputs) multiply-adds
  ///   for each weight on the way, and for each output inputs(inputs + 1)/2 for each neuron with
  ///   curvature. Result: 8 bytes for each of the outputs × inputs(inputs + 1)/2 entries.
  public func hessian(
    at x: [Double], outputs: [Int]? = nil, way: HessianWay? = nil, checkpoint: Checkpoint = {}
  ) throws -> [PackedSymmetric] {
    let outputs = outputs ?? Array(0..<outputCount)
    precondition(x.count == inputCount)
    let workspace = HessianWorkspace(self, outputs: outputs, way: way)
    return try workspace.hessians(at: x, checkpoint: checkpoint)
      ?? hessianByTerms(at: x, outputs: outputs, checkpoint: checkpoint)
  }
}

extension HessianWorkspace {
  /// H of every output at x; nil where some of it is not finite.
  func hessians(at x: [Double], checkpoint: Checkpoint = {}) throws -> [PackedSymmetric]? {
    let count = PackedSymmetric.count(order: inputCount)
    var rooms = outputs.map { _ in UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1)) }
    defer { for room in rooms { room.deallocate() } }
    let isFinite = try x.withUnsafeBufferPointer { x in
      try rooms.withUnsafeMutableBufferPointer { rooms in
        guard let x = x.baseAddress, let rooms = rooms.baseAddress else { return true }
        return try evaluate(at: x, into: rooms, checkpoint: checkpoint)
      }
    }
    if !isFinite { return nil }
    // One triangle at a time stands in both places.
    var hessians: [PackedSymmetric] = []
    while let room = rooms.popLast() {
      defer { room.deallocate() }
      hessians.append(
        PackedSymmetric(
          order: inputCount, storage: Array(UnsafeBufferPointer(start: room, count: count))))
    }
    return hessians.reversed()
  }
}
