/// J carried forward together with the value, for few inputs: each weight is read once.
final class FewInputs: JacobianPass {
  private let compiled: CompiledMap
  private let forward: TaylorForwardPass

  init(_ compiled: CompiledMap) {
    self.compiled = compiled
    forward = TaylorForwardPass(compiled, withSeconds: false)
  }

  /// Whether forward is no dearer than the plan's order.
  static func fits(_ plan: JacobianPlan, _ compiled: CompiledMap) -> Bool {
    TaylorForwardPass.rowCount(compiled.inputCount, withSeconds: false) <= Tuning.mostFirstRows
      && plan.fromInput <= Tuning.dearerTogether * plan.multiplyAdds
      && !plan.affine.isEmpty && !compiled.hasOtherChainWeights
  }

  func evaluate(
    at x: UnsafePointer<Double>, into jacobian: UnsafeMutablePointer<Double>,
    checkpoint: Checkpoint
  ) throws -> Bool {
    forward.begin(at: x)
    for s in 0..<compiled.count {
      try checkpoint()
      forward.pushFirst(s)
    }
    let (m, d) = (compiled.outputCount, compiled.inputCount)
    for i in 0..<d {
      let row = forward.gradient(compiled.count, i)
      for k in 0..<m { jacobian[k * d + i] = row[k] }
    }
    return RowOperations.isFinite(forward.value(compiled.count), count: m)
      && RowOperations.isFinite(jacobian, count: m * d)
  }
}
