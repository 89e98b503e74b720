/// A product of matrices that is small enough to be looked at as a whole: its factors, and one entry as its sum.
package struct StepProduct: Sendable {
  package struct Factor: Sendable {
    package let name: String
    package let value: Matrix

    init(_ name: String, _ value: Matrix) { (self.name, self.value) = (name, value) }
  }

  package let factors: [Factor]
  package let value: Matrix

  /// The entry that is taken apart, the largest one, counted from 0.
  package let entry: (row: Int, column: Int)

  /// The numbers of each of its terms: B[i,p], D[p,p] and W[p,j] for each p, a diagonal factor being one of them.
  package let terms: [[Double]]

  /// More rows or columns are no picture any more.
  private static let mostRows = 6

  /// Whether matrices of some orders are shown so.
  static func isShown(_ orders: Int...) -> Bool { orders.allSatisfy { $0 <= mostRows } }

  /// - Parameter value: what the step found, which may come of a mistake that is planted.
  /// - Returns: nil where a factor is large, or the factors do not give the value.
  init?(_ value: Matrix, of factors: [Factor]) {
    guard factors.count > 1, let last = factors.last,
      (factors.map(\.value) + [value]).allSatisfy({
        $0.rows > 0 && $0.columns > 0 && Self.isShown($0.rows, $0.columns)
      }), zip(factors, factors.dropFirst()).allSatisfy({ $0.value.columns == $1.value.rows })
    else { return nil }
    let product = factors.dropFirst().reduce(factors[0].value) { Product.of($0, $1.value) }
    let scale = factors.reduce(1) { $0 * max($1.value.largestMagnitude, 1e-300) }
    guard product.rows == value.rows, product.columns == value.columns, scale.isFinite,
      zip(product.storage, value.storage).allSatisfy({
        abs($0 - $1) <= 64 * Double.ulpOfOne * scale
      })
    else { return nil }
    (self.factors, self.value) = (factors, value)
    let place =
      value.storage.indices.max { abs(value.storage[$0]) < abs(value.storage[$1]) } ?? 0
    let (i, j) = (place / value.columns, place % value.columns)
    entry = (i, j)
    // A diagonal factor counts as a number, before the others or between them.
    let isScaled = factors.count > 2 && factors[0].value.isDiagonal
    let rest = isScaled ? Array(factors.dropFirst()) : factors
    var (first, between) = (rest[0].value, [Matrix]())
    for factor in rest.dropFirst().dropLast() {
      if factor.value.isDiagonal {
        between.append(factor.value)
      } else {
        first = Product.of(between.reduce(first) { Product.of($0, $1) }, factor.value)
        between = []
      }
    }
    terms = (0..<last.value.rows).map { p in
      (isScaled ? [factors[0].value[i, i]] : []) + [first[i, p]] + between.map { $0[p, p] } + [
        last.value[p, j]
      ]
    }
  }
}

extension Matrix {
  fileprivate var isDiagonal: Bool {
    rows == columns
      && (0..<rows).allSatisfy { i in (0..<columns).allSatisfy { i == $0 || self[i, $0] == 0 } }
  }
}
