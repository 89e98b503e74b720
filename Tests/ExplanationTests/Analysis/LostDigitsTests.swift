import Core
import Numerics
import TestSupport
import Testing

@testable import Explanation

@Suite struct LostDigitsTests {
  private func losses(_ network: Network, at x: [Double]) throws -> LostDigits? {
    let rule = ChainRule(NetworkMap(network))
    return try LostDigits(
      rule, at: x, jacobian: rule.jacobian(at: x), hessians: rule.hessian(at: x))
  }

  /// sin(10ᵏ(1 − s(z))) with s = 1/(1 + e^(−z)) next to 1 − 10^(−k): the subtraction takes k digits.
  private func composed(_ k: Int) -> Network {
    let scale = Double.pow(10, k)
    return Network(
      name: "one minus",
      layers: [
        Layer(
          weights: Matrix([[0.7, -0.3], [0.2, 0.9]]), bias: [Double(k) * .log(10), 0.1],
          activation: Activation(.logsig)),
        Layer(
          weights: Matrix([[-scale, 0.3], [0.1, 0.2]]), bias: [scale, 0],
          activation: Activation(.sin)),
        Layer(weights: Matrix([[0.8, 0.05]]), bias: [0.1]),
      ])
  }

  #if arch(x86_64)
    @Test("The estimate is that of 80-bit arithmetic", arguments: [3, 6, 9, 13])
    func against80Bits(k: Int) throws {
      let network = composed(k)
      let map = NetworkMap(network)
      var (measured, estimated) = ((j: 0.0, h: 0.0), (j: 0.0, h: 0.0))
      for step in 0..<12 {
        let x = [0.31 - 0.053 * Double(step), -0.17 + 0.037 * Double(step)]
        let exact = ExtendedOracle(map, at: x)
        let jacobian = try map.jacobian(at: x)
        let hessian = try map.hessian(at: x)[0]
        func lost(_ pairs: [(Double, Float80)]) -> Double {
          let size = pairs.map { abs($0.1) }.max() ?? 0
          let error = pairs.map { abs(Float80($0.0) - $0.1) }.max() ?? 0
          return max(0, .log10(Double(error / size) / 0x1p-53))
        }
        measured.j = max(measured.j, lost((0..<2).map { (jacobian[0, $0], exact.jacobian(0, $0)) }))
        let places = [(0, 0), (0, 1), (1, 1)]
        measured.h = max(
          measured.h, lost(places.map { (hessian[$0.0, $0.1], exact.hessian(0, $0.0, $0.1)) }))
        let found = try #require(try losses(network, at: x))
        estimated.j = max(estimated.j, found.jacobian[0])
        estimated.h = max(estimated.h, found.hessians[0])
        if k >= 6 { #expect(found.source?.layer == 2 && found.source?.neuron == 1) }
        #expect(LostDigits.areLikely(map, at: x) == (k > 3) || k == 3)
      }
      #expect(abs(measured.j - estimated.j) < 1.3, "\(measured) \(estimated)")
      #expect(abs(measured.h - estimated.h) < 1.3, "\(measured) \(estimated)")
      #expect(abs(estimated.j - Double(k)) < 1.5)
    }
  #endif

  @Test("Of ordinary networks nothing is said")
  func ordinary() throws {
    let rules: [ActivationRule] = [.tansig, .logsig, .softplus, .gelu, .sin, .swish, .elu]
    for seed in 1...140 as ClosedRange<UInt64> {
      let widths = [[2, 3, 3, 1], [4, 8, 8, 3], [3, 20, 20, 20, 2], [5, 10, 4, 4, 4, 4, 2]]
      let network = Network.random(
        widths: widths[Int(seed % 4)], hidden: Activation(rules[Int(seed % 7)]),
        output: Activation(.purelin), seed: seed)
      let found = try losses(network, at: network.input ?? [])
      #expect(found.map { $0.worst < LostDigits.limit } ?? true, "seed \(seed): \(found as Any)")
    }
  }

  /// 0.75 − 0.7499999 is exact: the inputs are what they are.
  @Test("A difference of given numbers has all its digits")
  func exactDifference() throws {
    let network = Network(
      name: "difference",
      layers: [Layer(weights: Matrix([[1, -1]]), bias: [0], activation: Activation(.square))])
    let found = try #require(try losses(network, at: [0.75, 0.75.nextDown]))
    #expect(found.worst < 1)
    #expect(!LostDigits.areLikely(NetworkMap(network), at: [0.75, 0.75.nextDown]))
  }

  /// 0.1 + 0.2 − 0.3 is 0 or a last digit, by the order of the sum.
  @Test("Where rounding crosses a kink nothing is estimated")
  func kink() throws {
    let network = Network(
      name: "kink",
      layers: [
        Layer(weights: Matrix([[0.1, 0.2]]), bias: [-0.3], activation: Activation(.poslin)),
        Layer(weights: Matrix([[1]])),
      ])
    #expect(try losses(network, at: [1, 1]).map { $0.worst < LostDigits.limit } ?? true)
  }
}
