/// How much each layer adds to the Hessian of one output:
///
///     H_k = Σ_l G_lᵀ diag(B_l[k,:] σ_l″(z_l)) G_l
///
/// term by term, in the form of `LayerDerivative` where the neurons are coupled.
package struct CurvatureBudget: Sendable, Hashable {
  /// One layer's term of the sum.
  package struct Term: Sendable, Hashable {
    /// The layer, from 1.
    package let layer: Int

    /// inputs × inputs, symmetric.
    package let hessian: PackedSymmetric

    /// The rank is at most this: the neurons whose coefficient is not 0, of coupled ones all but
    /// one, since their rows of G̃ sum to 0.
    package let neuronCount: Int
  }

  /// The terms of the layers that curve here, first layer first.
  package let terms: [Term]

  /// H_k, their sum.
  package let total: PackedSymmetric

  /// rank H_k is at most this.
  package let rankBound: Int

  /// The signal that the bound comes from: what is after it curves in as many directions as it is
  /// wide, and what is before it in as many as it has neurons. The output where neurons alone count.
  package let narrowest: Signal

  /// The inputs, from 0, whose row of H_k is exactly 0.
  package var flatInputs: [Int] {
    (0..<total.order).filter { i in (0..<total.order).allSatisfy { total[i, $0] == 0 } }
  }

  /// 1 − ‖H‖/Σ‖term‖: 0 where the terms add up, 1 where they cancel; nil where all are 0 or one, or
  /// the sum, is not finite.
  package var cancellation: Double? {
    let sum = terms.reduce(0) { $0 + $1.hessian.norm }
    guard sum > 0, sum.isFinite, total.norm.isFinite else { return nil }
    return max(0, 1 - total.norm / sum)
  }

  /// The cosine of the angle between two terms as vectors of d² entries: −1 where one undoes the
  /// other; nil where one is 0 or not finite.
  package func cosine(_ a: Int, _ b: Int) -> Double? {
    let (left, right) = (terms[a].hessian, terms[b].hessian)
    let norms = left.norm * right.norm
    guard norms > 0, norms.isFinite else { return nil }
    return min(1, max(-1, left.innerProduct(right) / norms))
  }
}

extension ChainRule {
  /// The Hessian of output k, counted from 0, split by layers.
  ///
  /// - Precondition: one value for each component of `from`; an output that exists.
  /// - Throws: what `checkpoint` throws.
  /// - Complexity: (inputs + 1) multiply-adds for each weight, inputs(inputs + 1)/2 for each neuron
  ///   with curvature; 8 bytes for as many entries of each layer.
  package func curvatureBudget(
    at x: [Double], output k: Int, checkpoint: Checkpoint = {}
  ) throws -> CurvatureBudget {
    precondition(k >= 0 && k < outputCount)
    var terms: [CurvatureBudget.Term] = []
    var total = PackedSymmetric(order: inputCount)
    try forEachCurvatureTerm(at: x, outputs: [k], checkpoint: checkpoint) { term in
      let coefficients = term.coefficients(0)
      var hessian = PackedSymmetric(order: inputCount)
      try hessian.add(term.factor, weights: coefficients, checkpoint: checkpoint)
      for entry in hessian.storage.indices { total.storage[entry] += hessian.storage[entry] }
      let most = term.derivative.diagonal == nil ? coefficients.count - 1 : coefficients.count
      terms.append(
        CurvatureBudget.Term(
          layer: term.layer, hessian: hessian,
          neuronCount: min(most, coefficients.filter { $0 != 0 }.count)))
    }
    terms.reverse()
    let bound = rankBound(terms)
    return CurvatureBudget(
      terms: terms, total: total, rankBound: bound.rank, narrowest: bound.signal)
  }

  /// The least, over the signals on the way, of its width and the neurons that curve before it.
  private func rankBound(_ terms: [CurvatureBudget.Term]) -> (rank: Int, signal: Signal) {
    // Where nothing is after a signal its width does not count: the neurons alone do.
    var best = (rank: terms.reduce(0) { $0 + $1.neuronCount }, signal: to)
    for signal in ([from] + stages.map(\.signal)).dropLast().reversed() {
      let before = terms.filter { Signal.activation($0.layer) <= signal }
      let rank = before.reduce(network.count(of: signal)) { $0 + $1.neuronCount }
      if rank <= best.rank, rank > 0 { best = (rank, signal) }
    }
    return best
  }
}

extension PackedSymmetric {
  /// Σ_ij a_ij b_ij over all n² entries.
  package func innerProduct(_ other: PackedSymmetric) -> Double {
    precondition(other.order == order)
    var sum = 0.0
    for i in 0..<order {
      for j in 0..<i { sum += 2 * self[i, j] * other[i, j] }
      sum += self[i, i] * other[i, i]
    }
    return sum
  }

  /// The Frobenius norm, the root of the sum of all n² squares.
  package var norm: Double {
    // Scaled, so that no square overflows or is lost.
    let largest = largestMagnitude
    guard largest > 0, largest.isFinite else { return largest }
    let scaled = PackedSymmetric(order: order, storage: storage.map { $0 / largest })
    return largest * scaled.innerProduct(scaled).squareRoot()
  }

  /// The sum of the diagonal.
  package var trace: Double { (0..<order).reduce(0) { $0 + self[$1, $1] } }
}
