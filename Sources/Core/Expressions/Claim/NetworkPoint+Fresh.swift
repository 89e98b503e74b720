extension NetworkPoint {
  /// Another network of the same layers at another input, with random numbers; nil where the s of this one
  /// does not fit it.
  func fresh(seed: UInt64) throws -> NetworkPoint? {
    try checkpoint()
    var random = SplitMix64(seed: seed &* 7919)
    func numbers(_ count: Int, _ bound: Double) -> [Double] {
      (0..<count).map { _ in bound * random.symmetric() }
    }
    let layers = network.layers.map { layer in
      // As wide as keeps sums of many inputs from driving every neuron flat.
      let bound = 1.5 / Double(max(layer.inputCount, 1)).squareRoot()
      let (rows, columns) = (layer.neuronCount, layer.inputCount)
      return Layer(
        weights: Matrix(rows: rows, columns: columns, storage: numbers(rows * columns, bound)),
        bias: numbers(rows, 0.5), activation: layer.activation)
    }
    let other = Network(name: network.name, layers: layers)
    let s: Objective
    switch scalar.scalar {
    case .weighted(let dout): s = .weighted(numbers(dout.count, 1))
    case let loss: s = loss
    }
    guard let objective = try? ObjectiveNetwork(other, s) else { return nil }
    return NetworkPoint(
      ChainRule(NetworkMap(other), fault: rule.fault), at: numbers(network.inputCount, 1),
      scalar: objective, checkpoint: checkpoint)
  }
}
