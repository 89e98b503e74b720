/// A layer as C has it: how its weights lie, and where its neurons stand among those with curvature.
///
/// Vectors are filled up with zeros to a multiple of four numbers, so that loops over them have no rest.
struct CLayer {
  let layer: CodeLayer
  let layout: Layout

  /// Where its neurons begin in the row of all neurons that have second derivatives.
  let place: Int?

  enum Layout {
    /// A column of W after the other, each with an entry for each neuron.
    case columns

    /// A row after the other: a layer of few neurons would fill columns with zeros.
    case rows

    case diagonal
  }

  init(_ layer: CodeLayer, place: Int?) {
    self.layer = layer
    self.place = place
    layout =
      layer.isScaling
      ? .diagonal : layer.neuronCount < 4 && layer.neuronCount < layer.inputCount ? .rows : .columns
  }

  var number: Int { layer.number }
  var inputs: Int { layer.inputCount }
  var neurons: Int { layer.neuronCount }
  var paddedInputs: Int { Self.padded(inputs) }
  var paddedNeurons: Int { Self.padded(neurons) }

  var weights: String { "net_W\(number)" }
  var bias: String { "net_b\(number)" }

  /// σ′ of each neuron, or the probabilities of a softmax.
  var slopes: String { "s->s\(number)" }

  static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }

  /// How many numbers its weights are written as.
  var entryCount: Int {
    switch layout {
    case .columns: inputs * paddedNeurons
    case .rows: neurons * paddedInputs
    case .diagonal: paddedNeurons
    }
  }

  /// The vectors that its weights are written as.
  var vectors: [[Double]] {
    let w = layer.weights
    func filled(_ values: [Double]) -> [Double] {
      values + Array(repeating: 0, count: Self.padded(values.count) - values.count)
    }
    return switch layout {
    case .columns: (0..<inputs).map { j in filled((0..<neurons).map { w[$0, j] }) }
    case .rows: (0..<neurons).map { i in filled(Array(w.row(i))) }
    case .diagonal: [filled(layer.diagonal)]
    }
  }

  var isCoupled: Bool { if case .coupled = layer.activation { true } else { false } }
  var isIdentity: Bool { if case .identity = layer.activation { true } else { false } }
}
