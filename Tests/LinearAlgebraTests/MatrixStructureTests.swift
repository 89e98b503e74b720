import TestSupport
import Testing

@testable import LinearAlgebra

/// Products by the structure of a matrix are those of the matrix.
@Suite struct MatrixStructureTests {
  private static func random(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
    var random = SeededGenerator(seed: seed)
    return Matrix(rows: rows, columns: columns, storage: random.normals(rows * columns))
  }

  /// Parts side by side and one below the other; nil stands for zeros.
  private static func parts(_ parts: [[Matrix?]], rows: [Int], columns: [Int]) -> Matrix {
    var whole = Matrix(rows: rows.reduce(0, +), columns: columns.reduce(0, +))
    for (i, line) in parts.enumerated() {
      for (j, part) in line.enumerated() {
        guard let part else { continue }
        let (row, column) = (rows[..<i].reduce(0, +), columns[..<j].reduce(0, +))
        for p in 0..<part.rows {
          for q in 0..<part.columns { whole[row + p, column + q] = part[p, q] }
        }
      }
    }
    return whole
  }

  private static let one = Matrix.identity(20)
  private static let (v, w) = (random(12, 20, 1), random(20, 20, 2))

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let matrix: Matrix

    /// Nil where it does not matter.
    var multiplyAdds: Int?

    init(_ name: String, _ matrix: Matrix, _ multiplyAdds: Int? = nil) {
      (testDescription, self.matrix, self.multiplyAdds) = (name, matrix, multiplyAdds)
    }
  }

  static let cases = [
    Case("passed on", parts([[w], [one]], rows: [20, 20], columns: [20]), 400 + 20),
    Case("passed on before", parts([[one], [v]], rows: [20, 12], columns: [20]), 240 + 20),
    Case("a sum", parts([[v, v]], rows: [12], columns: [20, 20]), 240 + 40),
    Case("three sums", parts([[v, v, v]], rows: [12], columns: [20, 20, 20]), 240 + 60),
    Case(
      "a sum and what it is of",
      parts([[one, nil], [nil, one], [w, w]], rows: [20, 20, 20], columns: [20, 20]),
      40 + 40 + 400),
    Case("only sums", parts([[one, one, one]], rows: [20], columns: [20, 20, 20]), 60),
    Case("branches", parts([[w, nil], [nil, v]], rows: [20, 12], columns: [20, 20]), 640),
    Case(
      "with a gap", parts([[v, nil, random(12, 20, 3)]], rows: [12], columns: [20, 40, 20]),
      480 + 40),
    Case("scaling", .diagonal((1...30).map(Double.init)), 30),
    Case("a zero in the scaling", .diagonal((0...30).map { Double(($0 + 15) % 31) })),
    Case(
      "entries in another order",
      Matrix((0..<24).map { i in (0..<24).map { $0 == 23 - i ? 2 : 0 } }), 24),
    Case(
      "diagonals that overlap",
      Matrix((0..<30).map { i in (0..<40).map { [i, i % 9, 39 - i].contains($0) ? 1.5 : 0 } })),
    Case("rows of zeros", parts([[v], [nil], [v]], rows: [12, 20, 12], columns: [20])),
    Case("columns of zeros", parts([[nil, v, nil]], rows: [12], columns: [30, 20, 3]), 240),
    Case("nothing", Matrix(rows: 20, columns: 10), 0),
    Case(
      "blocks over the same columns",
      parts(
        [[w, nil, w], [nil, v, v], [one, nil, nil]], rows: [20, 12, 20], columns: [20, 20, 20])),
  ]

  @Test(arguments: cases)
  func everyProductIsThatOfTheMatrix(_ test: Case) throws {
    let matrix = test.matrix
    let structure = try #require(MatrixStructure(matrix))
    if let expected = test.multiplyAdds { #expect(structure.multiplyAdds == expected) }
    let structured = StructuredMatrix(
      structure, of: matrix.storage, hasTransposes: true, hasPanels: true)
    let (m, d, lanes) = (matrix.rows, matrix.columns, InstructionSet.best.lanes)
    for n in [1, 3, 17] {
      let (left, right) = (Self.random(n, m, 5), Self.random(d, n, 6))
      let product = Product.of(matrix, right)
      expectEqual(
        result(m * n) { structured.multiplyColumns(right.storage, columns: n, into: $0) },
        product.storage)
      let columns = right.transposed
      if n == 1 {
        expectEqual(result(m) { structured.multiply(right.storage, into: $0) }, product.storage)
      }
      expectEqual(
        result(m * n) {
          structured.multiplyRows(
            columns.storage, stride: d, rows: n, into: $0, stride: m, threads: 1)
        }, product.transposed.storage)
      expectEqual(
        result(d * n) {
          structured.multiplyBack(left.storage, stride: m, rows: n, into: $0, stride: d)
        }, Product.of(left, matrix).storage)

      expectEqual(
        Product.of(columns, transposed: matrix, structure).storage, product.transposed.storage)
      for i in 0..<n {
        expectEqual(
          Product.of(matrix, structure, right.column(i)), product.column(i))
        expectEqual(
          Product.of(row: Array(left.row(i)), matrix, structure),
          Array(Product.of(left, matrix).row(i)))
      }

      let stride = max(InstructionSet.best.room(structured.panelRoom), d)
      var wide = Matrix(rows: n, columns: stride)
      for i in 0..<n { for j in 0..<d { wide[i, j] = columns[i, j] } }
      let together = result(n * stride) {
        structured.multiplyTogether(wide.storage, stride: stride, rows: n, into: $0)
      }
      expectEqual(
        (0..<n).flatMap { together[($0 * stride)..<($0 * stride + m)] }, product.transposed.storage)

      let panels = InstructionSet.best.count(n)
      func packed(_ matrix: Matrix) -> [Double] {
        (0..<panels).flatMap { p in
          (0..<matrix.rows).flatMap { i in
            (0..<lanes).map { p * lanes + $0 < n ? matrix[i, p * lanes + $0] : 0 }
          }
        }
      }
      expectEqual(
        result(panels * m * lanes) {
          structured.multiplyPanels(
            panels, packed(right), pitch: d * lanes, into: $0, pitch: m * lanes)
        }, packed(product))
    }
  }

  /// Room that is not zero before.
  private func result(
    _ count: Int, _ fill: (UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { room, initialized in
      initialized = count
      guard let room = room.baseAddress else { return }
      room.initialize(repeating: .nan, count: count)
      fill(room)
    }
  }

  private func expectEqual(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    let error = zip(found, expected).map(-).largestMagnitude
    #expect(error <= 1e-14 * max(expected.largestMagnitude, 1))
  }

  @Test(arguments: [(3, 8), (64, 64), (10, 300), (1, 200)])
  func aDenseMatrixHasNone(_ rows: Int, _ columns: Int) {
    var matrix = Self.random(rows, columns, 9)
    #expect(MatrixStructure(matrix) == nil)
    // A tenth of zeros, nowhere in particular.
    for k in stride(from: 0, to: rows * columns, by: 10) {
      matrix[k / columns, k % columns] = 0
    }
    #expect(MatrixStructure(matrix) == nil)
  }

  /// A weight of 0 is no term, so nothing that is not finite comes over it.
  @Test func whatIsNotConnectedIsNotMet() throws {
    let matrix = Self.cases[6].matrix
    let structure = try #require(MatrixStructure(matrix))
    let structured = StructuredMatrix(structure, of: matrix.storage)
    let x = [Double](repeating: 1, count: 20) + [Double](repeating: .infinity, count: 20)
    let found = result(32) { structured.multiply(x, into: $0) }
    #expect(found[..<20].allSatisfy { $0.isFinite })
    #expect(found[20...].allSatisfy { !$0.isFinite })
  }
}
