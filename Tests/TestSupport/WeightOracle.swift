package import Core
internal import FiniteDifferences

/// s = dout · A by hyper-dual arithmetic with two parameters or inputs made variables: no formula for weights.
package struct WeightOracle {
  private let network: Network
  private let input: [Double]
  private let dout: [Double]

  package init(network: Network, input: [Double], dout: [Double]) {
    self.network = network
    self.input = input
    self.dout = dout
  }

  /// ∂s/∂a and ∂²s/∂a∂b; each parameter is a group and its entry, row by row.
  package func derivatives(
    _ a: (ParameterBlock, Int), _ b: (ParameterBlock, Int)
  ) -> (first: Double, mixed: Double) {
    derivatives((.parameters(a.0), a.1), (.parameters(b.0), b.1))
  }

  /// The same for entries of the input, too.
  package func derivatives(
    _ a: (VariableBlock, Int), _ b: (VariableBlock, Int)
  ) -> (first: Double, mixed: Double) {
    let s = zip(dout, outputs(a, b)).reduce(HyperDualNumber(0)) {
      $0 + HyperDualNumber($1.0) * $1.1
    }
    return (s.first, s.mixed)
  }

  /// A with two entries made variables.
  package func outputs(_ a: (VariableBlock, Int), _ b: (VariableBlock, Int)) -> [HyperDualNumber] {
    func variable(_ value: Double, _ group: VariableBlock, _ entry: Int) -> HyperDualNumber {
      HyperDualNumber(value, a == (group, entry) ? 1 : 0, b == (group, entry) ? 1 : 0)
    }
    var f = input.enumerated().map { variable($1, .input, $0) }
    for (l, layer) in network.layers.enumerated() {
      func number(_ value: Double, _ group: ParameterBlock, _ entry: Int) -> HyperDualNumber {
        variable(value, .parameters(group), entry)
      }
      let columns = layer.inputCount
      let z = (0..<layer.neuronCount).map { i in
        (0..<columns).reduce(number(layer.bias[i], .bias(l + 1), i)) { sum, j in
          sum + number(layer.weights[i, j], .weights(l + 1), i * columns + j) * f[j]
        }
      }
      f = layer.activation.hyperDualValues(z)
    }
    return f
  }
}
