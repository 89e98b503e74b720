import TestSupport
import Testing

@testable import Core
@testable import Derivatives

@Suite struct LongChainTests {
  /// Chains that are too long to be searched for the cheapest order are multiplied from one end, whole.
  @Test(arguments: [(1, 4), (4, 1), (3, 3)])
  func longChains(inputs: Int, outputs: Int) throws {
    let widths = [inputs] + Array(repeating: 3, count: Tuning.longestSearched + 3) + [outputs]
    let network = RandomNetwork.make(widths, gain: 1.6, seed: 4)
    let map = NetworkMap(network)
    let plan = JacobianPlan(map)
    #expect(plan.products.count == network.layers.count - 1)
    let last = try #require(plan.products.last)
    #expect(last.rows == outputs && last.columns == inputs)
    #expect(plan.multiplyAdds == min(plan.fromInput, plan.fromOutput))
    let x = RandomNetwork.point(inputs, seed: 4)
    let (found, expected) = (
      try map.jacobian(at: x), try ChainRule(map).jacobianByStages(at: x)
    )
    let error = zip(found.storage, expected.storage).map(-).largestMagnitude
    #expect(error <= 1e-12 * expected.largestMagnitude && expected.largestMagnitude > 0)
  }
}
