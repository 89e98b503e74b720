/// A block of second derivatives with respect to weights, held as factors of O(N²):
///
///     ∂²s/∂W_r[p,q]∂W_l[i,j] = (Γ_r M_rl)[p,i] f_{r−1}[q] f_{l−1}[j]
///                             + [r > l] δ_r[p] (∂f_{r−1}/∂z_l)[q,i] f_{l−1}[j],   r ≥ l
///
/// with M_rl = ∂z_r/∂z_l. For biases f is 1. The diagonal block is Γ_l ⊗ f fᵀ.
public struct WeightHessian: Sendable {
  /// Γ_r M_rl, n_r × n_l.
  let curvature: Matrix

  /// ∂f_{r−1}/∂z_l, n_{r−1} × n_l; nil when the group does not multiply it.
  let passing: Matrix?

  /// δ_r.
  let delta: [Double]

  /// f_{r−1} and f_{l−1}.
  let laterFactor: [Double]
  let earlierFactor: [Double]

  /// Whether the rows asked for are those of the earlier layer.
  let isSwapped: Bool

  /// The number of parameters of each group.
  public var rows: Int { isSwapped ? earlierCount : laterCount }
  public var columns: Int { isSwapped ? laterCount : earlierCount }

  private var laterCount: Int { curvature.rows * laterFactor.count }
  private var earlierCount: Int { curvature.columns * earlierFactor.count }

  /// One entry, the parameters of each group counted row by row from 0.
  ///
  /// - Precondition: each group has that parameter.
  public subscript(row: Int, column: Int) -> Double {
    let (a, b) = isSwapped ? (column, row) : (row, column)
    let (p, q) = (a / laterFactor.count, a % laterFactor.count)
    let (i, j) = (b / earlierFactor.count, b % earlierFactor.count)
    let bent = curvature[p, i] * laterFactor[q]
    let passed = passing.map { delta[p] * $0[q, i] } ?? 0
    return (bent + passed) * earlierFactor[j]
  }

  /// The whole block, `rows` × `columns`.
  public var matrix: Matrix {
    Matrix(
      rows: rows, columns: columns,
      storage: (0..<rows).flatMap { row in (0..<columns).map { self[row, $0] } })
  }
}
