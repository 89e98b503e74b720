public import Networks

/// The ways to form the Hessians of a map, what each one costs, and the cheapest.
///
/// Counts alone decide, so the choice is the same on every machine.
///
///     let plan = HessianPlan(NetworkMap(network))
///     plan.chosen.cost.multiplyAdds
public struct HessianPlan: Sendable {
  public struct Candidate: Sendable, Hashable {
    /// "sandwich", "in z1's space", "forward", "pushed to f2, then sandwich", "nested forward".
    public let name: String
    public let way: HessianWay
    public let cost: HessianCost
  }

  /// One for each kind of way, and for each space: the best of the places to switch at.
  public let candidates: [Candidate]

  /// Where `candidates` has the cheapest that fits; nil when none does.
  public let chosenIndex: Int?

  /// The cheapest that fits, or the one that needs the least memory.
  public var chosen: Candidate {
    candidates[chosenIndex ?? smallest]
  }

  private var smallest: Int {
    candidates.indices.min { candidates[$0].cost.bytes < candidates[$1].cost.bytes } ?? 0
  }

  /// - Parameters:
  ///   - outputs: how many outputs' Hessians; nil for all.
  ///   - limit: bytes that may be held at a time.
  public init(_ map: NetworkMap, outputs: Int? = nil, limit: Int = .max) {
    let shape = MapShape(map)
    let counter = HessianCounter(shape, outputs: outputs ?? shape.outputCount)
    func candidate(_ way: HessianWay) -> Candidate {
      Candidate(
        name: way.name(in: map.network, shape), way: way, cost: counter.cost(way))
    }

    var candidates: [Candidate] = []
    for spaces in Self.spaces(shape) {
      let last = spaces[spaces.count - 1]
      candidates.append(candidate(HessianWay(spaces: spaces, pushed: last)))
      // Switching makes a difference only behind a stage that is curved.
      let first = shape.first(last..<shape.count) { $0.isCurved } ?? shape.count
      guard first < shape.count else { continue }
      candidates.append(candidate(HessianWay(spaces: spaces, pushed: shape.count)))
      // Behind the last weights there is nothing left to contract.
      let lastAffine = shape.last(shape.stages.indices) { $0 == .affine } ?? first
      let best = ((first + 1)..<max(lastAffine + 1, first + 1))
        .map { HessianWay(spaces: spaces, pushed: $0) }
        .map { ($0, counter.cost($0).rank) }.min { $0.1 < $1.1 }
      if let best { candidates.append(candidate(best.0)) }
    }
    candidates.append(candidate(HessianWay(pushed: shape.count, isNested: true)))
    self.candidates = candidates
    chosenIndex = candidates.indices.filter { candidates[$0].cost.bytes <= Double(limit) }
      .min { candidates[$0].cost.rank < candidates[$1].cost.rank }
  }

  /// The input alone; with each pre-activation that is narrower than all before; with two of them.
  private static func spaces(_ shape: MapShape) -> [[Int]] {
    // Behind the last curved stage there is nothing to form.
    guard let last = shape.last(shape.stages.indices, where: { $0.isCurved }) else { return [[0]] }
    var narrow: [Int] = []
    for place in shape.widths.indices.dropFirst().dropLast()
    where place <= last && shape.stages[place - 1] == .affine
      && shape.widths[place] < shape.widths[narrow.last ?? 0]
    {
      narrow.append(place)
    }
    narrow = Array(narrow.prefix(Tuning.mostSpaces))
    let pairs = narrow.indices.flatMap { i in
      narrow[(i + 1)...].map { [0, narrow[i], $0] }
    }
    return [[0]] + narrow.map { [0, $0] } + pairs
  }
}

extension HessianWay {
  func name(in network: Network, _ shape: MapShape) -> String {
    if isNested { return "nested forward" }
    func name(_ place: Int) -> String { shape.signals[place].shortName(in: network) }
    let first = shape.first(last..<shape.count) { $0.isCurved } ?? shape.count
    let isLeft = pushed < shape.count && shape.stages[pushed...].contains { $0.isCurved }
    var words =
      pushed <= first
      ? "sandwich"
      : pushed == shape.count
        ? "forward" : "forward to \(name(pushed))" + (isLeft ? ", then sandwich" : "")
    if spaces.count > 1 {
      words += " in the space of " + spaces.dropFirst().map(name).joined(separator: " and ")
    }
    return words
  }
}

extension Signal {
  /// "I", "z1", "f1", and "A" for the last one.
  fileprivate func shortName(in network: Network) -> String {
    switch self {
    case .input: "I"
    case .preactivation(let layer): "z\(layer)"
    case .activation(let layer): self == network.output ? "A" : "f\(layer)"
    }
  }
}
