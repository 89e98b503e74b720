/// The strategies to form the Hessians of a map, what each one costs, and the cheapest.
///
/// Counts alone decide, so the choice is the same on every machine.
///
///     let plan = HessianPlan(NetworkMap(network))
///     plan.chosen.cost.multiplyAdds
public struct HessianPlan: Sendable {
  public struct Candidate: Sendable {
    /// "sandwich", "sandwich in the space of z1", "forward", "forward to f2, then sandwich", ...: each
    /// strategy for a map has a name of its own.
    public let name: String
    public let cost: HessianCost
    let strategy: any HessianStrategy
  }

  /// One for each kind of strategy, and for each space: the best of the places to switch at.
  public let candidates: [Candidate]

  /// Where `candidates` has the cheapest that fits; nil when none does.
  public let chosenIndex: Int?

  /// Bytes that are held beside the strategy's own: copies of the result.
  private let besides: Double

  public var fits: Bool { chosenIndex != nil }

  /// The memory of the chosen one, with what is held beside it.
  public var bytes: Double { chosen.cost.bytes + besides }

  /// The cheapest that fits, or the one that needs the least memory.
  public var chosen: Candidate { candidates[chosenIndex ?? smallest] }

  private var smallest: Int {
    candidates.indices.min { candidates[$0].cost.bytes < candidates[$1].cost.bytes } ?? 0
  }

  /// - Parameters:
  ///   - outputs: how many outputs' Hessians; nil for all.
  ///   - limit: bytes that may be held at a time.
  ///   - copies: numbers that are held beside each entry of the result, such as its difference.
  public init(_ map: NetworkMap, outputs: Int? = nil, limit: Int = .max, copies: Int = 0) {
    self.init(MapShape(map), outputs: outputs, limit: limit, copies: copies)
  }

  init(_ shape: MapShape, outputs: Int?, limit: Int = .max, copies: Int = 0) {
    let counts = MapCounts(shape, outputs: outputs ?? shape.outputCount)
    var candidates: [Candidate] = []
    func list(_ strategy: any HessianStrategy) {
      candidates.append(
        Candidate(
          name: strategy.name(in: shape), cost: strategy.cost(counts), strategy: strategy))
    }
    for places in Self.spaces(shape) {
      list(LayerSum(places: places))
      // Switching makes a difference only behind a stage that is curved.
      let first = counts.nextCurved[places.last ?? 0]
      guard first < shape.count else { continue }
      list(Self.forward(to: shape.count, in: places, shape))
      // Behind the last weights there is nothing left to contract.
      let lastAffine = shape.last(shape.stages.indices) { $0 == .affine } ?? first
      let best = ((first + 1)..<max(lastAffine + 1, first + 1))
        .map { Self.forward(to: $0, in: places, shape) }
        .map { ($0, $0.cost(counts).rank) }.min { $0.1 < $1.1 }
      if let best { list(best.0) }
    }
    list(NestedForward())
    self.candidates = candidates
    let d = Double(shape.inputCount)
    let besides = 8 * Double(copies) * Double(outputs ?? shape.outputCount) * d * (d + 1) / 2
    self.besides = besides
    chosenIndex = candidates.indices.filter { candidates[$0].cost.bytes <= Double(limit) - besides }
      .min { candidates[$0].cost.rank < candidates[$1].cost.rank }
  }

  private static func forward(to end: Int, in places: [Int], _ shape: MapShape) -> LayerSum {
    LayerSum(
      places: places, pushed: end, isTogether: places.isEmpty && LayerSum.fitsTogether(shape))
  }

  /// None but the input; each pre-activation that is narrower than all before; two of them.
  private static func spaces(_ shape: MapShape) -> [[Int]] {
    // Behind the last curved stage there is nothing to form.
    guard let last = shape.last(shape.stages.indices, where: { $0.isCurved }) else { return [[]] }
    var narrow: [Int] = []
    for place in shape.widths.indices.dropFirst().dropLast()
    where place <= last && shape.stages[place - 1] == .affine
      && shape.widths[place] < shape.widths[narrow.last ?? 0]
    {
      narrow.append(place)
    }
    narrow = Array(narrow.prefix(Tuning.mostSpaces))
    let pairs = narrow.indices.flatMap { i in narrow[(i + 1)...].map { [narrow[i], $0] } }
    return [[]] + narrow.map { [$0] } + pairs
  }
}
