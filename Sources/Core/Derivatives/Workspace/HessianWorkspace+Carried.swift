/// The way for few inputs: forward with everything at once.
extension HessianWorkspace {
  /// Takes every stage at x with its derivatives: the second ones up to `way.pushed`, where they are
  /// kept, and from there on the factors of the terms.
  ///
  /// - Returns: Whether the value is finite.
  func carry(
    _ map: CarriedMap, at x: UnsafePointer<Double>, checkpoint: Checkpoint
  ) rethrows -> Bool {
    map.begin(at: x)
    for s in 0..<way.pushed {
      try checkpoint()
      map.push(s)
    }
    keptSecond = map.seconds(way.pushed)
    for s in way.pushed..<compiled.count {
      try checkpoint()
      let factors = levels[0].factors + compiled.stages[s].factorOffset
      map.pushFirst(s, factors: factors, factorStride: levels[0].neurons)
    }
    return RowOperations.isFinite(map.value(compiled.count), count: compiled.outputCount)
  }
}
