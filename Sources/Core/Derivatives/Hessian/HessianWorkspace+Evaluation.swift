public import LinearAlgebra

/// One evaluation: values, factors, coefficients, and the Hessians of them.
extension HessianWorkspace {
  /// H of every output at x, each a packed triangle of inputs(inputs + 1)/2 entries.
  ///
  /// - Returns: Whether all of it is finite. Where it is not, an output may have met neurons that it
  ///   does not depend on; `NetworkMap.hessian(at:)` keeps those apart.
  /// - Precondition: x has a value for each input; one target for each output, with room for its
  ///   triangle.
  @discardableResult
  public func evaluate(
    at x: UnsafePointer<Double>,
    into targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>, checkpoint: Checkpoint = {}
  ) throws -> Bool {
    let isFinite =
      if let carried {
        try carry(carried, at: x, checkpoint: checkpoint)
      } else {
        compiled.evaluate(at: x)
      }
    if way.isNested {
      try formNested(targets, checkpoint: checkpoint)
      checkFinite(targets)
    } else {
      for index in levels.indices where carried == nil {
        if let panels = levels[index].panels {
          try formPanelFactors(levels[index], panels, checkpoint: checkpoint)
        } else {
          try formFactors(levels[index], checkpoint: checkpoint)
        }
      }
      try formCoefficients(checkpoint: checkpoint)
      try formTargets(targets, checkpoint: checkpoint)
    }
    var allFinite = isFinite
    for k in 0..<outputCount { allFinite = allFinite && areFinite[k] }
    return allFinite
  }

  private func checkFinite(_ targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>) {
    let count = PackedSymmetric.count(order: inputCount)
    for k in 0..<outputCount { areFinite[k] = RowOperations.isFinite(targets[k], count: count) }
  }

  private func formTargets(
    _ targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>, checkpoint: Checkpoint
  ) rethrows {
    if formsPairs {
      if levels.count == 1 {
        try formPairs(targets, checkpoint: checkpoint)
        return checkFinite(targets)
      }
      try formPairs(inner, checkpoint: checkpoint)
    }
    guard sharesOutputs else {
      for k in 0..<outputCount {
        try formBlocks(
          k, lanes.indices, inner: formsPairs ? UnsafePointer(inner[k]) : nil, into: targets[k],
          checkpoint: checkpoint)
      }
      return
    }
    try ThreadPool.perform(
      outputCount, lanes: threads, work: multiplyAdds / Double(outputCount), checkpoint: checkpoint
    ) { k, lane in
      formBlocks(
        k, lane..<lane + 1, inner: formsPairs ? UnsafePointer(inner[k]) : nil,
        into: targets[k], checkpoint: {})
    }
  }

  /// Wᵀ of the stages where a product with few rows meets it: there the library is fast only with W
  /// stored the other way.
  static func transposes(
    _ compiled: CompiledMap, _ way: HessianWay, _ levels: [Segment], isPushing: Bool
  ) -> [UnsafeMutablePointer<Double>?] {
    let shape = compiled.shape
    let mostRows = way.isNested ? shape.inputCount : levels.map(\.width).max() ?? 0
    let end =
      way.isNested
      ? shape.count : max(levels.map(\.end).max() ?? 0, isPushing ? way.pushed : 0)
    return shape.stages.indices.map { s in
      guard shape.stages[s] == .affine, s < end,
        mostRows <= Tuning.mostRowsForTransposes || isPushing
      else { return nil }
      let stage = compiled.stages[s]
      return compiled.arena.transposed(
        stage.chainWeights, rows: stage.outputs, columns: stage.inputs)
    }
  }

  /// Wᵀ of an affine stage, inputs × outputs.
  func transposedWeights(_ s: Int) -> Product.Operand {
    if let transpose = transposes[s] {
      return Product.Operand(transpose, stride: compiled.stages[s].outputs)
    }
    return Product.Operand(
      compiled.stages[s].chainWeights, stride: compiled.stages[s].inputs, isTransposed: true)
  }
}
