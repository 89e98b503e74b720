/// Products with a matrix as its structure says, for one product at a time: the parts are multiplied where
/// they stand in the matrix, and nothing is made ready before.
extension Product {
  /// `matrix · vector`, (m × n)(n).
  ///
  /// - Parameter structure: that of the matrix; nil for a dense one.
  package static func of(
    _ matrix: Matrix, _ structure: MatrixStructure?, _ vector: [Double]
  ) -> [Double] {
    guard let structure else { return of(matrix, vector) }
    precondition(matrix.columns == vector.count)
    var result = [Double](repeating: 0, count: matrix.rows)
    matrix.storage.withUnsafeBufferPointer { a in
      result.withUnsafeMutableBufferPointer { y in
        guard let a = a.baseAddress, let y = y.baseAddress else { return }
        for block in structure.blocks {
          let gathered = structure.gathered(block, vector)
          for piece in block.pieces where !piece.isRepeated {
            gathered.withUnsafeBufferPointer { x in
              guard let x = x.baseAddress else { return }
              multiply(
                rows: block.rows.count, columns: piece.count,
                a + block.rows.lowerBound * matrix.columns + piece.column, stride: matrix.columns,
                x + piece.place, into: y + block.rows.lowerBound, adding: piece.place > 0)
            }
          }
        }
        for part in structure.diagonals {
          for k in 0..<part.count {
            y[part.row + k] +=
              a[(part.row + k) * matrix.columns + part.column + k] * vector[part.column + k]
          }
        }
      }
    }
    return result
  }

  /// `left · matrixᵀ`, (k × n)(m × n)ᵀ.
  ///
  /// - Parameter structure: that of the matrix; nil for a dense one.
  package static func of(
    _ left: Matrix, transposed matrix: Matrix, _ structure: MatrixStructure?
  ) -> Matrix {
    guard let structure else { return of(left, transposed: matrix) }
    precondition(left.columns == matrix.columns)
    let (n, columns, outputs) = (left.rows, matrix.columns, matrix.rows)
    var result = Matrix(rows: n, columns: outputs)
    for block in structure.blocks {
      var gathered = Matrix(rows: n, columns: block.width)
      for i in 0..<n {
        for piece in block.pieces {
          for k in 0..<piece.count {
            gathered.storage[i * block.width + piece.place + k] +=
              left.storage[i * columns + piece.column + k]
          }
        }
      }
      let first = block.rows.lowerBound
      matrix.storage.withUnsafeBufferPointer { b in
        gathered.storage.withUnsafeBufferPointer { a in
          result.storage.withUnsafeMutableBufferPointer { c in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
              return
            }
            for piece in block.pieces where !piece.isRepeated {
              multiply(
                rows: n, columns: block.rows.count, inner: piece.count,
                Operand(a + piece.place, stride: block.width),
                Operand(b + first * columns + piece.column, stride: columns, isTransposed: true),
                into: c + first, stride: outputs, adding: piece.place > 0)
            }
          }
        }
      }
    }
    for part in structure.diagonals {
      for k in 0..<part.count {
        let factor = matrix.storage[(part.row + k) * columns + part.column + k]
        for i in 0..<n {
          result.storage[i * outputs + part.row + k] +=
            factor * left.storage[i * columns + part.column + k]
        }
      }
    }
    return result
  }

  /// `row · matrix`, (m)(m × n).
  ///
  /// - Parameter structure: that of the matrix; nil for a dense one.
  package static func of(
    row: [Double], _ matrix: Matrix, _ structure: MatrixStructure?
  ) -> [Double] {
    guard let structure else { return of(row: row, matrix) }
    precondition(matrix.rows == row.count)
    var result = [Double](repeating: 0, count: matrix.columns)
    matrix.storage.withUnsafeBufferPointer { a in
      row.withUnsafeBufferPointer { row in
        guard let a = a.baseAddress, let row = row.baseAddress else { return }
        for block in structure.blocks {
          var products = [Double](repeating: 0, count: block.width)
          products.withUnsafeMutableBufferPointer { products in
            guard let products = products.baseAddress else { return }
            for piece in block.pieces where !piece.isRepeated {
              multiply(
                rows: 1, columns: piece.count, inner: block.rows.count,
                Operand(row + block.rows.lowerBound, stride: matrix.rows),
                Operand(
                  a + block.rows.lowerBound * matrix.columns + piece.column,
                  stride: matrix.columns), into: products + piece.place, stride: block.width)
            }
          }
          for piece in block.pieces {
            for k in 0..<piece.count { result[piece.column + k] += products[piece.place + k] }
          }
        }
        for part in structure.diagonals {
          for k in 0..<part.count {
            result[part.column + k] +=
              a[(part.row + k) * matrix.columns + part.column + k] * row[part.row + k]
          }
        }
      }
    }
    return result
  }
}

extension MatrixStructure {
  /// What a block multiplies.
  fileprivate func gathered(_ block: Block, _ vector: [Double]) -> [Double] {
    if block.isPlain { return Array(vector[block.pieces[0].range]) }
    var sum = [Double](repeating: 0, count: block.width)
    for piece in block.pieces {
      for k in 0..<piece.count { sum[piece.place + k] += vector[piece.column + k] }
    }
    return sum
  }
}
