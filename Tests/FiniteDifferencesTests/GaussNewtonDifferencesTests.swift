import Core
import TestSupport
import Testing

@Suite struct GaussNewtonDifferencesTests {
  /// The product and its bound beside plain sums over the entries of J and L″ and their bounds:
  ///
  ///     ΔJ_iᵀ|L″||J_j| + |J_i|ᵀ|L″|ΔJ_j + |J_i|ᵀ ΔL″ |J_j| ≤ bound, and not much less
  ///
  /// where one central difference leaves J with bounds that count, and where L″ has those.
  @Test(arguments: [1e-2, 0.3])
  func theBoundsOfBothAreCarried(step: Double) throws {
    let network = RandomNetwork.make([2, 3, 2, 1], gain: 2, seed: 3)
    let z = Signal.preactivation(2)
    let function = NetworkFunction(network, of: [.signal(.input)], at: [0.5, -1], to: z)
    let scalar = NetworkMap(network, from: z)
    let difference = FiniteDifference(method: .central, step: step, limit: 10)
    let product = try difference.gaussNewton(of: function, scalar: scalar)
    let jacobian = try difference.jacobian(of: function)
    let curvature = try difference.hessian(of: scalar, at: function.value)
    for i in 0..<2 {
      for j in 0..<2 {
        var (value, first, second) = (0.0, 0.0, 0.0)
        for k in 0..<2 {
          for l in 0..<2 {
            let left = try #require(jacobian[k, i])
            let right = try #require(jacobian[l, j])
            let middle = try #require(curvature[0, k, l])
            value += left.value * middle.value * right.value
            first +=
              abs(middle.value)
              * (left.bound * abs(right.value) + abs(left.value) * right.bound)
            second += abs(left.value) * middle.bound * abs(right.value)
          }
        }
        let entry = try #require(product[i, j])
        #expect(abs(entry.value - value) <= 1e-14 * abs(value))
        // Both count here.
        #expect(min(first, second) > 0.02 * (first + second))
        #expect(entry.bound >= 0.999_999 * (first + second))
        #expect(entry.bound <= 3 * (first + second))
      }
    }
  }
}
