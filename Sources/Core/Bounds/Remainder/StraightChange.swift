/// A straight line through the inputs or the parameters of a network: what is at t = 0 changes by t
/// times a fixed amount.
///
/// All numbers are meant exactly: I + tδ and W + tD are real numbers, not rounded ones.
public struct StraightChange: Sendable, Hashable {
  public let network: Network

  /// I, at t = 0.
  public let input: [Double]

  public let kind: Kind

  public enum Kind: Sendable, Hashable {
    /// Every direction δ with δ_i in the i-th interval; one direction where they are numbers.
    case input([Interval])

    /// W_l[i, j], all three counted from 0.
    case weight(layer: Int, neuron: Int, column: Int, by: Double)

    /// b_l[i], both counted from 0.
    case bias(layer: Int, neuron: Int, by: Double)
  }

  /// - Precondition: one number for each input, and indices that the network has.
  public init(_ network: Network, at input: [Double], _ kind: Kind) {
    precondition(input.count == network.inputCount)
    switch kind {
    case .input(let direction): precondition(direction.count == input.count)
    case .weight(let l, let i, let j, _):
      precondition(network.layers[l].weights.rows > i && network.layers[l].weights.columns > j)
    case .bias(let l, let i, _): precondition(network.layers[l].neuronCount > i)
    }
    self.network = network
    self.input = input
    self.kind = kind
  }

  /// I + tδ.
  public init(_ network: Network, at input: [Double], along direction: [Double]) {
    self.init(network, at: input, .input(direction.map { Interval($0) }))
  }
}

/// What stands in the way of a bound.
public enum Obstacle: Error, Sendable, Hashable {
  /// σ′ or σ″ jumps where that neuron may be: there is no third derivative.
  case kink(NeuronPlace)

  /// A value that overflows or is not defined there, or an enclosure too wide to be of use; layer and
  /// neuron from 1.
  case notFinite(layer: Int, neuron: Int)

  /// One cell alone would take more multiply-adds than are allowed.
  case tooMuchWork
}
