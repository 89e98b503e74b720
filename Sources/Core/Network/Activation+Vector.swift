/// σ and its derivatives for many neurons at once, in storage that the caller owns.
extension Activation {
  /// σ of `count` neurons.
  ///
  /// - Precondition: the activation does not couple neurons; `into` has room for `count` values.
  func values(
    _ z: UnsafePointer<Double>, count: Int, into value: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count { value[i] = self.value(z[i]) }
  }

  /// σ, σ′ and σ″ of `count` neurons.
  ///
  /// - Precondition: the activation does not couple neurons; each of the three has room for `count`
  ///   values.
  func jets(
    _ z: UnsafePointer<Double>, count: Int, value: UnsafeMutablePointer<Double>,
    first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count {
      let jet = jet(z[i])
      (value[i], first[i], second[i]) = (jet.value, jet.first, jet.second)
    }
  }
}
