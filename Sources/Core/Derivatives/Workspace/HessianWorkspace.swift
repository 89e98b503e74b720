/// Computes the Hessians of one map again and again, in storage allocated once.
///
///     let workspace = HessianWorkspace(map)
///     try workspace.evaluate(at: x, into: targets)      // one packed triangle for each output
///
/// - Complexity: that of the plan's chosen way.
public final class HessianWorkspace {
  let compiled: CompiledMap
  let way: HessianWay

  /// The outputs asked for, counted from 0.
  let outputs: [Int]
  var outputCount: Int { outputs.count }
  var inputCount: Int { compiled.inputCount }

  /// One for each space of the way.
  let levels: [HessianLevel]

  /// Whether second derivatives are pushed forward in the last space.
  let isPushing: Bool

  /// B is needed down to this place.
  let lowest: Int

  /// Whether the last space's second derivatives are formed for all outputs at once.
  let formsPairs: Bool

  // MARK: Room

  /// Gᵀ, twice, each the widest level × the widest signal.
  let gradients: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

  /// B, twice, each outputs × the widest signal.
  let rows: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

  /// The last level's c_k as columns: neurons × outputs.
  let columns: UnsafeMutablePointer<Double>

  /// B as it is selected: the scale of each output's row of the identity.
  let selectedScale: UnsafeMutablePointer<Double>

  /// c of each output's own neuron in the last activation, when `selectedStage` says so.
  let selectedCoefficients: UnsafeMutablePointer<Double>
  var selectedStage: Int?

  /// Bᵀ where the pushing ends, components × outputs; or the scale of the rows selected there.
  let keptRows: UnsafeMutablePointer<Double>
  let keptScale: UnsafeMutablePointer<Double>
  var keptIsSelected = false

  /// Wᵀ of stages where a product with few rows meets it; nil where W itself is as good.
  private let transposes: [UnsafeMutablePointer<Double>?]

  /// The last space's second derivatives of each output, where they are formed in pairs and carried
  /// to the input from there.
  let inner: UnsafeMutablePointer<UnsafeMutablePointer<Double>>

  /// Whether every entry of an output's result is finite.
  let areFinite: UnsafeMutablePointer<Bool>

  /// What each processor needs of its own.
  let lanes: [Lane]
  let pairLanes: Int
  let chunkRows: Int
  let blockThreads: Int

  struct Lane {
    /// Products of pairs of columns, pairs × neurons.
    var table: UnsafeMutablePointer<Double>

    /// Pairs × outputs.
    var pairResults: UnsafeMutablePointer<Double>

    /// Pairs × the widest signal, twice, and one row of it.
    var pushed: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
    var row: UnsafeMutablePointer<Double>

    /// S of each space but the first, its square.
    var squares: [UnsafeMutablePointer<Double>]

    /// Gᵀ S.
    var product: UnsafeMutablePointer<Double>

    /// A block of rows scaled by the coefficients, and of the result.
    var scaled: UnsafeMutablePointer<Double>
    var block: UnsafeMutablePointer<Double>
  }

  /// - Parameters:
  ///   - outputs: the outputs k, counted from 0; nil for all.
  ///   - way: how; the plan's choice when nil.
  /// - Precondition: outputs that exist.
  public init(_ map: NetworkMap, outputs chosen: [Int]? = nil, way: HessianWay? = nil) {
    let compiled = CompiledMap(map)
    let shape = compiled.shape
    let outputs = chosen ?? Array(0..<shape.outputCount)
    precondition(outputs.allSatisfy { $0 >= 0 && $0 < shape.outputCount })
    let way = way ?? HessianPlan(map, outputs: outputs.count).chosen.way
    let counter = HessianCounter(shape, outputs: outputs.count)
    (self.compiled, self.outputs, self.way) = (compiled, outputs, way)

    let m = outputs.count
    let first = shape.first(way.last..<shape.count) { $0.isCurved } ?? shape.count
    let isPushing = way.pushed > first
    self.isPushing = isPushing
    formsPairs = counter.formsPairs(way)
    let ends = Array(way.spaces.dropFirst()) + [shape.count]
    let levels = zip(way.spaces, ends).map { start, end in
      HessianLevel(
        start..<end, isLast: end == shape.count, pushed: isPushing ? way.pushed : 0, of: compiled,
        outputs: m)
    }
    self.levels = levels
    let terms = shape.stages.indices.filter {
      shape.stages[$0].isCurved && !(isPushing && $0 < way.pushed && $0 >= way.last)
    }
    lowest = min(terms.first ?? shape.count, isPushing ? way.pushed : shape.count)

    let scratch = compiled.scratch
    let widest = shape.widths.max() ?? 0
    let level = levels[levels.count - 1]
    let needsGradients = levels.contains { $0.end - $0.stages.lowerBound > 1 } || way.isNested
    let widestLevel = levels.map { $0.end - $0.stages.lowerBound > 1 ? $0.width : 0 }.max() ?? 0
    let gradientCount =
      needsGradients ? max(widestLevel, way.isNested ? shape.inputCount : 0) * widest : 0
    gradients = (scratch.doubles(gradientCount), scratch.doubles(gradientCount))
    rows = (scratch.doubles(m * widest), scratch.doubles(m * widest))
    columns = scratch.doubles(formsPairs ? m * level.neurons : 0)
    selectedScale = scratch.doubles(m)
    selectedCoefficients = scratch.doubles(m)
    keptRows = scratch.doubles(isPushing ? m * shape.widths[way.pushed] : 0)
    keptScale = scratch.doubles(m)

    let pairs = PackedSymmetric.count(order: level.width)
    areFinite = .allocate(capacity: max(m, 1))
    areFinite.initialize(repeating: true, count: max(m, 1))
    inner = .allocate(capacity: max(m, 1))
    for k in 0..<m {
      (inner + k).initialize(to: scratch.doubles(levels.count > 1 && formsPairs ? pairs : 0))
    }
    let perPair = max(1, level.terms.count + m + (isPushing ? 2 * widest : 0))
    let chunkRows =
      way.isNested
      ? shape.inputCount : max(1, min(pairs, 32_768 / perPair, 1_000_000 / (perPair * m)))
    self.chunkRows = chunkRows

    let work = counter.cost(way).multiplyAdds
    let threads = work < 8e6 ? 1 : BLAS.threadCount
    // Where one output takes long, the work must stop between its blocks, so that it can be stopped.
    let blockLanes = work > 1e9 * Double(m) ? 1 : max(1, min(threads, m))
    pairLanes = threads
    blockThreads = blockLanes > 1 ? 1 : BLAS.threadCount
    let usesBlocks = levels.count > 1 || !formsPairs
    let pairsCount = formsPairs || way.isNested ? chunkRows : 0
    lanes = (0..<max(threads, 1)).map { index in
      let blocks = usesBlocks && index < blockLanes ? 1 : 0
      let pushed = isPushing || way.isNested ? pairsCount * widest : 0
      return Lane(
        table: scratch.doubles(pairsCount * level.terms.count),
        pairResults: scratch.doubles(pairsCount * m),
        pushed: (scratch.doubles(pushed), scratch.doubles(pushed)), row: scratch.doubles(widest),
        squares: levels.indices.map {
          scratch.doubles($0 == 0 ? 0 : blocks * levels[$0].width * levels[$0].width)
        },
        product: scratch.doubles(
          blocks * (zip(levels, levels.dropFirst()).map { $0.width * $1.width }.max() ?? 0)),
        scaled: scratch.doubles(blocks * Self.blockRows * (levels.map(\.terms.count).max() ?? 0)),
        block: scratch.doubles(blocks * Self.blockRows * shape.inputCount))
    }
    self.blockLanes = blockLanes

    // Where a product has few rows the library is fast only with W stored the other way.
    let mostRows =
      way.isNested ? shape.inputCount : isPushing ? .max : levels.map(\.width).max() ?? 0
    transposes = shape.stages.indices.map { s in
      guard shape.stages[s] == .affine, mostRows <= 64 || isPushing,
        s < (levels.map(\.end).max() ?? 0) || isPushing && s < way.pushed || way.isNested
      else { return nil }
      let (inputs, neurons) = (compiled.stages[s].inputs, compiled.stages[s].outputs)
      let room = scratch.doubles(inputs * neurons)
      for q in 0..<neurons {
        for i in 0..<inputs {
          room[i * neurons + q] = compiled.stages[s].chainWeights[q * inputs + i]
        }
      }
      return room
    }
  }

  let blockLanes: Int

  deinit {
    inner.deallocate()
    areFinite.deallocate()
  }

  /// H of every output at x, each a packed triangle of inputs(inputs + 1)/2 entries.
  ///
  /// - Returns: Whether all of it is finite. Where it is not, an output may have met neurons that it
  ///   does not depend on; `NetworkMap.hessian(at:)` keeps those apart.
  /// - Precondition: x has a value for each input; one target for each output, with room for its
  ///   triangle.
  @discardableResult
  public func evaluate(
    at x: UnsafePointer<Double>,
    into targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>, checkpoint: Checkpoint = {}
  ) throws -> Bool {
    let isFinite = compiled.evaluate(at: x)
    if way.isNested {
      try formNested(targets, checkpoint: checkpoint)
      checkFinite(targets)
    } else {
      for index in levels.indices { try formFactors(index, checkpoint: checkpoint) }
      try formCoefficients(checkpoint: checkpoint)
      try formTargets(targets, checkpoint: checkpoint)
    }
    var allFinite = isFinite
    for k in 0..<outputCount { allFinite = allFinite && areFinite[k] }
    return allFinite
  }

  private func checkFinite(_ targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>) {
    let count = PackedSymmetric.count(order: inputCount)
    for k in 0..<outputCount { areFinite[k] = RowOperations.isFinite(targets[k], count: count) }
  }

  private func formTargets(
    _ targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>, checkpoint: Checkpoint
  ) rethrows {
    if formsPairs {
      if levels.count == 1 {
        try formPairs(targets, checkpoint: checkpoint)
        return checkFinite(targets)
      }
      try formPairs(inner, checkpoint: checkpoint)
    }
    if blockLanes == 1 {
      for k in 0..<outputCount {
        try formBlocks(
          k, lanes[0], inner: formsPairs ? UnsafePointer(inner[k]) : nil, into: targets[k],
          checkpoint: checkpoint)
      }
      return
    }
    try Parallel.perform(outputCount, lanes: blockLanes, perLane: 1, checkpoint: checkpoint) {
      k, lane in
      formBlocks(
        k, lanes[lane], inner: formsPairs ? UnsafePointer(inner[k]) : nil, into: targets[k],
        checkpoint: {})
    }
  }

  /// Wᵀ of an affine stage, inputs × outputs.
  func transposedWeights(_ s: Int) -> BLAS.Operand {
    if let transpose = transposes[s] {
      return BLAS.Operand(transpose, stride: compiled.stages[s].outputs)
    }
    return BLAS.Operand(
      compiled.stages[s].chainWeights, stride: compiled.stages[s].inputs, isTransposed: true)
  }
}
