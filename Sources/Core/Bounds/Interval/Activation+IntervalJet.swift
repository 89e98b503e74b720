/// Enclosures of σ along a curve z(t), of any order of derivative: from the formulas, whose
/// functions have rigorous ones.
extension Activation {
  /// The jets of f = σ(z) of a layer, counted from 1.
  ///
  /// - Throws: the neuron where a kink may be in the range of its z.
  func jets(_ z: [IntervalJet], layer: Int) throws(Obstacle) -> [IntervalJet] {
    if let coupling = rule.coupling { return IntervalJet.softmax(z, coupling) }
    var result: [IntervalJet] = []
    result.reserveCapacity(z.count)
    for (i, z) in z.enumerated() {
      let activation = ofNeuron(i)
      guard let jet = activation.jet(z) else {
        throw .kink(NeuronPlace(layer: layer, neuron: i + 1, activation: activation.name))
      }
      result.append(jet)
    }
    return result
  }

  /// The jet of one neuron; nil where a kink may be in the range of z.
  ///
  /// - Precondition: the activation does not couple neurons.
  func jet(_ z: IntervalJet) -> IntervalJet? {
    guard let formula else { preconditionFailure("\(name) acts on a whole layer") }
    guard !rule.isDefined else { return formula.jet(at: z) }
    guard !kinks.contains(where: z.value.contains) else { return nil }
    switch name {
    // A slope of 1 to the left of 0 is no kink.
    case "leakyrelu" where kinks.isEmpty: return z
    // x stands twice in the formula; x/(1 + |x|) only rises, and is ±(1 − 1/(1 + |x|)).
    case "softsign":
      var jet = z.value.lower > 0 ? -(z + .one).reciprocal : (-z + .one).reciprocal
      jet.value = z.value.softsign
      return jet
    // 1 + tanh u loses digits where 2/(1 + e^(−2u)) does not.
    case "gelutanh":
      let inner = z + z * z.squared * .rounded(0.044715)
      return z * (inner * (Interval(8) / .pi).squareRoot).logistic
    default: return formula.jet(at: z)
    }
  }
}

extension Interval {
  /// x/(1 + |x|), which only rises.
  fileprivate var softsign: Interval {
    func value(_ x: Double) -> Interval {
      if x.isInfinite { return Interval(x < 0 ? -1 : 1) }
      return Interval(x) / (Interval(abs(x)) + .one)
    }
    return value(lower).hull(value(upper))
  }
}

extension IntervalJet {
  /// Softmax or logsoftmax of the neurons of a layer.
  ///
  /// Values at the ends, since p_i rises with z_i and falls with the others; derivatives by
  /// p_i′ = p_i (z_i′ − w) and (ln p_i)′ = z_i′ − w with w = Σ p_l z_l′.
  static func softmax(
    _ z: [IntervalJet], _ coupling: ActivationRule.Coupling
  ) -> [IntervalJet] {
    let (values, logarithms) = Interval.softmax(z.map(\.value))
    var p = values.map { [$0] }
    var w: [Interval] = []
    /// Coefficient k of z_i′.
    func slope(_ i: Int, _ k: Int) -> Interval { z[i][k + 1] * Interval(Double(k + 1)) }
    for k in 1..<max(z[0].count, 1) {
      var sum = Interval.zero
      for l in z.indices {
        for j in 0..<k { sum = sum + p[l][j] * slope(l, k - 1 - j) }
      }
      w.append(sum)
      for i in z.indices {
        let terms = (0..<k).reduce(Interval.zero) { terms, j in
          terms + p[i][j] * (slope(i, k - 1 - j) - w[k - 1 - j])
        }
        p[i].append(terms / Interval(Double(k)))
      }
    }
    if coupling == .softmax { return p.map { IntervalJet($0) } }
    return z.indices.map { i in
      IntervalJet(
        [logarithms[i]]
          + w.enumerated().map { k, w in z[i][k + 1] - w / Interval(Double(k + 1)) })
    }
  }
}

extension Interval {
  /// p_i and ln p_i of intervals z_i.
  fileprivate static func softmax(_ z: [Interval]) -> (values: [Interval], logarithms: [Interval]) {
    // The same shift for all changes nothing, and no exponential overflows.
    let shift = Interval(z.map(\.upper).max() ?? 0)
    let lower = z.map { Interval($0.lower) - shift }
    let upper = z.map { Interval($0.upper) - shift }
    let (low, high) = (lower.map(\.exponential), upper.map(\.exponential))
    let (lowOthers, highOthers) = (sumsOfOthers(low), sumsOfOthers(high))
    var values: [Interval] = []
    var logarithms: [Interval] = []
    for i in z.indices {
      let (least, most) = (low[i] + highOthers[i], high[i] + lowOthers[i])
      values.append((low[i] / least).hull(high[i] / most).intersection(Interval(0, 1)))
      logarithms.append((lower[i] - least.logarithm).hull(upper[i] - most.logarithm))
    }
    return (values, logarithms)
  }

  /// The sum of all but one, for each one.
  private static func sumsOfOthers(_ terms: [Interval]) -> [Interval] {
    var before = [Interval.zero]
    for term in terms.dropLast() { before.append(before[before.count - 1] + term) }
    var (after, sums) = (Interval.zero, before)
    for i in terms.indices.reversed() {
      sums[i] = before[i] + after
      after = after + terms[i]
    }
    return sums
  }
}
