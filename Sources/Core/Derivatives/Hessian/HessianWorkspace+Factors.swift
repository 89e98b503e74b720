internal import LinearAlgebra

/// Forward: G of each stage, transposed, and with it the factors of the terms.
extension HessianWorkspace {
  /// Gᵀ of a signal: width of the level × components of the signal.
  private enum Gradient {
    case identity
    case diagonal(UnsafePointer<Double>)
    case rows(UnsafePointer<Double>, stride: Int)
  }

  /// Fills the factors of the last level, where pairs are formed.
  func formFactors(_ level: Segment, checkpoint: Checkpoint) rethrows {
    var g = Gradient.identity
    for s in level.stages.lowerBound..<level.end {
      try checkpoint()
      switch compiled.stages[s].kind {
      case .identity: break
      case .affine: g = affine(s, g, level)
      case .flat: g = scaled(s, g, level)
      case .curved: g = s == level.end - 1 ? g : scaled(s, g, level)
      case .coupled: g = centred(s, g, level, isEnd: s == level.end - 1)
      }
    }
  }

  private func affine(_ s: Int, _ g: Gradient, _ level: Segment) -> Gradient {
    let stage = compiled.stages + s
    let (n, outputs) = (stage.pointee.inputs, stage.pointee.outputs)
    var (out, stride) = (spare(beside: g), outputs)
    if compiled.stages[s + 1].kind == .curved {
      (out, stride) = (level.factors + compiled.stages[s + 1].factorOffset, level.neurons)
    }
    switch g {
    case .identity, .diagonal:
      for i in 0..<n {
        let factor = if case .diagonal(let first) = g { first[i] } else { 1.0 }
        RowOperations.scale(
          level.firstWeights + i * outputs, by: factor, count: outputs, into: out + i * stride)
      }
    case .rows(let rows, let rowStride):
      Product.multiply(
        rows: level.width, columns: outputs, inner: n, Product.Operand(rows, stride: rowStride),
        transposedWeights(s), into: out, stride: stride)
    }
    return .rows(UnsafePointer(out), stride: stride)
  }

  /// D G, of neurons that act alone.
  private func scaled(_ s: Int, _ g: Gradient, _ level: Segment) -> Gradient {
    let n = compiled.stages[s].outputs
    let first = UnsafePointer(compiled.stages[s].first)
    guard case .rows(let rows, let stride) = g else { return .diagonal(first) }
    let out = spare(beside: g)
    for i in 0..<level.width {
      RowOperations.multiply(rows + i * stride, first, count: n, into: out + i * n)
    }
    return .rows(UnsafePointer(out), stride: n)
  }

  /// The factor G̃ of softmax, and D G.
  private func centred(
    _ s: Int, _ g: Gradient, _ level: Segment, isEnd: Bool
  ) -> Gradient {
    let (n, stride) = (compiled.stages[s].outputs, level.neurons)
    let factor = level.factors + compiled.stages[s].factorOffset
    for i in 0..<level.width {
      let row = factor + i * stride
      if case .rows(let rows, let rowStride) = g {
        compiled.centre(s, rows + i * rowStride, into: row)
      } else {
        row.update(repeating: 0, count: n)
        row[i] = 1
        compiled.centre(s, UnsafePointer(row), into: row)
      }
    }
    if isEnd || compiled.isLogarithm(s) { return .rows(UnsafePointer(factor), stride: stride) }
    return scaled(s, .rows(UnsafePointer(factor), stride: stride), level)
  }

  /// Room for Gᵀ that is not the room it stands in.
  private func spare(beside g: Gradient) -> UnsafeMutablePointer<Double> {
    if case .rows(let rows, _) = g, rows == UnsafePointer(gradients.0) { return gradients.1 }
    return gradients.0
  }
}
