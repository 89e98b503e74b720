public import Core

/// Random networks for tests.
public enum RandomNetwork {
  /// Weights normal with variance gain²/(inputs of the layer), biases with variance 1/4.
  ///
  /// - Parameters:
  ///   - widths: inputs, then the neurons of each layer.
  ///   - hidden: the activation of all layers but the last; `tansig+purelin` is one for each range
  ///     of a layer's neurons, in shares as equal as can be.
  ///   - last: the activation of the last.
  /// - Precondition: activations that the table has.
  public static func make(
    _ widths: [Int], hidden: String = "tansig", last: String = "purelin", gain: Double = 1,
    seed: UInt64
  ) -> Network {
    var random = SeededGenerator(seed: seed)
    let layers = zip(widths, widths.dropFirst()).enumerated().map { l, shape in
      let name = l == widths.count - 2 ? last : hidden
      let activation = activation(name, count: shape.1)
      let scale = gain / Double(shape.0).squareRoot()
      let weights = random.normals(shape.0 * shape.1).map { scale * $0 }
      return Layer(
        weights: Matrix(rows: shape.1, columns: shape.0, storage: weights),
        bias: random.normals(shape.1).map { $0 / 2 }, activation: activation)
    }
    return Network(name: widths.map(String.init).joined(separator: "-"), layers: layers)
  }

  private static func activation(_ text: String, count: Int) -> Activation {
    let parts = text.split(separator: "+").map { name in
      guard let activation = Activation(named: String(name)) else {
        preconditionFailure("no \(name)")
      }
      return activation
    }
    let ranges = parts.enumerated().map { k, activation in
      ActivationRange(
        activation, (k * count / parts.count)..<((k + 1) * count / parts.count))
    }
    return Activation(ranges: ranges.filter { !$0.neurons.isEmpty })
  }

  /// The same with two activations in each layer whose own acts on each neuron alone.
  public static func ofMixedActivations(_ seed: Int) -> Network {
    var network = ofAllActivations(seed)
    let alone = ActivationRule.all.filter { !Activation($0).couplesNeurons }
    for (l, layer) in network.layers.enumerated() where !layer.activation.couplesNeurons {
      let other = Activation(alone[(7 * seed + 3 * l) % alone.count])
      network.setActivation(
        layer: l,
        to: Activation(ranges: [
          ActivationRange(layer.activation, 0..<1), ActivationRange(other, 1..<layer.neuronCount),
        ]))
    }
    return network
  }

  /// 1 to 5 layers; over the seeds every activation of the table stands somewhere.
  public static func ofAllActivations(_ seed: Int) -> Network {
    let layerCount = seed % 5 + 1
    let before = 15 * (seed / 5) + (seed % 5) * layerCount / 2
    var random = SeededGenerator(seed: UInt64(seed))
    let widths = (0...layerCount).map { ($0 * 7 + seed) % 3 + 2 }
    let layers = (0..<layerCount).map { l in
      let rule = ActivationRule.all[(before + l) % ActivationRule.all.count]
      let (rows, columns) = (widths[l + 1], widths[l])
      return Layer(
        weights: Matrix(
          rows: rows, columns: columns, storage: random.normals(rows * columns).map { $0 / 2 }),
        bias: random.normals(rows).map { $0 / 2 }, activation: Activation(rule))
    }
    return Network(name: "seed \(seed)", layers: layers)
  }

  /// A reproducible point, normal with variance 1.
  public static func point(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededGenerator(seed: seed &+ 0x70_6F69_6E74)
    return random.normals(count)
  }
}
