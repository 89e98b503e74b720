extension Activation {
  /// σ of many pre-activations at once.
  ///
  /// - Precondition: the activation does not couple neurons; `value` has room for `count`. It may be
  ///   `z` itself.
  func values(
    _ z: UnsafePointer<Double>, count: Int, into value: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count { value[i] = self.value(z[i]) }
  }

  /// σ, σ′ and σ″ of many pre-activations at once.
  ///
  /// - Precondition: the activation does not couple neurons; the three have room for `count`.
  func jets(
    _ z: UnsafePointer<Double>, count: Int, value: UnsafeMutablePointer<Double>,
    first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count {
      let jet = jet(z[i])
      value[i] = jet.value
      first[i] = jet.first
      second[i] = jet.second
    }
  }
}
