/// What a batch computes for each of its inputs.
public enum BatchQuantity: Sendable, Hashable {
  /// A: m numbers.
  case output

  /// ∂A/∂I: m × d, row by row.
  case jacobian

  /// ∂²A_k/∂I² of each output k: m squares d × d, or m triangles of d(d+1)/2 numbers, packed as in
  /// `PackedSymmetric`.
  case hessian(packed: Bool)

  /// The diagonals of the Hessians: m × d.
  case diagonal

  /// The traces of the Hessians: m numbers.
  case laplacian

  /// H_k·v of each output k for one direction v of d numbers: m × d.
  case hessianVectorProduct([Double])

  /// The sizes of the array of one input: [m], [m, d], [m, d, d] or [m, d(d+1)/2].
  public func shape(of network: Network) -> [Int] {
    let (d, m) = (network.inputCount, network.outputCount)
    return switch self {
    case .output, .laplacian: [m]
    case .jacobian, .diagonal, .hessianVectorProduct: [m, d]
    case .hessian(packed: false): [m, d, d]
    case .hessian(packed: true): [m, PackedSymmetric.count(order: d)]
    }
  }

  /// The numbers for one input.
  ///
  /// - Precondition: they can be counted; `Batch.bytes` tells what would fit.
  public func count(of network: Network) -> Int { shape(of: network).reduce(1, *) }

  /// Whether Σ_l G_lᵀ diag(B_l σ″(z_l)) G_l is summed for it.
  var needsCurvature: Bool {
    switch self {
    case .hessian, .diagonal, .laplacian: true
    case .output, .jacobian, .hessianVectorProduct: false
    }
  }
}
