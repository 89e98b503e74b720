/// How far the neurons of a map may move from a point, and what is in the way there.
struct Surroundings {
  private let map: NetworkMap

  /// The signal before each stage, and the value.
  private let signals: [[Double]]

  /// For each stage the reach of its neurons, where that is in question; see `Reach`.
  let reaches: [Int: [Double]]

  /// For each stage whether it is an activation that bends somewhere.
  private let curved: [Bool]

  /// The neurons that the outputs in question depend on: the others' kinks and reaches are ignored.
  var influence: Influence

  /// - Parameter signals: what stands before each stage, and the value, at the point.
  init(_ map: NetworkMap, signals: [[Double]]) {
    (self.map, self.signals) = (map, signals)
    influence = .all(of: map)
    var reaches: [Int: [Double]] = [:]
    curved = map.stages.enumerated().map { s, stage in
      guard case .activation(let l) = stage else { return false }
      let activation = map.network.layers[l].activation
      reaches[s] = Self.reaches(of: activation, at: signals[s])
      return activation.ranges(of: 1).contains { !$0.activation.isLinear }
    }
    self.reaches = reaches
  }

  private static func reaches(of activation: Activation, at z: [Double]) -> [Double]? {
    let ranges = activation.ranges(of: z.count)
    guard ranges.contains(where: { Reach.isInQuestion($0.activation) }) else { return nil }
    return ranges.flatMap { range in
      z[range.neurons].map { z in
        if !Reach.isInQuestion(range.activation) { return 1 }
        // Nowhere is a slope that is not there to be found.
        return range.activation.jet(z).missingOrder != nil ? 0 : Reach.of(range.activation, at: z)
      }
    }
  }

  /// Whether the stage is an activation that bends.
  func bends(_ stage: Int) -> Bool { curved[stage] }

  /// Where nothing bends, the outputs' own movement tells the size of a step.
  var bendsAnywhere: Bool { curved.contains(true) }

  /// Whether the reach of some activation is in question.
  var isInQuestion: Bool { !reaches.isEmpty }

  /// Whether some activation bends more than those of the table do.
  var isNarrow: Bool { reaches.values.contains { $0.contains { $0 < 1 } } }

  /// Whether some neuron has no value, or no slope, at one side.
  var isAtEdge: Bool { reaches.values.contains { $0.contains(0) } }

  /// The first neuron that has a value here, but no finite derivative up to an order.
  func neuronWithoutDerivative(order: Int) -> NeuronPlace? {
    firstNeuron { $0.jet($1).missingOrder.map { $0 <= order } ?? false }
  }

  /// The first neuron that has a value here, but none on one side.
  var neuronAtEdge: NeuronPlace? { firstNeuron { $0.value($1).isFinite } }

  private func firstNeuron(where isMeant: (Activation, Double) -> Bool) -> NeuronPlace? {
    for (s, reaches) in reaches.sorted(by: { $0.key < $1.key }) {
      for (i, z) in signals[s].enumerated() where reaches[i] == 0 && influence.has(i, ofStage: s) {
        if isMeant(activation(ofStage: s, neuron: i), z) { return place(i, ofStage: s) }
      }
    }
    return nil
  }

  private func activation(ofStage s: Int, neuron: Int) -> Activation {
    map.network.layers[map.stages[s].layer].activation.ofNeuron(neuron)
  }

  func place(_ i: Int, ofStage s: Int) -> NeuronPlace {
    NeuronPlace(
      layer: map.stages[s].layer + 1, neuron: i + 1,
      activation: activation(ofStage: s, neuron: i).name)
  }
}

extension Activation {
  /// Whether σ is one straight line.
  ///
  /// A formula may be straight here and have a corner so far away that it is not listed.
  fileprivate var isLinear: Bool {
    guard isPiecewiseLinear && kinks.isEmpty else { return false }
    return !rule.isDefined || formula?.derivative.isConstant ?? false
  }
}
