/// What one neuron adds to an entry of a first or second derivative: a product of numbers.
package struct Contribution: Sendable, Hashable {
  /// The layer and the neuron in it, both from 1.
  package let layer: Int
  package let neuron: Int

  /// B_l[k,p], how the output depends on the neuron.
  package let outputDerivative: Double

  /// σ′(z_l[p]) for a Jacobian, σ″(z_l[p]) for a Hessian; nil when the neurons are coupled.
  package let activationDerivative: Double?

  /// The two numbers before it in one: B·σ′ or B·σ″, and for coupled neurons what stands there.
  package let coefficient: Double

  /// G_l[p,i] of a Jacobian, G_l[p,i] and G_l[p,j] of a Hessian; for coupled neurons of a Hessian
  /// less their mean.
  ///
  /// Of derivatives with respect to weights, what the weights multiply comes last.
  package let inputDerivatives: [Double]

  /// Whether it is not a neuron that bends but the other term of the product rule: W_r[p,q], of this
  /// layer and neuron, times how f_{r−1}[q] changes.
  package internal(set) var isPassing = false

  /// The product of the coefficient and the input derivatives; 0 where the coefficient is, since an
  /// output that does not depend on a neuron does not see that it is nan.
  package var term: Double { coefficient == 0 ? 0 : inputDerivatives.reduce(coefficient, *) }
}

/// An entry of a Jacobian or a Hessian as the sum of what neurons add to it, the largest first.
package struct EntryContributions: Sendable, Hashable {
  /// Ranked by magnitude; where one is not a number it comes first.
  package let contributions: [Contribution]

  /// The sum so far: element r is that of the terms 0...r, the last one is the entry.
  package let runningSums: [Double]

  /// The entry: the sum of all terms, largest first; within rounding what the matrix has.
  package var value: Double { runningSums.last ?? 0 }

  /// Σ |term|: far above |value| where terms cancel.
  package let magnitude: Double

  init(_ contributions: [Contribution]) {
    func rank(_ contribution: Contribution) -> Double {
      contribution.term.isNaN ? .infinity : abs(contribution.term)
    }
    self.contributions = contributions.sorted { a, b in
      (rank(b), a.layer, a.neuron) < (rank(a), b.layer, b.neuron)
    }
    var sum = 0.0
    runningSums = self.contributions.map { contribution in
      sum += contribution.term
      return sum
    }
    magnitude = contributions.reduce(0) { $0 + abs($1.term) }
  }

  /// The part of the sum of magnitudes that the largest term is; nil where that sum is 0.
  package var largestShare: Double? {
    guard let first = contributions.first, magnitude > 0, magnitude.isFinite else { return nil }
    return abs(first.term) / magnitude
  }
}

extension ChainRule {
  /// ∂²to_k/∂from_i∂from_j as a sum over the neurons p of the curved layers:
  ///
  ///     H_k[i,j] = Σ_l Σ_p B_l[k,p] σ_l″(z_l[p]) G_l[p,i] G_l[p,j]
  ///
  /// and over those of softmax layers in the form of `LayerDerivative`. All counted from 0.
  ///
  /// - Precondition: one value for each component of `from`; an output and inputs that exist.
  /// - Complexity: two multiply-adds for each weight on the way forward, one on the way back.
  package func hessianContributions(
    at x: [Double], output k: Int, _ i: Int, _ j: Int, checkpoint: Checkpoint = {}
  ) throws -> EntryContributions {
    precondition(k >= 0 && k < outputCount)
    let seed = unitColumns([i, j])
    var found: [Contribution] = []
    try forEachCurvatureTerm(at: x, outputs: [k], seed: seed, checkpoint: checkpoint) { term in
      let (row, coefficients) = (term.adjoints.row(0), term.coefficients(0))
      let second = term.derivative.secondDiagonal
      found += coefficients.indices.map { p in
        Contribution(
          layer: term.layer, neuron: p + 1, outputDerivative: row[p],
          activationDerivative: second?[p], coefficient: coefficients[p],
          inputDerivatives: [term.factor[p, 0], term.factor[p, 1]])
      }
    }
    return EntryContributions(found)
  }

  /// ∂to_k/∂from_i as a sum over the neurons p of one layer l, through which every path leads:
  ///
  ///     J[k,i] = Σ_p B_l[k,p] σ_l′(z_l[p]) G_l[p,i]
  ///
  /// For softmax the coefficient is (B_l D_l)[k,p]. k and i count from 0, the layer from 1.
  ///
  /// - Precondition: one value for each component of `from`; an output and an input that exist; a
  ///   layer whose activation is on the way.
  package func jacobianContributions(
    at x: [Double], output k: Int, _ i: Int, layer: Int, checkpoint: Checkpoint = {}
  ) throws -> EntryContributions {
    precondition(k >= 0 && k < outputCount)
    let derivatives = activationDerivatives(at: x)
    var g = unitColumns([i])
    var b = Adjoints(outputs: [k], of: outputCount)
    for s in stages.indices.reversed() {
      try checkpoint()
      if stages[s] == .activation(layer: layer - 1), let derivative = derivatives[s] {
        for before in 0..<s { g = step(stages[before], derivatives[before], from: g) }
        let row = b.row(0)
        b.pullBack(through: derivative)
        let coefficients = b.row(0)
        let first = derivative.diagonal
        return EntryContributions(
          coefficients.indices.map { p in
            Contribution(
              layer: layer, neuron: p + 1, outputDerivative: row[p],
              activationDerivative: first?[p], coefficient: coefficients[p],
              inputDerivatives: [g[p, 0]])
          })
      }
      stepBack(stages[s], derivatives[s], &b)
    }
    preconditionFailure("layer \(layer) is not on the way")
  }

  /// Columns of the identity, inputs × as many as asked for.
  func unitColumns(_ indices: [Int]) -> Matrix {
    precondition(indices.allSatisfy { $0 >= 0 && $0 < inputCount })
    var columns = Matrix(rows: inputCount, columns: indices.count)
    for (column, index) in indices.enumerated() { columns[index, column] = 1 }
    return columns
  }
}
