internal import LinearAlgebra

/// The sum over the layers, H_k = Σ_l G̃_lᵀ diag(c_kl) G̃_l: G forward, B backward, and a product from
/// both sides for each layer.
struct Sandwich: HessianStrategy {
  func name(in shape: MapShape) -> String { "sandwich" }

  func cost(_ counts: MapCounts) -> HessianCost {
    var count = HessianCount(counts, calls: 3 * counts.layers + 2)
    count.addFactors(in: 0)
    count.addTerms(in: 0, from: 0, inPairs: Self.formsPairs(counts.shape, in: 0))
    return count.total
  }

  /// Whether the terms are contracted for all outputs at once, over products of pairs of columns, and
  /// not for one output after the other.
  static func formsPairs(_ shape: MapShape, in space: Int) -> Bool {
    shape.widths[space] <= Tuning.widestForPairs
  }

  func pass(_ compiled: CompiledMap, outputs: [Int]) -> any HessianPass {
    let work = multiplyAdds(compiled, outputs: outputs.count)
    return Self.formsPairs(compiled.shape, in: 0)
      ? PairedSandwich(compiled, outputs, work: work)
      : BlockedSandwich(compiled, outputs, work: work)
  }
}

extension HessianCount {
  /// G of the signal at a place, up to the last stage that is curved.
  mutating func addFactors(in space: Int) {
    let end = counts.shape.count
    cost.products += counts.width(space) * counts.chain(space, counts.lastCurved[end] + 1)
  }

  /// The terms of the stages from a place on, with respect to the signal at `space`.
  mutating func addTerms(in space: Int, from place: Int, inPairs: Bool) {
    let (m, end) = (Double(counts.outputs), counts.shape.count)
    let (w, pairs) = (counts.width(space), counts.triangle(counts.width(space)))
    lowest = min(lowest, counts.nextCurved[place])
    let all = counts.curved[end] - counts.curved[place]
    var neurons = all
    // The last activation touches an output each, where nothing couples them.
    if end > place, counts.shape.stages[end - 1] == .curved {
      neurons -= counts.width(end)
      cost.rows += 2 * m * pairs
    }
    cost.products += m * neurons * (inPairs ? pairs : counts.blocks(w))
    cost.rows += inPairs ? neurons * pairs : m * neurons * w
    let kept = w * (counts.curved[end] - counts.curved[space]) + m * all
    cost.workBytes += 8 * (kept + 2 * w * counts.widest + counts.chunkBytes)
  }
}

/// Few components: the terms of all outputs at once.
private final class PairedSandwich: HessianPass {
  private let compiled: CompiledMap
  private let adjoints: AdjointPass
  private let pairs: PairwiseTerms

  /// The values with G, where there are so few inputs that they are taken together.
  private let together: TaylorForwardPass?

  init(_ compiled: CompiledMap, _ outputs: [Int], work: Double) {
    let segment = Segment(0..<compiled.count, of: compiled, outputs: outputs.count)
    let isTogether =
      !compiled.hasOtherChainWeights && compiled.inputCount < Tuning.mostFirstRows
    self.compiled = compiled
    together = isTogether ? TaylorForwardPass(compiled, withSeconds: false) : nil
    adjoints = AdjointPass(compiled, outputs, [segment])
    pairs = PairwiseTerms(segment, adjoints, compiled, work: work, isTogether: isTogether)
  }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite =
      try together?.run(at: x, pairs, checkpoint: checkpoint) ?? compiled.evaluate(at: x)
    try pairs.formFactors(checkpoint: checkpoint)
    try adjoints.form(checkpoint: checkpoint)
    try pairs.form(into: targets, checkpoint: checkpoint)
    return pairs.areFinite(targets) && isFinite
  }
}

/// Many components: the terms of one output after the other, in blocks of rows.
private final class BlockedSandwich: HessianPass {
  private let compiled: CompiledMap
  private let adjoints: AdjointPass
  private let blocks: BlockTerms

  init(_ compiled: CompiledMap, _ outputs: [Int], work: Double) {
    let segment = Segment(0..<compiled.count, of: compiled, outputs: outputs.count)
    self.compiled = compiled
    adjoints = AdjointPass(compiled, outputs, [segment])
    blocks = BlockTerms([segment], adjoints, compiled, work: work)
  }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = compiled.evaluate(at: x)
    try blocks.formFactors(checkpoint: checkpoint)
    try adjoints.form(checkpoint: checkpoint)
    return try blocks.form(into: targets, checkpoint: checkpoint) && isFinite
  }
}
