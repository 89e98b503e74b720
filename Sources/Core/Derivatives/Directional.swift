extension ChainRule {
  /// Value, slope and curvature of each output along a direction: to_k(x + t·direction) at t = 0.
  ///
  /// The slope is J·δ and the curvature δᵀH_kδ, without forming J or H: z and f carry their first
  /// and second derivative in t from stage to stage.
  ///
  /// - Precondition: one value for each component of `from`, in x and in the direction.
  /// - Complexity: three multiply-adds for each weight on the way.
  public func jets(at x: [Double], along direction: [Double]) -> [Jet] {
    precondition(x.count == inputCount && direction.count == inputCount)
    var (value, first) = (x, direction)
    var second = [Double](repeating: 0, count: inputCount)
    for stage in stages {
      switch stage {
      case .affine(let l):
        let layer = network.layers[l]
        value = layer.preactivation(value)
        first = push(l, first)
        second = push(l, second)
      case .activation(let l):
        let activation = network.layers[l].activation
        let derivative = activationDerivative(l, at: value)
        (first, second) = derivative.along(first: first, second: second)
        value = activation.values(value)
      }
    }
    return value.indices.map { Jet(value[$0], first[$0], second[$0]) }
  }
}
