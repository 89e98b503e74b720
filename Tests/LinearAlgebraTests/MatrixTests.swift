import Testing

@testable import Core

@Suite struct MatrixTests {
  /// Sizes on both sides of the limit between loops and the library, against sums by hand.
  @Test(arguments: [(1, 1, 1), (2, 3, 4), (8, 8, 8), (9, 17, 33), (40, 1, 40), (1, 600, 1)])
  func productsAreSums(_ m: Int, _ k: Int, _ n: Int) {
    // Small integers: every sum is exact, so equality is.
    let a = integers(m, k, seed: 1)
    let b = integers(k, n, seed: 2)
    var expected = Matrix(rows: m, columns: n)
    for i in 0..<m {
      for j in 0..<n {
        expected[i, j] = (0..<k).reduce(0) { $0 + a[i, $1] * b[$1, j] }
      }
    }
    #expect(Product.of(a, b) == expected)
    #expect(Product.of(a, transposed: b.transposed) == expected)
    #expect(Product.of(a, b.column(0)) == expected.column(0))
  }

  @Test(arguments: [1, 5, 30, 100]) func weightedSquare(_ order: Int) throws {
    let factor = integers(20, order, seed: 3)
    let weights = integers(20, 1, seed: 4).storage
    var packed = PackedSymmetric(order: order)
    packed[0, 0] = 7
    try packed.add(factor, weights: weights) {}
    for i in 0..<order {
      for j in 0...i {
        let sum = (0..<20).reduce(0.0) { $0 + weights[$1] * factor[$1, i] * factor[$1, j] }
        #expect(packed[i, j] == sum + (i == 0 && j == 0 ? 7 : 0))
      }
    }
    #expect(packed.matrix == packed.matrix.transposed)
  }

  @Test func nothingHasNoSingularVectors() throws {
    for (rows, columns) in [(0, 3), (3, 0), (0, 0)] {
      let found = try #require(try LAPACK.singular(Matrix(rows: rows, columns: columns)))
      #expect(found.values == [])
      #expect((found.left.rows, found.left.columns) == (0, rows))
      #expect((found.right.rows, found.right.columns) == (0, columns))
    }
  }

  @Test func largestMagnitudeSeesNaN() {
    #expect(Matrix([[1, -3], [2, 0]]).largestMagnitude == 3)
    #expect(Matrix([[1, .nan], [2, 0]]).largestMagnitude.isNaN)
    #expect(Matrix(rows: 0, columns: 0).largestMagnitude == 0)
  }

  private func integers(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    let entries = (0..<(rows * columns)).map { _ in
      Double(Int.random(in: -9...9, using: &generator))
    }
    return Matrix(rows: rows, columns: columns, storage: entries)
  }
}
