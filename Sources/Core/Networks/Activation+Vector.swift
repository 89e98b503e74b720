/// Many neurons at once: what networks, derivatives and differences are computed with.
///
/// The promise is that of one neuron at a time (`ActivationRule`), at a fifth of the time where the
/// processor has vector instructions. Results are at most two units in the last place further from
/// the truth than those of `value` and `jet`; where σ′ or σ″ passes through zero, in the last place
/// of the terms that cancel. They depend neither on a neuron's place nor on the count, are the same
/// from run to run, and the same on every machine that has AVX2, AVX-512 or NEON; on one without,
/// they are those of `value` and `jet`, and the last bits differ.
extension Activation {
  /// σ of `count` neurons.
  ///
  /// - Parameters:
  ///   - z: the pre-activations; of a layer whose neurons have several activations those of all its
  ///     neurons, each in a row of the same length.
  ///   - value: has room for `count`; may be the memory of z itself.
  /// - Precondition: the activation does not couple neurons; `count` is not negative.
  /// - Complexity: 1 to 3 ns a neuron; nothing is allocated.
  @inlinable
  package func values(
    _ z: UnsafePointer<Double>, count: Int, into value: UnsafeMutablePointer<Double>
  ) {
    precondition(!couplesNeurons)
    if let kernel { return unsafe kernel.values(arguments, z, count: count, into: value) }
    unsafe valuesOneByOne(z, count: count, into: value)
  }

  /// σ, σ′ and σ″ of `count` neurons; the values are bit for bit those of `values`.
  ///
  /// - Parameters:
  ///   - z: the pre-activations.
  ///   - value, first, second: have room for `count` each; one of them may be the memory of z itself.
  /// - Precondition: the activation does not couple neurons; `count` is not negative.
  /// - Complexity: 2 to 4 ns a neuron; nothing is allocated.
  @inlinable
  package func jets(
    _ z: UnsafePointer<Double>, count: Int, value: UnsafeMutablePointer<Double>,
    first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>
  ) {
    precondition(!couplesNeurons)
    if let kernel {
      return unsafe kernel.jets(
        arguments, z, count: count, value: value, first: first, second: second)
    }
    unsafe jetsOneByOne(z, count: count, value: value, first: first, second: second)
  }

  /// The entries of a range, where each neuron has as many in a row.
  private func place(_ range: ActivationRange, of count: Int) -> Range<Int> {
    let neurons = ranges?.last?.neurons.upperBound ?? count
    precondition(count % neurons == 0)
    let lanes = count / neurons
    return (range.neurons.lowerBound * lanes)..<(range.neurons.upperBound * lanes)
  }

  /// σ of each entry.
  package func elementwiseValues(_ z: [Double]) -> [Double] {
    unsafe [Double](unsafeUninitializedCapacity: z.count) { value, count in
      count = z.count
      guard let value = value.baseAddress else { return }
      unsafe values(z, count: count, into: value)
    }
  }

  @usableFromInline
  func valuesOneByOne(
    _ z: UnsafePointer<Double>, count: Int, into value: UnsafeMutablePointer<Double>
  ) {
    if let ranges {
      for range in ranges {
        let part = place(range, of: count)
        unsafe range.activation.values(
          z + part.lowerBound, count: part.count, into: value + part.lowerBound)
      }
      return
    }
    for i in 0..<count { unsafe value[i] = rule.value(z[i], arguments) }
  }

  @usableFromInline
  func jetsOneByOne(
    _ z: UnsafePointer<Double>, count: Int, value: UnsafeMutablePointer<Double>,
    first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>
  ) {
    if let ranges {
      for range in ranges {
        let (start, count) = (place(range, of: count).lowerBound, place(range, of: count).count)
        unsafe range.activation.jets(
          z + start, count: count, value: value + start, first: first + start,
          second: second + start)
      }
      return
    }
    for i in 0..<count {
      let jet = unsafe rule.jet(z[i], arguments)
      unsafe (value[i], first[i], second[i]) = (jet.value, jet.first, jet.second)
    }
  }
}
