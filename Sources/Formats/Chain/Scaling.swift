internal import Core

/// y = factor ∘ x + shift, entry by entry: how inputs and outputs are scaled.
struct Scaling: Sendable, Hashable {
  var factor: [Double]
  var shift: [Double]

  var count: Int { factor.count }

  /// What brings y back to x; nil where a factor is zero or not finite.
  var inverse: Scaling? {
    guard factor.allSatisfy({ $0 != 0 && $0.isFinite }) else { return nil }
    return Scaling(
      factor: factor.map { 1 / $0 }, shift: zip(shift, factor).map { -$0 / $1 })
  }

  /// −x.
  static func negation(_ count: Int) -> Scaling {
    Scaling(
      factor: .init(repeating: -1, count: count), shift: .init(repeating: 0, count: count))
  }

  /// (x − mean)/deviation.
  static func standard(mean: [Double], deviation: [Double]) -> Scaling {
    Scaling(
      factor: deviation.map { 1 / $0 }, shift: zip(mean, deviation).map { -$0 / $1 })
  }

  var layer: Layer {
    Layer(weights: .diagonal(factor), bias: shift, activation: Activation(.purelin))
  }
}

extension Scaling {
  /// gain ∘ (x − mean)/deviation + shift, as batches are normalised.
  static func normalisation(
    gain: [Double]?, shift: [Double]?, mean: [Double], deviation: [Double]
  ) -> Scaling {
    let factor = deviation.indices.map { (gain?[$0] ?? 1) / deviation[$0] }
    return Scaling(
      factor: factor,
      shift: mean.indices.map { (shift?[$0] ?? 0) - factor[$0] * mean[$0] })
  }
}

extension Scaling {
  /// What a layer does that only scales, or has one neuron of one input; nil for another.
  init?(_ layer: Layer) {
    let count = layer.neuronCount
    guard layer.isScaling || (count == 1 && layer.inputCount == 1) else { return nil }
    self.init(factor: (0..<count).map { layer.weights[$0, $0] }, shift: layer.bias)
  }
}
