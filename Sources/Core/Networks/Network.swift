/// A feed-forward network: layers 1..n, each linear and then an activation.
///
/// Notation as in the documentation: f_0 = I, z_l = W_l f_{l−1} + b_l, f_l = σ_l(z_l), A = f_n.
/// In the library layer l stands at `layers[l - 1]`.
public struct Network: Sendable, Hashable {
  public var name: String

  /// The layers, each taking what the one before gives.
  public private(set) var layers: [Layer]

  /// Names of the inputs and of the outputs, where the file gave them.
  public private(set) var inputNames: [String]?
  public private(set) var outputNames: [String]?

  /// The input that came with the network, if one did.
  public private(set) var input: [Double]?

  /// What its output is called: A, or s of an objective.
  package var outputSymbol = "A"

  /// - Precondition: at least one layer; each layer takes as many values as the one before gives;
  ///   names and input of the right count.
  public init(
    name: String, layers: [Layer], inputNames: [String]? = nil, outputNames: [String]? = nil,
    input: [Double]? = nil
  ) {
    precondition(!layers.isEmpty)
    precondition(zip(layers, layers.dropFirst()).allSatisfy { $0.neuronCount == $1.inputCount })
    self.name = name
    self.layers = layers
    self.inputNames = inputNames
    self.outputNames = outputNames
    self.input = input
    precondition(inputNames.map { $0.count == inputCount } ?? true)
    precondition(outputNames.map { $0.count == outputCount } ?? true)
    precondition(input.map { $0.count == inputCount } ?? true)
  }

  /// d, the number of inputs.
  public var inputCount: Int { layers[0].inputCount }

  /// m, the number of outputs.
  public var outputCount: Int { layers[layers.count - 1].neuronCount }

  /// The number of weights and biases.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// A(I).
  ///
  /// - Precondition: one value for each input.
  public func callAsFunction(_ input: [Double]) -> [Double] {
    NetworkMap(self)(input)
  }

  // MARK: Changes

  /// Sets W_l[i, j]; all three counted from 0.
  public mutating func setWeight(layer l: Int, _ i: Int, _ j: Int, to value: Double) {
    layers[l].weights[i, j] = value
  }

  /// Changes many entries of W_l, l counted from 0, of which its structure is read off once.
  package mutating func changeWeights(layer l: Int, by change: (inout Matrix) -> Void) {
    change(&layers[l].weights)
  }

  /// Sets b_l[i]; both counted from 0.
  public mutating func setBias(layer l: Int, _ i: Int, to value: Double) {
    layers[l].bias[i] = value
  }

  /// Sets σ_l, l counted from 0.
  public mutating func setActivation(layer l: Int, to activation: Activation) {
    layers[l].activation = activation
  }
}
