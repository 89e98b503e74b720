import Core

/// Chains that were made from graphs with skips, beside the graph by hand.
///
/// By hand the blocks of the graph are the layers of a network without skips, multiplied by the same
/// kernels, and a skip is an addition; `graph` leaves the additions out, so what a chain takes more is
/// counted in full. `residual/jacobian/3-8-8-2` is divided by `graph/jacobian/3-8-8-2`.
func residualBenchmarks() -> [Benchmark] {
  let cases = [
    GraphCase(name: "3-8-8-2", widths: [3, 8, 8, 2]),
    GraphCase(name: "10-64-64-64-10", widths: [10, 64, 64, 64, 10]),
    GraphCase(name: "64-256-256-256-10", widths: [64, 256, 256, 256, 10]),
    GraphCase(name: "784-100-100-10", widths: [784, 100, 100, 10], isScaled: true),
  ]
  var all: [Benchmark] = []
  for test in cases {
    all += benchmarks("graph/%/" + test.name, of: test.graph)
    all += benchmarks("residual/%/" + test.name, of: test.chain)
  }
  return all
}

private func benchmarks(_ name: String, of make: @escaping () -> Network) -> [Benchmark] {
  func named(_ quantity: String) -> String {
    name.split(separator: "%", maxSplits: 1).joined(separator: quantity)
  }
  let batches: [(String, BatchQuantity)] = [
    ("output", .output), ("jacobian", .jacobian), ("hessian", .hessian(packed: true)),
  ]
  return [
    Benchmark(named("output")) {
      let network = make()
      let (workspace, x) = (OutputWorkspace(NetworkMap(network)), network.input ?? [])
      var output = [Double](repeating: 0, count: network.outputCount)
      return { workspace.evaluate(at: x, into: &output) }
    },
    Benchmark(named("jacobian")) {
      let network = make()
      let workspace = JacobianWorkspace(ChainRule(NetworkMap(network)))
      let x = network.input ?? []
      var jacobian = [Double](repeating: 0, count: workspace.count)
      return { try workspace.evaluate(at: x, into: &jacobian) }
    },
    Benchmark(named("hessian")) {
      let network = make()
      let workspace = HessianWorkspace(ChainRule(NetworkMap(network)))
      let x = network.input ?? []
      var hessians = [Double](repeating: 0, count: workspace.count)
      return { try workspace.evaluate(at: x, into: &hessians) }
    },
    Benchmark(named("gradient")) {
      let network = make()
      let (x, dout) = (network.input ?? [], [Double](repeating: 1, count: network.outputCount))
      return { _ = WeightDerivatives(network, at: x, dout: dout).gradient(.input) }
    },
  ]
    + batches.map { quantity, batched in
      Benchmark(named("batch-" + quantity)) {
        let network = make()
        // Where a Hessian has 307,720 entries an output, a few are enough.
        let count = network.inputCount > 100 && quantity == "hessian" ? 16 : 960
        return batch(batched, of: network, count: count, threads: 1)
      }
    }
}

/// A graph whose hidden layers of one width have a skip each, or one with its inputs scaled.
private struct GraphCase {
  var name: String
  var widths: [Int]
  var isScaled = false

  /// The blocks alone.
  func graph() -> Network { randomNetwork(widths.map(String.init).joined(separator: "-")) }

  /// The chain: u_k = σ(V_k (u_0 + … + u_{k−1})), every u being passed on to the end.
  func chain() -> Network {
    let plain = graph()
    if isScaled {
      let factors = plain.layers[0].weights.row(0).map { 1 + $0 / 4 }
      return Network(
        name: name, layers: [Layer(weights: .diagonal(factors))] + plain.layers,
        input: plain.input)
    }
    let width = widths[1]
    var layers = [plain.layers[0]]
    for (l, layer) in plain.layers.enumerated().dropFirst() {
      let passed = l == plain.layers.count - 1 ? 0 : l * width
      var weights = Matrix(rows: passed + layer.neuronCount, columns: l * width)
      for i in 0..<passed { weights[i, i] = 1 }
      for i in 0..<layer.neuronCount {
        for j in 0..<(l * width) { weights[passed + i, j] = layer.weights[i, j % width] }
      }
      let ranges = [
        ActivationRange(Activation(.purelin), 0..<passed),
        ActivationRange(layer.activation, passed..<weights.rows),
      ]
      layers.append(
        Layer(
          weights: weights, bias: Array(repeating: 0, count: passed) + layer.bias,
          activations: ranges.filter { !$0.neurons.isEmpty }))
    }
    return Network(name: name, layers: layers, input: plain.input)
  }
}
