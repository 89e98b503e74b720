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

  /// How the weights of each affine stage are multiplied; nil where it is a dense matrix.
  let structures: [MatrixStructure?]

  /// The neurons of each stage that add a term to the Hessians: none where it is not curved, and of
  /// one with several activations those that are not straight. What is only passed on has no term.
  let curvedNeurons: [[Range<Int>]]

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
    let widths = signals.map { map.network.count(of: $0) }
    self.widths = widths
    structures = map.stages.map { stage in
      guard case .affine(let l) = stage else { return nil }
      return map.network.layers[l].structure
    }
    curvedNeurons = zip(map.stages, stages).enumerated().map { s, stage in
      guard case .activation(let l) = stage.0, stage.1.isCurved else { return [] }
      return map.network.layers[l].activation.ranges(of: widths[s + 1])
        .filter { !$0.activation.isPiecewiseLinear }.map(\.neurons)
    }
  }

  /// Multiply-adds of W of an affine stage times a column.
  func multiplyAdds(_ s: Int) -> Double {
    structures[s].map { Double($0.multiplyAdds) } ?? Double(widths[s]) * Double(widths[s + 1])
  }

  /// A stage that begins a range and only scales, with other weights behind it in the range and nothing
  /// between: its G is diagonal, and scales them.
  func leadingScaling(_ range: Range<Int>) -> Int? {
    let first = range.lowerBound
    guard range.count > 2, structures[first]?.isDiagonal == true, stages[first + 1] == .identity,
      stages[first + 2] == .affine
    else { return nil }
    return first
  }

  func curvedCount(_ s: Int) -> Int { curvedNeurons[s].reduce(0) { $0 + $1.count } }

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
