/// The value of an expression: a number, a vector, a matrix or a stack of matrices, and how far rounding may
/// have moved it.
///
/// A vector stands upright in M v and lies in v M, as in the formulas of books; vᵀ is a matrix of one row.
package struct Tensor: Sendable {
  /// One count for each index.
  package let shape: [Int]

  /// The entries, the last index first.
  package let storage: [Double]

  /// About how far an entry may be from what exact arithmetic gives: a few roundings of each operation.
  package let noise: Double

  /// What each index runs through, where it is the components of a signal.
  package var axes: [Signal?]

  /// Of a slice that is all of an expression, the components of a signal that an index runs through, counted from 0;
  /// nil of an index that runs through all.
  package internal(set) var chosen: [(signal: Signal, components: [Int])?] = []

  /// - Precondition: as many entries as the shape has.
  package init(
    shape: [Int], _ storage: [Double], noise: Double? = nil, axes: [Signal?]? = nil
  ) {
    precondition(shape.reduce(1, *) == storage.count)
    self.shape = shape
    self.storage = storage
    self.noise = noise ?? Self.rounding(of: storage)
    self.axes = axes ?? shape.map { _ in nil }
  }

  package init(_ number: Double) { self.init(shape: [], [number]) }

  package init(_ vector: [Double], along signal: Signal? = nil) {
    self.init(shape: [vector.count], vector, axes: [signal])
  }

  package init(_ matrix: Matrix, rows: Signal? = nil, columns: Signal? = nil) {
    self.init(shape: [matrix.rows, matrix.columns], matrix.storage, axes: [rows, columns])
  }

  /// The entries of several, behind each other.
  static func joined(_ tensors: [Tensor]) -> Tensor {
    let storage = tensors.flatMap(\.storage)
    return Tensor(
      shape: [storage.count], storage, noise: tensors.map(\.noise).max() ?? 0)
  }

  /// What some roundings of numbers of that size come to.
  static func rounding(of storage: [Double], times count: Double = 16) -> Double {
    let largest = storage.largestMagnitude
    return largest.isFinite ? count * largest.ulp : 0
  }

  /// Whether two values have the same entries in the same order, whatever they are called: a vector is a
  /// matrix of one column or of one row, and a number one of one entry; a row is no column.
  package func isLike(_ other: Tensor) -> Bool {
    if shape == other.shape { return true }
    return shape.filter { $0 != 1 } == other.shape.filter { $0 != 1 }
      && min(shape.count, other.shape.count) <= 1
  }

  package var isNumber: Bool { shape.isEmpty }

  /// "3×2", "3" or "a number".
  package var sizeWords: String {
    shape.isEmpty ? "a number" : shape.map(String.init).joined(separator: "×")
  }

  package var largestMagnitude: Double { storage.largestMagnitude }

  /// The matrix, a vector as one column and a number as the only entry; nil of a stack.
  package var matrix: Matrix? {
    switch shape.count {
    case 0: Matrix(rows: 1, columns: 1, storage: storage)
    case 1: Matrix(rows: shape[0], columns: 1, storage: storage)
    case 2: Matrix(rows: shape[0], columns: shape[1], storage: storage)
    default: nil
    }
  }

  /// Whether a matrix has the same entries on both sides of its diagonal, within rounding.
  package var isSymmetric: Bool {
    guard shape.count == 2, shape[0] == shape[1] else { return false }
    let n = shape[0]
    return (0..<n).allSatisfy { i in
      (0..<i).allSatisfy { abs(storage[i * n + $0] - storage[$0 * n + i]) <= 2 * noise }
    }
  }
}
