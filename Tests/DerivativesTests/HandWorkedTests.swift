import Core
import Foundation
import Testing

/// Derivatives worked out by hand.
@Suite struct HandWorkedTests {
  static let tansig = Activation(named: "tansig")
  static let purelin = Activation(named: "purelin")

  /// A = 2 tanh(3I − 1) + 5: J = 6(1 − T²), H = −36 T(1 − T²).
  @Test func oneNeuron() throws {
    let network = Network(
      name: "one",
      layers: [
        Layer(weights: Matrix([[3]]), bias: [-1], activation: try #require(Self.tansig)),
        Layer(weights: Matrix([[2]]), bias: [5], activation: try #require(Self.purelin)),
      ])
    let map = NetworkMap(network)
    let t = tanh(3 * 0.4 - 1)
    // Three roundings of products.
    #expect(abs(try map.jacobian(at: [0.4])[0, 0] - 6 * (1 - t * t)) < 1e-14)
    #expect(abs(try map.hessian(at: [0.4])[0][0, 0] + 36 * t * (1 - t * t)) < 1e-14)
    let jet = ChainRule(map).jets(at: [0.4], along: [-0.5])[0]
    #expect(jet.value == network([0.4])[0])
    #expect(abs(jet.first + 3 * (1 - t * t)) < 1e-14)
    #expect(abs(jet.second + 9 * t * (1 - t * t)) < 1e-14)
  }

  /// p1 = 1/(1 + e^(−u)) with u = I1 − I2: the logistic function of a difference.
  @Test func softmaxOfTwo() throws {
    let network = Network(
      name: "softmax",
      layers: [
        Layer(
          weights: .identity(2), bias: [0, 0],
          activation: try #require(Activation(named: "softmax")))
      ])
    let map = NetworkMap(network)
    let p = 1 / (1 + exp(-0.7))
    let (slope, curvature) = (p * (1 - p), p * (1 - p) * (1 - 2 * p))
    let jacobian = try map.jacobian(at: [0.5, -0.2])
    let hessians = try map.hessian(at: [0.5, -0.2])
    for k in 0..<2 {
      let sign = k == 0 ? 1.0 : -1.0
      for i in 0..<2 {
        #expect(abs(jacobian[k, i] - sign * (i == 0 ? slope : -slope)) < 1e-16)
        for j in 0..<2 {
          #expect(abs(hessians[k][i, j] - sign * (i == j ? curvature : -curvature)) < 1e-16)
        }
      }
    }
  }

  /// Where one p is close to 1, p(1 − p) must keep its digits: here it is e^(−40), not 0.
  @Test func saturatedSoftmaxKeepsItsDigits() throws {
    let network = Network(
      name: "saturated",
      layers: [
        Layer(
          weights: .identity(2), bias: [0, 0],
          activation: try #require(Activation(named: "softmax")))
      ])
    let map = NetworkMap(network)
    let e = exp(-40.0)
    let exact = e / ((1 + e) * (1 + e))
    let jacobian = try map.jacobian(at: [40, 0])
    for entry in jacobian.storage { #expect(abs(abs(entry) - exact) <= 4e-16 * exact) }
    // H_1 = −p(1−p)(2p−1) with 2p − 1 = tanh(20).
    let curvature = -exact * tanh(20)
    #expect(abs(try map.hessian(at: [40, 0])[0][0, 0] - curvature) <= 4e-16 * exact)
  }

  /// The screen that the design shows: neurons' terms of H1[1,2] of the network `small`.
  @Test func entryAsASumOverNeurons() throws {
    let first = Layer(
      weights: Matrix([[1, -0.5], [0.3, 0.8], [-1.2, 0.4]]), bias: [0.1, -0.2, 0.05],
      activation: try #require(Self.tansig))
    let second = Layer(
      weights: Matrix([[0.7, -1.1, 0.5], [0.2, 0.6, -0.9]]), bias: [0.2, -0.1],
      activation: try #require(Self.purelin))
    let map = NetworkMap(Network(name: "small", layers: [first, second]))
    let z = [1.1, -0.85, -0.95]
    let terms = (0..<3).map { p in
      let t = tanh(z[p])
      return second.weights[0, p] * (-2 * t * (1 - t * t)) * first.weights[p, 0]
        * first.weights[p, 1]
    }
    for (term, known) in zip(terms, [0.201278, -0.190624, -0.160759]) {
      #expect(abs(term - known) < 5e-7)
    }
    let entry = try map.hessian(at: [0.5, -1])[0][0, 1]
    #expect(abs(entry - terms.reduce(0, +)) < 1e-15)
  }

  @Test func oneOutputIsThatOfAll() throws {
    let network = Network.random(
      widths: [4, 6, 3], hidden: try #require(Self.tansig), output: try #require(Self.tansig),
      seed: 3)
    let map = NetworkMap(network)
    let input = try #require(network.input)
    let all = try map.hessian(at: input)
    #expect(try map.hessian(at: input, outputs: [2, 0]) == [all[2], all[0]])
  }

  /// The checkpoint stops the work wherever it is.
  @Test func checkpointStopsTheWork() throws {
    struct Stopped: Error {}
    let network = Network.random(
      widths: [70, 80, 80, 80, 80, 80, 3], hidden: try #require(Self.tansig),
      output: try #require(Self.purelin),
      seed: 3)
    let map = NetworkMap(network)
    let input = try #require(network.input)
    var calls = 0
    _ = try map.hessian(at: input) { calls += 1 }
    #expect(calls > 10)
    for stop in [1, calls / 2, calls] {
      var count = 0
      #expect(throws: Stopped.self) {
        try map.hessian(at: input) {
          count += 1
          if count == stop { throw Stopped() }
        }
      }
    }
  }
}
