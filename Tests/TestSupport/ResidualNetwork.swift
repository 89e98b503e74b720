public import Core

/// Networks with skips, as chains: what a branch needs later is passed on beside the others.
public enum ResidualNetwork {
  /// u₀ = σ(W₀ x), u_k = σ(V_k (u₀ + … + u_{k−1})), and A = τ(V (u₀ + … + u_n)): a layer gives all the
  /// u so far, and its weights are [I 0; V V] and the like.
  ///
  /// - Parameter scaled: whether a diagonal layer stands in front.
  public static func make(
    _ inputs: Int, hidden width: Int, skips: Int, outputs: Int, activation: String = "tansig",
    last: String = "purelin", scaled: Bool = false, seed: UInt64
  ) -> Network {
    let plain = RandomNetwork.make(
      [inputs, width] + Array(repeating: width, count: skips) + [outputs], hidden: activation,
      last: last, seed: seed)
    var layers: [Layer] = []
    if scaled {
      var random = SeededGenerator(seed: seed + 1)
      let normals = random.normals(2 * inputs)
      layers.append(
        Layer(
          weights: .diagonal(normals.prefix(inputs).map { 1 + $0 / 4 }),
          bias: Array(normals.suffix(inputs))))
    }
    for (l, layer) in plain.layers.enumerated() {
      let (passed, isLast) = (l * width, l == plain.layers.count - 1)
      guard l > 0 else {
        layers.append(layer)
        continue
      }
      let rows = layer.neuronCount + (isLast ? 0 : passed)
      var weights = Matrix(rows: rows, columns: passed)
      let start = isLast ? 0 : passed
      for i in 0..<start { weights[i, i] = 1 }
      for i in 0..<layer.neuronCount {
        for j in 0..<passed { weights[start + i, j] = layer.weights[i, j % width] }
      }
      let bias = Array(repeating: 0, count: start) + layer.bias
      let passing = start == 0 ? [] : [ActivationRange(Activation(.purelin), 0..<start)]
      layers.append(
        Layer(
          weights: weights, bias: bias,
          activations: passing + [ActivationRange(layer.activation, start..<rows)]))
    }
    return Network(name: "residual", layers: layers)
  }

  /// Two branches that know nothing of each other, [A 0; 0 B], joined in the last layer.
  public static func branches(_ inputs: Int, hidden: Int, outputs: Int, seed: UInt64) -> Network {
    let a = RandomNetwork.make([inputs, 2 * hidden, outputs], seed: seed).layers
    let b = RandomNetwork.make([hidden, hidden, hidden], last: "logsig", seed: seed + 1).layers
    var weights = Matrix(rows: 2 * hidden, columns: 2 * hidden)
    for i in 0..<hidden {
      for j in 0..<hidden {
        weights[i, j] = b[0].weights[i, j]
        weights[hidden + i, hidden + j] = b[1].weights[i, j]
      }
    }
    let middle = Layer(
      weights: weights, bias: b[0].bias + b[1].bias,
      activations: [
        ActivationRange(b[0].activation, 0..<hidden),
        ActivationRange(b[1].activation, hidden..<(2 * hidden)),
      ])
    return Network(name: "branches", layers: [a[0], middle, a[1]])
  }
}
