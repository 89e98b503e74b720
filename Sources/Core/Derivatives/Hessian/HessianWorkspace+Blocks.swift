internal import LinearAlgebra

/// Terms and changes of space for one output after the other, in panels, a block of rows at a time.
extension HessianWorkspace {
  /// H of output k from the second derivatives in the last space: those of `inner`, or, where there
  /// are none, of the terms there.
  ///
  /// - Parameter helpers: the lanes that share the rows out; the first one has room for the output.
  func formBlocks(
    _ k: Int, _ helpers: Range<Int>, inner: UnsafePointer<Double>?,
    into target: UnsafeMutablePointer<Double>, checkpoint: Checkpoint
  ) rethrows {
    let last = levels.count - 1
    let own = lanes[helpers.lowerBound]
    var above: UnsafePointer<Double>?
    if let inner {
      let (square, width) = (own.squares[last], levels[last].width)
      unpack(inner, order: width, stride: InstructionSet.best.room(width), into: square)
      above = UnsafePointer(square)
    }
    let first = inner == nil ? last : last - 1
    for index in stride(from: first, through: 0, by: -1) {
      guard let panels = levels[index].panels else { continue }
      let task = BlockTask(
        k: k, level: levels[index], panels: panels, square: index == 0 ? nil : own.squares[index],
        target: target)
      let blocks = (task.level.width + Tuning.blockRows - 1) / Tuning.blockRows
      try ThreadPool.perform(
        blocks, lanes: helpers.count, work: work(task) / Double(blocks), checkpoint: checkpoint
      ) { block, lane in
        form(block, of: task, above: above, lanes[helpers.lowerBound + lane])
      }
      if let square = task.square {
        mirror(square, order: task.level.width, stride: InstructionSet.best.room(task.level.width))
        above = UnsafePointer(square)
      }
    }
    areFinite[k] = RowOperations.isFinite(
      target, count: PackedSymmetric.count(order: inputCount))
  }

  /// The second derivatives of output k at the place of a level: into its square, or the target.
  private struct BlockTask {
    let k: Int
    let level: Segment
    let panels: PanelFactors
    let square: UnsafeMutablePointer<Double>?
    let target: UnsafeMutablePointer<Double>
  }

  /// Multiply-adds of a triangle.
  private func work(_ task: BlockTask) -> Double {
    let above = levels.count > 1 ? compiled.shape.widths[task.level.stages.upperBound] : 0
    let (width, depth) = (Double(task.level.width), Double(task.level.terms.count + above))
    return width * width * depth / 2
  }

  /// Some rows of the triangle: Gᵀ S G of the next space's S, and the level's own terms.
  private func form(
    _ block: Int, of task: BlockTask, above: UnsafePointer<Double>?, _ lane: WorkerScratch
  ) {
    let (kernels, level, panels) = (InstructionSet.best, task.level, task.panels)
    let rows = block * Tuning.blockRows..<min((block + 1) * Tuning.blockRows, level.width)
    let first = rows.lowerBound / kernels.lanes
    let end = kernels.count(rows.upperBound)
    let stride = task.square == nil ? end * kernels.lanes : InstructionSet.best.room(level.width)
    let out = task.square.map { $0 + rows.lowerBound * stride } ?? lane.block
    func add(
      _ left: UnsafePointer<Double>, _ leftPitch: Int, _ right: UnsafePointer<Double>,
      _ rightPitch: Int, depth: Int, adding: Bool
    ) {
      kernels.multiply(
        rows: (end - first) * kernels.lanes, panels: end, depth: depth,
        .panels(left, pitch: leftPitch), right, pitch: rightPitch, into: out, row: stride,
        panel: kernels.lanes, first: first, adding: adding)
    }

    var isBegun = false
    if let above {
      let n = compiled.shape.widths[level.stages.upperBound]
      let pitch = n * kernels.lanes
      kernels.multiply(
        rows: n, panels: end - first, depth: n, .matrix(above, stride: InstructionSet.best.room(n)),
        panels.next + first * pitch, pitch: pitch, into: lane.product, row: kernels.lanes,
        panel: pitch)
      add(lane.product, pitch, panels.next, pitch, depth: n, adding: false)
      isBegun = true
    }
    let coefficients = level.coefficients + task.k * level.neurons
    for start in Swift.stride(
      from: level.terms.lowerBound, to: level.terms.upperBound, by: Tuning.scaledNeurons)
    {
      let depth = min(Tuning.scaledNeurons, level.terms.upperBound - start)
      let factors = panels.factors + start * kernels.lanes
      kernels.scale(
        factors + first * panels.pitch, pitch: panels.pitch, count: end - first, depth: depth,
        by: coefficients + start, into: lane.scaled, pitch: depth * kernels.lanes)
      add(
        lane.scaled, depth * kernels.lanes, factors, panels.pitch, depth: depth, adding: isBegun)
      isBegun = true
    }
    if !isBegun { out.update(repeating: 0, count: rows.count * stride) }
    addSingleTerms(task, rows, lane, into: out, stride: stride)
    if task.square == nil {
      for i in rows {
        (task.target + PackedSymmetric.index(i, 0)).update(
          from: out + (i - rows.lowerBound) * stride, count: i + 1)
      }
    }
  }

  /// What has no row of factors: the diagonal of a first stage, and an output's own neuron.
  private func addSingleTerms(
    _ task: BlockTask, _ rows: Range<Int>, _ lane: WorkerScratch,
    into out: UnsafeMutablePointer<Double>, stride: Int
  ) {
    let (k, level, lanes) = (task.k, task.level, InstructionSet.best.lanes)
    if level.diagonalStage != nil {
      for i in rows {
        out[(i - rows.lowerBound) * stride + i] += level.diagonal[k * level.width + i]
      }
    }
    guard let stage = selectedStage, level.stages.contains(stage) else { return }
    let neuron = (compiled.stages[stage].factorOffset + outputs[k]) * lanes
    for panel in 0..<InstructionSet.best.count(rows.upperBound) {
      (lane.row + panel * lanes).update(
        from: task.panels.factors + panel * task.panels.pitch + neuron, count: lanes)
    }
    for i in rows {
      RowOperations.add(
        lane.row, times: selectedCoefficients[k] * lane.row[i], count: i + 1,
        to: out + (i - rows.lowerBound) * stride)
    }
  }

  private func unpack(
    _ packed: UnsafePointer<Double>, order: Int, stride: Int,
    into square: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<order {
      (square + i * stride).update(from: packed + PackedSymmetric.index(i, 0), count: i + 1)
    }
    mirror(square, order: order, stride: stride)
  }

  /// Copies the lower triangle to the upper one, in tiles that stay in the cache.
  private func mirror(_ square: UnsafeMutablePointer<Double>, order: Int, stride: Int) {
    let tile = Tuning.mirrorTile
    for top in Swift.stride(from: 0, to: order, by: tile) {
      for left in Swift.stride(from: 0, through: top, by: tile) {
        for i in top..<min(top + tile, order) {
          for j in left..<min(left + tile, i) { square[j * stride + i] = square[i * stride + j] }
        }
      }
    }
  }
}
