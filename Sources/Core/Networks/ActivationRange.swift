/// An activation and the neurons of a layer that have it.
public struct ActivationRange: Sendable, Hashable {
  public let activation: Activation

  /// Neurons, counted from 0.
  public let neurons: Range<Int>

  public init(_ activation: Activation, _ neurons: Range<Int>) {
    (self.activation, self.neurons) = (activation, neurons)
  }
}

extension Activation {
  /// One activation for each range of neurons, as that of a whole layer.
  ///
  /// Neighbours with the same activation become one; where all have the same it is that one.
  ///
  /// - Precondition: the ranges follow each other from 0 on, and none is empty.
  public init(ranges: [ActivationRange]) {
    var merged: [ActivationRange] = []
    for range in ranges {
      precondition(
        range.neurons.lowerBound == merged.last?.neurons.upperBound ?? 0 && !range.neurons.isEmpty)
      // Two softmaxes beside each other are not one.
      if let last = merged.last, last.activation == range.activation,
        !range.activation.couplesNeurons
      {
        merged[merged.count - 1] = ActivationRange(
          last.activation, last.neurons.lowerBound..<range.neurons.upperBound)
      } else {
        merged.append(range)
      }
    }
    if merged.count == 1 { self = merged[0].activation } else { self.init(mixing: merged) }
  }

  /// The activation of a neuron, counted from 0.
  public func ofNeuron(_ i: Int) -> Activation {
    ranges?.first { $0.neurons.contains(i) }?.activation ?? self
  }
}
