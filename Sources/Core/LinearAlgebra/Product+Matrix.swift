/// The products of matrices that own their storage.
extension Product {
  /// `left · right`, (m × k)(k × n).
  package static func of(_ left: Matrix, _ right: Matrix) -> Matrix {
    precondition(left.columns == right.rows)
    return of(left, right, columns: right.columns, isTransposed: false)
  }

  /// `left · rightᵀ`, (m × k)(n × k)ᵀ.
  package static func of(_ left: Matrix, transposed right: Matrix) -> Matrix {
    precondition(left.columns == right.columns)
    return of(left, right, columns: right.rows, isTransposed: true)
  }

  private static func of(
    _ left: Matrix, _ right: Matrix, columns n: Int, isTransposed: Bool
  ) -> Matrix {
    var result = Matrix(rows: left.rows, columns: n)
    let (m, k) = (left.rows, left.columns)
    guard m > 0, n > 0, k > 0 else { return result }
    left.storage.withUnsafeBufferPointer { a in
      right.storage.withUnsafeBufferPointer { b in
        result.storage.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          multiply(
            rows: m, columns: n, inner: k, Operand(a, stride: k),
            Operand(b, stride: right.columns, isTransposed: isTransposed), into: c, stride: n)
        }
      }
    }
    return result
  }

  /// `row · matrix`, (m)(m × n).
  package static func of(row: [Double], _ matrix: Matrix) -> [Double] {
    of(Matrix(rows: 1, columns: row.count, storage: row), matrix).storage
  }

  /// `matrix · vector`, (m × n)(n).
  package static func of(_ matrix: Matrix, _ vector: [Double]) -> [Double] {
    precondition(matrix.columns == vector.count)
    var result = [Double](repeating: 0, count: matrix.rows)
    guard matrix.rows > 0, matrix.columns > 0 else { return result }
    matrix.storage.withUnsafeBufferPointer { a in
      vector.withUnsafeBufferPointer { x in
        result.withUnsafeMutableBufferPointer { y in
          guard let a = a.baseAddress, let x = x.baseAddress, let y = y.baseAddress else { return }
          multiply(rows: matrix.rows, columns: matrix.columns, a, x, into: y)
        }
      }
    }
    return result
  }
}
