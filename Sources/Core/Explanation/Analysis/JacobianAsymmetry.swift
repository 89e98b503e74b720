extension ChainRule {
  /// How far differences of J are from symmetric: the largest |D_k[i,j] − D_k[j,i]| over all outputs
  /// relative to the largest entry; nil where something is not finite.
  ///
  /// D_k[i,j] = (J[k,j](x + h e_i) − J[k,j](x − h e_i)) / 2h. A true Jacobian gives the symmetric H_k;
  /// one with a mistake is the derivative of nothing, and its differences need not be symmetric.
  ///
  /// - Precondition: one value for each component of `from`; a step above 0.
  /// - Complexity: two Jacobians for each input; 8 bytes for each of outputs × inputs² entries.
  package func jacobianAsymmetry(
    at x: [Double], step: Double, checkpoint: Checkpoint = {}
  ) throws -> Double? {
    precondition(x.count == inputCount && step > 0)
    let differences = try x.indices.map { i in
      var (left, right) = (x, x)
      left[i] -= step
      right[i] += step
      // What the step became by rounding.
      let width = right[i] - left[i]
      let (a, b) = (
        try jacobian(at: left, checkpoint: checkpoint),
        try jacobian(at: right, checkpoint: checkpoint)
      )
      return zip(a.storage, b.storage).map { ($1 - $0) / width }
    }
    let largest = differences.reduce(0) { max($0, $1.largestMagnitude) }
    guard largest.isFinite, !differences.contains(where: { $0.largestMagnitude.isNaN }) else {
      return nil
    }
    if largest == 0 { return 0 }
    var asymmetry = 0.0
    for i in 0..<inputCount {
      for j in 0..<i {
        for k in 0..<outputCount {
          let pair = (differences[i][k * inputCount + j], differences[j][k * inputCount + i])
          asymmetry = max(asymmetry, abs(pair.0 - pair.1))
        }
      }
    }
    return asymmetry / largest
  }
}
