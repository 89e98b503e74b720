/// Which neurons some outputs depend on: those from which a way of weights other than 0 leads there.
///
/// A kink of a neuron that an output does not depend on is none of that output's.
struct Influence: Sendable, Hashable {
  /// For each stage of the map that is an activation whether its neurons count; nil where all do.
  private let counted: [[Bool]?]

  /// All neurons count.
  static func all(of map: NetworkMap) -> Influence {
    Influence(counted: Array(repeating: nil, count: map.stages.count))
  }

  /// Whether a neuron of a stage counts.
  func has(_ neuron: Int, ofStage stage: Int) -> Bool { counted[stage]?[neuron] ?? true }

  /// Outputs that depend on the same neurons.
  struct Group {
    var outputs: [Int]
    let influence: Influence
  }

  /// The outputs of a map by what they depend on, in order.
  ///
  /// - Complexity: for a map without zeros among its last weights a look at these; otherwise a look
  ///   at each weight for each output.
  static func groups(of map: NetworkMap) -> [Group] {
    var groups: [Group] = []
    for output in 0..<map.outputCount {
      let influence = Influence(on: output, of: map)
      if let known = groups.firstIndex(where: { $0.influence == influence }) {
        groups[known].outputs.append(output)
      } else {
        groups.append(Group(outputs: [output], influence: influence))
      }
    }
    return groups
  }

  private init(counted: [[Bool]?]) { self.counted = counted }

  private init(on output: Int, of map: NetworkMap) {
    var counted = [[Bool]?](repeating: nil, count: map.stages.count)
    // What counts of the signal behind the stage at hand.
    var behind: [Bool]? = (0..<map.outputCount).map { $0 == output }
    if map.outputCount == 1 { behind = nil }
    for (s, stage) in map.stages.enumerated().reversed() {
      guard let known = behind else { break }
      let before = map.causes(of: known, through: stage)
      behind = before.allSatisfy { $0 } ? nil : before
      // Smooth neurons spoil nobody's differences.
      if case .activation(let l) = stage, map.network.layers[l].activation.mayEndSteps {
        counted[s] = behind
      }
    }
    self.counted = counted
  }
}

extension Activation {
  /// Whether a step may have to end at a kink, a pole or a sharp bend of it.
  fileprivate var mayEndSteps: Bool {
    ranges(of: 1).contains { !$0.activation.kinks.isEmpty || Reach.isInQuestion($0.activation) }
  }
}
