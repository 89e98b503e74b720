/// The weights or the biases of one layer, l from 1, as variables.
///
/// The entries of W_l are counted row by row.
public enum ParameterBlock: Sendable, Hashable {
  /// W_l, n_l × n_{l−1}.
  case weights(Int)

  /// b_l, n_l.
  case bias(Int)

  /// l, from 1.
  public var layer: Int {
    switch self {
    case .weights(let layer), .bias(let layer): layer
    }
  }

  /// "W2" or "b2".
  public var name: String {
    switch self {
    case .weights(let layer): "W\(layer)"
    case .bias(let layer): "b\(layer)"
    }
  }
}

extension Network {
  /// The groups W_1, b_1, W_2, … of all parameters.
  public var parameterGroups: [ParameterBlock] {
    (1...layers.count).flatMap { [.weights($0), .bias($0)] }
  }

  /// The sizes of a group: n_l × n_{l−1} of weights, n_l × 1 of biases.
  ///
  /// - Precondition: the network has the layer.
  public func shape(of group: ParameterBlock) -> (rows: Int, columns: Int) {
    let layer = layers[group.layer - 1]
    return switch group {
    case .weights: (layer.neuronCount, layer.inputCount)
    case .bias: (layer.neuronCount, 1)
    }
  }

  /// The entries of a group, row by row.
  ///
  /// - Precondition: the network has the layer.
  public func values(of group: ParameterBlock) -> [Double] {
    let layer = layers[group.layer - 1]
    return switch group {
    case .weights: layer.weights.storage
    case .bias: layer.bias
    }
  }
}
