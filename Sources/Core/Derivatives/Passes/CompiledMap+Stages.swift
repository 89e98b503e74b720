/// D of a stage applied to matrices from either side, as `LayerDerivative` does it.
extension CompiledMap {
  /// B D, rows × n, from B; in place when the two are one.
  func pullBack(
    _ s: Int, _ b: UnsafePointer<Double>, rows: Int, into result: UnsafeMutablePointer<Double>
  ) {
    let n = stages[s].outputs
    let first = UnsafePointer(stages[s].first)
    switch stages[s].kind {
    case .affine, .identity:
      if UnsafePointer(result) != b { result.update(from: b, count: rows * n) }
    case .flat, .curved:
      let parts = stages[s].parts
      if UnsafePointer(result) == b, !parts.isEmpty, stages[s].fault == nil {
        for i in 0..<rows { scaleParts(s, result + i * n) }
        return
      }
      for i in 0..<rows {
        RowOperations.multiply(b + i * n, first, count: n, into: result + i * n)
      }
    case .coupled:
      let isLogarithm = isLogarithm(s)
      for i in 0..<rows {
        let (row, out) = (b + i * n, result + i * n)
        if isLogarithm {
          // Of the largest p as a sum over the others; see `LayerDerivative`.
          let largest = stages[s].largest
          var (others, rest) = (0.0, 0.0)
          for j in 0..<n where j != largest {
            others += first[j]
            rest += row[j]
          }
          let sum = row[largest] + rest
          for j in 0..<n { out[j] = row[j] - sum * first[j] }
          out[largest] = sum * others - rest
        } else {
          centre(s, row, into: out)
          RowOperations.multiply(out, first, count: n, into: out)
        }
      }
    }
  }

  /// D times a row of a stage with several activations, in place: what is passed on is left alone.
  func scaleParts(_ s: Int, _ row: UnsafeMutablePointer<Double>) {
    let (parts, first) = (stages[s].parts, stages[s].first)
    for k in 0..<parts.count where !parts[k].isIdentity {
      let start = parts[k].start
      RowOperations.multiply(
        row + start, first + start, count: parts[k].count, into: row + start)
    }
  }

  /// D G in place, n × columns.
  func pushForward(
    _ s: Int, _ g: UnsafeMutablePointer<Double>, columns: Int, means: UnsafeMutablePointer<Double>
  ) {
    let n = stages[s].outputs
    let first = stages[s].first
    switch stages[s].kind {
    case .affine, .identity: break
    case .flat, .curved:
      for i in 0..<n {
        RowOperations.scale(g + i * columns, by: first[i], count: columns, into: g + i * columns)
      }
    case .coupled:
      let largest = stages[s].largest
      let reference = g + largest * columns
      means.update(repeating: 0, count: columns)
      for i in 0..<n where i != largest {
        RowOperations.add(reference, times: -1, count: columns, to: g + i * columns)
        RowOperations.add(g + i * columns, times: first[i], count: columns, to: means)
      }
      reference.update(repeating: 0, count: columns)
      for i in 0..<n {
        RowOperations.add(means, times: -1, count: columns, to: g + i * columns)
        if !isLogarithm(s) {
          RowOperations.scale(g + i * columns, by: first[i], count: columns, into: g + i * columns)
        }
      }
    }
  }

  /// A row less its mean with weights p, of a stage that is coupled.
  func centre(
    _ s: Int, _ row: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>
  ) {
    RowOperations.centre(
      row, weights: stages[s].first, largest: stages[s].largest, count: stages[s].outputs,
      into: result)
  }

  /// Second derivatives of f = σ(z) along two columns, from those of z, in place.
  func secondOrderChainRule(
    _ s: Int, _ x: UnsafeMutablePointer<Double>, _ left: UnsafePointer<Double>,
    _ right: UnsafePointer<Double>, _ change: UnsafeMutablePointer<Double>
  ) {
    let n = stages[s].outputs
    let (first, second) = (stages[s].first, stages[s].second)
    if stages[s].kind == .curved {
      for p in 0..<n { x[p] = first[p] * x[p] + second[p] * left[p] * right[p] }
      return
    }
    // The rates of change of ln p are the centred columns; see `LayerDerivative.along`.
    centre(s, x, into: change)
    var covariance = 0.0
    for p in 0..<n { covariance += first[p] * left[p] * right[p] }
    if isLogarithm(s) {
      for p in 0..<n { x[p] = change[p] - covariance }
    } else {
      for p in 0..<n { x[p] = first[p] * (left[p] * right[p] - covariance + change[p]) }
    }
  }

  func isLogarithm(_ s: Int) -> Bool { stages[s].coupling == .logsoftmax }

  /// W of an affine stage as the chain rule uses it, the other way round: inputs × outputs.
  func transposedWeights(_ s: Int) -> UnsafeMutablePointer<Double> {
    arena.transposed(stages[s].chainWeights, rows: stages[s].outputs, columns: stages[s].inputs)
  }

  /// Whether every entry of so many triangles of the input's order is finite.
  func areFinite(_ triangles: Triangles, count: Int) -> Bool {
    let entries = PackedSymmetric.count(order: inputCount)
    var areFinite = true
    for k in 0..<count {
      areFinite = areFinite && RowOperations.isFinite(triangles[k], count: entries)
    }
    return areFinite
  }
}
