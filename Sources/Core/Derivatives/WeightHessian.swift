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

  /// f_{r−1} and f_{l−1}.
  let laterFactor: [Double]
  let earlierFactor: [Double]

  /// Whether the rows asked for are those of the earlier layer.
  let isSwapped: Bool

  /// The number of variables on each side.
  public var rows: Int { isSwapped ? earlierCount : laterCount }
  public var columns: Int { isSwapped ? laterCount : earlierCount }

  private var laterCount: Int { curvature.rows * laterFactor.count }
  private var earlierCount: Int { curvature.columns * earlierFactor.count }

  /// One entry, the variables of each side counted row by row from 0.
  ///
  /// - Precondition: each side has that variable.
  public subscript(row: Int, column: Int) -> Double {
    let (a, b) = isSwapped ? (column, row) : (row, column)
    let (p, q) = (a / laterFactor.count, a % laterFactor.count)
    let (i, j) = (b / earlierFactor.count, b % earlierFactor.count)
    let bent = curvature[p, i] * laterFactor[q]
    let passed = passing.map { delta[p] * $0[q, i] } ?? 0
    return (bent + passed) * earlierFactor[j]
  }

  /// The factors of an entry's two terms, in the order of the formula.
  public struct Terms: Sendable, Hashable {
    /// (Γ_r M_rl)[p,i], f_{r−1}[q] and f_{l−1}[j].
    public let curvature: [Double]

    /// δ_r[p], (∂f_{r−1}/∂z_l)[q,i] and f_{l−1}[j]; nil where that term does not exist.
    public let passing: [Double]?
  }

  /// The terms that an entry is the sum of.
  ///
  /// - Precondition: each side has that variable.
  public func terms(_ row: Int, _ column: Int) -> Terms {
    let (a, b) = isSwapped ? (column, row) : (row, column)
    let (p, q) = (a / laterFactor.count, a % laterFactor.count)
    let (i, j) = (b / earlierFactor.count, b % earlierFactor.count)
    return Terms(
      curvature: [curvature[p, i], laterFactor[q], earlierFactor[j]],
      passing: passing.map { [delta[p], $0[q, i], earlierFactor[j]] })
  }

  /// The whole block, `rows` × `columns`.
  public var matrix: Matrix {
    Matrix(
      rows: rows, columns: columns,
      storage: (0..<rows).flatMap { row in (0..<columns).map { self[row, $0] } })
  }
}
