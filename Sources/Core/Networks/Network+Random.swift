extension Network {
  /// A reproducible random network: the same seed gives the same numbers on every machine.
  ///
  /// Weights are uniform in ±√(3/n) for n inputs of the layer (variance 1/n, so that signals keep
  /// their size from layer to layer), biases and the input uniform in ±1; all are rounded to four
  /// decimals, so that they can be read and copied.
  ///
  /// - Parameters:
  ///   - widths: the number of inputs, then the neurons of each layer.
  ///   - hidden: the activation of every layer but the last.
  ///   - output: the activation of the last layer.
  /// - Precondition: at least two widths, all positive.
  public static func random(
    name: String = "random", widths: [Int], hidden: Activation, output: Activation, seed: UInt64
  ) -> Network {
    random(
      name: name, widths: widths, hidden: hidden, output: output, seed: seed, checkpoint: {})
  }

  /// The same, which can be stopped.
  ///
  /// - Throws: what the checkpoint throws.
  package static func random(
    name: String, widths: [Int], hidden: Activation, output: Activation, seed: UInt64,
    checkpoint: Checkpoint
  ) rethrows -> Network {
    precondition(widths.count >= 2 && widths.allSatisfy { $0 > 0 })
    var generator = SplitMix64(seed: seed)
    func uniform(_ bound: Double) -> Double {
      generator.symmetric() * bound
    }
    let layers = try (1..<widths.count).map { l in
      let (inputs, neurons) = (widths[l - 1], widths[l])
      let bound = (3 / Double(inputs)).squareRoot()
      var weights: [Double] = []
      weights.reserveCapacity(inputs * neurons)
      for _ in 0..<neurons {
        try checkpoint()
        for _ in 0..<inputs { weights.append(rounded(uniform(bound))) }
      }
      return Layer(
        weights: Matrix(rows: neurons, columns: inputs, storage: weights),
        bias: (0..<neurons).map { _ in rounded(uniform(1)) },
        activation: l == widths.count - 1 ? output : hidden)
    }
    let input = (0..<widths[0]).map { _ in rounded(uniform(1)) }
    return Network(name: name, layers: layers, input: input)
  }

  /// A reproducible random direction, its entries uniform in ±1 and rounded to four decimals.
  public static func randomDirection(count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in rounded(generator.symmetric()) }
  }

  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
