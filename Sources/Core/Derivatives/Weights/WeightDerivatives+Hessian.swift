extension WeightDerivatives {
  /// Γ_l = ∂²s/∂z_l², n_l × n_l, l from 1:
  ///
  ///     Γ_l = D_lᵀ W_{l+1}ᵀ Γ_{l+1} W_{l+1} D_l + Σ_i (∂s/∂f_l)_i ∂²f_l,i/∂z_l².
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the network has the layer.
  /// - Complexity: two products of matrices for each layer from l on.
  public func gamma(layer: Int, checkpoint: Checkpoint = {}) throws -> Matrix {
    var gamma: Matrix?
    for l in (layer - 1..<derivatives.count).reversed() {
      try checkpoint()
      let count = preactivations[l].count
      var sum = Matrix(rows: count, columns: count)
      if let later = gamma {
        let weights = rule.chainWeights(l + 1)
        let half = derivatives[l].pullBack(Product.of(later, weights))
        let inner = Product.of(weights.transposed, half)
        sum = derivatives[l].pullBack(inner.transposed).transposed
      }
      let coefficients = derivatives[l].curvatureCoefficients(outputSlopes[l])
      if derivatives[l].diagonal != nil {
        for i in 0..<count { sum[i, i] += coefficients[i] }
      } else {
        let term = derivatives[l].bend(weights: outputSlopes[l])
        for p in sum.storage.indices { sum.storage[p] += term.storage[p] }
      }
      gamma = sum
    }
    try checkpoint()
    return gamma ?? Matrix(rows: 0, columns: 0)
  }

  /// ∂²s over the entries of two groups of variables, as factors; the rows are those of `rows`.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the network has both layers.
  /// - Complexity: that of `gamma` and of a Jacobian between the layers.
  public func hessian(
    _ rows: VariableBlock, _ columns: VariableBlock, checkpoint: Checkpoint = {}
  ) throws -> WeightHessian {
    let isSwapped = rows.layer < columns.layer
    let (later, earlier) = isSwapped ? (columns, rows) : (rows, columns)
    guard case .parameters(let group) = later else {
      return try inputHessian(checkpoint: checkpoint)
    }
    let r = group.layer
    var curvature = try gamma(layer: r, checkpoint: checkpoint)
    var passing: Matrix?
    if r > earlier.layer {
      let x = value(of: earlier.signal)
      let transfer = try rule.part(from: earlier.signal, to: .preactivation(r))
        .jacobian(at: x, checkpoint: checkpoint)
      curvature = Product.of(curvature, transfer)
      // A bias meets no f_{r−1} that could change.
      if case .weights = group {
        passing =
          r == 1
          ? .identity(x.count)
          : try rule.part(from: earlier.signal, to: .activation(r - 1))
            .jacobian(at: x, checkpoint: checkpoint)
      }
    }
    try checkpoint()
    return WeightHessian(
      curvature: curvature, passing: passing, delta: delta[r - 1],
      laterFactor: factor(of: later), earlierFactor: factor(of: earlier), isSwapped: isSwapped)
  }

  /// ∂²s/∂I² = G_1ᵀ Γ_1 G_1, d × d.
  private func inputHessian(checkpoint: Checkpoint) throws -> WeightHessian {
    let transfer = rule.chainWeights(0)
    let half = Product.of(try gamma(layer: 1, checkpoint: checkpoint), transfer)
    let curvature = Product.of(transfer.transposed, half)
    try checkpoint()
    return WeightHessian(
      curvature: curvature, passing: nil, delta: [],
      laterFactor: nil, earlierFactor: nil, isSwapped: false)
  }

  /// The value of I or of a z_l.
  func value(of signal: Signal) -> [Double] {
    signal == .input ? activations[0] : preactivations[signal.layer - 1]
  }

  func factor(of variables: VariableBlock) -> [Double]? {
    guard case .parameters(.weights(let layer)) = variables else { return nil }
    return activations[layer - 1]
  }

  /// ∂²s over all entries of some groups of parameters in turn, by layer: symmetric, of the order
  /// of their number.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the network has the layers; no group comes before one of an earlier layer.
  /// - Complexity: that of the factors of every block, and an entry for each pair of parameters.
  public func wholeHessian(
    _ groups: [ParameterBlock], checkpoint: Checkpoint = {}
  ) throws -> PackedSymmetric {
    let counts = groups.map { rule.network.count(of: .parameters($0)) }
    var whole = PackedSymmetric(order: counts.reduce(0, +))
    var row = 0
    for (g, rows) in groups.enumerated() {
      var column = 0
      for (columns, width) in zip(groups[...g], counts) {
        let block = try hessian(.parameters(rows), .parameters(columns), checkpoint: checkpoint)
        for a in 0..<counts[g] {
          try checkpoint()
          for b in 0..<(rows == columns ? a + 1 : width) {
            whole[row + a, column + b] = block[a, b]
          }
        }
        column += width
      }
      row += counts[g]
    }
    return whole
  }
}
