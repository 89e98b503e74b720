/// What a derivative of s is with respect to: the input, or the weights or biases of a layer.
public enum VariableBlock: Sendable, Hashable {
  /// I, d entries.
  case input

  case parameters(ParameterBlock)

  /// The layer that they enter first: 0 for the input.
  public var layer: Int { signal.layer }

  /// The signal that they move: I itself, or z_l, in which W_l and b_l are linear.
  public var signal: Signal {
    switch self {
    case .input: .input
    case .parameters(let group): .preactivation(group.layer)
    }
  }

  /// "I", "W2" or "b2".
  public var name: String {
    switch self {
    case .input: "I"
    case .parameters(let group): group.name
    }
  }
}

extension Network {
  /// The number of entries.
  ///
  /// - Precondition: the network has the layer.
  public func count(of variables: VariableBlock) -> Int {
    switch variables {
    case .input: return inputCount
    case .parameters(let group):
      let shape = shape(of: group)
      return shape.rows * shape.columns
    }
  }
}
