/// The eigenvalues of a Hessian or the singular values of a Jacobian, with their directions.
///
///     H_k = Σ_r λ_r v_r v_rᵀ          J = Σ_r s_r u_r v_rᵀ
///
/// By LAPACK's dsyevd and dgesdd. The values stand by magnitude, the largest first; of each v the
/// largest entry is positive, so that the same matrix has the same signs everywhere.
package struct Spectrum: Sendable, Hashable {
  package enum Kind: Sendable, Hashable { case eigenvalues, singularValues }

  package enum Definiteness: Sendable, Hashable {
    case positiveDefinite, positiveSemidefinite, negativeDefinite, negativeSemidefinite
    case indefinite, zero
  }

  package let kind: Kind

  /// By magnitude, descending.
  package let values: [Double]

  /// v_r, an input direction of length 1 a row; values × inputs.
  package let inputDirections: Matrix

  /// u_r, an output direction of length 1 a row; values × outputs. For eigenvalues the same as v_r.
  package let outputDirections: Matrix

  /// What does not exceed this counts as 0: n ε times the largest magnitude, n being the larger of
  /// rows and columns; the size of what rounding alone leaves.
  package let tolerance: Double

  /// d, the number of inputs.
  package var inputCount: Int { inputDirections.columns }

  /// The number of values above the tolerance.
  package var rank: Int { values.filter { abs($0) > tolerance }.count }

  /// The largest magnitude over the smallest; infinite where a value counts as 0; nil without
  /// values.
  package var condition: Double? {
    guard let first = values.first, let last = values.last else { return nil }
    return rank == values.count ? abs(first / last) : .infinity
  }

  /// What the signs of the eigenvalues say, those within the tolerance counting as 0.
  package var definiteness: Definiteness {
    let positive = values.contains { $0 > tolerance }
    let negative = values.contains { $0 < -tolerance }
    return switch (positive, negative) {
    case (true, true): .indefinite
    case (true, false): rank == values.count ? .positiveDefinite : .positiveSemidefinite
    case (false, true): rank == values.count ? .negativeDefinite : .negativeSemidefinite
    case (false, false): .zero
    }
  }

  /// The matrix that the values and directions make: outputs × inputs, or inputs × inputs.
  package var product: Matrix {
    Product.of(outputDirections.transposed, inputDirections.scalingRows(by: values))
  }

  /// Most rows or columns that can be taken.
  package static var mostRows: Int { LAPACK.mostRows }

  /// The eigenvalues of a Hessian; nil where the iteration does not converge, or
  /// a value overflows.
  ///
  /// - Precondition: entries that are finite, at most `mostRows` rows.
  /// - Throws: what the checkpoint throws; `LAPACK.NoRoom`.
  /// - Complexity: about 9n³ multiply-adds; room for 4n² doubles.
  package init?(of hessian: PackedSymmetric, checkpoint: Checkpoint = {}) throws {
    guard let found = try LAPACK.eigen(hessian, checkpoint: checkpoint),
      found.values.allSatisfy(\.isFinite)
    else {
      return nil
    }
    let order = found.values.indices.sorted {
      (abs(found.values[$1]), found.values[$1], $0) < (abs(found.values[$0]), found.values[$0], $1)
    }
    var directions = Matrix(order.map { Array(found.vectors.row($0)) })
    for r in order.indices where directions.row(r).isMostlyNegative { directions.negateRow(r) }
    self.init(
      kind: .eigenvalues, values: order.map { found.values[$0] }, inputs: directions,
      outputs: directions)
  }

  /// The singular values of a Jacobian; nil where the iteration does not converge, or
  /// a value overflows.
  ///
  /// - Precondition: entries that are finite, at most `mostRows` rows and columns.
  /// - Throws: what the checkpoint throws; `LAPACK.NoRoom`.
  package init?(of jacobian: Matrix, checkpoint: Checkpoint = {}) throws {
    guard var found = try LAPACK.singular(jacobian, checkpoint: checkpoint),
      found.values.allSatisfy(\.isFinite)
    else {
      return nil
    }
    for r in found.values.indices where found.right.row(r).isMostlyNegative {
      found.right.negateRow(r)
      found.left.negateRow(r)
    }
    self.init(
      kind: .singularValues, values: found.values, inputs: found.right, outputs: found.left)
  }

  private init(kind: Kind, values: [Double], inputs: Matrix, outputs: Matrix) {
    self.kind = kind
    self.values = values
    inputDirections = inputs
    outputDirections = outputs
    tolerance =
      Double(max(inputs.columns, outputs.columns)) * .ulpOfOne * (values.first.map(abs) ?? 0)
  }
}

extension ArraySlice<Double> {
  /// Whether the first of the largest entries is negative; what differs by rounding counts as equal.
  fileprivate var isMostlyNegative: Bool {
    let largest = largestMagnitude
    return (first { abs($0) >= (1 - 1e-9) * largest } ?? 0) < 0
  }
}

extension Matrix {
  fileprivate mutating func negateRow(_ r: Int) {
    for j in 0..<columns { storage[r * columns + j] = -storage[r * columns + j] }
  }
}
