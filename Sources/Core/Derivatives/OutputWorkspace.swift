public import Networks

/// Computes the value of one map again and again, in storage allocated once.
///
/// - Complexity: one multiply-add for each weight on the way.
public final class OutputWorkspace {
  private let compiled: CompiledMap

  public init(_ map: NetworkMap) { compiled = CompiledMap(ChainRule(map)) }

  /// The value at x, outputs long.
  ///
  /// - Precondition: x has a value for each input, `output` room for each output.
  public func evaluate(at x: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    compiled.evaluate(at: x, into: output)
  }
}
