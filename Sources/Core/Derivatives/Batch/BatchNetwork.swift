/// A network arranged for a batch: what is the same for every input, computed once.
struct BatchNetwork: Sendable {
  let layers: [BatchLayer]
  let inputCount: Int
  let outputCount: Int

  /// The layers, from 0, that are not linear: the first and the last of them; nil when there is none.
  let bent: ClosedRange<Int>?

  /// ∂z/∂I of the first bent layer, n × d; of the whole network when none is bent. The linear layers
  /// before it make it the same for every input.
  let entry: Matrix
  let entryTransposed: PackedMatrix

  /// (∂A/∂f)ᵀ of the last bent layer, n × m; nil when it is the last of all, and A its f.
  let exit: Matrix?

  /// B of the last of all, m × m; empty where it is not needed.
  let identity: Matrix

  init(_ network: Network) {
    let layers = network.layers.map(BatchLayer.init)
    self.layers = layers
    inputCount = network.inputCount
    outputCount = network.outputCount
    let first = layers.firstIndex { $0.kind != .linear }
    let last = layers.lastIndex { $0.kind != .linear }
    if let first, let last { bent = first...last } else { bent = nil }

    let leading = network.layers[...(first ?? layers.count - 1)].map(\.weights)
    let entry = leading.dropFirst().reduce(leading[0]) { Product.of($1, $0) }
    self.entry = entry
    entryTransposed = PackedMatrix(entry.transposed)
    let trailing = network.layers[((last ?? layers.count - 1) + 1)...].map(\.weights.transposed)
    exit = trailing.first.map { first in
      trailing.dropFirst().reduce(first) { Product.of($0, $1) }
    }
    identity = .identity(trailing.isEmpty ? network.outputCount : 0)
  }

  /// Every product of two columns of `entry`, T × n: with it the term of the first bent layer is one
  /// matrix product for all inputs. Row t is the pair (i, j), j ≤ i.
  var entryProducts: Matrix {
    let (n, d) = (entry.rows, inputCount)
    var table = Matrix(rows: PackedSymmetric.count(order: d), columns: n)
    for i in 0..<d {
      for j in 0...i {
        let row = PackedSymmetric.index(i, j)
        for p in 0..<n { table[row, p] = entry[p, i] * entry[p, j] }
      }
    }
    return table
  }

  /// The same times what each neuron adds to each output, (T·m) × n: with one bent layer the whole
  /// Hessian is this table times σ″.
  func entryProducts(weightedBy exit: Matrix) -> Matrix {
    let (table, m) = (entryProducts, outputCount)
    var result = Matrix(rows: table.rows * m, columns: table.columns)
    for t in 0..<table.rows {
      for k in 0..<m {
        for p in 0..<table.columns { result[t * m + k, p] = exit[p, k] * table[t, p] }
      }
    }
    return result
  }
}

/// A layer arranged for a batch.
struct BatchLayer: Sendable {
  enum Kind: Equatable {
    /// σ is the identity.
    case linear
    /// σ″ = 0: no curvature.
    case flat
    case curved
    case coupled(ActivationRule.Coupling)
  }

  let kind: Kind
  let activation: Activation

  /// W, n_l × n_{l−1}, and b.
  let weights: BatchMatrix
  let neuronCount: Int

  /// The neurons with curvature, of a layer whose neurons act alone: what is only passed on has none.
  let curvedNeurons: [Range<Int>]

  init(_ layer: Layer) {
    activation = layer.activation
    weights = BatchMatrix(layer.weights, bias: layer.bias)
    neuronCount = layer.neuronCount
    curvedNeurons = activation.ranges(of: neuronCount)
      .filter { !$0.activation.isPiecewiseLinear }.map(\.neurons)
    kind =
      if let coupling = activation.rule.coupling {
        .coupled(coupling)
      } else if activation.name == "purelin" {
        .linear
      } else if activation.isPiecewiseLinear {
        .flat
      } else {
        .curved
      }
  }
}
