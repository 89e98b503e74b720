/// Packed second derivatives with respect to a segment's components, pushed from signal to signal.
struct PushedSeconds {
  private let compiled: CompiledMap
  private let segment: Segment
  private let factors: UnsafeMutablePointer<Double>
  private let transposes: TransposedWeights
  private let end: Int

  /// The number of components where the pushing ends.
  let width: Int

  /// Nil where nothing is pushed.
  init?(_ segment: Segment, _ rows: RowFactors, _ compiled: CompiledMap) {
    guard let pushed = segment.pushed else { return nil }
    (self.compiled, self.segment, end) = (compiled, segment, pushed)
    (factors, transposes) = (rows.factors, rows.transposes)
    width = compiled.shape.widths[pushed]
  }

  /// Those of some pairs where the pushing ends, pairs × components; nil where all are zero.
  func push(_ range: Range<Int>, _ scratch: PairScratch) -> UnsafePointer<Double>? {
    var (x, other) = scratch.pushed
    var isZero = true
    for s in segment.stages.lowerBound..<end {
      let stage = compiled.stages + s
      let n = stage.pointee.outputs
      switch stage.pointee.kind {
      case .identity: break
      case .affine:
        if isZero { break }
        transposes.multiply(
          s, x, stride: stage.pointee.inputs, rows: range.count, into: other, stride: n, threads: 1)
        swap(&x, &other)
      case .flat:
        if isZero { break }
        for t in 0..<range.count {
          RowOperations.multiply(x + t * n, stage.pointee.first, count: n, into: x + t * n)
        }
      case .curved, .coupled:
        if isZero { x.update(repeating: 0, count: range.count * n) }
        isZero = false
        let factors = factors + stage.pointee.factorOffset
        forEachPair(range) { t, i, j in
          if s == segment.diagonalStage {
            x[t * n + i] = i == j ? stage.pointee.second[i] : 0
          } else {
            compiled.secondOrderChainRule(
              s, x + t * n, factors + i * segment.neurons, factors + j * segment.neurons,
              scratch.row)
          }
        }
      }
    }
    return isZero ? nil : UnsafePointer(x)
  }
}
