internal import LinearAlgebra

/// The value, the first and the second derivatives carried forward together, for few inputs: what
/// `PushedForward` does, with each weight read once.
struct TaylorForward: HessianStrategy {
  /// The place along the map where the second derivatives end.
  let end: Int

  static func fits(_ shape: MapShape) -> Bool {
    TaylorForwardPass.rowCount(shape.inputCount, withSeconds: true) <= Tuning.mostRows
  }

  func name(in shape: MapShape) -> String { shape.forwardName(to: end) }

  func cost(_ counts: MapCounts) -> HessianCost {
    // B and what is made of it only where something is left to be contracted.
    let back = end < counts.shape.count ? counts.layers + 2 : 0
    var count = HessianCount(counts, calls: counts.layers + back)
    count.addPushing(in: 0, to: end)
    return count.total
  }

  func pass(_ compiled: CompiledMap, outputs: [Int]) -> any HessianPass {
    // A mistake in the weights is one of derivatives alone.
    compiled.hasOtherChainWeights
      ? PushedForward(end: end).pass(compiled, outputs: outputs)
      : TogetherPass(
        compiled, outputs, to: end, work: multiplyAdds(compiled, outputs: outputs.count))
  }
}

private final class TogetherPass: HessianPass {
  private let forward: TaylorForwardPass
  private let adjoints: AdjointPass
  private let pairs: PairwiseTerms
  private let seconds: UnsafePointer<Double>

  init(_ compiled: CompiledMap, _ outputs: [Int], to end: Int, work: Double) {
    let segment = Segment(0..<compiled.count, pushed: end, of: compiled, outputs: outputs.count)
    forward = TaylorForwardPass(compiled, withSeconds: true)
    adjoints = AdjointPass(compiled, outputs, [segment], keptAt: end)
    pairs = PairwiseTerms(segment, adjoints, compiled, work: work, isTogether: true)
    seconds = forward.seconds(end)
  }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = try forward.run(at: x, pairs, checkpoint: checkpoint)
    try adjoints.form(checkpoint: checkpoint)
    try checkpoint()
    pairs.formWhole(into: targets, seconds, stride: forward.stride)
    return pairs.areFinite(targets) && isFinite
  }
}
