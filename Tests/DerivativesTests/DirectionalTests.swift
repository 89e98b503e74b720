import Core
import TestSupport
import Testing

/// Slopes and curvatures along a direction against J and H: a second algorithm.
@Suite struct DirectionalTests {
  @Test(arguments: ["purelin", "softmax", "logsoftmax", "logsig"])
  func agreesWithJacobianAndHessian(_ last: String) throws {
    let network = RandomNetwork.make([5, 9, 7, 4], last: last, seed: 21)
    let rule = ChainRule(NetworkMap(network))
    let x = RandomNetwork.point(5, seed: 22)
    let direction = RandomNetwork.point(5, seed: 23)
    let jacobian = try rule.jacobian(at: x)
    let hessians = try rule.hessian(at: x)
    for (k, jet) in rule.jets(at: x, along: direction).enumerated() {
      let first = (0..<5).reduce(0) { $0 + jacobian[k, $1] * direction[$1] }
      var second = 0.0
      for i in 0..<5 {
        for j in 0..<5 { second += direction[i] * hessians[k][i, j] * direction[j] }
      }
      // Sums of 5 and 25 products of entries of order 1.
      #expect(abs(jet.first - first) < 1e-14)
      #expect(abs(jet.second - second) < 1e-13)
      #expect(jet.value == network(x)[k])
    }
  }
}
