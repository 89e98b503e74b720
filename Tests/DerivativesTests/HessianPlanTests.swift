import TestSupport
import Testing

@testable import Core
@testable import Derivatives

/// What strategies are counted at, worked out by hand, and what is chosen.
@Suite struct HessianPlanTests {
  private func plan(_ widths: [Int], last: String = "purelin", limit: Int = .max) -> HessianPlan {
    HessianPlan(NetworkMap(RandomNetwork.make(widths, last: last, seed: 1)), limit: limit)
  }

  private func candidate(_ name: String, _ plan: HessianPlan) throws -> HessianCost {
    try #require(plan.candidates.first { $0.name == name }).cost
  }

  /// 2-3-4-1: weights 6 + 12 + 4, three pairs of inputs, seven curved neurons.
  @Test func countsByHand() throws {
    let plan = plan([2, 3, 4, 1])
    let sandwich = try candidate("sandwich", plan)
    // Values 22; G_2 from G_1: 2·12; B_1 from B_2: 12; terms: 7·3.
    #expect(sandwich.products == 22 + 24 + 12 + 21)
    // Products of pairs of columns: 7·3.
    #expect(sandwich.rows == 21)
    let forward = try candidate("forward", plan)
    // Values 22; G_2: 24; second derivatives through W_2 and W_3: 3·(12 + 4).
    #expect(forward.products == 22 + 24 + 48)
    #expect(forward.rows == 3 * 3 * 7)
    let nested = try candidate("nested forward", plan)
    #expect(nested.products == 22 + 2 * 3 * 16)
    #expect(sandwich.resultBytes == 24)
  }

  /// 6-2-3-1 in the space of z1: S is 2×2, and H = W_1ᵀ S W_1.
  @Test func countsOfASpaceByHand() throws {
    let cost = try candidate("sandwich in the space of z1", plan([6, 2, 3, 1]))
    // Values 12 + 6 + 3. There G_1 = 1 and G_2 = W_2 D_1 need no product, and B_1 needs 1·6.
    // Terms: 3 pairs for 2 + 3 neurons. Wᵀ S: 6·2·2; times W: 2 for each of 6·6 entries of a square.
    #expect(cost.products == 21 + 6 + 15 + 24 + 72)
    #expect(cost.rows == 15)
  }

  @Test(arguments: [
    ([784, 500, 500, 500, 500, 500, 500, 10], "sandwich in the space of z1"),
    ([784, 100, 100, 10], "sandwich in the space of z1"),
    ([2, 256, 256, 256, 50], "forward"), ([64, 256, 256, 10], "sandwich"),
    ([1000, 100, 100, 100, 3, 100, 4], "sandwich in the space of z1 and z4"),
    ([2, 50, 50, 50, 2000], "forward"), ([10, 300, 20, 2000, 30], "forward to f2, then sandwich"),
  ])
  func theCheapestIsChosen(_ widths: [Int], _ name: String) {
    let plan = plan(widths)
    #expect(plan.chosen.name == name)
    #expect(plan.candidates.allSatisfy { $0.cost.rank >= plan.chosen.cost.rank })
    #expect(Set(plan.candidates.map(\.name)).count == plan.candidates.count)
  }

  @Test func onlyWhatFitsIsChosen() {
    let all = plan([64, 256, 256, 10])
    let needed = all.candidates.map(\.cost.bytes)
    let smallest = needed.min() ?? 0
    let least = plan([64, 256, 256, 10], limit: Int(clamping: smallest))
    #expect(least.chosenIndex != nil && least.chosen.cost.bytes == smallest)
    #expect(least.chosen.name != all.chosen.name)
    #expect(plan([64, 256, 256, 10], limit: Int(clamping: smallest) - 1).chosenIndex == nil)
  }

  /// Counts of networks that no machine has room for are still numbers.
  @Test func countsDoNotOverflow() {
    let map = NetworkMap(RandomNetwork.make([4000, 1, 4000], seed: 1))
    #expect(HessianPlan(map, outputs: .max).chosen.cost.bytes.isFinite)
  }
}

@Suite struct JacobianPlanTests {
  private func plan(_ widths: [Int]) -> JacobianPlan {
    JacobianPlan(NetworkMap(RandomNetwork.make(widths, seed: 1)))
  }

  /// The textbook's chain (Cormen et al., 15.2): 30×35, 35×15, 15×5, 5×10, 10×20, 20×25 takes 15125.
  @Test func theTextbooksChain() {
    #expect(plan([25, 20, 10, 5, 15, 35, 30]).multiplyAdds == 15125)
  }

  @Test func theEnds() {
    let plan = plan([2, 7, 5, 3])
    #expect(plan.fromInput == 2 * 7 * 5 + 2 * 5 * 3)
    #expect(plan.fromOutput == 3 * 5 * 7 + 3 * 7 * 2)
    #expect(plan.multiplyAdds == 100)
  }

  /// Every way to set brackets, by trying them all.
  @Test func theCheapestOfAllOrders() {
    func cheapest(_ d: ArraySlice<Int>) -> Int {
      guard d.count > 2 else { return 0 }
      return (d.startIndex + 1..<d.endIndex - 1).map { split in
        cheapest(d[d.startIndex...split]) + cheapest(d[split...])
          + d[d.startIndex] * d[split] * d[d.endIndex - 1]
      }.min() ?? 0
    }
    var random = SplitMix64(seed: 9)
    for _ in 1...20 {
      let widths = (0..<7).map { _ in 1 + Int(random.next() % 9) }
      #expect(plan(widths).multiplyAdds == Double(cheapest(widths[...])))
    }
  }

  /// A bottleneck in the middle, activations of every kind on the way, and a chain too long to search.
  @Test(arguments: [
    [6, 9, 2, 9, 7], [9, 2, 8, 2, 9], [2] + Array(repeating: 3, count: 80) + [4],
    [4] + Array(repeating: 3, count: 80) + [2],
  ])
  func everyOrderGivesTheSameJacobian(_ widths: [Int]) throws {
    for hidden in ["tansig", "softmax", "logsoftmax", "poslin", "purelin"] {
      for last in ["purelin", "softmax", "tansig"] {
        let network = RandomNetwork.make(widths, hidden: hidden, last: last, seed: 2)
        for from in [Signal.input, .preactivation(1), .activation(1)] {
          let map = NetworkMap(network, from: from)
          let x = NetworkMap(network, to: from)(RandomNetwork.point(widths[0], seed: 3))
          let expected = try ChainRule(map).jacobianByStages(at: x)
          let found = try map.jacobian(at: x)
          let error = zip(found.storage, expected.storage).map(-).largestMagnitude
          // The longest chain rounds 80 products of 3 terms.
          #expect(error <= 1e-13 * expected.largestMagnitude, "\(hidden) \(last) \(from)")
        }
      }
    }
  }
}
