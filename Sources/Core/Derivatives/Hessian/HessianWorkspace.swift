internal import LinearAlgebra
internal import Networks

/// Computes the Hessians of one map again and again, in storage allocated once.
///
///     let workspace = HessianWorkspace(map)
///     try workspace.evaluate(at: x, into: targets)      // one packed triangle for each output
///
/// Results are the same to the bit from run to run on one machine. On another one, with other kernels
/// of the linear algebra library or another number of processors, the last digits may differ.
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
  let levels: [Segment]

  /// Whether second derivatives are pushed forward in the last space.
  let isPushing: Bool

  /// B is needed down to this place.
  let lowest: Int

  /// Whether the last space's second derivatives are formed for all outputs at once.
  let formsPairs: Bool

  // MARK: Room

  /// Gᵀ, twice, each the last level × the widest signal, where pairs are formed.
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

  /// Where the value and the derivatives are carried forward together; and the second derivatives of
  /// the place where the pushing ends, if they are among them.
  let carried: TaylorForwardPass?
  var keptSecond: UnsafePointer<Double>?

  /// Wᵀ of stages where a product with few rows meets it; nil where W itself is as good.
  let transposes: [UnsafeMutablePointer<Double>?]

  /// The last space's second derivatives of each output, where they are formed in pairs and carried
  /// to the input from there.
  let inner: UnsafeMutablePointer<UnsafeMutablePointer<Double>>

  /// Whether every entry of an output's result is finite.
  let areFinite: UnsafeMutablePointer<Bool>

  /// What each processor needs of its own.
  let lanes: [WorkerScratch]
  let chunkRows: Int
  var threads: Int { lanes.count }

  /// Of all that is formed, by the counts of the plan.
  let multiplyAdds: Double

  /// Whether each processor forms the blocks of an output of its own, or all of them those of one.
  let sharesOutputs: Bool

  /// - Parameters:
  ///   - outputs: the outputs k, counted from 0; nil for all.
  ///   - way: how; the plan's choice when nil.
  /// - Precondition: outputs that exist.
  public init(_ rule: ChainRule, outputs chosen: [Int]? = nil, way: HessianWay? = nil) {
    let compiled = CompiledMap(rule)
    let shape = compiled.shape
    let outputs = chosen ?? Array(0..<shape.outputCount)
    precondition(outputs.allSatisfy { $0 >= 0 && $0 < shape.outputCount })
    let way = way ?? HessianPlan(rule.map, outputs: outputs.count).chosen.way
    let counter = HessianCounter(shape, outputs: outputs.count)
    (self.compiled, self.outputs, self.way) = (compiled, outputs, way)

    let m = outputs.count
    let first = shape.first(way.last..<shape.count) { $0.isCurved } ?? shape.count
    let isPushing = way.pushed > first
    self.isPushing = isPushing
    let formsPairs = counter.formsPairs(way)
    self.formsPairs = formsPairs
    let ends = Array(way.spaces.dropFirst()) + [shape.count]
    let levels = zip(way.spaces, ends).map { start, end in
      Segment(
        start..<end, isLast: end == shape.count, pushed: isPushing ? way.pushed : 0,
        formsPairs: formsPairs, of: compiled, outputs: m)
    }
    self.levels = levels
    let terms = shape.stages.indices.filter {
      shape.stages[$0].isCurved && !(isPushing && $0 < way.pushed && $0 >= way.last)
    }
    lowest = min(terms.first ?? shape.count, isPushing ? way.pushed : shape.count)

    let arena = compiled.arena
    let widest = shape.widths.max() ?? 0
    let level = levels[levels.count - 1]
    let gradientCount = (way.isNested ? shape.inputCount : formsPairs ? level.width : 0) * widest
    gradients = (arena.doubles(gradientCount), arena.doubles(gradientCount))
    rows = (arena.doubles(m * widest), arena.doubles(m * widest))
    columns = arena.doubles(formsPairs ? m * level.neurons : 0)
    selectedScale = arena.doubles(m)
    selectedCoefficients = arena.doubles(m)
    keptRows = arena.doubles(isPushing ? m * shape.widths[way.pushed] : 0)
    keptScale = arena.doubles(m)

    let pairs = PackedSymmetric.count(order: level.width)
    areFinite = .allocate(capacity: max(m, 1))
    areFinite.initialize(repeating: true, count: max(m, 1))
    inner = .allocate(capacity: max(m, 1))
    for k in 0..<m {
      (inner + k).initialize(to: arena.doubles(levels.count > 1 && formsPairs ? pairs : 0))
    }
    // A mistake in the weights is one of derivatives alone.
    let carriesAll = counter.carriesAll(way) && !compiled.hasOtherChainWeights
    let carriesFirst =
      formsPairs && levels.count == 1 && !isPushing && !way.isNested
      && !compiled.hasOtherChainWeights && shape.inputCount < Tuning.mostFirstRows
    carried =
      carriesAll || carriesFirst ? TaylorForwardPass(compiled, withSeconds: carriesAll) : nil
    let perPair = max(1, level.terms.count + m + (isPushing ? 2 * widest : 0))
    let chunkRows =
      way.isNested
      ? shape.inputCount
      : carriesAll
        ? pairs
        : max(
          1, min(pairs, Tuning.chunkEntries / perPair, Tuning.chunkResults / (perPair * max(m, 1))))
    self.chunkRows = chunkRows

    multiplyAdds = counter.cost(way).multiplyAdds
    let threads = multiplyAdds < Tuning.fewestShared || carriesAll ? 1 : BLAS.threadCount
    // Where one output takes long, the work must stop between its blocks, so that it can be stopped.
    let sharesOutputs = multiplyAdds <= Tuning.mostPerOutput * Double(m) && m >= threads
    self.sharesOutputs = sharesOutputs
    let forms = WorkerScratch.Forms(
      pairs: formsPairs || way.isNested ? chunkRows : 0, outputs: m,
      pushed: isPushing || way.isNested ? widest : 0,
      blocks: levels.count > 1 || !formsPairs ? shape.inputCount : 0)
    lanes = (0..<threads).map { index in
      WorkerScratch(
        forms, levels, widest: widest, holdsOutputs: sharesOutputs || index == 0, in: arena)
    }

    transposes =
      carriesAll
      ? [] : Self.transposes(compiled, way, levels, isPushing: isPushing)
  }

  deinit {
    inner.deallocate()
    areFinite.deallocate()
  }
}
