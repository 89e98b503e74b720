/// The derivatives as they stand in a textbook, a layer after the other: what every strategy is tested
/// against, and what is left where one of them is not finite. No output meets here what it does not
/// depend on, be that infinite or not a number.
///
///     G_l = W_l D_{l−1} G_{l−1}                             forward, from the identity
///     B_{l−1} = B_l D_l W_l                                 backward, from the identity
///     J = D_n G_n = B_0
///     H_k = Σ_l G_lᵀ diag(B_l[k,:] σ_l″(z_l)) G_l
extension ChainRule {
  func jacobianByStages(at x: [Double], checkpoint: Checkpoint = {}) throws -> Matrix {
    let steps = Array(zip(stages, activationDerivatives(at: x)))
    if inputCount <= outputCount {
      var g: Matrix?
      for (stage, derivative) in steps {
        try checkpoint()
        g = step(stage, derivative, from: g)
      }
      return g ?? .identity(inputCount)
    }
    var b = Adjoints(outputs: Array(0..<outputCount), of: outputCount)
    for (stage, derivative) in steps.reversed() {
      try checkpoint()
      stepBack(stage, derivative, &b)
    }
    return b.matrix
  }

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

  /// Visits the term of each layer that is curved at x, last layer first.
  ///
  /// - Parameter seed: the columns of `from` to differentiate along, inputs × columns; nil for all.
  package func forEachCurvatureTerm(
    at x: [Double], outputs: [Int], seed: Matrix? = nil, checkpoint: Checkpoint,
    _ body: (CurvatureTerm) throws -> Void
  ) throws {
    let derivatives = activationDerivatives(at: x)
    var factors: [Matrix?] = []
    var g = seed
    for (stage, derivative) in zip(stages, derivatives) {
      try checkpoint()
      let isCurved = derivative.map { !$0.isFlat } ?? false
      factors.append(
        isCurved ? derivative?.curvatureFactor(g ?? .identity(inputCount)) : nil)
      g = step(stage, derivative, from: g)
    }
    var b = Adjoints(outputs: outputs, of: outputCount)
    for s in stages.indices.reversed() {
      if let factor = factors[s], let derivative = derivatives[s] {
        try body(
          CurvatureTerm(
            layer: stages[s].layer + 1, derivative: derivative, factor: factor, adjoints: b))
      }
      try checkpoint()
      stepBack(stages[s], derivatives[s], &b)
    }
  }
}

/// One layer's term of the Hessians: G̃ᵀ diag(c_k) G̃ for each output k.
///
/// Where the neurons act alone G̃ = G_l and c_k = B_l[k,:] σ_l″(z_l); `LayerDerivative` has the rule
/// for softmax.
package struct CurvatureTerm {
  /// The layer, from 1.
  package let layer: Int

  package let derivative: LayerDerivative

  /// G̃, n_l × d, or as many of its columns as were asked for.
  package let factor: Matrix

  /// B_l, the rows of the outputs asked for.
  package let adjoints: Adjoints

  /// c_k, one for each neuron; k counts the outputs asked for.
  package func coefficients(_ k: Int) -> [Double] {
    derivative.curvatureCoefficients(adjoints.row(k))
  }
}
