/// A neuron by its place: where a difference steps across a kink, leaves a domain or finds no slope.
public struct NeuronPlace: Sendable, Hashable {
  /// The layer, from 1.
  public let layer: Int

  /// The neuron of that layer, from 1.
  public let neuron: Int

  /// The name of the neuron's activation.
  public let activation: String

  public init(layer: Int, neuron: Int, activation: String) {
    self.layer = layer
    self.neuron = neuron
    self.activation = activation
  }
}

extension NeuronPlace: Comparable {
  public static func < (left: NeuronPlace, right: NeuronPlace) -> Bool {
    (left.layer, left.neuron) < (right.layer, right.neuron)
  }
}
