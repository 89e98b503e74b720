import TestSupport
import Testing

@testable import Core
@testable import Derivatives

/// Every strategy for J and H agrees with the sum over the layers as it stands.
@Suite struct HessianStrategyTests {
  /// Rounding of products in another order: the bound that the exact values are held to as well.
  static let tolerance = 1e-14

  /// Every combination of spaces and places to switch at: more than a plan looks at.
  private func strategies(_ map: NetworkMap) -> [any HessianStrategy] {
    let shape = MapShape(map)
    let affine = shape.widths.indices.dropFirst().dropLast()
      .filter { shape.stages[$0 - 1] == .affine }
    let pairs = affine.flatMap { place in affine.filter { $0 > place }.map { [place, $0] } }
    func ends(_ space: Int) -> Range<Int> {
      let first = shape.first(space..<shape.count) { $0.isCurved } ?? shape.count
      return min(first + 1, shape.count)..<shape.count + (first < shape.count ? 1 : 0)
    }
    var all: [any HessianStrategy] = [LayerSum(), NestedForward()]
    all += ends(0).map { LayerSum(pushed: $0) }
    if LayerSum.fitsTogether(shape) {
      all += ends(0).map { LayerSum(pushed: $0, isTogether: true) }
    }
    for places in affine.map({ [$0] }) + pairs {
      all.append(LayerSum(places: places))
      all += ends(places[places.count - 1]).map { LayerSum(places: places, pushed: $0) }
    }
    return all
  }

  private func expectAgreement(
    _ rule: ChainRule, at x: [Double], outputs: [Int]? = nil, _ comment: String = ""
  ) throws {
    let outputs = outputs ?? Array(0..<rule.outputCount)
    let expected = try rule.hessianByTerms(at: x, outputs: outputs)
    let scale = expected.map(\.largestMagnitude).largestMagnitude
    for strategy in strategies(rule.map) {
      let workspace = HessianWorkspace(rule, outputs: outputs, strategy: strategy)
      // Twice: the second call finds what the first one left in the workspace.
      for _ in 1...2 {
        let found = try #require(try workspace.hessians(at: x))
        let error = zip(found, expected).map { zip($0.storage, $1.storage).map(-).largestMagnitude }
        #expect(error.largestMagnitude <= Self.tolerance * scale, "\(strategy) \(comment)")
      }
    }
    let jacobian = try rule.jacobianByStages(at: x)
    let error = zip(try rule.jacobian(at: x).storage, jacobian.storage).map(-).largestMagnitude
    #expect(error <= Self.tolerance * jacobian.largestMagnitude, "\(comment)")
  }

  @Test(arguments: [
    ([1, 1], "tansig", "tansig"), ([3, 8, 8, 2], "tansig", "purelin"),
    ([5, 2, 6, 3], "tansig", "logsig"), ([6, 4, 2, 5, 4], "softmax", "softmax"),
    ([3, 4, 3, 4, 2], "logsoftmax", "tansig"), ([4, 5, 6], "sin", "logsoftmax"),
    ([2, 12, 12, 30], "tansig", "tansig"), ([12, 6, 3, 6], "poslin", "exp"),
    ([4, 6, 5, 2], "purelin", "softmax"), ([3, 4, 2], "poslin", "purelin"),
    ([3, 8, 8, 2], "tansig+purelin", "logsig+sin"), ([6, 4, 5, 4], "poslin+tansig", "purelin"),
    ([4, 6, 3, 5, 2], "purelin+gelu", "softmax"), ([3, 5, 4], "poslin+purelin", "purelin+poslin"),
  ])
  func everyStrategyAgrees(_ widths: [Int], _ hidden: String, _ last: String) throws {
    for seed in 1...3 {
      let network = RandomNetwork.make(widths, hidden: hidden, last: last, seed: UInt64(seed))
      let x = RandomNetwork.point(network.inputCount, seed: UInt64(seed))
      let rule = ChainRule(NetworkMap(network))
      try expectAgreement(rule, at: x)
      try expectAgreement(rule, at: x, outputs: [network.outputCount - 1])
      try expectAgreement(rule, at: x, outputs: [network.outputCount - 1, 0])
    }
  }

  /// Second derivatives that are pushed on pass neurons without curvature, whose slopes are 0, 1 and others.
  @Test(arguments: ["poslin", "satlin", "leakyrelu"])
  func straightBetweenCurved(_ middle: String) throws {
    for seed in 1...3 {
      var network = RandomNetwork.make([3, 5, 6, 4, 2], last: "logsig", seed: UInt64(seed))
      network.setActivation(layer: 1, to: try #require(Activation(named: middle)))
      try expectAgreement(
        ChainRule(NetworkMap(network)), at: RandomNetwork.point(3, seed: UInt64(seed)))
    }
  }

  /// From z or f of one layer to z or f of a later one.
  @Test func everyPartOfANetwork() throws {
    let network = RandomNetwork.make([4, 3, 5, 2], last: "softmax", seed: 5)
    let x = RandomNetwork.point(4, seed: 6)
    let signals: [Signal] =
      [.input] + (1...3).flatMap { [Signal.preactivation($0), .activation($0)] }
    for from in signals {
      for to in signals where from <= to {
        let rule = ChainRule(NetworkMap(network, from: from, to: to))
        try expectAgreement(rule, at: NetworkMap(network, to: from)(x), "\(from) \(to)")
      }
    }
  }

  @Test func everyMistake() throws {
    let network = RandomNetwork.make([3, 3, 3, 2], gain: 1.5, seed: 4)
    let x = RandomNetwork.point(3, seed: 4)
    for fault in Fault.all(in: network, at: x) {
      try expectAgreement(ChainRule(NetworkMap(network), fault: fault), at: x, "\(fault)")
    }
  }

  /// Large enough for blocks, threads and products by the library.
  @Test(arguments: [[150, 70, 90, 12], [70, 110, 30, 9], [6, 130, 130, 40]])
  func largerNetworks(_ widths: [Int]) throws {
    let network = RandomNetwork.make(widths, seed: 8)
    try expectAgreement(ChainRule(NetworkMap(network)), at: RandomNetwork.point(widths[0], seed: 9))
  }

  /// Chains of graphs with skips, scaling and branches, whose weights are not multiplied as dense ones.
  @Test(arguments: [
    ResidualNetwork.make(3, hidden: 12, skips: 1, outputs: 2, seed: 1),
    ResidualNetwork.make(10, hidden: 16, skips: 2, outputs: 4, activation: "gelu", seed: 2),
    ResidualNetwork.make(
      6, hidden: 20, skips: 3, outputs: 5, last: "softmax", scaled: true, seed: 3),
    ResidualNetwork.make(30, hidden: 12, skips: 2, outputs: 3, scaled: true, seed: 4),
    ResidualNetwork.make(70, hidden: 40, skips: 1, outputs: 7, last: "tansig", seed: 5),
    ResidualNetwork.make(40, hidden: 12, skips: 1, outputs: 2, activation: "poslin", seed: 6),
    ResidualNetwork.branches(5, hidden: 16, outputs: 3, seed: 7),
    ResidualNetwork.branches(30, hidden: 24, outputs: 3, seed: 8),
  ])
  func chainsOfGraphs(_ network: Network) throws {
    let map = NetworkMap(network)
    #expect(MapShape(map).structures.contains { $0 != nil })
    let x = RandomNetwork.point(network.inputCount, seed: 1)
    try expectAgreement(ChainRule(map), at: x)
    try expectAgreement(ChainRule(map), at: x, outputs: [network.outputCount - 1, 0])
    var value = [Double](repeating: 0, count: network.outputCount)
    OutputWorkspace(map).evaluate(at: x, into: &value)
    let error = zip(value, network(x)).map(-).largestMagnitude
    #expect(error <= Self.tolerance * network(x).largestMagnitude)
    let last = Signal.preactivation(network.layers.count)
    let part = ChainRule(NetworkMap(network, from: .activation(1), to: last))
    try expectAgreement(part, at: NetworkMap(network, to: .activation(1))(x))
    for fault in Fault.all(in: network, at: x) {
      try expectAgreement(ChainRule(map, fault: fault), at: x, "\(fault)")
    }
  }

  /// A neuron that only passes something on is in no sum, and a plan counts no weight that is not there.
  @Test func thePlanCountsTheGraph() throws {
    let chain = MapShape(
      NetworkMap(ResidualNetwork.make(10, hidden: 64, skips: 2, outputs: 10, seed: 1)))
    let counts = MapCounts(chain, outputs: 10)
    #expect(counts.curved[chain.count] == 3 * 64)
    // The blocks, what is passed on or copied, and what is added.
    let blocks = 10 * 64 + 64 * 64 + 64 * 64 + 64 * 10
    #expect(counts.weights[chain.count] == Double(blocks + 64 + (128 + 128) + 192))
  }
}
