internal import LinearAlgebra

/// Second derivatives with respect to a narrow signal v_c on the way, carried to the input through the
/// spaces before it:
///
///     H_k = G_cᵀ S_k G_c + Σ_{l below c} G̃_lᵀ diag(c_kl) G̃_l,   S_k = ∂²to_k/∂v_c²
///
/// S in the last space is what `Sandwich` or `PushedForward` make it.
struct NarrowSpaces: HessianStrategy {
  /// Places along the map, each behind the one before it, and narrower where that is to pay.
  let places: [Int]

  /// Where second derivatives are pushed to in the last space; nil for its terms alone.
  var pushed: Int?

  private var last: Int { places[places.count - 1] }

  func name(in shape: MapShape) -> String {
    (pushed.map(shape.forwardName) ?? "sandwich") + " in the space of "
      + places.map { shape.names[$0] }.joined(separator: " and ")
  }

  func cost(_ counts: MapCounts) -> HessianCost {
    var count = HessianCount(counts, calls: 3 * counts.layers + 2)
    for (start, next) in zip([0] + places, places) { count.addChange(from: start, to: next) }
    if let pushed {
      count.addPushing(in: last, to: pushed)
    } else {
      count.addFactors(in: last)
      count.addTerms(
        in: last, from: last, inPairs: Sandwich.formsPairs(counts.shape, in: last))
    }
    return count.total
  }

  func pass(_ compiled: CompiledMap, outputs: [Int]) -> any HessianPass {
    NarrowSpacesPass(
      compiled, outputs, places, pushed: pushed,
      work: multiplyAdds(compiled, outputs: outputs.count))
  }
}

extension HessianCount {
  /// The terms between two spaces, and the way from one to the other.
  fileprivate mutating func addChange(from start: Int, to next: Int) {
    let (m, w, n) = (Double(counts.outputs), counts.width(start), counts.width(next))
    let neurons = counts.curved[next] - counts.curved[start]
    cost.products += w * counts.chain(start, next) + m * neurons * counts.blocks(w)
    cost.products += m * (n * n * w + n * counts.blocks(w))
    cost.rows += m * neurons * w
    cost.workBytes += 8 * (w * neurons + m * neurons + 2 * w * n + n * n)
    if counts.nextCurved[start] < next { lowest = min(lowest, counts.nextCurved[start]) }
  }
}

private final class NarrowSpacesPass: HessianPass {
  private let compiled: CompiledMap
  private let adjoints: AdjointPass
  private let blocks: BlockTerms

  /// The last space's S of each output, where all of them are formed at once.
  private let inner: (pairs: PairwiseTerms, triangles: Triangles)?

  init(
    _ compiled: CompiledMap, _ outputs: [Int], _ places: [Int], pushed: Int?, work: Double
  ) {
    self.compiled = compiled
    let (m, spaces) = (outputs.count, [0] + places)
    let segments = zip(spaces, places + [compiled.count]).map { start, end in
      Segment(
        start..<end, pushed: end == compiled.count ? pushed : nil, of: compiled, outputs: m)
    }
    adjoints = AdjointPass(compiled, outputs, segments, keptAt: pushed)
    let last = segments[segments.count - 1]
    guard pushed != nil || Sandwich.formsPairs(compiled.shape, in: last.stages.lowerBound) else {
      blocks = BlockTerms(segments, adjoints, compiled, work: work)
      inner = nil
      return
    }
    blocks = BlockTerms(Array(segments.dropLast()), adjoints, compiled, work: work)
    let triangles = Triangles.allocate(capacity: max(m, 1))
    for k in 0..<m {
      (triangles + k).initialize(
        to: compiled.arena.doubles(PackedSymmetric.count(order: last.width)))
    }
    inner = (
      PairwiseTerms(
        last, adjoints, compiled, work: work, mostRows: segments.map(\.width).max()),
      triangles
    )
  }

  deinit { inner?.triangles.deallocate() }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = compiled.evaluate(at: x)
    try blocks.formFactors(checkpoint: checkpoint)
    try inner?.pairs.formFactors(checkpoint: checkpoint)
    try adjoints.form(checkpoint: checkpoint)
    if let inner { try inner.pairs.form(into: inner.triangles, checkpoint: checkpoint) }
    return try blocks.form(inner?.triangles, into: targets, checkpoint: checkpoint) && isFinite
  }
}
