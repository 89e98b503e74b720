/// A kink of an activation that a difference steps across: σ′ or σ″ jumps between the points used.
public struct KinkCrossing: Sendable, Hashable {
  /// The layer, from 1.
  public let layer: Int

  /// The neuron of that layer, from 1.
  public let neuron: Int

  /// The name of the layer's activation.
  public let activation: String

  public init(layer: Int, neuron: Int, activation: String) {
    self.layer = layer
    self.neuron = neuron
    self.activation = activation
  }
}

extension KinkCrossing: Comparable {
  public static func < (left: KinkCrossing, right: KinkCrossing) -> Bool {
    (left.layer, left.neuron) < (right.layer, right.neuron)
  }
}
