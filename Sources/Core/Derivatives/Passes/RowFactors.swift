/// Forward: G of each stage, transposed, and with it the factors of the terms, a row for each component.
final class RowFactors: FactorWalk {
  let compiled: CompiledMap
  let segment: Segment

  /// Where the factors go: `PairwiseTerms.factors`.
  let factors: UnsafeMutablePointer<Double>

  /// Gᵀ, twice, each width × the widest signal.
  let gradients: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

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

  func form(checkpoint: Checkpoint) rethrows {
    try walk(0..<segment.width, checkpoint: checkpoint)
  }

  func affine(
    _ s: Int, _ g: CarriedGradient, _ part: Range<Int>, isEnd: Bool
  ) -> CarriedGradient {
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
    case .stored(let rows, let rowStride):
      transposes.multiply(
        s, rows, stride: rowStride, rows: segment.width, into: out, stride: stride)
    }
    return .stored(UnsafePointer(out), pitch: stride)
  }

  func scaled(_ s: Int, _ g: CarriedGradient, _ part: Range<Int>) -> CarriedGradient {
    let n = compiled.stages[s].outputs
    let first = UnsafePointer(compiled.stages[s].first)
    guard case .stored(let rows, let stride) = g else { return .diagonal(first) }
    let out = spare(beside: g)
    for i in part {
      RowOperations.multiply(rows + i * stride, first, count: n, into: out + i * n)
    }
    return .stored(UnsafePointer(out), pitch: n)
  }

  func centred(_ s: Int, _ g: CarriedGradient, _ part: Range<Int>) -> CarriedGradient {
    let factor = factors + compiled.stages[s].factorOffset
    for i in part {
      let row = factor + i * segment.neurons
      if case .stored(let rows, let stride) = g {
        compiled.centre(s, rows + i * stride, into: row)
      } else {
        row.update(repeating: 0, count: compiled.stages[s].outputs)
        row[i] = 1
        compiled.centre(s, UnsafePointer(row), into: row)
      }
    }
    return .stored(UnsafePointer(factor), pitch: segment.neurons)
  }
}
