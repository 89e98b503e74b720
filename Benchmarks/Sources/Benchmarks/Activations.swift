import Core

/// σ of many neurons at once.
func activationBenchmarks() -> [Benchmark] {
  ["tansig", "logsig", "softplus", "gelu", "swish", "sin", "exp"].flatMap { name in
    [64, 4_096].map { count in
      Benchmark("activation/\(name)/\(count)", work: (Double(count), "neurons")) {
        guard let activation = Activation(named: name) else {
          throw Skipped(reason: "no activation \(name)")
        }
        // One neuron in, so that the layer is small; its activation alone is timed.
        let layer = Layer(
          weights: Matrix(rows: count, columns: 1),
          bias: Array(repeating: 0, count: count), activation: activation)
        let network = Network(name: name, layers: [layer])
        let workspace = OutputWorkspace(
          NetworkMap(network, from: .preactivation(1), to: .activation(1)))
        let spread = (0..<count).map { 8 * Double($0) / Double(count) - 4 }
        var values = spread
        return { workspace.evaluate(at: spread, into: &values) }
      }
    }
  }
}
