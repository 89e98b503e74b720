// The derivatives of a network of one's own, each beside a finite difference of the network.
import Core

let hidden = Layer(
  weights: Matrix([[1, -0.5], [0.3, 0.8], [-1.2, 0.4]]), bias: [0.1, -0.2, 0.05],
  activation: Activation(.tansig))
let output = Layer(weights: Matrix([[0.7, -1.1, 0.5]]), bias: [0.05])
let network = Network(name: "example", layers: [hidden, output])
let input = [0.5, -1]

let map = NetworkMap(network)
let jacobian = try map.jacobian(at: input)
let differences = try FiniteDifference().jacobian(of: map, at: input)
for j in 0..<map.inputCount {
  guard let difference = differences[0, j] else { continue }
  let comparison = Comparison(
    analytic: jacobian[0, j], estimate: difference, scale: jacobian.largestMagnitude)
  let digits = (1e6 * jacobian[0, j]).rounded() / 1e6
  print("∂A/∂I\(j + 1) = \(digits): \(comparison.verdict)")
}
