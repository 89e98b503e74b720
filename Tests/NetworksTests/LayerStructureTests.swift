import TestSupport
import Testing

@testable import Core
@testable import Networks

/// The structure that a layer's weights are multiplied by is that of the weights.
@Suite struct LayerStructureTests {
  private let network = ResidualNetwork.make(4, hidden: 12, skips: 2, outputs: 3, seed: 1)

  /// A weight that leaves the pattern is met from then on.
  @Test func itFollowsWhatIsSet() throws {
    var changed = network
    let before = try #require(changed.layers[2].structure)
    changed.setWeight(layer: 2, 3, 20, to: 0.5)
    changed.setWeight(layer: 2, 30, 13, to: -2)
    #expect(changed.layers[2].structure != before)
    #expect(changed.layers[2].structure == MatrixStructure(changed.layers[2].weights))
    let x = RandomNetwork.point(4, seed: 2)
    #expect(difference(changed(x), dense(changed, x)) <= 1e-14)
    #expect(difference(changed(x), network(x)) > 1e-3)
    changed.setWeight(layer: 2, 3, 20, to: network.layers[2].weights[3, 20])
    changed.setWeight(layer: 2, 30, 13, to: network.layers[2].weights[30, 13])
    #expect(changed == network)
  }

  @Test func manyPointsAtOnceAreTheSame() {
    let points = Matrix((0..<7).map { RandomNetwork.point(4, seed: UInt64($0)) })
    let values = NetworkMap(network).evaluate(points)
    for (i, x) in points.rowArrays.enumerated() {
      #expect(difference(Array(values.row(i)), dense(network, x)) <= 1e-14)
    }
  }

  private func dense(_ network: Network, _ x: [Double]) -> [Double] {
    network.layers.reduce(x) { x, layer in
      layer.activation.values(
        zip(layer.weights.rowArrays, layer.bias).map { row, bias in
          zip(row, x).reduce(bias) { $0 + $1.0 * $1.1 }
        })
    }
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map(-).largestMagnitude
  }
}
