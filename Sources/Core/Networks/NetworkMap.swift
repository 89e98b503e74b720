/// The part of a network between two of its signals, as a function of the earlier one.
///
/// A from I is the whole network; f_3 from z_2, or A from f_1, are parts of it. Here are
/// its values; derivatives are taken of it, and finite differences see it through its values alone.
public struct NetworkMap: Sendable {
  public let network: Network
  public let from: Signal
  public let to: Signal

  /// What happens on the way, first to last.
  public let stages: [Stage]

  /// One half of a layer; `layer` counts from 0, an index into `network.layers`.
  public enum Stage: Sendable, Hashable {
    /// z = W f + b.
    case affine(layer: Int)

    /// f = σ(z).
    case activation(layer: Int)

    /// The layer it is half of, counted from 0.
    package var layer: Int {
      switch self {
      case .affine(let l), .activation(let l): l
      }
    }

    /// The signal that the stage gives.
    public var signal: Signal {
      switch self {
      case .affine(let l): .preactivation(l + 1)
      case .activation(let l): .activation(l + 1)
      }
    }
  }

  /// - Precondition: the network has both signals, and `from` is not after `to`.
  public init(_ network: Network, from: Signal = .input, to: Signal? = nil) {
    let to = to ?? network.output
    precondition(network.has(from) && network.has(to) && from <= to)
    self.network = network
    self.from = from
    self.to = to
    stages = (from.position..<to.position).map { position in
      position % 2 == 0 ? .affine(layer: position / 2) : .activation(layer: position / 2)
    }
  }

  /// Another part of the same network.
  ///
  /// - Precondition: as for `init`.
  public func part(from: Signal, to: Signal) -> NetworkMap {
    NetworkMap(network, from: from, to: to)
  }

  /// The number of components of `from`: columns of the Jacobian.
  public var inputCount: Int { network.count(of: from) }

  /// The number of components of `to`: rows of the Jacobian.
  public var outputCount: Int { network.count(of: to) }

  /// The value of `to` when `from` has the value x.
  ///
  /// - Precondition: one value for each component of `from`.
  /// - Complexity: one multiply-add for each weight on the way.
  public func callAsFunction(_ x: [Double]) -> [Double] {
    precondition(x.count == inputCount)
    return stages.reduce(x) { apply($1, to: $0) }
  }

  /// The value after each stage: element s is what stage s gives, the last one is the map's value.
  public func trajectory(_ x: [Double]) -> [[Double]] {
    precondition(x.count == inputCount)
    var value = x
    return stages.map { stage in
      value = apply(stage, to: value)
      return value
    }
  }

  /// The values at many points: one point a row in, one value a row out, (k × inputs) to
  /// (k × outputs); one matrix product a layer.
  public func evaluate(_ points: Matrix) -> Matrix {
    precondition(points.columns == inputCount)
    return stages.reduce(points) { network.apply($1, to: $0) }
  }

  private func apply(_ stage: Stage, to value: [Double]) -> [Double] {
    switch stage {
    case .affine(let l): network.layers[l].preactivation(value)
    case .activation(let l): network.layers[l].activation.values(value)
    }
  }
}

extension Network {
  /// One stage for a batch, a point a row.
  package func apply(_ stage: NetworkMap.Stage, to values: Matrix) -> Matrix {
    switch stage {
    case .affine(let l): layers[l].preactivations(values)
    case .activation(let l): layers[l].activation.rowwise(values)
    }
  }
}

extension Layer {
  /// z = W x + b for one x.
  package func preactivation(_ x: [Double]) -> [Double] {
    var z = Product.of(weights, structure, x)
    for i in z.indices { z[i] += bias[i] }
    if z.contains(where: \.isNaN) { skipAbsent(&z[...], x[...]) }
    return z
  }

  /// Where a sum is nan, the same without the terms whose weight is 0: what has no weight does not
  /// count, even if it is infinite, as the logarithm of a probability 0 in a loss.
  private func skipAbsent(_ z: inout ArraySlice<Double>, _ x: ArraySlice<Double>) {
    for (i, place) in z.indices.enumerated() where z[place].isNaN {
      z[place] = zip(weights.row(i), x).reduce(bias[i]) { $1.0 == 0 ? $0 : $0 + $1.0 * $1.1 }
    }
  }

  /// Z = X Wᵀ + b, a point a row.
  package func preactivations(_ points: Matrix) -> Matrix {
    var z = Product.of(points, transposed: weights, structure)
    for i in 0..<z.rows {
      for j in 0..<z.columns { z.storage[i * z.columns + j] += bias[j] }
    }
    if z.storage.contains(where: \.isNaN) {
      for i in 0..<z.rows {
        skipAbsent(&z.storage[(i * z.columns)..<((i + 1) * z.columns)], points.row(i))
      }
    }
    return z
  }
}

extension Activation {
  /// σ of each row of a matrix, a row being the pre-activations of one layer.
  package func rowwise(_ z: Matrix) -> Matrix {
    Matrix(
      rows: z.rows, columns: z.columns,
      storage: couplesNeurons || ranges != nil ? z.rowArrays.flatMap(values) : values(z.storage))
  }
}
