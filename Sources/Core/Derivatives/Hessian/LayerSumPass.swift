/// The passes of a `LayerSum` over one map.
final class LayerSumPass: HessianPass {
  private let compiled: CompiledMap
  private let adjoints: AdjointPass

  /// Few components in the last space: the terms of all outputs at once.
  private let pairs: PairwiseTerms?

  /// All other spaces: the terms of one output after the other, in blocks of rows.
  private let blocks: BlockTerms?

  /// The last space's S of each output, where it is not that of the input and `pairs` forms it.
  private let inner: Triangles?

  init(_ strategy: LayerSum, _ compiled: CompiledMap, _ outputs: [Int]) {
    self.compiled = compiled
    let (m, pushed) = (outputs.count, strategy.pushed)
    let work = strategy.multiplyAdds(compiled, outputs: m)
    let segments = zip([0] + strategy.places, strategy.places + [compiled.count]).map {
      Segment($0..<$1, pushed: $1 == compiled.count ? pushed : nil, of: compiled, outputs: m)
    }
    let last = segments[segments.count - 1]
    let inPairs =
      pushed != nil || LayerSum.formsPairs(compiled.shape, in: last.stages.lowerBound)
    adjoints = AdjointPass(compiled, outputs, segments, keptAt: pushed)
    let below = inPairs ? Array(segments.dropLast()) : segments
    blocks = below.isEmpty ? nil : BlockTerms(below, adjoints, compiled, work: work)
    pairs =
      inPairs
      ? PairwiseTerms(
        last, adjoints, compiled, work: work, mostRows: segments.map(\.width).max() ?? 0) : nil
    inner = inPairs && blocks != nil ? .allocate(capacity: max(m, 1)) : nil
    for k in 0..<(inner == nil ? 0 : m) {
      let room = compiled.arena.doubles(PackedSymmetric.count(order: last.width))
      inner.map { ($0 + k).initialize(to: room) }
    }
  }

  deinit { inner?.deallocate() }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = compiled.evaluate(at: x)
    try blocks?.formFactors(checkpoint: checkpoint)
    try pairs?.formFactors(checkpoint: checkpoint)
    try adjoints.form(checkpoint: checkpoint)
    try pairs?.form(into: inner ?? targets, checkpoint: checkpoint)
    if let blocks {
      return try blocks.form(inner, into: targets, checkpoint: checkpoint) && isFinite
    }
    return compiled.areFinite(targets, count: adjoints.outputCount) && isFinite
  }
}

/// The pass for few inputs: the value comes with the derivatives that are needed.
final class TogetherPass: HessianPass {
  private let compiled: CompiledMap
  private let forward: TaylorForwardPass
  private let adjoints: AdjointPass
  private let pairs: PairwiseTerms

  /// The second derivatives where the pushing ends, if they are among these.
  private let seconds: UnsafePointer<Double>?

  init(_ strategy: LayerSum, _ compiled: CompiledMap, _ outputs: [Int]) {
    let pushed = strategy.pushed
    let segment = Segment(
      0..<compiled.count, pushed: pushed, of: compiled, outputs: outputs.count)
    self.compiled = compiled
    forward = TaylorForwardPass(compiled, withSeconds: pushed != nil)
    adjoints = AdjointPass(compiled, outputs, [segment], keptAt: pushed)
    pairs = PairwiseTerms(
      segment, adjoints, compiled, work: strategy.multiplyAdds(compiled, outputs: outputs.count),
      isTogether: true, mostRows: segment.width)
    seconds = pushed.map(forward.seconds)
  }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = try forward.run(at: x, pairs, checkpoint: checkpoint)
    try adjoints.form(checkpoint: checkpoint)
    if let seconds {
      try checkpoint()
      pairs.formWhole(into: targets, seconds, stride: forward.stride)
    } else {
      try pairs.form(into: targets, checkpoint: checkpoint)
    }
    return compiled.areFinite(targets, count: adjoints.outputCount) && isFinite
  }
}
