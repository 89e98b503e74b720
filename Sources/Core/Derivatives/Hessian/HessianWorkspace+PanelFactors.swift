internal import LinearAlgebra

/// Forward in panels: G of each stage, and with it the factors of the terms, for some panels of the
/// level's components at a time. What is done to one panel does not depend on the others.
extension HessianWorkspace {
  /// Gᵀ of a signal, in panels.
  private enum Gradient {
    case identity
    case diagonal(UnsafePointer<Double>)
    case panels(UnsafePointer<Double>, pitch: Int)
  }

  /// Fills the factors of a level, and Gᵀ at the next one's place.
  func formPanelFactors(
    _ level: Segment, _ panels: PanelFactors, checkpoint: Checkpoint
  ) rethrows {
    if panels.isNextConstant { return }
    let workPerPanel = panels.weights * Double(InstructionSet.best.lanes)
    let stoppable = Int(
      min(Tuning.workPerTask / max(workPerPanel, 1), Double(Tuning.panelsPerTask)))
    let perTask = max(1, min(stoppable, (panels.count + threads - 1) / threads))
    let tasks = (panels.count + perTask - 1) / perTask
    let work = workPerPanel * Double(perTask)
    try ThreadPool.perform(tasks, lanes: threads, work: work, checkpoint: checkpoint) { task, _ in
      let range = task * perTask..<min((task + 1) * perTask, panels.count)
      var g = Gradient.identity
      for s in level.stages.lowerBound..<level.end {
        let isEnd = s == level.end - 1
        switch compiled.stages[s].kind {
        case .identity: break
        case .affine: g = affine(s, g, level, panels, range, isEnd: isEnd)
        case .flat: g = scaled(s, g, panels, range)
        case .curved: g = isEnd ? g : scaled(s, g, panels, range)
        case .coupled: g = centred(s, g, level, panels, range, isEnd: isEnd)
        }
      }
    }
  }

  private func affine(
    _ s: Int, _ g: Gradient, _ level: Segment, _ panels: PanelFactors, _ range: Range<Int>,
    isEnd: Bool
  ) -> Gradient {
    let kernels = InstructionSet.best
    let lanes = kernels.lanes
    let stage = compiled.stages + s
    let (inputs, outputs) = (stage.pointee.inputs, stage.pointee.outputs)
    var (out, pitch) = (spare(panels, beside: g), panels.gradientPitch)
    if isEnd {
      (out, pitch) = (panels.next, outputs * lanes)
    } else if compiled.stages[s + 1].kind == .curved {
      (out, pitch) = (panels.factors + compiled.stages[s + 1].factorOffset * lanes, panels.pitch)
    }
    switch g {
    case .identity:
      for i in range {
        (out + i * pitch).update(from: panels.first + i * outputs * lanes, count: outputs * lanes)
      }
    case .diagonal(let first):
      for i in range {
        kernels.scaleRows(
          panels.first + i * outputs * lanes, depth: outputs, by: first + i * lanes,
          height: level.width - i * lanes, into: out + i * pitch)
      }
    case .panels(let rows, let rowPitch):
      kernels.multiply(
        rows: outputs, panels: range.count, depth: inputs,
        .matrix(stage.pointee.chainWeights, stride: inputs),
        rows + range.lowerBound * rowPitch, pitch: rowPitch,
        into: out + range.lowerBound * pitch, row: lanes, panel: pitch)
    }
    return .panels(UnsafePointer(out), pitch: pitch)
  }

  /// D G, of neurons that act alone.
  private func scaled(
    _ s: Int, _ g: Gradient, _ panels: PanelFactors, _ range: Range<Int>
  ) -> Gradient {
    let (n, kernels) = (compiled.stages[s].outputs, InstructionSet.best)
    let first = UnsafePointer(compiled.stages[s].first)
    guard case .panels(let rows, let rowPitch) = g else { return .diagonal(first) }
    let (out, pitch) = (spare(panels, beside: g), panels.gradientPitch)
    kernels.scale(
      rows + range.lowerBound * rowPitch, pitch: rowPitch, count: range.count, depth: n, by: first,
      into: out + range.lowerBound * pitch, pitch: pitch)
    return .panels(UnsafePointer(out), pitch: pitch)
  }

  /// The factor G̃ of softmax, and D G.
  private func centred(
    _ s: Int, _ g: Gradient, _ level: Segment, _ panels: PanelFactors, _ range: Range<Int>,
    isEnd: Bool
  ) -> Gradient {
    let kernels = InstructionSet.best
    let lanes = kernels.lanes
    let stage = compiled.stages + s
    let n = stage.pointee.outputs
    let factor = panels.factors + stage.pointee.factorOffset * lanes
    for i in range {
      let out = factor + i * panels.pitch
      if case .panels(let rows, let pitch) = g {
        kernels.centre(
          rows + i * pitch, depth: n, weights: stage.pointee.first,
          largest: stage.pointee.largest, into: out)
      } else {
        out.update(repeating: 0, count: n * lanes)
        for r in 0..<min(lanes, n - i * lanes) { out[(i * lanes + r) * lanes + r] = 1 }
        kernels.centre(
          UnsafePointer(out), depth: n, weights: stage.pointee.first,
          largest: stage.pointee.largest, into: out)
      }
    }
    let centred = Gradient.panels(UnsafePointer(factor), pitch: panels.pitch)
    return isEnd || compiled.isLogarithm(s) ? centred : scaled(s, centred, panels, range)
  }

  /// Room for Gᵀ that is not the room it stands in.
  private func spare(
    _ panels: PanelFactors, beside g: Gradient
  ) -> UnsafeMutablePointer<Double> {
    if case .panels(let rows, _) = g, rows == UnsafePointer(panels.gradients.0) {
      return panels.gradients.1
    }
    return panels.gradients.0
  }
}
