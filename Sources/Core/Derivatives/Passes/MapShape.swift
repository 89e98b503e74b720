/// What a map does on the way, as far as the cost and the form of its derivatives depend on it.
struct MapShape: Sendable, Hashable {
  enum Stage: Sendable, Hashable {
    /// z = W f + b.
    case affine

    /// purelin: D = 1.
    case identity

    /// Straight pieces: σ″ = 0.
    case flat

    /// Neurons that act alone, with σ″.
    case curved

    /// softmax or logsoftmax: D is full.
    case coupled

    /// Whether it adds a term to the Hessians.
    var isCurved: Bool { self == .curved || self == .coupled }
  }

  let stages: [Stage]

  /// The number of components of each signal: `widths[s]` go into stage s, `widths[s + 1]` come out.
  let widths: [Int]

  /// The signal at each of these places: "I", "z1", "f1", and "A" for the network's output.
  let names: [String]

  init(_ map: NetworkMap) {
    stages = map.stages.map { stage in
      guard case .activation(let l) = stage else { return .affine }
      let activation = map.network.layers[l].activation
      if activation.couplesNeurons { return .coupled }
      if activation.name == "purelin" { return .identity }
      return activation.isPiecewiseLinear ? .flat : .curved
    }
    let signals = [map.from] + map.stages.map(\.signal)
    names = signals.map { signal in
      switch signal {
      case .input: "I"
      case .preactivation(let layer): "z\(layer)"
      case .activation(let layer): signal == map.network.output ? "A" : "f\(layer)"
      }
    }
    widths = signals.map { map.network.count(of: $0) }
  }

  var count: Int { stages.count }
  var inputCount: Int { widths[0] }
  var outputCount: Int { widths[count] }

  func first(_ range: Range<Int>, where condition: (Stage) -> Bool) -> Int? {
    range.first { condition(stages[$0]) }
  }

  func last(_ range: Range<Int>, where condition: (Stage) -> Bool) -> Int? {
    range.last { condition(stages[$0]) }
  }
}
