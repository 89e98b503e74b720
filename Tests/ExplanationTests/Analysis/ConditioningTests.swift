import Core
import TestSupport
import Testing

@Suite struct DoctorTests {
  private func network(_ name: String, weights: [[Double]], bias: [Double]) throws -> Network {
    let activation = try #require(Activation(named: name))
    let linear = try #require(Activation(named: "purelin"))
    let ones = Array(repeating: 1.0, count: bias.count)
    return Network(
      name: name,
      layers: [
        Layer(weights: Matrix(weights), bias: bias, activation: activation),
        Layer(weights: Matrix([ones]), bias: [0], activation: linear),
      ])
  }

  private func findings(
    _ network: Network, at x: [Double], step: Double = 0.1
  ) throws -> [Conditioning.Finding] {
    try Conditioning(NetworkMap(network), at: x, step: step).findings
  }

  /// tanh′(9) = 4e^(−18)/(1 + e^(−18))² = 6.092e−8: 1 − T² loses 7.2 digits.
  @Test func saturationAndItsDigits() throws {
    let found = try findings(network("tansig", weights: [[1], [1]], bias: [9, 0.5]), at: [0])
    guard found.count == 1, case .saturated(1, 1, let derivative, let lost?) = found[0] else {
      Issue.record("\(found)")
      return
    }
    #expect(abs(derivative - 6.091_991_7e-8) <= 1e-14)
    #expect(abs(lost - 7.215_2) <= 1e-3)
    // From 19.06 on T is 1, and nothing is left.
    let all = try findings(network("tansig", weights: [[1]], bias: [20]), at: [0])
    guard case .saturated(1, 1, _, let every?) = all.first else {
      Issue.record("\(all)")
      return
    }
    #expect(every == 16)
    // A subtraction that the digits are not lost by: s(1 − s) where s is small.
    let low = try findings(network("logsig", weights: [[1]], bias: [-9]), at: [0])
    guard case .saturated(1, 1, _, let none?) = low.first else {
      Issue.record("\(low)")
      return
    }
    #expect(none == 0)
  }

  /// p = (1/(1 + e^50), …): the rest beside the largest is e^(−50). Of even ones nothing is said.
  @Test func saturatedSoftmaxIsFound() throws {
    func network(_ bias: [Double]) -> Network {
      Network(
        name: "softmax",
        layers: [Layer(weights: .identity(2), bias: bias, activation: Activation(.softmax))])
    }
    #expect(try findings(network([0, 0.5]), at: [0, 0]).isEmpty)
    let found = try findings(network([0, 50]), at: [0, 0])
    guard found.count == 1, case .saturatedLayer(1, 2, let rest) = found[0] else {
      Issue.record("\(found)")
      return
    }
    #expect(abs(rest / 1.928_749_847_963_918e-22 - 1) <= 1e-12)
  }

  @Test func deadNeuronsAndKinks() throws {
    let relu = try network("poslin", weights: [[1, 2], [1, 0], [1, 1]], bias: [0, -5, 0.02])
    // z = (0, −5, 0.02): on the kink, dead, and 0.02 away.
    let found = try findings(relu, at: [0, 0])
    #expect(
      found == [
        .dead(layer: 1, neuron: 1), .nearKink(layer: 1, neuron: 1, distance: 0, input: 2),
        .dead(layer: 1, neuron: 2), .nearKink(layer: 1, neuron: 3, distance: 0.02, input: 2),
      ]
        || found == [
          .dead(layer: 1, neuron: 1), .nearKink(layer: 1, neuron: 1, distance: 0, input: 2),
          .dead(layer: 1, neuron: 2), .nearKink(layer: 1, neuron: 3, distance: 0.02, input: 1),
        ])
    let small = try findings(relu, at: [0, 0], step: 0.01)
    #expect(small.filter { if case .nearKink = $0 { true } else { false } }.count == 1)
  }

  @Test func scalesOfInputs() throws {
    let found = try findings(
      network("tansig", weights: [[1000, 0, 0.5], [1000, 0, 0]], bias: [0, 0]), at: [0, 1, 1])
    guard found.count == 2, case .badlyScaled(3, 1, let ratio) = found[1] else {
      Issue.record("\(found)")
      return
    }
    #expect(found[0] == .unused(input: 2))
    #expect(abs(ratio - 2000 * 2.0.squareRoot()) <= 1e-9)
  }

  @Test func theFirstThatIsNotFinite() throws {
    var broken = RandomNetwork.make([2, 3, 3, 1], seed: 1)
    broken.setWeight(layer: 1, 2, 0, to: .nan)
    #expect(
      try findings(broken, at: [1, 1]).contains(.notFinite(.parameters, layer: 2, neuron: 3)))
    let large = try network("exp", weights: [[1], [1]], bias: [0, 800])
    #expect(try findings(large, at: [0]) == [.notFinite(.value, layer: 1, neuron: 2)])
  }

  @Test func largeWeightsAreMeasuredWithoutOverflow() throws {
    let found = try findings(
      network("tansig", weights: [[3e200, 1], [4e200, 0]], bias: [0, 0]), at: [0, 0])
    guard case .badlyScaled(2, 1, let ratio) = found.last else {
      Issue.record("\(found)")
      return
    }
    #expect(abs(ratio / 5e200 - 1) <= 1e-15)
  }

  /// What dies in a deeper layer is not an input without an effect, nor a badly scaled one.
  @Test func scalesAreThoseOfTheFirstLayer() throws {
    var network = RandomNetwork.make([2, 3, 3, 1], hidden: "poslin", seed: 1)
    for p in 0..<3 { network.setBias(layer: 0, p, to: -100) }
    let found = try findings(network, at: [0.5, 0.5])
    #expect(found.contains(.dead(layer: 1, neuron: 3)))
    #expect(!found.contains(.unused(input: 1)) && !found.contains(.unused(input: 2)))
  }

  @Test func aSoundNetworkHasNoFindings() throws {
    for seed in 1...5 {
      let map = NetworkMap(RandomNetwork.make([3, 5, 4, 2], gain: 0.5, seed: UInt64(seed)))
      let x = [0.1, -0.2, 0.3]
      #expect(try Conditioning(map, at: x, step: 0.1).findings.isEmpty)
      // Differences of J: h² f⁗/6 with h = 1e-5, and ε/h.
      #expect(
        try #require(try ChainRule(map).jacobianAsymmetry(at: x, steps: x.map { _ in 1e-5 }))
          .relative <= 1e-8)
    }
  }

  /// With D_2 wrong, J is the derivative of nothing.
  @Test func aWrongJacobianIsNotSymmetric() throws {
    let network = RandomNetwork.make([3, 5, 5, 2], seed: 3)
    let map = ChainRule(
      NetworkMap(network), fault: Fault(.transposedWeight, layer: 2, in: network))
    #expect(
      try #require(try map.jacobianAsymmetry(at: [0.1, -0.2, 0.3], steps: [1e-5, 1e-5, 1e-5]))
        .relative > 1e-3)
  }
}
