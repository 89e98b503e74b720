internal import LinearAlgebra

/// Second derivatives with respect to pairs of components, for all outputs at once.
extension HessianWorkspace {
  /// The packed second derivatives in the last space, in `targets`.
  func formPairs(
    _ targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>, checkpoint: Checkpoint
  ) rethrows {
    let level = levels[levels.count - 1]
    RowOperations.transpose(
      level.coefficients + level.terms.lowerBound, rows: outputCount, columns: level.terms.count,
      stride: level.neurons, into: columns)
    let count = PackedSymmetric.count(order: level.width)
    let chunks = (count + chunkRows - 1) / chunkRows
    try ThreadPool.perform(
      chunks, lanes: threads, work: multiplyAdds / Double(chunks), checkpoint: checkpoint
    ) {
      chunk, lane in
      let start = chunk * chunkRows
      formPairs(start..<min(start + chunkRows, count), level, lanes[lane], targets)
    }
  }

  /// Those of some rows of the triangle's list of pairs.
  private func formPairs(
    _ range: Range<Int>, _ level: Segment, _ lane: WorkerScratch,
    _ targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  ) {
    let (m, out) = (outputCount, lane.pairResults)
    out.update(repeating: 0, count: range.count * m)
    if let keptSecond {
      contract(keptSecond, stride: carried?.stride ?? 0, rows: range.count, into: out)
    } else if isPushing {
      push(range, level, lane)
    }
    if !level.terms.isEmpty { addTerms(range, level, lane) }
    forEachPair(range) { t, i, j in
      let row = out + t * m
      if i == j, let stage = level.diagonalStage, !isPushed(stage) {
        for k in 0..<m { row[k] += level.diagonal[k * level.width + i] }
      }
      if let stage = selectedStage {
        let factors = level.factors + compiled.stages[stage].factorOffset
        let (left, right) = (factors + i * level.neurons, factors + j * level.neurons)
        for k in 0..<m { row[k] += selectedCoefficients[k] * left[outputs[k]] * right[outputs[k]] }
      }
    }
    for k in 0..<m {
      let target = targets[k] + range.lowerBound
      var entry = UnsafePointer(out + k)
      for t in 0..<range.count {
        target[t] = entry.pointee
        entry += m
      }
    }
  }

  /// Σ c g gᵀ of the stages that are not pushed: a table of products of columns, times Cᵀ.
  private func addTerms(_ range: Range<Int>, _ level: Segment, _ lane: WorkerScratch) {
    let terms = level.terms
    forEachPair(range) { t, i, j in
      RowOperations.multiply(
        level.factors + i * level.neurons + terms.lowerBound,
        level.factors + j * level.neurons + terms.lowerBound, count: terms.count,
        into: lane.table + t * terms.count)
    }
    Product.multiply(
      rows: range.count, columns: outputCount, inner: terms.count,
      Product.Operand(lane.table, stride: terms.count),
      Product.Operand(columns, stride: outputCount),
      into: lane.pairResults, stride: outputCount, adding: true, threads: 1)
  }

  /// The packed second derivatives of each signal up to the switch, contracted with B there.
  private func push(_ range: Range<Int>, _ level: Segment, _ lane: WorkerScratch) {
    var (x, other) = lane.pushed
    var isZero = true
    for s in way.last..<way.pushed {
      let stage = compiled.stages + s
      let n = stage.pointee.outputs
      switch stage.pointee.kind {
      case .identity: break
      case .affine:
        if isZero { break }
        Product.multiply(
          rows: range.count, columns: n, inner: stage.pointee.inputs,
          Product.Operand(x, stride: stage.pointee.inputs), transposedWeights(s), into: other,
          stride: n, threads: 1)
        swap(&x, &other)
      case .flat:
        if isZero { break }
        for t in 0..<range.count {
          RowOperations.multiply(x + t * n, stage.pointee.first, count: n, into: x + t * n)
        }
      case .curved, .coupled:
        if isZero { x.update(repeating: 0, count: range.count * n) }
        isZero = false
        let factors = level.factors + stage.pointee.factorOffset
        forEachPair(range) { t, i, j in
          if s == level.diagonalStage {
            x[t * n + i] = i == j ? stage.pointee.second[i] : 0
          } else {
            compiled.secondOrderChainRule(
              s, x + t * n, factors + i * level.neurons, factors + j * level.neurons, lane.row)
          }
        }
      }
    }
    if isZero { return }
    contract(
      x, stride: compiled.shape.widths[way.pushed], rows: range.count, into: lane.pairResults)
  }

  private func contract(
    _ x: UnsafePointer<Double>, stride: Int, rows: Int, into out: UnsafeMutablePointer<Double>
  ) {
    let n = compiled.shape.widths[way.pushed]
    guard keptIsSelected else {
      return Product.multiply(
        rows: rows, columns: outputCount, inner: n, Product.Operand(x, stride: stride),
        Product.Operand(keptRows, stride: outputCount), into: out, stride: outputCount, threads: 1)
    }
    for t in 0..<rows {
      for k in 0..<outputCount {
        out[t * outputCount + k] = keptScale[k] * x[t * stride + outputs[k]]
      }
    }
  }

  /// The pairs of a range of the packed triangle, numbered from 0.
  func forEachPair(_ range: Range<Int>, _ body: (_ t: Int, _ i: Int, _ j: Int) -> Void) {
    var pair = (i: 0, j: 0)
    if range.lowerBound > 0 {
      let first = InputPair(packedIndex: range.lowerBound)
      pair = (first.i, first.j)
    }
    for t in 0..<range.count {
      body(t, pair.i, pair.j)
      pair = pair.j < pair.i ? (pair.i, pair.j + 1) : (pair.i + 1, 0)
    }
  }
}
