/// One layer l: z_l = W_l f_{l−1} + b_l, f_l = σ_l(z_l).
public struct Layer: Sendable, Hashable {
  /// W_l, (neurons of l) × (neurons of l−1).
  public package(set) var weights: Matrix {
    didSet { structure = MatrixStructure(weights) }
  }

  /// How W is multiplied; nil where that is as a dense matrix. Always that of `weights`.
  package private(set) var structure: MatrixStructure?

  /// b_l, one entry for each neuron.
  public package(set) var bias: [Double]

  public package(set) var activation: Activation

  /// - Parameter bias: nil for zeros.
  /// - Precondition: at least one neuron and one input, and as many biases as rows.
  public init(
    weights: Matrix, bias: [Double]? = nil, activation: Activation = Activation(.purelin)
  ) {
    let bias = bias ?? Array(repeating: 0, count: weights.rows)
    precondition(weights.rows > 0 && weights.columns > 0 && bias.count == weights.rows)
    self.weights = weights
    structure = MatrixStructure(weights)
    self.bias = bias
    self.activation = activation
  }

  /// A layer with one activation for each range of its neurons.
  ///
  /// - Precondition: the same, and the ranges follow each other from the first neuron to the last.
  public init(weights: Matrix, bias: [Double], activations: [ActivationRange]) {
    precondition(activations.last?.neurons.upperBound == weights.rows)
    self.init(weights: weights, bias: bias, activation: Activation(ranges: activations))
  }

  public var inputCount: Int { weights.columns }
  public var neuronCount: Int { weights.rows }
  public var parameterCount: Int { weights.rows * weights.columns + bias.count }

  /// Whether the layer only scales: linear with a diagonal matrix, as networks store the scaling
  /// of their inputs and outputs. One neuron alone is not called so: any linear one is that.
  public var isScaling: Bool {
    guard activation.name == "purelin", weights.rows == weights.columns,
      weights.rows > 1
    else { return false }
    for i in 0..<weights.rows {
      for j in 0..<weights.columns where i != j && weights[i, j] != 0 { return false }
    }
    return true
  }
}
