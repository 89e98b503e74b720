/// Wᵀ of the stages where a product with few rows meets it: there the library is fast only with W
/// stored the other way.
struct TransposedWeights {
  private let compiled: CompiledMap
  private let stored: [UnsafeMutablePointer<Double>?]

  /// Of the stages before `end`, where products have so many rows at most.
  init(_ compiled: CompiledMap, to end: Int, mostRows: Int) {
    self.compiled = compiled
    stored = compiled.shape.stages.indices.map { s in
      s < end && compiled.shape.stages[s] == .affine && mostRows <= Tuning.mostRowsForTransposes
        && compiled.stages[s].structured == nil
        ? compiled.transposedWeights(s) : nil
    }
  }

  /// A Wᵀ of an affine stage, rows × outputs, from A, rows × inputs.
  func multiply(
    _ s: Int, _ a: UnsafePointer<Double>, stride: Int, rows: Int,
    into out: UnsafeMutablePointer<Double>, stride outStride: Int, threads: Int = BLAS.threadCount
  ) {
    if let structured = compiled.stages[s].structured {
      return structured.multiplyRows(
        a, stride: stride, rows: rows, into: out, stride: outStride, threads: threads)
    }
    let (inputs, outputs) = (compiled.stages[s].inputs, compiled.stages[s].outputs)
    let weights =
      stored[s].map { Product.Operand($0, stride: outputs) }
      ?? Product.Operand(compiled.stages[s].chainWeights, stride: inputs, isTransposed: true)
    Product.multiply(
      rows: rows, columns: outputs, inner: inputs, Product.Operand(a, stride: stride), weights,
      into: out, stride: outStride, threads: threads)
  }
}
