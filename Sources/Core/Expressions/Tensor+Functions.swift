import LinearAlgebra

/// The functions of expressions that act on a whole vector or matrix.
package enum TensorFunction: String, CaseIterable, Sendable {
  case diag, dot, sum, norm, trace, inv, det, eig, svd, kron, vec, transpose, eye, ones, max, min

  package var meaning: String {
    switch self {
    case .diag: "a diagonal matrix of a vector; the diagonal of a matrix"
    case .dot: "the product of two vectors that is one number, a · b"
    case .sum: "the sum of all entries"
    case .norm: "the root of the sum of squares"
    case .trace: "the sum of the diagonal"
    case .inv: "the inverse of a square matrix"
    case .det: "the determinant of a square matrix"
    case .eig:
      "the eigenvalues of a square matrix, ascending; a row of real and imaginary part each, where some are "
        + "not real"
    case .svd: "the singular values, descending"
    case .kron: "the Kronecker product of two matrices"
    case .vec: "the columns of a matrix below each other"
    case .transpose: "rows for columns"
    case .eye: "the identity of that order"
    case .ones: "a vector of so many ones"
    case .max, .min:
      "the \(rawValue == "max" ? "largest" : "smallest") entry, or of two the one at each entry"
    }
  }

  /// How many values it takes.
  var counts: ClosedRange<Int> {
    switch self {
    case .kron, .dot: 2...2
    case .max, .min: 1...2
    default: 1...1
    }
  }
}

/// Why a function has no value.
struct TensorProblem: Error { var message: String }

extension TensorFunction {
  func callAsFunction(
    _ values: [Tensor], names: [String], checkpoint: Checkpoint
  ) throws -> Tensor {
    let value = values[0]
    func fail(_ needs: String) -> TensorProblem {
      TensorProblem(message: "\(rawValue) needs \(needs); \(names[0]) is \(value.sizeWords)")
    }
    func square() throws -> Matrix {
      guard value.shape.count == 2, value.shape[0] == value.shape[1], let matrix = value.matrix
      else {
        throw fail("a square matrix")
      }
      return matrix
    }
    switch self {
    case .diag: return try diagonal(value, fail)
    case .dot:
      guard let product = value.dot(values[1]) else {
        throw TensorProblem(
          message: "dot needs two vectors of one length; \(shapes(values, names))")
      }
      return product
    case .sum:
      return Tensor(
        shape: [], [value.storage.reduce(0, +)],
        noise: Double(value.storage.count) * value.noise
          + Tensor.rounding(of: value.storage, times: Double(value.storage.count)))
    case .norm:
      return Tensor(
        shape: [], [value.storage.norm],
        noise: Double(value.storage.count).squareRoot() * value.noise
          + 16 * value.storage.norm.ulp)
    case .trace:
      let matrix = try square()
      let diagonal = (0..<matrix.rows).map { matrix[$0, $0] }
      return Tensor(
        shape: [], [diagonal.reduce(0, +)], noise: Double(matrix.rows) * value.noise)
    case .inv: return try Elimination(try square(), checkpoint).inverse(of: value)
    case .det:
      let determinant = try Elimination(try square(), checkpoint).determinant
      return Tensor(
        shape: [], [determinant], noise: 1e-12 * abs(determinant) + value.noise)
    case .eig: return try eigenvalues(value, fail, checkpoint)
    case .svd: return try singularValues(value, fail, checkpoint)
    case .kron: return try kronecker(values, names)
    case .vec:
      guard let transposed = value.transposed else { throw fail("a matrix") }
      return Tensor(
        shape: [value.storage.count], value.shape.count == 2 ? transposed.storage : value.storage,
        noise: value.noise)
    case .transpose:
      guard let transposed = value.transposed else { throw fail("a matrix") }
      return transposed
    case .ones:
      guard value.isNumber, let count = Int(exactly: value.storage[0]), count > 0 else {
        throw fail("a whole number from 1")
      }
      try TensorSize.require([count], of: "ones of this")
      return Tensor(Array(repeating: 1, count: count))
    case .eye:
      guard value.isNumber, let order = Int(exactly: value.storage[0]), order > 0 else {
        throw fail("a whole number from 1")
      }
      try TensorSize.require([order, order], of: "eye of this")
      return Tensor(.identity(order))
    case .max, .min:
      let choose: (Double, Double) -> Double =
        self == .max ? { $0 > $1 ? $0 : $1 } : { $0 < $1 ? $0 : $1 }
      if values.count == 1 {
        guard let first = value.storage.first else { throw fail("an entry") }
        return Tensor(shape: [], [value.storage.reduce(first, choose)], noise: value.noise)
      }
      guard value.shape == values[1].shape || value.isNumber || values[1].isNumber else {
        throw TensorProblem(message: shapes(values, names))
      }
      let count = Swift.max(value.storage.count, values[1].storage.count)
      func entry(_ tensor: Tensor, _ i: Int) -> Double { tensor.storage[tensor.isNumber ? 0 : i] }
      return Tensor(
        shape: value.isNumber ? values[1].shape : value.shape,
        (0..<count).map { choose(entry(value, $0), entry(values[1], $0)) },
        noise: Swift.max(value.noise, values[1].noise))
    }
  }

  private func shapes(_ values: [Tensor], _ names: [String]) -> String {
    zip(names, values).map { "\($0) is \($1.sizeWords)" }.joined(separator: ", ")
  }

  private func diagonal(
    _ value: Tensor, _ fail: (String) -> TensorProblem
  ) throws -> Tensor {
    switch value.shape.count {
    case 1:
      let n = value.shape[0]
      try TensorSize.require([n, n], of: "diag of this")
      return Tensor(
        shape: [n, n], Matrix.diagonal(value.storage).storage, noise: value.noise,
        axes: [value.axes[0], value.axes[0]])
    case 2:
      let (rows, columns) = (value.shape[0], value.shape[1])
      // A vector that lies is one too.
      if rows == 1 { return try diagonal(value.reshaped([columns]), fail) }
      let count = Swift.min(rows, columns)
      return Tensor(
        shape: [count], (0..<count).map { value.storage[$0 * columns + $0] }, noise: value.noise,
        axes: [rows == columns ? value.axes[0] : nil])
    default: throw fail("a vector or a matrix")
    }
  }

  private func kronecker(_ values: [Tensor], _ names: [String]) throws -> Tensor {
    guard let a = values[0].matrix, let b = values[1].matrix else {
      throw TensorProblem(message: "kron needs matrices; \(shapes(values, names))")
    }
    try TensorSize.require([a.rows, b.rows, a.columns, b.columns], of: "kron of these")
    let (rows, columns) = (a.rows * b.rows, a.columns * b.columns)
    var result = Matrix(rows: rows, columns: columns)
    for i in 0..<rows {
      for j in 0..<columns {
        result[i, j] = a[i / b.rows, j / b.columns] * b[i % b.rows, j % b.columns]
      }
    }
    let noise =
      values[0].largestMagnitude * values[1].noise + values[1].largestMagnitude * values[0].noise
    // Of two vectors it is one.
    let isVector = values.allSatisfy { $0.shape.count == 1 }
    return Tensor(
      shape: isVector ? [rows] : [rows, columns], result.storage,
      noise: noise + Tensor.rounding(of: result.storage, times: 2))
  }

  private func eigenvalues(
    _ value: Tensor, _ fail: (String) -> TensorProblem, _ checkpoint: Checkpoint
  ) throws -> Tensor {
    guard value.shape.count == 2, value.shape[0] == value.shape[1], let matrix = value.matrix else {
      throw fail("a square matrix")
    }
    guard matrix.rows <= LAPACK.mostRows, matrix.storage.allSatisfy(\.isFinite) else {
      throw fail("finite entries, and not more than \(LAPACK.mostRows) rows")
    }
    guard value.isSymmetric else {
      guard let found = try LAPACK.eigenvalues(matrix, checkpoint: checkpoint) else {
        throw TensorProblem(message: "the eigenvalues did not settle")
      }
      // Those that nearly meet are known to half the digits.
      let noise = matrix.largestMagnitude * Double(matrix.rows) * 0x1p-26 + value.noise
      if found.allSatisfy({ $0.imaginary == 0 }) {
        return Tensor(shape: [found.count], found.map(\.real), noise: noise)
      }
      return Tensor(
        shape: [found.count, 2], found.flatMap { [$0.real, $0.imaginary] }, noise: noise)
    }
    var packed = PackedSymmetric(order: matrix.rows)
    for i in 0..<matrix.rows {
      for j in 0...i { packed.storage[PackedSymmetric.index(i, j)] = matrix[i, j] }
    }
    guard let found = try LAPACK.eigen(packed, checkpoint: checkpoint) else {
      throw TensorProblem(message: "the eigenvalues did not settle")
    }
    return Tensor(
      shape: [matrix.rows], found.values.sorted(),
      noise: Double(matrix.rows) * (value.noise + Tensor.rounding(of: matrix.storage)))
  }

  private func singularValues(
    _ value: Tensor, _ fail: (String) -> TensorProblem, _ checkpoint: Checkpoint
  ) throws -> Tensor {
    guard let matrix = value.matrix else { throw fail("a matrix") }
    guard Swift.max(matrix.rows, matrix.columns) <= LAPACK.mostRows,
      matrix.storage.allSatisfy(\.isFinite)
    else { throw fail("finite entries, and not more than \(LAPACK.mostRows) rows") }
    guard let found = try LAPACK.singular(matrix, checkpoint: checkpoint) else {
      throw TensorProblem(message: "the singular values did not settle")
    }
    return Tensor(
      shape: [found.values.count], found.values,
      noise: Double(Swift.max(matrix.rows, matrix.columns))
        * (value.noise + Tensor.rounding(of: matrix.storage)))
  }
}

/// Gaussian elimination with the largest pivot of each column.
private struct Elimination {
  private var matrix: Matrix
  private var inverse: Matrix
  private(set) var determinant = 1.0

  init(_ matrix: Matrix, _ checkpoint: Checkpoint) throws {
    (self.matrix, inverse) = (matrix, .identity(matrix.rows))
    let n = matrix.rows
    for column in 0..<n {
      try checkpoint()
      let pivot = (column..<n).max { abs(self.matrix[$0, column]) < abs(self.matrix[$1, column]) }
      guard let pivot, self.matrix[pivot, column] != 0 else {
        determinant = 0
        return
      }
      if pivot != column {
        swapRows(pivot, column)
        determinant = -determinant
      }
      determinant *= self.matrix[column, column]
      let factor = 1 / self.matrix[column, column]
      for j in 0..<n {
        self.matrix[column, j] *= factor
        inverse[column, j] *= factor
      }
      for i in 0..<n where i != column && self.matrix[i, column] != 0 {
        let times = self.matrix[i, column]
        for j in 0..<n {
          self.matrix[i, j] -= times * self.matrix[column, j]
          inverse[i, j] -= times * inverse[column, j]
        }
      }
    }
  }

  private mutating func swapRows(_ i: Int, _ k: Int) {
    for j in 0..<matrix.columns {
      (matrix[i, j], matrix[k, j]) = (matrix[k, j], matrix[i, j])
      (inverse[i, j], inverse[k, j]) = (inverse[k, j], inverse[i, j])
    }
  }

  func inverse(of value: Tensor) throws(TensorProblem) -> Tensor {
    guard determinant != 0, inverse.storage.allSatisfy(\.isFinite) else {
      throw TensorProblem(message: "this matrix is singular, and has no inverse")
    }
    let (size, n) = (inverse.largestMagnitude, Double(inverse.rows))
    return Tensor(
      shape: value.shape, inverse.storage,
      noise: n * n * size * size * (value.noise + Tensor.rounding(of: value.storage)),
      axes: [value.axes[1], value.axes[0]])
  }
}
