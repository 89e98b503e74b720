internal import CKernels

/// Terms and changes of space for one output after the other, in panels, a block of rows at a time.
final class BlockTerms {
  private let compiled: CompiledMap
  private let adjoints: AdjointPass

  /// From the input's on.
  private let segments: [Segment]
  private let panels: [PanelFactors]

  /// Whether second derivatives are carried from one space to another.
  private let areSpaces: Bool

  /// Whether each worker forms the blocks of an output of its own, or all of them those of one.
  private let sharesOutputs: Bool

  /// Multiply-adds of an evaluation.
  private let work: Double
  private let scratch: [BlockScratch]

  /// Whether every entry of an output's result is finite.
  private let areFinite: UnsafeMutablePointer<Bool>

  init(_ segments: [Segment], _ adjoints: AdjointPass, _ compiled: CompiledMap, work: Double) {
    (self.segments, self.adjoints, self.compiled) = (segments, adjoints, compiled)
    self.work = work
    let (arena, m, shape) = (compiled.arena, adjoints.outputCount, compiled.shape)
    let threads = work < Tuning.fewestShared ? 1 : BLAS.threadCount
    // Where one output takes long, the work must stop between its blocks, so that it can be stopped.
    let sharesOutputs = work <= Tuning.mostPerOutput * Double(m) && m >= threads
    self.sharesOutputs = sharesOutputs
    panels = segments.map { PanelFactors($0, of: compiled, threads: threads) }
    // The space of S above the last segment, where it is not one of these.
    let above = segments.last.map(\.stages.upperBound) ?? 0
    let widths = segments.map(\.width) + (above < shape.count ? [shape.widths[above]] : [])
    areSpaces = widths.count > 1
    let terms = segments.map(\.termCount).max() ?? 0
    scratch = (0..<threads).map {
      BlockScratch(widths, terms: terms, holdsOutputs: sharesOutputs || $0 == 0, in: arena)
    }
    areFinite = .allocate(capacity: max(m, 1))
    areFinite.initialize(repeating: true, count: max(m, 1))
  }

  deinit { areFinite.deallocate() }

  func formFactors(checkpoint: Checkpoint) rethrows {
    for index in panels.indices { try panels[index].form(checkpoint: checkpoint) }
  }

  /// H of every output.
  ///
  /// - Parameter inner: packed second derivatives in the space above the last segment, where there is
  ///   one.
  /// - Returns: Whether all are finite.
  func form(
    _ inner: Triangles? = nil, into targets: Triangles, checkpoint: Checkpoint
  ) rethrows -> Bool {
    let m = adjoints.outputCount
    if sharesOutputs {
      try ThreadPool.perform(
        m, lanes: scratch.count, work: work / Double(m), checkpoint: checkpoint
      ) { k, lane in
        form(k, lane..<lane + 1, inner?[k], into: targets[k], checkpoint: {})
      }
    } else {
      for k in 0..<m {
        try form(k, scratch.indices, inner?[k], into: targets[k], checkpoint: checkpoint)
      }
    }
    for k in 0..<m where !areFinite[k] { return false }
    return true
  }

  /// - Parameter workers: those that share the rows out; the first one has room for the output.
  private func form(
    _ k: Int, _ workers: Range<Int>, _ inner: UnsafeMutablePointer<Double>?,
    into target: UnsafeMutablePointer<Double>, checkpoint: Checkpoint
  ) rethrows {
    let squares = scratch[workers.lowerBound].squares
    var above: UnsafePointer<Double>?
    if let inner {
      let (square, width) = (squares[segments.count], compiled.shape.widths[innerPlace])
      unpack(inner, order: width, stride: InstructionSet.best.room(width), into: square)
      above = UnsafePointer(square)
    }
    for index in stride(from: segments.count - 1, through: 0, by: -1) {
      let task = BlockTask(
        k: k, segment: segments[index], panels: panels[index],
        square: index == 0 ? nil : squares[index], target: target)
      let blocks = (task.segment.width + Tuning.blockRows - 1) / Tuning.blockRows
      try ThreadPool.perform(
        blocks, lanes: workers.count, work: work(task) / Double(blocks), checkpoint: checkpoint
      ) { block, lane in
        form(block, of: task, above: above, scratch[workers.lowerBound + lane])
      }
      if let square = task.square {
        mirror(
          square, order: task.segment.width, stride: InstructionSet.best.room(task.segment.width))
        above = UnsafePointer(square)
      }
    }
    areFinite[k] = RowOperations.isFinite(
      target, count: PackedSymmetric.count(order: compiled.inputCount))
  }

  private var innerPlace: Int { segments[segments.count - 1].stages.upperBound }

  /// The second derivatives of output k at the place of a segment: into its square, or the target.
  private struct BlockTask {
    let k: Int
    let segment: Segment
    let panels: PanelFactors
    let square: UnsafeMutablePointer<Double>?
    let target: UnsafeMutablePointer<Double>
  }

  /// Multiply-adds of a triangle.
  private func work(_ task: BlockTask) -> Double {
    let above = areSpaces ? compiled.shape.widths[task.segment.stages.upperBound] : 0
    let (width, depth) = (Double(task.segment.width), Double(task.segment.termCount + above))
    return width * width * depth / 2
  }

  /// Some rows of the triangle: Gᵀ S G of the next space's S, and the segment's own terms.
  private func form(
    _ block: Int, of task: BlockTask, above: UnsafePointer<Double>?, _ scratch: BlockScratch
  ) {
    let (kernels, segment, panels) = (InstructionSet.best.kernels, task.segment, task.panels)
    let rows = block * Tuning.blockRows..<min((block + 1) * Tuning.blockRows, segment.width)
    let first = rows.lowerBound / kernels.lanes
    let end = InstructionSet.best.count(rows.upperBound)
    let stride = task.square == nil ? end * kernels.lanes : InstructionSet.best.room(segment.width)
    let out = task.square.map { $0 + rows.lowerBound * stride } ?? scratch.block
    func add(
      _ left: UnsafePointer<Double>, _ leftPitch: Int, _ right: UnsafePointer<Double>,
      _ rightPitch: Int, depth: Int, adding: Bool
    ) {
      kernels.multiply_panels(
        end - first, end, depth, left, leftPitch, right, rightPitch, out, stride, kernels.lanes,
        first, adding)
    }

    var isBegun = false
    if let above {
      let n = compiled.shape.widths[segment.stages.upperBound]
      let pitch = n * kernels.lanes
      kernels.multiply_matrix(
        n, end - first, n, above, InstructionSet.best.room(n), panels.next + first * pitch, pitch,
        scratch.product, kernels.lanes, pitch, false)
      add(scratch.product, pitch, panels.next, pitch, depth: n, adding: false)
      isBegun = true
    }
    let coefficients = segment.coefficients + task.k * segment.neurons
    for r in segment.terms.indices {
      let terms = segment.terms[r]
      for start in Swift.stride(
        from: terms.lowerBound, to: terms.upperBound, by: Tuning.scaledNeurons)
      {
        let depth = min(Tuning.scaledNeurons, terms.upperBound - start)
        let factors = panels.factors + start * kernels.lanes
        kernels.scale_columns(
          end - first, depth, coefficients + start, factors + first * panels.factorPitch,
          panels.factorPitch, scratch.scaled, depth * kernels.lanes)
        add(
          scratch.scaled, depth * kernels.lanes, factors, panels.factorPitch, depth: depth,
          adding: isBegun)
        isBegun = true
      }
    }
    if !isBegun { out.update(repeating: 0, count: rows.count * stride) }
    addSingleTerms(task, rows, scratch, into: out, stride: stride)
    if task.square == nil {
      for i in rows {
        (task.target + PackedSymmetric.index(i, 0)).update(
          from: out + (i - rows.lowerBound) * stride, count: i + 1)
      }
    }
  }

  /// What has no row of factors: the diagonal of a first stage, and an output's own neuron.
  private func addSingleTerms(
    _ task: BlockTask, _ rows: Range<Int>, _ scratch: BlockScratch,
    into out: UnsafeMutablePointer<Double>, stride: Int
  ) {
    let (k, segment, lanes) = (task.k, task.segment, InstructionSet.best.lanes)
    if segment.diagonalStage != nil {
      for i in rows {
        out[(i - rows.lowerBound) * stride + i] += segment.diagonal[k * segment.width + i]
      }
    }
    guard let stage = adjoints.selectedStage, segment.stages.contains(stage) else { return }
    let neuron = (compiled.stages[stage].factorOffset + adjoints.outputs[k]) * lanes
    for panel in 0..<InstructionSet.best.count(rows.upperBound) {
      (scratch.row + panel * lanes).update(
        from: task.panels.factors + panel * task.panels.factorPitch + neuron, count: lanes)
    }
    for i in rows {
      RowOperations.add(
        scratch.row, times: adjoints.selectedCoefficients[k] * scratch.row[i], count: i + 1,
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

/// What one worker needs of its own while blocks are formed.
struct BlockScratch {
  /// S of each space but the first, its square, with room for whole panels of rows and columns.
  let squares: [UnsafeMutablePointer<Double>]

  /// A block of rows of Gᵀ S, in panels.
  let product: UnsafeMutablePointer<Double>

  /// A block of rows scaled by the coefficients, in panels, and of the result, row by row; one row.
  let scaled: UnsafeMutablePointer<Double>
  let block: UnsafeMutablePointer<Double>
  let row: UnsafeMutablePointer<Double>

  /// - Parameters:
  ///   - widths: of the spaces.
  ///   - terms: the most neurons of a segment.
  ///   - holdsOutputs: whether an output of its own is given to this worker, and not only some rows.
  init(_ widths: [Int], terms: Int, holdsOutputs: Bool, in arena: Arena) {
    func room(_ width: Int) -> Int { InstructionSet.best.room(width) }
    squares = widths.enumerated().map { index, width in
      arena.doubles(holdsOutputs && index > 0 ? room(width) * room(width) : 0)
    }
    product = arena.doubles(Tuning.blockRows * (widths.dropFirst().max() ?? 0))
    scaled = arena.doubles(Tuning.blockRows * min(Tuning.scaledNeurons, terms))
    block = arena.doubles(Tuning.blockRows * room(widths[0]))
    row = arena.doubles(room(widths.max() ?? 0))
  }
}
