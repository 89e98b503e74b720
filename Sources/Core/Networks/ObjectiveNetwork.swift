/// A network with another ending, so that its one output is s.
///
/// Layers 1 … n keep their weights, and z_1 … z_n their values; behind them s is made of ordinary
/// layers, so that whatever works for a network works for a loss:
///
///     dout · A             purelin with the row dout
///     c Σ (A − t)²         square with (1, −t), then purelin with the row (c … c)
///     −t · ln softmax(z)   logsoftmax in the place of softmax, then purelin with the row −t
///     logsig: t σ̃(−z) + (1 − t) σ̃(z) with σ̃ = softplus = −ln(1 − logsig): no digit is lost where
///                          a probability is close to 0 or 1
public struct ObjectiveNetwork: Sendable, Hashable {
  public let scalar: Objective

  /// The network that s is of.
  public let original: Network

  /// The network whose output is s.
  public let network: Network

  /// The layer of it whose pre-activation the loss is a convex function of: A − t for the squared
  /// error, z_n for cross-entropy.
  public let convexLayer: Int

  /// - Throws: what keeps the scalar from fitting the network.
  /// - Complexity: a squared error and the cross-entropy of logsig keep a matrix of m × m.
  public init(_ original: Network, _ scalar: Objective) throws(Objective.Problem) {
    try scalar.validate(for: original)
    self.scalar = scalar
    self.original = original
    var layers = original.layers
    let last = layers.count - 1
    let m = original.outputCount
    let row: [Double]
    switch scalar {
    case .weighted(let dout):
      row = dout
      convexLayer = original.layers.count
    case .squaredError(let kind, let target):
      layers.append(
        Layer(weights: .identity(m), bias: target.map { -$0 }, activation: Activation(.square)))
      row = Array(repeating: kind.factor(outputs: m), count: m)
      convexLayer = layers.count
    case .crossEntropy(let target) where layers[last].activation.name == "logsig":
      layers[last].activation = Activation(.purelin)
      let signs = [1.0, -1].map { Matrix.diagonal(Array(repeating: $0, count: m)).storage }
      layers.append(
        Layer(
          weights: Matrix(rows: 2 * m, columns: m, storage: signs[0] + signs[1]),
          activation: Activation(.softplus)))
      row = target.map { (1 - $0) / Double(m) } + target.map { $0 / Double(m) }
      convexLayer = original.layers.count
    case .crossEntropy(let target):
      layers[last].activation = Activation(.logsoftmax)
      row = target.map { -$0 }
      convexLayer = original.layers.count
    }
    var network = Network(name: original.name, layers: layers + [Layer(weights: Matrix([row]))])
    network.outputSymbol = "s"
    self.network = network
  }

  /// Whether A is a signal on the way to s: cross-entropy begins at z_n.
  public var hasOutput: Bool {
    let last = original.layers.count - 1
    return network.layers[last].activation == original.layers[last].activation
  }

  /// s at an input.
  ///
  /// - Precondition: one value for each input.
  public func callAsFunction(_ input: [Double]) -> Double { network(input)[0] }
}

extension Objective {
  fileprivate func validate(for network: Network) throws(Problem) {
    guard values.count == network.outputCount else {
      throw .count(outputs: network.outputCount, found: values.count)
    }
    func require(
      _ requirement: Requirement, _ isMet: (Double) -> Bool
    ) throws(Problem) {
      guard let bad = values.firstIndex(where: { !isMet($0) }) else { return }
      throw .entry(bad, of: self, requirement)
    }
    try require(.finite) { $0.isFinite }
    guard case .crossEntropy = self else { return }
    try require(.notNegative) { $0 >= 0 }
    switch network.layers[network.layers.count - 1].activation.name {
    case "logsig": try require(.atMostOne) { $0 <= 1 }
    case "softmax", "logsoftmax": break
    // One logit alone has the probability 1, whatever it is.
    case "purelin" where network.outputCount > 1: break
    case let name: throw .noProbabilities(activation: name)
    }
  }
}
