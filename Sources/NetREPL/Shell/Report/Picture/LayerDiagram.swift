import Core

/// The layers of a network and what leads from one to the next.
struct LayerDiagram {
  var title: String

  /// The inputs first.
  var columns: [Column]

  /// The weights between a column and the next, by the neuron that they lead to; none where the network
  /// is too large to be drawn neuron by neuron.
  var weights: [Matrix]

  struct Column {
    /// "I", "1", "A": what its neurons are called.
    var name: String
    var count: Int

    /// The activation; empty of the inputs.
    var activation: String

    /// The names of its neurons, where they have any.
    var labels: [String]
  }

  /// Wider layers are not drawn neuron by neuron.
  static let mostNeurons = 12

  init(_ network: Network) {
    title = network.name
    func labels(_ signal: Signal, _ count: Int) -> [String] {
      guard count <= Self.mostNeurons else { return [] }
      let head = signal == .input ? "I" : "A"
      let names = signal == .input ? network.inputNames : network.outputNames
      return (0..<count).map { names?[$0] ?? "\(head)\($0 + 1)" }
    }
    let layers = network.layers
    columns =
      [
        Column(
          name: "inputs", count: network.inputCount, activation: "",
          labels: labels(.input, network.inputCount))
      ]
      + layers.enumerated().map { l, layer in
        Column(
          name: "layer \(l + 1)", count: layer.neuronCount, activation: layer.activation.drawnName,
          labels: l == layers.count - 1 ? labels(.activation(l + 1), layer.neuronCount) : [])
      }
    let isSmall = columns.allSatisfy { $0.count <= Self.mostNeurons } && layers.count <= 6
    weights = isSmall ? layers.map(\.weights) : []
  }
}

extension Activation {
  /// Its name, or that it is several.
  fileprivate var drawnName: String { ranges == nil ? name : "mixed" }
}
