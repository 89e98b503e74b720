/// One entry of I, of W_l or of b_l; entries are counted row by row from 0.
package struct Variable: Sendable, Hashable {
  package let group: VariableBlock
  package let entry: Int

  package init(_ group: VariableBlock, _ entry: Int) {
    self.group = group
    self.entry = entry
  }
}

extension WeightDerivatives {
  /// ∂s/∂W_l[p,q], or that of another variable, as a sum over the neurons k of the layer that z_l[p]
  /// goes to:
  ///
  ///     ∂s/∂W_l[p,q] = Σ_k δ_{l+1}[k] (W_{l+1} D_l)[k,p] f_{l−1}[q]
  ///
  /// Where the neurons of layer l act alone, W_{l+1}[k,p] and σ′(z_l[p]) stand apart. In the last
  /// layer k counts outputs, with dout for δ and D_n for W D. For a bias f is 1, for an input
  /// W_1[k,i] stands for W D.
  ///
  /// - Precondition: the network has the variable.
  /// - Complexity: one product of matrices where the neurons of layer l are coupled.
  package func slopeContributions(_ variable: Variable) -> EntryContributions {
    let l = variable.group.layer
    guard l > 0 else {
      return sum(
        layer: 1, delta[0], rule.chainWeights(0).column(variable.entry).map { [$0] }, after: nil)
    }
    let (p, f) = place(of: variable)
    let (isLast, derivative) = (l == derivatives.count, derivatives[l - 1])
    let slopes = isLast ? outputSlopes[l - 1] : delta[l]
    let layer = isLast ? l : l + 1
    guard let slope = derivative.diagonal?[p] else {
      let column = derivative.pullBack(isLast ? .identity(slopes.count) : rule.chainWeights(l))
        .column(p)
      return sum(layer: layer, slopes, column.map { [$0] + f }, after: nil)
    }
    if isLast {
      // Neurons that act alone: z_n[p] goes to the output p.
      return EntryContributions([
        Contribution(
          layer: l, neuron: p + 1, outputDerivative: slopes[p], activationDerivative: slope,
          coefficient: slopes[p], inputDerivatives: [slope] + f)
      ])
    }
    return sum(
      layer: layer, slopes, rule.chainWeights(l).column(p).map { [$0, slope] + f }, after: slope)
  }

  private func sum(
    layer: Int, _ slopes: [Double], _ factors: [[Double]], after slope: Double?
  ) -> EntryContributions {
    EntryContributions(
      zip(slopes, factors).enumerated().map { k, pair in
        Contribution(
          layer: layer, neuron: k + 1, outputDerivative: pair.0, activationDerivative: slope,
          coefficient: pair.0, inputDerivatives: pair.1)
      })
  }

  /// The p of z_l[p] or the i of I_i, and f_{l−1}[q] where it is a weight.
  private func place(of variable: Variable) -> (row: Int, factor: [Double]) {
    guard case .parameters(.weights(let l)) = variable.group else { return (variable.entry, []) }
    let f = activations[l - 1]
    return (variable.entry / f.count, [f[variable.entry % f.count]])
  }

  /// ∂²s/∂W_r[p,q]∂W_l[i,j], r ≥ l, or that of two other variables, as a sum over the neurons k of
  /// the layers t from r on that bend:
  ///
  ///     Σ_t Σ_k (∂s/∂f_t)[k] σ_t″(z_t[k]) (∂z_t/∂z_r)[k,p] (∂z_t/∂z_l)[k,i] f_{r−1}[q] f_{l−1}[j]
  ///
  /// in the form of `LayerDerivative` where they are coupled, and for r > l one term more, that of
  /// W_r[p,q] itself: δ_r[p] (∂f_{r−1}/∂z_l)[q,i] f_{l−1}[j].
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the network has the variables.
  /// - Complexity: two multiply-adds for each weight behind the variables.
  package func curvatureContributions(
    _ first: Variable, _ second: Variable, checkpoint: Checkpoint = {}
  ) throws -> EntryContributions {
    let isSwapped = first.group.layer < second.group.layer
    let (later, earlier) = isSwapped ? (second, first) : (first, second)
    let (a, b) = (
      try rates(of: later, checkpoint: checkpoint), try rates(of: earlier, checkpoint: checkpoint)
    )
    let common = place(of: later).factor + place(of: earlier).factor
    var found: [Contribution] = []
    for t in derivatives.indices.dropFirst(max(later.group.layer - 1, 0)) {
      try checkpoint()
      guard let za = a[t]?.z, let zb = b[t]?.z, !derivatives[t].isFlat else { continue }
      let coefficients = derivatives[t].curvatureCoefficients(outputSlopes[t])
      let (left, right) = (derivatives[t].curvatureFactor(za), derivatives[t].curvatureFactor(zb))
      let bend = derivatives[t].secondDiagonal
      found += coefficients.indices.map { k in
        Contribution(
          layer: t + 1, neuron: k + 1, outputDerivative: outputSlopes[t][k],
          activationDerivative: bend?[k], coefficient: coefficients[k],
          inputDerivatives: [left[k, 0], right[k, 0]] + common)
      }
    }
    if let passing = passing(later, earlier, b) { found.append(passing) }
    return EntryContributions(found)
  }

  /// ∂z_t and ∂f_t with respect to the z_l[p] or I_i of a variable, for each layer behind it; layers
  /// count from 0.
  private func rates(
    of variable: Variable, checkpoint: Checkpoint
  ) throws -> [Int: (z: Matrix, f: Matrix)] {
    var rates: [Int: (z: Matrix, f: Matrix)] = [:]
    let first = max(variable.group.layer - 1, 0)
    var z = Matrix(
      rows: variable.group == .input ? activations[0].count : preactivations[first].count,
      columns: 1)
    z[place(of: variable).row, 0] = 1
    if variable.group == .input { z = Product.of(rule.chainWeights(0), z) }
    for t in first..<derivatives.count {
      try checkpoint()
      let f = derivatives[t].pushForward(z)
      rates[t] = (z, f)
      if t + 1 < derivatives.count { z = Product.of(rule.chainWeights(t + 1), f) }
    }
    return rates
  }

  /// The term of W_r[p,q] meeting f_{r−1}[q], which the earlier variable changes.
  private func passing(
    _ later: Variable, _ earlier: Variable, _ rates: [Int: (z: Matrix, f: Matrix)]
  ) -> Contribution? {
    guard case .parameters(.weights(let r)) = later.group, r > earlier.group.layer else {
      return nil
    }
    let count = activations[r - 1].count
    let (p, q) = (later.entry / count, later.entry % count)
    // f_0 is the input itself.
    let rate = r == 1 ? (q == earlier.entry ? 1 : 0) : rates[r - 2].map { $0.f[q, 0] } ?? 0
    var contribution = Contribution(
      layer: r, neuron: p + 1, outputDerivative: delta[r - 1][p], activationDerivative: nil,
      coefficient: delta[r - 1][p], inputDerivatives: [rate] + place(of: earlier).factor)
    contribution.isPassing = true
    return contribution
  }
}
