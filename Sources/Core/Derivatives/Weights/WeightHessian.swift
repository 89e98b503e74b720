/// A block of second derivatives of s, held as factors of O(N²). For weights of layers r ≥ l
///
///     ∂²s/∂W_r[p,q]∂W_l[i,j] = (Γ_r M_rl)[p,i] f_{r−1}[q] f_{l−1}[j]
///                             + [r > l] δ_r[p] (∂f_{r−1}/∂z_l)[q,i] f_{l−1}[j]
///
/// with M_rl = ∂z_r/∂z_l; for biases f is 1. The diagonal block is Γ_l ⊗ f fᵀ. The input stands
/// for z_l where it is the earlier one, with f = 1, so that M is G_r = ∂z_r/∂I:
///
///     ∂²s/∂W_r[p,q]∂I_i = (Γ_r G_r)[p,i] f_{r−1}[q] + δ_r[p] (∂f_{r−1}/∂I)[q,i].
public struct WeightHessian: Sendable {
  /// Γ_r M_rl, n_r × n_l.
  let curvature: Matrix

  /// ∂f_{r−1}/∂z_l, n_{r−1} × n_l; nil when the later variables do not multiply f_{r−1}.
  let passing: Matrix?

  /// δ_r.
  let delta: [Double]

  /// f_{r−1} and f_{l−1}; nil for biases and the input, which no f multiplies.
  let laterFactor: [Double]?
  let earlierFactor: [Double]?

  /// Whether the rows asked for are those of the earlier layer.
  let isSwapped: Bool

  /// The number of variables on each side.
  public var rows: Int { isSwapped ? earlierCount : laterCount }
  public var columns: Int { isSwapped ? laterCount : earlierCount }

  private var laterCount: Int { curvature.rows * (laterFactor?.count ?? 1) }
  private var earlierCount: Int { curvature.columns * (earlierFactor?.count ?? 1) }

  /// One entry, the variables of each side counted row by row from 0.
  ///
  /// - Precondition: each side has that variable.
  public subscript(row: Int, column: Int) -> Double {
    let (p, q, i, j) = indices(row, column)
    let bent = curvature[p, i] * (laterFactor?[q] ?? 1)
    let passed = passing.map { delta[p] * $0[q, i] } ?? 0
    return (bent + passed) * (earlierFactor?[j] ?? 1)
  }

  /// p and q of the later variable, i and j of the earlier one.
  private func indices(_ row: Int, _ column: Int) -> (p: Int, q: Int, i: Int, j: Int) {
    let (a, b) = isSwapped ? (column, row) : (row, column)
    let (height, width) = (laterFactor?.count ?? 1, earlierFactor?.count ?? 1)
    return (a / height, a % height, b / width, b % width)
  }

  /// The factors of each term that an entry is the sum of, in the order of the formula: first
  /// (Γ_r M_rl)[p,i], f_{r−1}[q] and f_{l−1}[j], then, where that term exists, δ_r[p],
  /// (∂f_{r−1}/∂z_l)[q,i] and f_{l−1}[j].
  ///
  /// - Precondition: each side has that variable.
  public func terms(_ row: Int, _ column: Int) -> [[Double]] {
    let (p, q, i, j) = indices(row, column)
    let common = earlierFactor.map { [$0[j]] } ?? []
    let bent = [curvature[p, i]] + (laterFactor.map { [$0[q]] } ?? []) + common
    guard let passing else { return [bent] }
    return [bent, [delta[p], passing[q, i]] + common]
  }

  /// The whole block, `rows` × `columns`.
  public var matrix: Matrix {
    Matrix(
      rows: rows, columns: columns,
      storage: (0..<rows).flatMap { row in (0..<columns).map { self[row, $0] } })
  }

  /// The same where it is large.
  ///
  /// - Throws: what `checkpoint` throws; it is asked before each row.
  public func matrix(checkpoint: Checkpoint) throws -> Matrix {
    var storage: [Double] = []
    storage.reserveCapacity(rows * columns)
    for row in 0..<rows {
      try checkpoint()
      for column in 0..<columns { storage.append(self[row, column]) }
    }
    return Matrix(rows: rows, columns: columns, storage: storage)
  }

  /// The lower triangle of a block of variables with themselves, which is symmetric.
  ///
  /// - Throws: what `checkpoint` throws; it is asked before each row.
  /// - Precondition: `rows` is `columns`.
  public func triangle(checkpoint: Checkpoint = {}) throws -> PackedSymmetric {
    precondition(rows == columns)
    var storage: [Double] = []
    storage.reserveCapacity(PackedSymmetric.count(order: rows))
    for row in 0..<rows {
      try checkpoint()
      for column in 0...row { storage.append(self[row, column]) }
    }
    return PackedSymmetric(order: rows, storage: storage)
  }
}
