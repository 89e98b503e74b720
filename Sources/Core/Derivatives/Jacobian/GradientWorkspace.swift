/// Computes the gradient of v·to again and again, in storage allocated once.
///
///     let workspace = GradientWorkspace(rule)
///     workspace.evaluate(at: x, weights: v, into: &gradient)     // vᵀJ, one number for each input
///
/// One pass back, vᵀ D_n W_n … D_1 W_1 from the left; J is never formed.
///
/// - Complexity: two multiply-adds for each weight on the way.
public final class GradientWorkspace {
  public let (inputCount, outputCount): (Int, Int)
  private let rule: ChainRule
  private let compiled: CompiledMap

  /// ∂(v·to)/∂(a signal), twice, each as wide as the widest.
  private let rows: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

  public init(_ rule: ChainRule) {
    self.rule = rule
    compiled = CompiledMap(rule)
    (inputCount, outputCount) = (compiled.inputCount, compiled.outputCount)
    let widest = compiled.shape.widths.max() ?? 0
    rows = (compiled.arena.doubles(widest), compiled.arena.doubles(widest))
  }

  /// vᵀJ at x.
  ///
  /// An output whose weight is 0 does not count, even if it has no finite derivative.
  ///
  /// - Precondition: x and the gradient have a number for each input, the weights one for each output.
  public func evaluate(
    at x: Span<Double>, weights: Span<Double>, into gradient: inout MutableSpan<Double>
  ) {
    precondition(x.count == inputCount && gradient.count == inputCount)
    precondition(weights.count == outputCount)
    let isFinite = x.withUnsafeBufferPointer { x in
      weights.withUnsafeBufferPointer { weights in
        gradient.withUnsafeMutableBufferPointer { gradient in
          guard let x = x.baseAddress, let weights = weights.baseAddress,
            let gradient = gradient.baseAddress
          else { return true }
          return pullBack(x, weights, into: gradient)
        }
      }
    }
    if !isFinite { sumRows(x, weights, into: &gradient) }
  }

  private func pullBack(
    _ x: UnsafePointer<Double>, _ weights: UnsafePointer<Double>,
    into gradient: UnsafeMutablePointer<Double>
  ) -> Bool {
    guard compiled.evaluate(at: x) else { return false }
    var (row, other) = rows
    row.update(from: weights, count: outputCount)
    for s in stride(from: compiled.count - 1, through: 0, by: -1) {
      let stage = compiled.stages + s
      guard stage.pointee.kind == .affine else {
        compiled.pullBack(s, row, rows: 1, into: row)
        continue
      }
      let (n, inputs) = (stage.pointee.outputs, stage.pointee.inputs)
      if let structured = stage.pointee.structured {
        structured.multiplyBack(row, stride: n, rows: 1, into: other, stride: inputs)
      } else {
        Product.multiply(
          rows: 1, columns: inputs, inner: n, Product.Operand(row, stride: n),
          Product.Operand(stage.pointee.chainWeights, stride: inputs), into: other,
          stride: inputs)
      }
      swap(&row, &other)
    }
    gradient.update(from: row, count: inputCount)
    return RowOperations.isFinite(row, count: inputCount)
  }

  /// Σ v_k times row k of a Jacobian that keeps apart what is not finite.
  private func sumRows(
    _ x: Span<Double>, _ weights: Span<Double>, into gradient: inout MutableSpan<Double>
  ) {
    // Only a checkpoint throws.
    guard let jacobian = try? rule.jacobian(at: x.indices.map { x[$0] }) else { return }
    for i in gradient.indices { gradient[i] = 0 }
    for k in weights.indices where weights[k] != 0 {
      for i in gradient.indices { gradient[i] += weights[k] * jacobian[k, i] }
    }
  }
}
