extension ChainRule {
  /// The diagonals of the Hessians, ∂²to_k/∂from_i², without the Hessians; outputs × inputs.
  ///
  ///     H_k[i,i] = Σ_l Σ_p B_l[k,p] σ_l″(z_l[p]) G_l[p,i]²
  ///
  /// Their sum over i is the Laplacian of output k. Coupled neurons: the form of `LayerDerivative`.
  ///
  /// - Parameter outputs: the outputs k, counted from 0; nil for all.
  /// - Precondition: one value for each component of `from`; outputs that exist.
  /// - Throws: what `checkpoint` throws.
  /// - Complexity: (inputs + outputs) multiply-adds for each weight, and inputs · outputs for each
  ///   neuron with curvature.
  public func hessianDiagonals(
    at x: [Double], outputs: [Int]? = nil, checkpoint: Checkpoint = {}
  ) throws -> Matrix {
    let outputs = outputs ?? Array(0..<outputCount)
    precondition(x.count == inputCount)
    precondition(outputs.allSatisfy { $0 >= 0 && $0 < outputCount })
    var diagonals = Matrix(rows: outputs.count, columns: inputCount)
    try forEachCurvatureTerm(at: x, outputs: outputs, checkpoint: checkpoint) { term in
      for k in outputs.indices {
        try checkpoint()
        for (p, coefficient) in term.coefficients(k).enumerated() where coefficient != 0 {
          let row = term.factor.row(p)
          for (i, g) in row.enumerated() {
            diagonals.storage[k * inputCount + i] += coefficient * g * g
          }
        }
      }
    }
    return diagonals
  }
}
