/// A strategy for the Jacobian made ready for one map, with room that is allocated once.
protocol JacobianPass: AnyObject {
  /// J at x, outputs × inputs, row by row; whether all of it and the value are finite.
  func evaluate(
    at x: UnsafePointer<Double>, into jacobian: UnsafeMutablePointer<Double>,
    checkpoint: Checkpoint
  ) throws -> Bool
}

/// Computes the Jacobian of one map again and again, in storage allocated once.
///
///     let workspace = JacobianWorkspace(rule)
///     var jacobian = [Double](repeating: 0, count: workspace.count)
///     try workspace.evaluate(at: x, into: &jacobian)     // outputs × inputs, row by row
///
/// - Complexity: one multiply-add for each weight on the way, and those of the plan.
public final class JacobianWorkspace {
  public let plan: JacobianPlan
  public let (inputCount, count): (Int, Int)
  private let pass: any JacobianPass

  public init(_ rule: ChainRule) {
    let compiled = CompiledMap(rule)
    plan = JacobianPlan(compiled.shape)
    (inputCount, count) = (compiled.inputCount, compiled.outputCount * compiled.inputCount)
    pass =
      FewInputs.fits(plan, compiled) ? FewInputs(compiled) : ChainInOrder(compiled, plan)
  }

  /// J at x.
  ///
  /// - Returns: Whether all of it is finite. Where it is not, an output may have met weights that it
  ///   does not depend on; `NetworkMap.jacobian(at:)` keeps those apart.
  /// - Precondition: x has a value for each input, and there is room for `count` entries.
  @discardableResult
  public func evaluate(
    at x: Span<Double>, into jacobian: inout MutableSpan<Double>, checkpoint: Checkpoint = {}
  ) throws -> Bool {
    precondition(x.count == inputCount && jacobian.count == count)
    return try x.withUnsafeBufferPointer { x in
      try jacobian.withUnsafeMutableBufferPointer { jacobian in
        guard let x = x.baseAddress, let jacobian = jacobian.baseAddress else { return true }
        return try pass.evaluate(at: x, into: jacobian, checkpoint: checkpoint)
      }
    }
  }

  /// The same for arrays.
  @discardableResult
  public func evaluate(
    at x: [Double], into jacobian: inout [Double], checkpoint: Checkpoint = {}
  ) throws -> Bool {
    var room = jacobian.mutableSpan
    return try evaluate(at: x.span, into: &room, checkpoint: checkpoint)
  }
}
