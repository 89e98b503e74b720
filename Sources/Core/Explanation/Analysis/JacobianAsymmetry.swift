/// How far differences of J are from symmetric.
package struct JacobianAsymmetry: Sendable, Hashable {
  /// The largest |D_k[i,j] − D_k[j,i]| over all outputs.
  package let absolute: Double

  /// The largest |D_k[i,j]|.
  package let largest: Double

  /// Relative to the largest entry.
  package var relative: Double { absolute == 0 ? 0 : absolute / largest }

  /// Whether it is the rounding of J, seen with another one of a longer step: that becomes less as the
  /// step grows, and what a mistake makes does not.
  package func isRounding(besides longer: JacobianAsymmetry) -> Bool {
    longer.absolute < absolute / 4
  }
}

extension ChainRule {
  /// How far differences of J are from symmetric; nil where something is not finite, or there is one
  /// input alone.
  ///
  /// D_k[i,j] = (J[k,j](x + h e_i) − J[k,j](x − h e_i)) / 2h. A true Jacobian gives the symmetric H_k;
  /// one with a mistake is the derivative of nothing, and its differences need not be symmetric.
  ///
  /// - Precondition: one value for each component of `from`; a step above 0.
  /// - Complexity: two Jacobians for each input; 8 bytes for each of outputs × inputs² entries.
  package func jacobianAsymmetry(
    at x: [Double], step: Double, checkpoint: Checkpoint = {}
  ) throws -> JacobianAsymmetry? {
    precondition(x.count == inputCount && step > 0)
    // A number is always symmetric.
    if inputCount == 1 { return nil }
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
    guard differences.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    let largest = differences.reduce(0) { max($0, $1.largestMagnitude) }
    var asymmetry = 0.0
    for i in 0..<inputCount {
      for j in 0..<i {
        for k in 0..<outputCount {
          let pair = (differences[i][k * inputCount + j], differences[j][k * inputCount + i])
          asymmetry = max(asymmetry, abs(pair.0 - pair.1))
        }
      }
    }
    return JacobianAsymmetry(absolute: asymmetry, largest: largest)
  }
}
