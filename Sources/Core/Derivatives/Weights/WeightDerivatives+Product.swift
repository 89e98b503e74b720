extension WeightDerivatives {
  /// H v = ∂²s/∂x² v for the input or one group of parameters x, in the order of its entries; H is
  /// never formed.
  ///
  /// The derivative of the gradient along v: z_l and f_l carry their first derivative in t forward,
  /// then δ_l carries its own back,
  ///
  ///     ż_l = V f_{l−1} + W_l ḟ_{l−1},       ḟ_l = D_l ż_l,
  ///     δ̇_l = D_lᵀ W_{l+1}ᵀ δ̇_{l+1} + (Σ_i (∂s/∂f_l)_i ∂²f_l,i/∂z_l²) ż_l,
  ///
  /// and H v is δ̇_l f_{l−1}ᵀ for weights, δ̇_l for biases, W_1ᵀ δ̇_1 for the input. Source: B.
  /// Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6 (1994) 147–160.
  ///
  /// - Precondition: the network has the layer; one number for each variable.
  /// - Complexity: two multiply-adds for each weight from the variables on.
  public func hessianProduct(_ variables: VariableBlock, along direction: [Double]) -> [Double] {
    precondition(direction.count == rule.network.count(of: variables))
    let first = max(variables.layer, 1) - 1
    var rates = [firstRate(variables, direction)]
    for l in derivatives.indices.dropFirst(first + 1) {
      let rate = derivatives[l - 1].pushForward(Matrix(column: rates[l - 1 - first]))
      rates.append(rule.push(l, rate.storage))
    }
    var deltaRate: [Double] = []
    for l in (first..<derivatives.count).reversed() {
      var sum = derivatives[l].curvatureProduct(outputSlopes[l], rates[l - first])
      if l + 1 < derivatives.count {
        let back = rule.pullBack(l + 1, deltaRate)
        sum = zip(sum, derivatives[l].pullBack(row: back)).map(+)
      }
      deltaRate = sum
    }
    switch variables {
    case .input: return rule.pullBack(0, deltaRate)
    case .parameters(let group):
      let factor = factor(of: group)
      return deltaRate.flatMap { rate in factor.map { rate * $0 } }
    }
  }

  /// ż of the layer that the variables enter.
  private func firstRate(_ variables: VariableBlock, _ direction: [Double]) -> [Double] {
    switch variables {
    case .input: return rule.push(0, direction)
    case .parameters(let group):
      let factor = factor(of: group)
      return Product.of(
        Matrix(
          rows: direction.count / factor.count, columns: factor.count, storage: direction), factor)
    }
  }

  /// Jᵀ L″ J, the Gauss-Newton part of ∂²s/∂x², with J = ∂z_c/∂x and L″ = ∂²s/∂z_c²: what is left
  /// of the Hessian when z_c is taken to be linear in x.
  ///
  /// Positive semidefinite where s is convex in z_c. Source: N. Schraudolph, "Fast curvature
  /// matrix-vector products for second-order gradient descent", Neural Computation 14 (2002).
  ///
  /// - Parameter layer: c, from 1, `ObjectiveNetwork.convexLayer` for a loss.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the network has both layers, and c is not before the variables.
  /// - Complexity: that of `gamma(c)`, of J with respect to the signal that the variables move, and
  ///   of two products with it.
  public func gaussNewton(
    _ variables: VariableBlock, through layer: Int, checkpoint: Checkpoint = {}
  ) throws -> WeightHessian {
    precondition(variables.layer <= layer && layer <= derivatives.count)
    var curvature = try gamma(layer: layer, checkpoint: checkpoint)
    if variables.signal < .preactivation(layer) {
      let transfer = try rule.part(from: variables.signal, to: .preactivation(layer))
        .jacobian(at: value(of: variables.signal), checkpoint: checkpoint)
      curvature = Product.of(transfer.transposed, Product.of(curvature, transfer))
    }
    let factor = factor(of: variables)
    return WeightHessian(
      curvature: curvature, passing: nil, delta: [], laterFactor: factor, earlierFactor: factor,
      isSwapped: false)
  }
}
