extension WeightDerivatives {
  /// The factors whose product is ∂s with respect to one variable, counted row by row from 0:
  /// δ_l[p] and f_{l−1}[q] of a weight, δ_l[p] of a bias, (G_1ᵀ δ_1)[i] of an input.
  ///
  /// - Precondition: the network has that variable.
  public func slopeFactors(_ variables: VariableBlock, _ entry: Int) -> [Double] {
    switch variables {
    case .input: return [gradient(.input)[entry]]
    case .parameters(.bias(let layer)): return [delta[layer - 1][entry]]
    case .parameters(.weights(let layer)):
      let f = activations[layer - 1]
      return [delta[layer - 1][entry / f.count], f[entry % f.count]]
    }
  }
}
