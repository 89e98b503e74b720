import Core
import Foundation
import TestSupport
import Testing

@Suite struct WeightDerivativesTests {
  /// The one layer of the forum post, by hand: σ′ = (1 − T²)/2 and σ″ = −T(1 − T²) at (0.2, 0.75).
  @Test func theLayerOfThePost() throws {
    let layer = Layer(
      weights: Matrix([[0.5, -1], [1, 0.3]]), bias: [0.2, -0.4],
      activation: try #require(Activation(named: "posttansig")))
    let s = WeightDerivatives(
      Network(name: "post", layers: [layer]), at: [1, 0.5], dout: [1, -2])
    let x = [1, 0.5]
    let (t, dout) = ([tanh(0.2), tanh(0.75)], [1.0, -2])
    let gradient = s.gradient(.weights(1))
    for (known, row) in [(0.480521, 0), (-2 * 0.298293, 1)] {
      for j in 0..<2 { #expect(abs(gradient[row, j] - known * x[j]) < 2e-6) }
      let slope = dout[row] * (1 - t[row] * t[row]) / 2
      // z itself is rounded.
      for j in 0..<2 { #expect(abs(gradient[row, j] - slope * x[j]) < 4e-16) }
      #expect(abs(s.gradient(.bias(1))[row, 0] - slope) < 4e-16)
    }
    let block = try s.hessian(
      .parameters(.weights(1)), .parameters(.weights(1))
    ).matrix
    for a in 0..<4 {
      for b in 0..<4 {
        let (p, i) = (a / 2, b / 2)
        let curvature = p == i ? -dout[p] * t[p] * (1 - t[p] * t[p]) : 0
        #expect(abs(block[a, b] - curvature * x[a % 2] * x[b % 2]) < 1e-15)
      }
    }
  }

  /// Every block of 20 networks of 1 to 5 layers against hyper-dual numbers on the weights: within
  /// 1e-13 of the largest entry, a few hundred roundings of terms of its size.
  @Test(arguments: 0..<20, [false, true])
  func agreesWithHyperDualNumbers(seed: Int, isMixed: Bool) throws {
    let network =
      isMixed
      ? RandomNetwork.ofMixedActivations(seed) : RandomNetwork.ofAllActivations(seed)
    let input = RandomNetwork.point(network.inputCount, seed: UInt64(seed))
    let dout = RandomNetwork.point(network.outputCount, seed: UInt64(seed + 100))
    let s = WeightDerivatives(network, at: input, dout: dout)
    let oracle = WeightOracle(network: network, input: input, dout: dout)
    var (errors, largest) = ([0.0], [0.0])
    var (slopeErrors, largestSlope) = ([0.0], [0.0])
    for (g, rows) in network.parameterGroups.enumerated() {
      let slopes = s.gradient(rows).storage
      for a in slopes.indices {
        let exact = oracle.derivatives((rows, a), (rows, a)).first
        slopeErrors.append(abs(slopes[a] - exact))
        largestSlope.append(abs(exact))
      }
      for columns in network.parameterGroups[...g] {
        let block = try s.hessian(.parameters(rows), .parameters(columns))
        let mirrored = try s.hessian(.parameters(columns), .parameters(rows))
        #expect(block.rows == slopes.count && mirrored.columns == slopes.count)
        for a in 0..<block.rows {
          for b in 0..<block.columns {
            let exact = oracle.derivatives((rows, a), (columns, b)).mixed
            errors.append(abs(block[a, b] - exact))
            errors.append(abs(mirrored[b, a] - exact))
            largest.append(abs(exact))
          }
        }
      }
    }
    #expect(slopeErrors.largestMagnitude <= 1e-13 * largestSlope.largestMagnitude)
    #expect(errors.largestMagnitude <= 1e-13 * largest.largestMagnitude)
    #expect(largestSlope.largestMagnitude > 0)
  }

  @Test func everyActivationStandsSomewhere() {
    let names = (0..<20).flatMap {
      RandomNetwork.ofAllActivations($0).layers.map(\.activation.name)
    }
    #expect(Set(names) == Set(ActivationRule.all.map(\.name)))
  }
}
