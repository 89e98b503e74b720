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
        let weights = map.chainWeights(l + 1)
        let half = derivatives[l].pullBack(BLAS.product(later, weights))
        let inner = BLAS.product(weights.transposed, half)
        sum = derivatives[l].pullBack(inner.transposed).transposed
      }
      let coefficients = derivatives[l].curvatureCoefficients(outputSlopes[l])
      if derivatives[l].diagonal != nil {
        for i in 0..<count { sum[i, i] += coefficients[i] }
      } else {
        let centred = derivatives[l].curvatureFactor(.identity(count))
        let term = BLAS.product(centred.transposed, centred.scalingRows(by: coefficients))
        for p in sum.storage.indices { sum.storage[p] += term.storage[p] }
      }
      gamma = sum
    }
    return gamma ?? Matrix(rows: 0, columns: 0)
  }

  /// ∂²s over the entries of two groups, as factors; the rows are those of `rows`.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the network has both layers.
  /// - Complexity: that of `gamma` and of a Jacobian between the layers.
  public func hessian(
    _ rows: ParameterGroup, _ columns: ParameterGroup, checkpoint: Checkpoint = {}
  ) throws -> WeightHessian {
    let isSwapped = rows.layer < columns.layer
    let (later, earlier) = isSwapped ? (columns, rows) : (rows, columns)
    var curvature = try gamma(layer: later.layer, checkpoint: checkpoint)
    var passing: Matrix?
    if later.layer > earlier.layer {
      let from = Signal.preactivation(earlier.layer)
      let z = preactivations[earlier.layer - 1]
      let transfer = try map.part(from: from, to: .preactivation(later.layer))
        .jacobian(at: z, checkpoint: checkpoint)
      curvature = BLAS.product(curvature, transfer)
      // A bias meets no f_{r−1} that could change.
      if case .weights = later {
        passing = try map.part(from: from, to: .activation(later.layer - 1))
          .jacobian(at: z, checkpoint: checkpoint)
      }
    }
    return WeightHessian(
      curvature: curvature, passing: passing, delta: delta[later.layer - 1],
      laterFactor: factor(of: later), earlierFactor: factor(of: earlier), isSwapped: isSwapped)
  }
}
