internal import LinearAlgebra

/// The way for few inputs: forward with everything at once.
extension HessianWorkspace {
  /// Takes every stage at x with its derivatives: the second ones up to where the pushing ends, where
  /// they are kept, and from there on the factors of the terms.
  ///
  /// - Returns: Whether the value is finite.
  func carry(
    _ map: TaylorForwardPass, at x: UnsafePointer<Double>, checkpoint: Checkpoint
  ) rethrows -> Bool {
    map.begin(at: x)
    let end = isPushing ? way.pushed : 0
    for s in 0..<end {
      try checkpoint()
      map.push(s)
    }
    if isPushing { keptSecond = map.seconds(end) }
    for s in end..<compiled.count {
      try checkpoint()
      // Behind the last curved stage G is not needed.
      if s >= levels[0].end {
        map.pushValue(s)
        continue
      }
      let factors = levels[0].factors + compiled.stages[s].factorOffset
      map.pushFirst(
        s, factors: s == levels[0].diagonalStage ? nil : factors,
        factorStride: levels[0].neurons)
    }
    return RowOperations.isFinite(map.value(compiled.count), count: compiled.outputCount)
  }
}
