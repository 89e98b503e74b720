import Core
import Exports
import TestSupport
import Testing

/// The C that is written, compiled and run beside the program's own derivatives.
@Suite struct CCodeTests {
  @Test func everyActivationAgrees() throws {
    try compare((0..<ActivationRule.all.count).map(RandomNetwork.ofAllActivations))
  }

  @Test func everyShapeAgrees() throws {
    try compare(CodeNetworks.shapes)
  }

  @Test func rangesScalingAndFormulasAgree() throws {
    try compare(CodeNetworks.special)
  }

  private func compare(_ networks: [Network]) throws {
    let points = networks.enumerated().map { k, network in
      (0..<3).map { i in
        RandomNetwork.point(network.inputCount, seed: UInt64(100 * k + i)).map {
          i == 2 ? 9 * $0 : $0
        }
      }
    }
    let found = try CompiledC.values(networks, at: points)
    for (k, network) in networks.enumerated() {
      for (point, values) in zip(points[k], found[k]) {
        let name = "\(network.name) \(network.layers.map(\.activation.name)) at \(point)"
        let truth = try CodeNetworks.Truth(network, at: point)
        expect(values.output, truth.output, "A of \(name)")
        expect(values.jacobian, truth.jacobian, "J of \(name)")
        expect(values.hessian, truth.hessian, "H of \(name)")
        let v = CompiledC.weights(network.outputCount)
        let (gradient, curvature) = truth.adjoint(v)
        let d = point.count
        expect(Array(values.adjoint.prefix(d)), gradient, "v J of \(name)")
        expect(Array(values.adjoint.dropFirst(d)), curvature, "v H of \(name)")
        let transposed = truth.jacobian
        let columns = (0..<d).flatMap { k in
          (0..<network.outputCount).map { truth.jacobian[$0 * d + k] }
        }
        expect(
          Array(values.casadi.prefix(d * d)), curvature, "jac_adj1 of \(name)")
        expect(
          Array(values.casadi.dropFirst(d * d).prefix(transposed.count)), transposed,
          "jac_adj1's J of \(name)")
        expect(
          Array(values.casadi.dropFirst(d * d + transposed.count).prefix(columns.count)), columns,
          "jac of \(name)")
        expect(Array(values.casadi.suffix(d)), gradient, "adj1 of \(name)")
      }
    }
  }

  /// 1e-13 of the largest entry.
  private func expect(_ found: [Double], _ truth: [Double], _ name: String) {
    let error = CodeNetworks.error(found, truth)
    #expect(error < 1e-13, "\(name): \(error)")
  }
}
