internal import Platform

/// A dense matrix of doubles, stored row by row.
///
/// Subscripts start at 0, as everywhere in the library; only what people read and type starts at 1.
public struct Matrix: Sendable, Hashable {
  public let rows: Int
  public let columns: Int

  /// The entries, row after row: entry (i, j) stands at `i * columns + j`.
  public package(set) var storage: [Double]

  /// A matrix from its entries, row after row.
  ///
  /// - Precondition: `storage.count == rows * columns`.
  public init(rows: Int, columns: Int, storage: [Double]) {
    precondition(rows >= 0 && columns >= 0 && storage.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns, storage: Array(repeating: value, count: rows * columns))
  }

  /// A matrix from its rows, all of one length.
  ///
  /// - Precondition: the rows are of one length.
  public init(_ rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "ragged rows")
    self.init(rows: rows.count, columns: columns, storage: Array(rows.joined()))
  }

  /// A matrix of one column.
  public init(column: [Double]) { self.init(rows: column.count, columns: 1, storage: column) }

  public static func identity(_ n: Int) -> Matrix {
    diagonal(Array(repeating: 1, count: n))
  }

  public static func diagonal(_ entries: [Double]) -> Matrix {
    var matrix = Matrix(rows: entries.count, columns: entries.count)
    for (i, entry) in entries.enumerated() { matrix[i, i] = entry }
    return matrix
  }

  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(column >= 0 && column < columns)
      return storage[row * columns + column]
    }
    set {
      precondition(column >= 0 && column < columns)
      storage[row * columns + column] = newValue
    }
  }

  public func row(_ i: Int) -> ArraySlice<Double> {
    storage[(i * columns)..<((i + 1) * columns)]
  }

  public func column(_ j: Int) -> [Double] {
    (0..<rows).map { self[$0, j] }
  }

  /// The rows as arrays, the form that files and tests use.
  public var rowArrays: [[Double]] {
    (0..<rows).map { Array(row($0)) }
  }

  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in (0..<rows).untilStopped {
      for j in 0..<columns { result.storage[j * rows + i] = storage[i * columns + j] }
    }
    return result
  }

  /// The largest absolute value of an entry; 0 for an empty matrix, NaN if an entry is NaN.
  public var largestMagnitude: Double { storage.largestMagnitude }
}

extension Sequence<Double> {
  /// The largest absolute value; 0 when empty, NaN if an element is NaN.
  @inlinable
  public var largestMagnitude: Double {
    var largest = 0.0
    for value in self {
      if value.isNaN { return .nan }
      largest = Swift.max(largest, abs(value))
    }
    return largest
  }

  /// The root of the sum of squares; scaled, so that no square overflows.
  package var norm: Double {
    let largest = largestMagnitude
    guard largest > 0, largest.isFinite else { return largest }
    return largest * reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }
}
