@testable import Core

/// s = dout · A by hyper-dual arithmetic with two parameters made variables: no formula for weights.
struct WeightOracle {
  var network: Network
  var input: [Double]
  var dout: [Double]

  /// ∂s/∂a and ∂²s/∂a∂b; each parameter is a group and its entry, row by row.
  func derivatives(
    _ a: (ParameterGroup, Int), _ b: (ParameterGroup, Int)
  ) -> (first: Double, mixed: Double) {
    var f = input.map { HyperDualNumber($0) }
    for (l, layer) in network.layers.enumerated() {
      func number(_ value: Double, _ group: ParameterGroup, _ entry: Int) -> HyperDualNumber {
        HyperDualNumber(value, a == (group, entry) ? 1 : 0, b == (group, entry) ? 1 : 0)
      }
      let columns = layer.inputCount
      let z = (0..<layer.neuronCount).map { i in
        (0..<columns).reduce(number(layer.bias[i], .bias(l + 1), i)) { sum, j in
          sum + number(layer.weights[i, j], .weights(l + 1), i * columns + j) * f[j]
        }
      }
      f = layer.activation.hyperDualValues(z)
    }
    let s = zip(dout, f).reduce(HyperDualNumber(0)) { $0 + HyperDualNumber($1.0) * $1.1 }
    return (s.first, s.mixed)
  }
}
