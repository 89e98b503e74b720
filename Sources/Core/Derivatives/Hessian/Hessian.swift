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

  /// The same as the sum over the layers as it stands, in which no output meets what it does not
  /// depend on, be that infinite or not a number.
  func hessianByTerms(
    at x: [Double], outputs: [Int], checkpoint: Checkpoint = {}
  ) throws -> [PackedSymmetric] {
    var hessians = outputs.map { _ in PackedSymmetric(order: inputCount) }
    try forEachCurvatureTerm(at: x, outputs: outputs, checkpoint: checkpoint) { term in
      for k in hessians.indices {
        try hessians[k].add(term.factor, weights: term.coefficients(k), checkpoint: checkpoint)
      }
    }
    return hessians
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

extension PackedSymmetric {
  /// Adds factorᵀ diag(weights) factor, the factor being n × order.
  ///
  /// Only the triangle is computed: for each block of rows the columns up to its end.
  package mutating func add(_ factor: Matrix, weights: [Double], checkpoint: Checkpoint) throws {
    precondition(factor.columns == order && weights.count == factor.rows)
    if factor.rows * order * order <= 4_096 { return addDirectly(factor, weights) }

    let blockRows = 64
    for start in stride(from: 0, to: order, by: blockRows) {
      try checkpoint()
      let end = min(start + blockRows, order)
      let scaled = factor.columns(start..<end).scalingRows(by: weights).transposed
      let block = Product.of(scaled, factor.columns(0..<end))
      for i in start..<end {
        let row = Self.index(i, 0)
        for j in 0...i { storage[row + j] += block.storage[(i - start) * end + j] }
      }
    }
  }

  private mutating func addDirectly(_ factor: Matrix, _ weights: [Double]) {
    for p in 0..<factor.rows where weights[p] != 0 {
      let row = p * order
      var entry = 0
      for i in 0..<order {
        let scaled = weights[p] * factor.storage[row + i]
        for j in 0...i {
          storage[entry] += scaled * factor.storage[row + j]
          entry += 1
        }
      }
    }
  }
}

extension Matrix {
  /// The columns of that range, rows × count.
  func columns(_ range: Range<Int>) -> Matrix {
    if range == 0..<columns { return self }
    var entries: [Double] = []
    entries.reserveCapacity(rows * range.count)
    for i in 0..<rows {
      entries += storage[(i * columns + range.lowerBound)..<(i * columns + range.upperBound)]
    }
    return Matrix(rows: rows, columns: range.count, storage: entries)
  }
}
