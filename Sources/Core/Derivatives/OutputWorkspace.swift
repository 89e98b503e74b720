/// Computes the value of one map again and again, in storage allocated once.
///
/// - Complexity: one multiply-add for each weight on the way.
public final class OutputWorkspace {
  private let compiled: CompiledMap

  public init(_ map: NetworkMap) { compiled = CompiledMap(ChainRule(map)) }

  /// The value at x.
  ///
  /// - Precondition: x has a value for each input, and there is room for each output.
  public func evaluate(at x: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(x.count == compiled.inputCount && output.count == compiled.outputCount)
    x.withUnsafeBufferPointer { x in
      output.withUnsafeMutableBufferPointer { output in
        guard let x = x.baseAddress, let output = output.baseAddress else { return }
        compiled.evaluate(at: x, into: output)
      }
    }
  }

  /// The same for arrays.
  public func evaluate(at x: [Double], into output: inout [Double]) {
    var room = output.mutableSpan
    evaluate(at: x.span, into: &room)
  }
}
