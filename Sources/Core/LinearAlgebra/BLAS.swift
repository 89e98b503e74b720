internal import CLinearAlgebra

/// The one file that calls the C linear algebra library: where its codes become types.
///
/// All matrices are stored row by row. A call costs about 0.2 µs and its threads more, so products
/// of a few entries are plain loops.
enum BLAS {
  /// Below this many multiply-adds a plain loop is faster than a call.
  private static let loopLimit = 512

  /// `left · right`, (m × k)(k × n).
  static func product(_ left: Matrix, _ right: Matrix) -> Matrix {
    precondition(left.columns == right.rows)
    var result = Matrix(rows: left.rows, columns: right.columns)
    let (m, n, k) = (left.rows, right.columns, left.columns)
    guard m > 0, n > 0, k > 0 else { return result }
    if m * n * k <= loopLimit {
      for i in 0..<m {
        for p in 0..<k {
          let factor = left.storage[i * k + p]
          for j in 0..<n { result.storage[i * n + j] += factor * right.storage[p * n + j] }
        }
      }
      return result
    }
    left.storage.withUnsafeBufferPointer { a in
      right.storage.withUnsafeBufferPointer { b in
        result.storage.withUnsafeMutableBufferPointer { c in
          cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
            a.baseAddress, Int32(k), b.baseAddress, Int32(n), 0, c.baseAddress, Int32(n))
        }
      }
    }
    return result
  }

  /// `left · rightᵀ`, (m × k)(n × k)ᵀ.
  static func productTransposed(_ left: Matrix, _ right: Matrix) -> Matrix {
    precondition(left.columns == right.columns)
    var result = Matrix(rows: left.rows, columns: right.rows)
    let (m, n, k) = (left.rows, right.rows, left.columns)
    guard m > 0, n > 0, k > 0 else { return result }
    if m * n * k <= loopLimit {
      for i in 0..<m {
        for j in 0..<n {
          var sum = 0.0
          for p in 0..<k { sum += left.storage[i * k + p] * right.storage[j * k + p] }
          result.storage[i * n + j] = sum
        }
      }
      return result
    }
    left.storage.withUnsafeBufferPointer { a in
      right.storage.withUnsafeBufferPointer { b in
        result.storage.withUnsafeMutableBufferPointer { c in
          cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(m), Int32(n), Int32(k), 1,
            a.baseAddress, Int32(k), b.baseAddress, Int32(k), 0, c.baseAddress, Int32(n))
        }
      }
    }
    return result
  }

  /// `matrix · vector`, (m × n)(n).
  static func product(_ matrix: Matrix, _ vector: [Double]) -> [Double] {
    precondition(matrix.columns == vector.count)
    let (m, n) = (matrix.rows, matrix.columns)
    var result = [Double](repeating: 0, count: m)
    guard m > 0, n > 0 else { return result }
    if m * n <= loopLimit {
      for i in 0..<m {
        var sum = 0.0
        for j in 0..<n { sum += matrix.storage[i * n + j] * vector[j] }
        result[i] = sum
      }
      return result
    }
    matrix.storage.withUnsafeBufferPointer { a in
      vector.withUnsafeBufferPointer { x in
        result.withUnsafeMutableBufferPointer { y in
          cblas_dgemv(
            CblasRowMajor, CblasNoTrans, Int32(m), Int32(n), 1, a.baseAddress, Int32(n),
            x.baseAddress, 1, 0, y.baseAddress, 1)
        }
      }
    }
    return result
  }
}
