/// σ_l′ and σ_l″ of a whole layer at its pre-activations: what every derivative is made of.
///
/// For activations that act on each neuron alone, D_l = diag(σ′) and the second derivative
/// contracted with a row v is diag(v σ″). For softmax both are full, but with rows centred on their
/// p-weighted mean they take the same form, G̃ᵀ diag(c) G̃: from Σ_i q_i = 0,
///
///     diag(q) − p qᵀ − q pᵀ   becomes   Σ_i q_i (g_i − ḡ)(g_i − ḡ)ᵀ,   ḡ = Σ_j p_j g_j.
///
/// The centred form also keeps the digits that the other one loses where a p is close to 1. For
/// logsoftmax v − (Σv) p does so too, where the entry of that p is written as
///
///     v_i − (Σv) p_i   =   (Σv) Σ_{j≠i} p_j − Σ_{j≠i} v_j:
///
/// it is the p − t of a cross-entropy.
package struct LayerDerivative: Sendable {
  private enum Form {
    case elementwise(first: [Double], second: [Double])
    case coupled(ActivationRule.Coupling, p: [Double], largest: Int)
  }

  private let form: Form

  /// - Parameter z: the pre-activations of the layer, one for each neuron.
  /// - Parameter fault: what is done wrong on purpose, where the neurons act alone.
  package init(of activation: Activation, at z: [Double], fault: Fault.Kind? = nil) {
    guard let coupling = activation.rule.coupling else {
      let jets =
        fault.map { fault in z.indices.map { fault.jet(of: activation.ofNeuron($0), at: z[$0]) } }
        ?? activation.jets(z)
      form = .elementwise(first: jets.map(\.first), second: jets.map(\.second))
      return
    }
    let p = Softmax.values(z)
    form = .coupled(coupling, p: p, largest: Softmax.indexOfLargest(p) ?? 0)
  }

  /// D_l G, n_l × d, from G, n_l × d.
  package func pushForward(_ g: Matrix) -> Matrix {
    switch form {
    case .elementwise(let first, _): g.scalingRows(by: first)
    case .coupled(.softmax, let p, let largest):
      g.centringRows(weights: p, largest: largest).scalingRows(by: p)
    case .coupled(.logsoftmax, let p, let largest):
      g.centringRows(weights: p, largest: largest)
    }
  }

  /// B D_l, m × n_l, from B, m × n_l.
  package func pullBack(_ b: Matrix) -> Matrix {
    Matrix(
      rows: b.rows, columns: b.columns,
      storage: (0..<b.rows).flatMap { pullBack(row: Array(b.row($0))) })
  }

  /// G̃ of the sum above, n_l × d: G itself when the neurons act alone.
  package func curvatureFactor(_ g: Matrix) -> Matrix {
    guard case .coupled(_, let p, let largest) = form else { return g }
    return g.centringRows(weights: p, largest: largest)
  }

  /// c of the sum above for a row v of dA/df_l: Σ_i v_i ∂²f_i = G̃ᵀ diag(c) G̃.
  package func curvatureCoefficients(_ v: [Double]) -> [Double] {
    switch form {
    case .elementwise(_, let second):
      // An output that does not depend on a neuron does not see that it is nan.
      return zip(v, second).map { $0 == 0 ? 0 : $0 * $1 }
    case .coupled(.softmax, _, _): return pullBack(row: v)
    case .coupled(.logsoftmax, let p, _):
      let sum = v.reduce(0, +)
      return p.map { -sum * $0 }
    }
  }

  /// Σ_k v_k ∂²f_k/∂z², n × n, from v = ∂s/∂f.
  package func bend(weights v: [Double]) -> Matrix {
    let centred = curvatureFactor(.identity(v.count))
    return Product.of(centred.transposed, centred.scalingRows(by: curvatureCoefficients(v)))
  }

  /// (Σ_i v_i ∂²f_i) g, n_l entries, for a row v of dA/df_l and a direction g of z_l.
  func curvatureProduct(_ v: [Double], _ g: [Double]) -> [Double] {
    let coefficients = curvatureCoefficients(v)
    guard case .coupled(_, let p, let largest) = form else { return zip(coefficients, g).map(*) }
    // G̃ᵀ takes the sum off again, in the shares of p.
    let bent = zip(coefficients, g.centred(weights: p, largest: largest)).map(*)
    let sum = bent.reduce(0, +)
    return zip(bent, p).map { $0 - sum * $1 }
  }

  /// σ′ of each neuron when they act alone; nil when they are coupled.
  package var diagonal: [Double]? {
    if case .elementwise(let first, _) = form { first } else { nil }
  }

  /// σ″ of each neuron when they act alone; nil when they are coupled.
  package var secondDiagonal: [Double]? {
    if case .elementwise(_, let second) = form { second } else { nil }
  }

  /// Whether every second derivative is zero.
  package var isFlat: Bool {
    guard case .elementwise(_, let second) = form else { return false }
    return second.allSatisfy { $0 == 0 }
  }

  /// The first and second derivative of f_l along a curve z(t), from ż and z̈ at t = 0.
  func along(first dz: [Double], second ddz: [Double]) -> (first: [Double], second: [Double]) {
    switch form {
    case .elementwise(let first, let second):
      // What does not move has no change, even where its slope is infinite.
      func term(_ slope: Double, _ rate: Double) -> Double { rate == 0 ? 0 : slope * rate }
      return (
        zip(first, dz).map(term),
        dz.indices.map { term(second[$0] * dz[$0], dz[$0]) + term(first[$0], ddz[$0]) }
      )
    case .coupled(let coupling, let p, let largest):
      let rate = dz.centred(weights: p, largest: largest)
      let variance = zip(p, rate).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      let change = ddz.centred(weights: p, largest: largest)
      if coupling == .logsoftmax { return (rate, change.map { $0 - variance }) }
      return (
        zip(p, rate).map(*),
        p.indices.map { p[$0] * (rate[$0] * rate[$0] - variance + change[$0]) }
      )
    }
  }

  /// The same for one row.
  func pullBack(row v: [Double]) -> [Double] {
    switch form {
    case .elementwise(let first, _): return zip(v, first).map(*)
    case .coupled(.softmax, let p, let largest):
      return zip(p, v.centred(weights: p, largest: largest)).map(*)
    case .coupled(.logsoftmax, let p, let largest):
      var (others, rest) = (0.0, 0.0)
      for i in p.indices where i != largest {
        others += p[i]
        rest += v[i]
      }
      let sum = v[largest] + rest
      return p.indices.map { $0 == largest ? sum * others - rest : v[$0] - sum * p[$0] }
    }
  }
}

extension Matrix {
  /// diag(factors) · M.
  package func scalingRows(by factors: [Double]) -> Matrix {
    precondition(factors.count == rows)
    var result = self
    for i in 0..<rows {
      let factor = factors[i]
      for j in 0..<columns { result.storage[i * columns + j] *= factor }
    }
    return result
  }

  /// Each row less the mean of the rows with the given weights, which sum to 1.
  ///
  /// The row of the largest weight is taken off first: then the mean is small where one weight is
  /// close to 1, and no difference of nearly equal numbers is left.
  func centringRows(weights p: [Double], largest: Int) -> Matrix {
    precondition(p.count == rows)
    guard rows > 0 else { return self }
    var result = self
    var mean = [Double](repeating: 0, count: columns)
    for i in 0..<rows where i != largest {
      for j in 0..<columns {
        let difference = storage[i * columns + j] - storage[largest * columns + j]
        result.storage[i * columns + j] = difference
        mean[j] += p[i] * difference
      }
    }
    for i in 0..<rows {
      for j in 0..<columns {
        let entry = i == largest ? 0 : result.storage[i * columns + j]
        result.storage[i * columns + j] = entry - mean[j]
      }
    }
    return result
  }
}

extension [Double] {
  /// The entries less their mean with the given weights; see `Matrix.centringRows`.
  func centred(weights p: [Double], largest: Int) -> [Double] {
    Matrix(column: self).centringRows(weights: p, largest: largest).storage
  }
}
