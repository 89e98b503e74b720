import TestSupport
import Testing

@testable import Core
@testable import Derivatives

/// A workspace is allocated once, gives the same bits every time, and keeps apart what a careful sum
/// keeps apart.
@Suite struct WorkspaceTests {
  @Test(arguments: [
    ([3, 8, 8, 2], "tansig", "purelin"), ([10, 64, 64, 10], "logsig", "softmax"),
    ([2, 40, 40, 50], "softmax", "logsoftmax"), ([60, 20, 30, 5], "gelu", "tansig"),
  ])
  func theSecondCallAllocatesNothing(_ widths: [Int], _ hidden: String, _ last: String) throws {
    let network = RandomNetwork.make(widths, hidden: hidden, last: last, seed: 1)
    let map = NetworkMap(network)
    let (x, m) = (RandomNetwork.point(map.inputCount, seed: 2), map.outputCount)

    let hessian = HessianWorkspace(ChainRule(map))
    var triangles = [Double](repeating: .nan, count: hessian.count)
    let jacobian = JacobianWorkspace(ChainRule(map))
    var matrix = [Double](repeating: .nan, count: jacobian.count)
    let output = OutputWorkspace(map)
    var value = [Double](repeating: .nan, count: m)
    let gradient = GradientWorkspace(ChainRule(map))
    let v = RandomNetwork.point(m, seed: 3)
    var slopes = [Double](repeating: .nan, count: map.inputCount)
    func evaluate() throws {
      var room = slopes.mutableSpan
      gradient.evaluate(at: x.span, weights: v.span, into: &room)
      try hessian.evaluate(at: x, into: &triangles)
      try jacobian.evaluate(at: x, into: &matrix)
      output.evaluate(at: x, into: &value)
    }
    try evaluate()

    // A count that does not count would say nothing.
    guard
      let counted = Allocations.count(during: { triangles = triangles.map { $0 } })
    else { return }
    #expect(counted > 0)
    #expect(try Allocations.count { try evaluate() } == 0)
    #expect(value == network(x))
    #expect(try matrix == map.jacobian(at: x).storage)
    #expect(try triangles == map.hessian(at: x).flatMap(\.storage))
    let sums = (0..<map.inputCount).map { i in
      (0..<m).reduce(0) { $0 + v[$1] * matrix[$1 * map.inputCount + i] }
    }
    let scale = matrix.largestMagnitude
    for (slope, sum) in zip(slopes, sums) { #expect(abs(slope - sum) <= 1e-14 * scale * Double(m)) }
  }

  /// An output without weight may be anything.
  @Test func aGradientLeavesOutWhatHasNoWeight() throws {
    var network = RandomNetwork.make([3, 4, 2], seed: 5)
    let (x, v) = (RandomNetwork.point(3, seed: 6), [0.0, 2])
    let expected = try NetworkMap(network).jacobian(at: x).row(1).map { 2 * $0 }
    network.setWeight(layer: 1, 0, 1, to: .nan)
    var gradient = [0.0, 0, 0]
    var room = gradient.mutableSpan
    GradientWorkspace(ChainRule(NetworkMap(network)))
      .evaluate(at: x.span, weights: v.span, into: &room)
    #expect(gradient == expected)
  }

  /// On several processors too, in strategies whose stages are of different widths.
  @Test(arguments: [[40, 200, 200, 12], [150, 80, 90, 7], [150, 70, 90, 12], [2, 700, 900, 60]])
  func everyRunGivesTheSameBits(_ widths: [Int]) throws {
    let map = NetworkMap(RandomNetwork.make(widths, seed: 3))
    let x = RandomNetwork.point(widths[0], seed: 4)
    let chosen = HessianPlan(map).chosen.strategy
    let all: [any HessianStrategy] = [chosen, LayerSum(), LayerSum(places: [3])]
    for strategy in all {
      let workspace = HessianWorkspace(ChainRule(map), outputs: nil, strategy: strategy)
      let first = try workspace.hessians(at: x)
      for _ in 1...30 { #expect(try workspace.hessians(at: x) == first) }
    }
    #expect(try map.jacobian(at: x) == map.jacobian(at: x))
  }

  /// What is not a number in one output stays there.
  @Test func anOutputDoesNotSeeTheWeightsOfAnother() throws {
    let network = RandomNetwork.make([3, 4, 3], last: "tansig", seed: 1)
    var spoilt = network
    spoilt.setWeight(layer: 1, 1, 2, to: .infinity)
    let x = RandomNetwork.point(3, seed: 2)
    let (right, found) = (NetworkMap(network), NetworkMap(spoilt))
    let hessians = try found.hessian(at: x)
    let expected = try right.hessian(at: x)
    for k in [0, 2] {
      let difference = zip(hessians[k].storage, expected[k].storage).map(-).largestMagnitude
      #expect(difference <= 1e-14 * expected[k].largestMagnitude)
      #expect(try found.jacobian(at: x).row(k) == ChainRule(right).jacobianByStages(at: x).row(k))
    }
    #expect(hessians[1].storage.contains { !$0.isFinite })
  }

  @Test func noOutputsAndNoStages() throws {
    let network = RandomNetwork.make([3, 4, 2], seed: 1)
    let x = RandomNetwork.point(3, seed: 2)
    #expect(try NetworkMap(network).hessian(at: x, outputs: []).isEmpty)
    let identity = NetworkMap(network, from: .input, to: .input)
    #expect(try identity.jacobian(at: x) == .identity(3))
    #expect(try identity.hessian(at: x) == Array(repeating: PackedSymmetric(order: 3), count: 3))
  }

  /// The checkpoint is asked while one large Hessian is formed.
  @Test func aLargeHessianCanBeStopped() throws {
    struct Stopped: Error {}
    let map = NetworkMap(RandomNetwork.make([300, 300, 1], seed: 3))
    let x = RandomNetwork.point(300, seed: 4)
    var calls = 0
    _ = try map.hessian(at: x) { calls += 1 }
    #expect(calls >= 300 / Tuning.blockRows)
    var count = 0
    #expect(throws: Stopped.self) {
      try map.hessian(at: x) {
        count += 1
        if count == calls { throw Stopped() }
      }
    }
  }
}
