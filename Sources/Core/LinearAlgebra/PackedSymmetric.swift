/// A symmetric n × n matrix of which only the lower triangle is stored, row by row.
///
/// Storage: n(n+1)/2 doubles; entry (i, j) with j ≤ i stands at `i(i+1)/2 + j`.
public struct PackedSymmetric: Sendable, Hashable {
  public let order: Int
  public package(set) var storage: [Double]

  public init(order: Int) {
    precondition(order >= 0)
    self.order = order
    storage = Array(repeating: 0, count: Self.count(order: order))
  }

  /// A matrix from its lower triangle, row after row.
  ///
  /// - Precondition: `storage` has n(n+1)/2 entries.
  public init(order: Int, storage: [Double]) {
    precondition(order >= 0 && storage.count == Self.count(order: order))
    self.order = order
    self.storage = storage
  }

  /// The number of stored entries, n(n+1)/2.
  public static func count(order: Int) -> Int { order * (order + 1) / 2 }

  package static func index(_ i: Int, _ j: Int) -> Int {
    i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i
  }

  /// The entry (i, j), which is the entry (j, i).
  public subscript(i: Int, j: Int) -> Double {
    get {
      precondition(i >= 0 && j >= 0 && i < order && j < order)
      return storage[Self.index(i, j)]
    }
    set {
      precondition(i >= 0 && j >= 0 && i < order && j < order)
      storage[Self.index(i, j)] = newValue
    }
  }

  /// The whole square, n × n.
  public var matrix: Matrix {
    var full = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for j in 0...i {
        full[i, j] = storage[Self.index(i, j)]
        full[j, i] = storage[Self.index(i, j)]
      }
    }
    return full
  }

  /// The largest absolute value of an entry; NaN if an entry is NaN.
  public var largestMagnitude: Double { storage.largestMagnitude }
}
