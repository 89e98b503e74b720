/// How far differences of J are from symmetric, each input in units of its step.
///
/// In units of its own an input of gain 10⁹ has a curvature of 10¹⁸ beside that of the others, and its
/// rounding would drown them.
package struct JacobianAsymmetry: Sendable, Hashable {
  /// The largest |D_k[i,j] − D_k[j,i]| h_i h_j over all outputs.
  package let absolute: Double

  /// The largest |D_k[i,j]| h_i h_j.
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
  /// D_k[i,j] = (J[k,j](x + h_i e_i) − J[k,j](x − h_i e_i)) / 2h_i. A true Jacobian gives the symmetric
  /// H_k; one with a mistake is the derivative of nothing, and its differences need not be symmetric.
  ///
  /// - Precondition: one value for each component of `from`; for each a step above 0 that changes it.
  /// - Complexity: two Jacobians for each input; 8 bytes for each of outputs × inputs² entries.
  package func jacobianAsymmetry(
    at x: [Double], steps: [Double], checkpoint: Checkpoint = {}
  ) throws -> JacobianAsymmetry? {
    precondition(x.count == inputCount && steps.count == x.count)
    // A number is always symmetric.
    if inputCount == 1 { return nil }
    let differences = try x.indices.map { i in
      var (left, right) = (x, x)
      left[i] -= steps[i]
      right[i] += steps[i]
      // What the step became by rounding.
      let width = right[i] - left[i]
      let (a, b) = (
        try jacobian(at: left, checkpoint: checkpoint),
        try jacobian(at: right, checkpoint: checkpoint)
      )
      return a.storage.indices.map { entry in
        (b.storage[entry] - a.storage[entry]) / width * steps[i] * steps[entry % inputCount]
      }
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
