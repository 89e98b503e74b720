internal import LinearAlgebra

/// Second derivatives pushed forward, ∂²z_l = W_l (σ′ ∂²z_{l−1} + σ″ g gᵀ), packed and for all pairs of
/// components, and contracted with B at some place; each layer above it adds its term.
struct PushedForward: HessianStrategy {
  /// The place along the map where the pushing ends: behind a stage that is curved.
  let end: Int

  func name(in shape: MapShape) -> String { shape.forwardName(to: end) }

  func cost(_ counts: MapCounts) -> HessianCost {
    var count = HessianCount(counts, calls: 3 * counts.layers + 2)
    count.addPushing(in: 0, to: end)
    return count.total
  }

  func pass(_ compiled: CompiledMap, outputs: [Int]) -> any HessianPass {
    PushedForwardPass(
      compiled, outputs, to: end, work: multiplyAdds(compiled, outputs: outputs.count))
  }
}

extension MapShape {
  /// "forward", "forward to f2, then sandwich".
  func forwardName(to end: Int) -> String {
    if end == count { return "forward" }
    let isLeft = first(end..<count) { $0.isCurved } != nil
    return "forward to \(names[end])" + (isLeft ? ", then sandwich" : "")
  }
}

extension HessianCount {
  /// Second derivatives with respect to the signal at `space`, pushed to a place, and the terms behind.
  mutating func addPushing(in space: Int, to place: Int) {
    let (m, shape, first) = (Double(counts.outputs), counts.shape, counts.nextCurved[space])
    let pairs = counts.triangle(counts.width(space))
    addFactors(in: space)
    cost.products += pairs * (counts.weights[place] - counts.weights[first])
    cost.rows += 3 * pairs * (counts.curved[place] - counts.curved[first])
    let isDense =
      place <= (counts.lastAffine ?? -1) || shape.stages[place...].contains(.coupled)
    if isDense {
      cost.products += m * counts.width(place) * pairs
      cost.rows += m * counts.width(place)
    }
    lowest = min(lowest, place)
    addTerms(in: space, from: place, inPairs: true)
  }
}

private final class PushedForwardPass: HessianPass {
  private let compiled: CompiledMap
  private let adjoints: AdjointPass
  private let pairs: PairwiseTerms

  init(_ compiled: CompiledMap, _ outputs: [Int], to end: Int, work: Double) {
    let segment = Segment(0..<compiled.count, pushed: end, of: compiled, outputs: outputs.count)
    self.compiled = compiled
    adjoints = AdjointPass(compiled, outputs, [segment], keptAt: end)
    pairs = PairwiseTerms(segment, adjoints, compiled, work: work)
  }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = compiled.evaluate(at: x)
    try pairs.formFactors(checkpoint: checkpoint)
    try adjoints.form(checkpoint: checkpoint)
    try pairs.form(into: targets, checkpoint: checkpoint)
    return pairs.areFinite(targets) && isFinite
  }
}
