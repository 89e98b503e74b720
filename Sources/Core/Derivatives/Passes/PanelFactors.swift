internal import CKernels

/// Forward in panels: G of each stage, and with it the factors of the terms, for some panels of the
/// segment's components at a time. What is done to one panel does not depend on the others.
final class PanelFactors: FactorWalk {
  let compiled: CompiledMap
  let segment: Segment
  private let threads: Int

  /// How many panels the segment's components fill.
  let count: Int

  /// G̃ᵀ: [panel][neuron][lane], with the pitch of all neurons.
  let factors: UnsafeMutablePointer<Double>
  let factorPitch: Int

  /// The first weights, transposed: [panel][output][lane]; behind a scaling in front, those behind it.
  private let firstWeights: UnsafeMutablePointer<Double>
  private let leadingScaling: Int?

  /// Gᵀ at the next segment's place, [panel][component there][lane]: the first weights themselves where
  /// nothing else lies between.
  let next: UnsafeMutablePointer<Double>
  let isNextConstant: Bool

  /// The number of weights that each component meets on the way.
  let weights: Double

  /// Room for Gᵀ, twice: [panel][component][lane], with the pitch of the widest signal. So a panel has
  /// a place of its own whatever the stage: processors are not at the same stage at the same time.
  let gradients: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  let gradientPitch: Int

  init(_ segment: Segment, of compiled: CompiledMap, threads: Int) {
    (self.compiled, self.segment, self.threads) = (compiled, segment, threads)
    let (stages, width, end) = (segment.stages, segment.width, segment.end)
    let isLast = stages.upperBound == compiled.count
    let (panels, shape, arena) = (InstructionSet.best, compiled.shape, compiled.arena)
    count = panels.count(width)
    factorPitch = segment.neurons * panels.lanes
    factors = arena.doubles(count * factorPitch)
    isNextConstant =
      !isLast && stages.count == 1 && shape.stages[stages.lowerBound] == .affine
    weights = (stages.lowerBound..<end).reduce(0) {
      $0 + (shape.stages[$1] == .affine ? shape.multiplyAdds($1) : 0)
    }
    let room = count * panels.lanes
    let scaling = shape.leadingScaling(stages.lowerBound..<end)
    leadingScaling = scaling
    if let s = shape.first(
      (scaling.map { $0 + 1 } ?? stages.lowerBound)..<end, where: { $0 == .affine })
    {
      let stage = compiled.stages[s]
      firstWeights = arena.doubles(room * stage.outputs)
      panels.kernels.pack(
        stage.inputs, stage.outputs, stage.chainWeights, 1, stage.inputs, firstWeights,
        stage.outputs * panels.lanes)
    } else {
      firstWeights = arena.doubles(0)
    }
    next =
      isNextConstant
      ? firstWeights : arena.doubles(isLast ? 0 : room * shape.widths[stages.upperBound])
    // Behind one stage alone there is no G to carry on.
    let widest = end - stages.lowerBound > 1 ? shape.widths[stages.lowerBound...end].max() ?? 0 : 0
    gradientPitch = widest * panels.lanes
    gradients = (arena.doubles(room * widest), arena.doubles(room * widest))
  }

  /// Fills the factors, and Gᵀ at the next segment's place.
  func form(checkpoint: Checkpoint) rethrows {
    if isNextConstant { return }
    let workPerPanel = weights * Double(InstructionSet.best.lanes)
    let stoppable = Int(
      clamping:
        min(Tuning.workPerTask / max(workPerPanel, 1), Double(Tuning.panelsPerTask)))
    let perTask = max(1, min(stoppable, (count + threads - 1) / threads))
    let tasks = (count + perTask - 1) / perTask
    let work = workPerPanel * Double(perTask)
    try ThreadPool.perform(tasks, lanes: threads, work: work, checkpoint: checkpoint) { task, _ in
      walk(task * perTask..<min((task + 1) * perTask, count), checkpoint: {})
    }
  }

  func affine(
    _ s: Int, _ g: CarriedGradient, _ range: Range<Int>, isEnd: Bool
  ) -> CarriedGradient {
    let kernels = InstructionSet.best
    let lanes = kernels.lanes
    let stage = compiled.stages + s
    let (inputs, outputs) = (stage.pointee.inputs, stage.pointee.outputs)
    var (out, pitch) = (spare(beside: g), gradientPitch)
    if isEnd {
      (out, pitch) = (next, outputs * lanes)
    } else if compiled.stages[s + 1].kind == .curved {
      (out, pitch) = (factors + compiled.stages[s + 1].factorOffset * lanes, factorPitch)
    }
    if s == leadingScaling, let structured = stage.pointee.structured {
      return .diagonal(structured.diagonal)
    }
    switch g {
    case .identity:
      for i in range {
        (out + i * pitch).update(from: firstWeights + i * outputs * lanes, count: outputs * lanes)
      }
    case .diagonal(let first):
      for i in range {
        kernels.scaleRows(
          firstWeights + i * outputs * lanes, depth: outputs, by: first + i * lanes,
          height: segment.width - i * lanes, into: out + i * pitch)
      }
    case .stored(let rows, let rowPitch):
      if let structured = stage.pointee.structured {
        structured.multiplyPanels(
          range.count, rows + range.lowerBound * rowPitch, pitch: rowPitch,
          into: out + range.lowerBound * pitch, pitch: pitch)
        break
      }
      kernels.kernels.multiply_matrix(
        outputs, range.count, inputs, stage.pointee.chainWeights, inputs,
        rows + range.lowerBound * rowPitch, rowPitch, out + range.lowerBound * pitch, lanes, pitch,
        false)
    }
    return .stored(UnsafePointer(out), pitch: pitch)
  }

  func scaled(_ s: Int, _ g: CarriedGradient, _ range: Range<Int>) -> CarriedGradient {
    let n = compiled.stages[s].outputs
    let first = UnsafePointer(compiled.stages[s].first)
    guard case .stored(let rows, let rowPitch) = g else { return .diagonal(first) }
    let (out, pitch) = (spare(beside: g), gradientPitch)
    InstructionSet.best.kernels.scale_columns(
      range.count, n, first, rows + range.lowerBound * rowPitch, rowPitch,
      out + range.lowerBound * pitch, pitch)
    return .stored(UnsafePointer(out), pitch: pitch)
  }

  func centred(_ s: Int, _ g: CarriedGradient, _ range: Range<Int>) -> CarriedGradient {
    let kernels = InstructionSet.best
    let lanes = kernels.lanes
    let stage = compiled.stages + s
    let n = stage.pointee.outputs
    let factor = factors + stage.pointee.factorOffset * lanes
    for i in range {
      let out = factor + i * factorPitch
      var from = UnsafePointer(out)
      if case .stored(let rows, let pitch) = g {
        from = rows + i * pitch
      } else {
        out.update(repeating: 0, count: n * lanes)
        for r in 0..<min(lanes, n - i * lanes) { out[(i * lanes + r) * lanes + r] = 1 }
      }
      kernels.centre(
        from, depth: n, weights: stage.pointee.first, largest: stage.pointee.largest, into: out)
    }
    return .stored(UnsafePointer(factor), pitch: factorPitch)
  }
}
