/// Terms and changes of space for one output after the other, a block of rows at a time.
extension HessianWorkspace {
  /// Rows of a triangle that are computed together.
  static let blockRows = 128

  /// On the diagonal squares of so many rows are computed whole.
  static let diagonalRows = 64

  /// H of output k from the second derivatives in the last space: those of `inner`, or, where there
  /// are none, of the terms there.
  func formBlocks(
    _ k: Int, _ lane: HessianLane, inner: UnsafePointer<Double>?,
    into target: UnsafeMutablePointer<Double>, checkpoint: Checkpoint
  ) rethrows {
    let last = levels.count - 1
    var above: UnsafePointer<Double>?
    if let inner {
      let square = lane.squares[last]
      unpack(inner, order: levels[last].width, into: square)
      above = UnsafePointer(square)
    }
    let first = inner == nil ? last : last - 1
    for index in stride(from: first, through: 0, by: -1) {
      let square = index == 0 ? nil : lane.squares[index]
      try formBlocks(
        k, levels[index], lane, above, square: square, target: target, checkpoint: checkpoint)
      if let square {
        mirror(square, order: levels[index].width)
        above = UnsafePointer(square)
      }
    }
    areFinite[k] = RowOperations.isFinite(
      target, count: PackedSymmetric.count(order: inputCount))
  }

  /// Gᵀ S G of the next space's S, and the level's own terms, into a square or the packed target.
  private func formBlocks(
    _ k: Int, _ level: HessianLevel, _ lane: HessianLane, _ above: UnsafePointer<Double>?,
    square: UnsafeMutablePointer<Double>?, target: UnsafeMutablePointer<Double>,
    checkpoint: Checkpoint
  ) rethrows {
    let (w, neurons, terms) = (level.width, level.neurons, level.terms.count)
    let next = above == nil ? nil : level.next
    let n = compiled.shape.widths[level.stages.upperBound]
    if let next, let above {
      BLAS.multiply(
        rows: w, columns: n, inner: n, next, BLAS.Operand(above, stride: n), into: lane.product,
        stride: n, threads: blockThreads)
    }
    for start in stride(from: 0, to: w, by: Self.blockRows) {
      try checkpoint()
      let end = min(start + Self.blockRows, w)
      let stride = square == nil ? end : w
      let out = square.map { $0 + start * w } ?? lane.block
      for i in 0..<(terms > 0 ? end - start : 0) {
        RowOperations.multiply(
          level.factors + (start + i) * neurons, level.coefficients + k * neurons, count: terms,
          into: lane.scaled + i * terms)
      }
      let block = Block(
        firstRow: start, out: out, stride: stride,
        change: next.map { (BLAS.Operand(lane.product + start * n, stride: n), $0.transposed, n) },
        terms: terms == 0
          ? nil
          : (
            BLAS.Operand(lane.scaled, stride: terms),
            BLAS.Operand(level.factors, stride: neurons, isTransposed: true), terms
          ), threads: blockThreads)
      if start > 0 { block.form(rows: start..<end, columns: 0..<start) }
      block.formTriangle(start..<end)
      addSingleTerms(k, level, start..<end, into: out, stride: stride)
      if square == nil {
        for i in start..<end {
          (target + PackedSymmetric.index(i, 0)).update(
            from: out + (i - start) * stride, count: i + 1)
        }
      }
    }
  }

  /// What has no row of factors: the diagonal of a first stage, and an output's own neuron.
  private func addSingleTerms(
    _ k: Int, _ level: HessianLevel, _ rows: Range<Int>, into out: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    if level.diagonalStage != nil {
      for i in rows {
        out[(i - rows.lowerBound) * stride + i] += level.diagonal[k * level.width + i]
      }
    }
    guard let stage = selectedStage, level.stages.contains(stage) else { return }
    let column = level.factors + compiled.stages[stage].factorOffset + outputs[k]
    for i in rows {
      let factor = selectedCoefficients[k] * column[i * level.neurons]
      let row = out + (i - rows.lowerBound) * stride
      for j in 0..<rows.upperBound { row[j] += factor * column[j * level.neurons] }
    }
  }

  private func unpack(
    _ packed: UnsafePointer<Double>, order: Int, into square: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<order {
      (square + i * order).update(from: packed + PackedSymmetric.index(i, 0), count: i + 1)
    }
    mirror(square, order: order)
  }

  /// Copies the lower triangle to the upper one, in tiles that stay in the cache.
  private func mirror(_ square: UnsafeMutablePointer<Double>, order: Int) {
    let tile = 16
    for top in stride(from: 0, to: order, by: tile) {
      for left in stride(from: 0, through: top, by: tile) {
        for i in top..<min(top + tile, order) {
          for j in left..<min(left + tile, i) { square[j * order + i] = square[i * order + j] }
        }
      }
    }
  }
}

/// Some rows of a triangle, as the sum of at most two products.
private struct Block {
  typealias Product = (left: BLAS.Operand, right: BLAS.Operand, inner: Int)

  let firstRow: Int
  let out: UnsafeMutablePointer<Double>
  let stride: Int

  /// From the space above, and of the level's own terms; the left sides begin with the first row.
  let change: Product?
  let terms: Product?
  let threads: Int

  /// The triangle on the diagonal, by halves: two triangles and the rectangle between.
  func formTriangle(_ range: Range<Int>) {
    guard range.count > HessianWorkspace.diagonalRows else {
      return form(rows: range, columns: range)
    }
    let middle = range.lowerBound + (range.count / 2 + 15) / 16 * 16
    formTriangle(range.lowerBound..<middle)
    form(rows: middle..<range.upperBound, columns: range.lowerBound..<middle)
    formTriangle(middle..<range.upperBound)
  }

  func form(rows: Range<Int>, columns: Range<Int>) {
    let place = out + (rows.lowerBound - firstRow) * stride + columns.lowerBound
    func add(_ product: Product, adding: Bool) {
      BLAS.multiply(
        rows: rows.count, columns: columns.count, inner: product.inner,
        product.left.row(rows.lowerBound - firstRow), product.right.column(columns.lowerBound),
        into: place, stride: stride, adding: adding, threads: threads)
    }
    if let change { add(change, adding: false) }
    if let terms { add(terms, adding: change != nil) }
    if change == nil, terms == nil {
      for i in 0..<rows.count { (place + i * stride).update(repeating: 0, count: columns.count) }
    }
  }
}
