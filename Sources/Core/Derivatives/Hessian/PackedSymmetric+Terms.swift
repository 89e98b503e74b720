extension PackedSymmetric {
  /// Adds factorᵀ diag(weights) factor, the factor being n × order.
  ///
  /// Only the triangle is computed: for each block of rows the columns up to its end.
  package mutating func add(_ factor: Matrix, weights: [Double], checkpoint: Checkpoint) throws {
    precondition(factor.columns == order && weights.count == factor.rows)
    if factor.rows * order * order <= Tuning.mostAddedDirectly {
      return addDirectly(factor, weights)
    }

    let blockRows = Tuning.blockRows
    for start in stride(from: 0, to: order, by: blockRows) {
      try checkpoint()
      let end = min(start + blockRows, order)
      let scaled = factor.columns(start..<end).scalingRows(by: weights).transposed
      let block = Product.of(scaled, factor.columns(0..<end))
      for i in start..<end {
        let row = Self.index(i, 0)
        for j in 0...i { storage[row + j] += block.storage[(i - start) * end + j] }
      }
    }
  }

  private mutating func addDirectly(_ factor: Matrix, _ weights: [Double]) {
    for p in 0..<factor.rows where weights[p] != 0 {
      let row = p * order
      var entry = 0
      for i in 0..<order {
        let scaled = weights[p] * factor.storage[row + i]
        for j in 0...i {
          storage[entry] += scaled * factor.storage[row + j]
          entry += 1
        }
      }
    }
  }
}

extension Matrix {
  /// The columns of that range, rows × count.
  func columns(_ range: Range<Int>) -> Matrix {
    if range == 0..<columns { return self }
    var entries: [Double] = []
    entries.reserveCapacity(rows * range.count)
    for i in 0..<rows {
      entries += storage[(i * columns + range.lowerBound)..<(i * columns + range.upperBound)]
    }
    return Matrix(rows: rows, columns: range.count, storage: entries)
  }
}
