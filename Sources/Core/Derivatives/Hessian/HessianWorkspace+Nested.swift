internal import LinearAlgebra

/// Forward mode twice, a row of the Hessians at a time: nothing is kept but the row's own columns.
extension HessianWorkspace {
  func formNested(
    _ targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>, checkpoint: Checkpoint
  ) rethrows {
    for i in 0..<inputCount {
      try checkpoint()
      let x = pushNested(i)
      let n = compiled.outputCount
      for k in 0..<outputCount {
        let target = targets[k] + PackedSymmetric.index(i, 0)
        for j in 0...i { target[j] = x[j * n + outputs[k]] }
      }
    }
  }

  /// First derivatives along columns 0...i, and second ones along each of them and column i.
  private func pushNested(_ i: Int) -> UnsafeMutablePointer<Double> {
    let lane = lanes[0]
    let rows = i + 1
    var (g, spare) = gradients
    var (x, other) = lane.pushed
    g.update(repeating: 0, count: rows * inputCount)
    x.update(repeating: 0, count: rows * inputCount)
    for j in 0..<rows { g[j * inputCount + j] = 1 }
    for s in 0..<compiled.count {
      let stage = compiled.stages + s
      let n = stage.pointee.outputs
      switch stage.pointee.kind {
      case .identity: break
      case .affine:
        multiply(s, g, rows: rows, into: spare)
        multiply(s, x, rows: rows, into: other)
        swap(&g, &spare)
        swap(&x, &other)
      case .flat, .curved, .coupled:
        if stage.pointee.kind == .coupled {
          for j in 0..<rows { compiled.centre(s, g + j * n, into: g + j * n) }
        }
        if stage.pointee.kind == .flat {
          compiled.pullBack(s, x, rows: rows, into: x)
        } else {
          for j in 0..<rows {
            compiled.secondOrderChainRule(s, x + j * n, g + i * n, g + j * n, lane.row)
          }
        }
        if stage.pointee.kind == .coupled, compiled.isLogarithm(s) { break }
        for j in 0..<rows {
          RowOperations.multiply(g + j * n, stage.pointee.first, count: n, into: g + j * n)
        }
      }
    }
    return x
  }

  private func multiply(
    _ s: Int, _ a: UnsafePointer<Double>, rows: Int, into out: UnsafeMutablePointer<Double>
  ) {
    let (inputs, n) = (compiled.stages[s].inputs, compiled.stages[s].outputs)
    Product.multiply(
      rows: rows, columns: n, inner: inputs, Product.Operand(a, stride: inputs),
      transposedWeights(s), into: out, stride: n)
  }
}
