package import LinearAlgebra
internal import Networks

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

extension ChainRule {
  /// Visits the term of each layer that is curved at x, last layer first.
  ///
  /// - Parameter seed: the columns of `from` to differentiate along, inputs × columns; nil for all.
  package func forEachCurvatureTerm(
    at x: [Double], outputs: [Int], seed: Matrix? = nil, checkpoint: Checkpoint,
    _ body: (CurvatureTerm) throws -> Void
  ) throws {
    // Forward: the factor G̃ of each curved layer.
    let derivatives = activationDerivatives(at: x)
    var factors: [Matrix?] = []
    var g = seed
    for (stage, derivative) in zip(stages, derivatives) {
      try checkpoint()
      if let derivative, !derivative.isFlat {
        factors.append(derivative.curvatureFactor(g ?? .identity(inputCount)))
      } else {
        factors.append(nil)
      }
      g = step(stage, derivative, from: g)
    }

    // Backward: B of the signal after each stage.
    var b = Adjoints(outputs: outputs, of: outputCount)
    for s in stages.indices.reversed() {
      if case .activation(let l) = stages[s], let factor = factors[s],
        let derivative = derivatives[s]
      {
        try body(
          CurvatureTerm(layer: l + 1, derivative: derivative, factor: factor, adjoints: b))
      }
      try checkpoint()
      stepBack(stages[s], derivatives[s], &b)
    }
  }
}
