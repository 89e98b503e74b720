/// Forward: G of each stage, transposed, and with it the factors of the terms, a row for each component.
final class RowFactors {
  private let compiled: CompiledMap
  private let segment: Segment

  /// Where the factors go: `PairwiseTerms.factors`.
  let factors: UnsafeMutablePointer<Double>

  /// Gᵀ, twice, each width × the widest signal.
  private let gradients: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

  /// The first weights transposed, inputs × outputs, where the segment begins with them or behind an
  /// activation.
  private let firstWeights: UnsafeMutablePointer<Double>

  let transposes: TransposedWeights

  init(
    _ segment: Segment, into factors: UnsafeMutablePointer<Double>, _ compiled: CompiledMap,
    mostRows: Int
  ) {
    let arena = compiled.arena
    (self.compiled, self.segment, self.factors) = (compiled, segment, factors)
    let count = segment.width * (compiled.shape.widths.max() ?? 0)
    gradients = (arena.doubles(count), arena.doubles(count))
    let range = segment.stages.lowerBound..<segment.end
    let first = compiled.shape.first(range) { $0 == .affine }
    firstWeights = first.map { compiled.transposedWeights($0) } ?? arena.doubles(0)
    transposes = TransposedWeights(
      compiled, to: max(segment.end, segment.pushed ?? 0),
      mostRows: segment.pushed == nil ? mostRows : 0)
  }

  /// Gᵀ of a signal: width of the segment × components of the signal.
  private enum Gradient {
    case identity
    case diagonal(UnsafePointer<Double>)
    case rows(UnsafePointer<Double>, stride: Int)
  }

  func form(checkpoint: Checkpoint) rethrows {
    var g = Gradient.identity
    for s in segment.stages.lowerBound..<segment.end {
      try checkpoint()
      switch compiled.stages[s].kind {
      case .identity: break
      case .affine: g = affine(s, g)
      case .flat: g = scaled(s, g)
      case .curved: g = s == segment.end - 1 ? g : scaled(s, g)
      case .coupled: g = centred(s, g, isEnd: s == segment.end - 1)
      }
    }
  }

  private func affine(_ s: Int, _ g: Gradient) -> Gradient {
    let stage = compiled.stages + s
    let (n, outputs) = (stage.pointee.inputs, stage.pointee.outputs)
    var (out, stride) = (spare(beside: g), outputs)
    if compiled.stages[s + 1].kind == .curved {
      (out, stride) = (factors + compiled.stages[s + 1].factorOffset, segment.neurons)
    }
    switch g {
    case .identity, .diagonal:
      for i in 0..<n {
        let factor = if case .diagonal(let first) = g { first[i] } else { 1.0 }
        RowOperations.scale(
          firstWeights + i * outputs, by: factor, count: outputs, into: out + i * stride)
      }
    case .rows(let rows, let rowStride):
      transposes.multiply(
        s, rows, stride: rowStride, rows: segment.width, into: out, stride: stride)
    }
    return .rows(UnsafePointer(out), stride: stride)
  }

  /// D G, of neurons that act alone.
  private func scaled(_ s: Int, _ g: Gradient) -> Gradient {
    let n = compiled.stages[s].outputs
    let first = UnsafePointer(compiled.stages[s].first)
    guard case .rows(let rows, let stride) = g else { return .diagonal(first) }
    let out = spare(beside: g)
    for i in 0..<segment.width {
      RowOperations.multiply(rows + i * stride, first, count: n, into: out + i * n)
    }
    return .rows(UnsafePointer(out), stride: n)
  }

  /// The factor G̃ of softmax, and D G.
  private func centred(_ s: Int, _ g: Gradient, isEnd: Bool) -> Gradient {
    let (n, stride) = (compiled.stages[s].outputs, segment.neurons)
    let factor = factors + compiled.stages[s].factorOffset
    for i in 0..<segment.width {
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
    return scaled(s, .rows(UnsafePointer(factor), stride: stride))
  }

  /// Room for Gᵀ that is not the room it stands in.
  private func spare(beside g: Gradient) -> UnsafeMutablePointer<Double> {
    if case .rows(let rows, _) = g, rows == UnsafePointer(gradients.0) { return gradients.1 }
    return gradients.0
  }
}
