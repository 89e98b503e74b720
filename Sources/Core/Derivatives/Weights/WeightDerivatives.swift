/// Derivatives of s = dout · A with respect to weights and biases, at one input.
///
///     δ_n = D_nᵀ dout,        δ_l = D_lᵀ W_{l+1}ᵀ δ_{l+1}
///     ∂s/∂W_l = δ_l f_{l−1}ᵀ,  ∂s/∂b_l = δ_l
///
/// Second derivatives come as factors, from `hessian(_:_:)`. A planted mistake is made here too.
public struct WeightDerivatives: Sendable {
  package let rule: ChainRule

  /// f_0 … f_n; f_0 = I.
  package let activations: [[Double]]

  /// z_1 … z_n, the first at 0.
  package let preactivations: [[Double]]

  package let derivatives: [LayerDerivative]

  /// W_{l+1}ᵀ δ_{l+1} = ∂s/∂f_l, and dout for the last layer; f_1 stands at 0.
  package let outputSlopes: [[Double]]

  /// δ_l = ∂s/∂z_l, n_l entries; layer 1 stands at 0.
  public let delta: [[Double]]

  /// - Parameter dout: the weight of each output in s.
  /// - Precondition: one value for each input and for each output.
  /// - Complexity: two multiply-adds for each weight.
  public init(_ network: Network, at input: [Double], dout: [Double], fault: Fault? = nil) {
    precondition(input.count == network.inputCount && dout.count == network.outputCount)
    let map = NetworkMap(network)
    let rule = ChainRule(map, fault: fault)
    let trajectory = map.trajectory(input)
    let layers = network.layers.indices
    self.rule = rule
    activations = [input] + layers.map { trajectory[2 * $0 + 1] }
    preactivations = layers.map { trajectory[2 * $0] }
    derivatives = layers.map { rule.activationDerivative($0, at: trajectory[2 * $0]) }
    var (slope, slopes, delta) = (dout, [[Double]](), [[Double]]())
    for l in layers.reversed() {
      slopes.append(slope)
      delta.append(derivatives[l].pullBack(row: slope))
      if l > 0 { slope = rule.pullBack(l, delta[delta.count - 1]) }
    }
    outputSlopes = slopes.reversed()
    self.delta = delta.reversed()
  }

  /// The same of any scalar: dout = 1 for the one output of the network that ends in it.
  ///
  /// - Precondition: one value for each input.
  public init(_ s: ObjectiveNetwork, at input: [Double], fault: Fault? = nil) {
    self.init(s.network, at: input, dout: [1], fault: fault)
  }

  /// What a group's entries multiply: f_{l−1} for weights, 1 for biases.
  func factor(of group: ParameterBlock) -> [Double] {
    switch group {
    case .weights(let layer): activations[layer - 1]
    case .bias: [1]
    }
  }

  /// ∂s/∂W_l, n_l × n_{l−1}, or ∂s/∂b_l, n_l × 1.
  ///
  /// - Precondition: the network has the layer.
  public func gradient(_ group: ParameterBlock) -> Matrix {
    let (delta, factor) = (delta[group.layer - 1], factor(of: group))
    return Matrix(
      rows: delta.count, columns: factor.count,
      storage: delta.flatMap { slope in factor.map { slope * $0 } })
  }

  /// ∂s/∂I, ∂s/∂z_l or ∂s/∂f_l, one number for each component.
  ///
  /// - Precondition: the network has the signal.
  public func gradient(_ signal: Signal) -> [Double] {
    switch signal {
    case .input: rule.pullBack(0, delta[0])
    case .preactivation(let layer): delta[layer - 1]
    case .activation(let layer): outputSlopes[layer - 1]
    }
  }
}
