internal import CLinearAlgebra

/// The one file that calls LAPACK: eigenvalues and singular values.
///
/// LAPACK stores matrices column by column, so what it calls A is our Aᵀ, and its vectors, which are
/// columns there, are rows here.
package enum LAPACK {
  /// More rows or columns take minutes, and go on for as long when nobody waits for them any more.
  package static let mostRows = 6_000

  /// Below this many rows one thread is as fast as several.
  private static let threadedRows = 300

  /// Eigenvalues, ascending, and eigenvectors, one a row: A = Σ_r λ_r v_r v_rᵀ.
  ///
  /// - Precondition: all entries finite; at most `mostRows`.
  /// - Throws: what the checkpoint throws; `NoRoom`.
  /// - Returns: nil where the iteration does not converge.
  package static func eigen(
    _ a: PackedSymmetric, checkpoint: Checkpoint = {}
  ) throws -> (values: [Double], vectors: Matrix)? {
    let n = a.order
    precondition(n <= mostRows && a.storage.allSatisfy(\.isFinite))
    if n == 0 { return ([], Matrix(rows: 0, columns: 0)) }
    return try leaving(rows: n, checkpoint) { decomposed(a) }
  }

  private static func decomposed(_ a: PackedSymmetric) -> (values: [Double], vectors: Matrix)? {
    let n = a.order
    BLAS.use(threads: n < threadedRows ? 1 : BLAS.threadCount)
    var matrix = a.matrix.storage
    var values = [Double](repeating: 0, count: n)
    var work = [Double](repeating: 0, count: 1 + 6 * n + 2 * n * n)
    var indices = [Int32](repeating: 0, count: 3 + 5 * n)
    let (order, workCount) = ([Int32(n)], [Int32(work.count)])
    let indexCount = [Int32(indices.count)]
    var info: Int32 = 0
    dsyevd_(
      "V", "L", order, &matrix, order, &values, &work, workCount, &indices, indexCount, &info, 1, 1)
    return info == 0 ? (values, Matrix(rows: n, columns: n, storage: matrix)) : nil
  }

  /// Eigenvalues of any square matrix, ascending by their real parts: those and the imaginary ones.
  ///
  /// - Precondition: square; all entries finite; at most `mostRows`.
  /// - Throws: what the checkpoint throws; `NoRoom`.
  /// - Returns: nil where the iteration does not converge.
  package static func eigenvalues(
    _ a: Matrix, checkpoint: Checkpoint = {}
  ) throws -> [(real: Double, imaginary: Double)]? {
    precondition(a.rows == a.columns && a.rows <= mostRows && a.storage.allSatisfy(\.isFinite))
    if a.rows == 0 { return [] }
    return try leaving(rows: a.rows, checkpoint) { spectrum(a) }
  }

  private static func spectrum(_ a: Matrix) -> [(real: Double, imaginary: Double)]? {
    let n = a.rows
    BLAS.use(threads: n < threadedRows ? 1 : BLAS.threadCount)
    // The transpose has the same ones.
    var matrix = a.storage
    var (real, imaginary) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    // No vectors are asked for.
    var (left, right): ([Double], [Double]) = ([0], [0])
    var work = [Double](repeating: 0, count: 32 * n)
    let (order, one, workCount) = ([Int32(n)], [Int32(1)], [Int32(work.count)])
    var info: Int32 = 0
    dgeev_(
      "N", "N", order, &matrix, order, &real, &imaginary, &left, one, &right, one, &work, workCount,
      &info, 1, 1)
    guard info == 0 else { return nil }
    return zip(real, imaginary).map { (real: $0, imaginary: $1) }.sorted {
      ($0.real, $0.imaginary) < ($1.real, $1.imaginary)
    }
  }

  /// Singular values, descending, with r = min(rows, columns) vectors of each side, one a row:
  /// A = Σ_r s_r u_r v_rᵀ.
  ///
  /// - Precondition: all entries finite; at most `mostRows` rows and columns.
  /// - Throws: what the checkpoint throws; `NoRoom`.
  /// - Returns: nil where the iteration does not converge.
  package static func singular(
    _ a: Matrix, checkpoint: Checkpoint = {}
  ) throws -> (values: [Double], left: Matrix, right: Matrix)? {
    let (rows, columns) = (a.rows, a.columns)
    precondition(max(rows, columns) <= mostRows && a.storage.allSatisfy(\.isFinite))
    if min(rows, columns) == 0 {
      return ([], Matrix(rows: 0, columns: rows), Matrix(rows: 0, columns: columns))
    }
    return try leaving(rows: max(rows, columns), checkpoint) { decomposed(a) }
  }

  private static func decomposed(
    _ a: Matrix
  ) -> (values: [Double], left: Matrix, right: Matrix)? {
    let (rows, columns) = (a.rows, a.columns)
    let rank = min(rows, columns)
    BLAS.use(threads: max(rows, columns) < threadedRows ? 1 : BLAS.threadCount)
    // Its A is columns × rows, so its left vectors are our right ones.
    var matrix = a.storage
    let (m, n, r) = ([Int32(columns)], [Int32(rows)], [Int32(rank)])
    var values = [Double](repeating: 0, count: rank)
    var right = [Double](repeating: 0, count: columns * rank)
    var left = [Double](repeating: 0, count: rank * rows)
    var work = [Double](repeating: 0, count: 4 * rank * rank + 7 * rank + max(rows, columns))
    let workCount = [Int32(work.count)]
    var indices = [Int32](repeating: 0, count: 8 * rank)
    var info: Int32 = 0
    dgesdd_(
      "S", m, n, &matrix, m, &values, &right, m, &left, r, &work, workCount, &indices, &info, 1)
    guard info == 0 else { return nil }
    return (
      values, Matrix(rows: rows, columns: rank, storage: left).transposed,
      Matrix(rows: rank, columns: columns, storage: right)
    )
  }

  /// The library has no memory to work in: its buffers are larger than all that may be taken.
  package struct NoRoom: Error {}

  /// Runs a decomposition, which looks at no checkpoint: a large one on a thread of its own, which is left
  /// to come to its end alone when the checkpoint throws.
  private static func leaving<Value>(
    rows: Int, _ checkpoint: Checkpoint, _ decompose: @escaping @Sendable () -> Value
  ) throws -> Value {
    guard BLAS.hasRoom else { throw NoRoom() }
    guard rows >= threadedRows, BLAS.hasRoomBeside else { return decompose() }
    return try LeftWork.run(decompose, checkpoint)
  }
}
