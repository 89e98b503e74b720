/// How a matrix is multiplied where much of it is zero, or the same again: as dense blocks and as parts
/// of diagonals.
///
/// The matrix itself stays the one truth of what it holds: this is read off its entries, and of a
/// matrix that would hardly gain it is nil, so that a dense one is multiplied as ever. It is what a chain
/// of layers that was made from a graph comes to:
///
///     [W]                        a block, and a diagonal of ones: the inputs are passed on
///     [I]
///
///     [V V]                      a block whose columns meet x₁ + x₂: V is multiplied once, and the
///     [I 0]                      sum is the addition of the graph
///
///     diag(s), [A 0; 0 B]        scaling; branches that know nothing of each other
///
/// A product takes the terms of a sum in another order than that of the dense matrix does, so the
/// last bits differ. Where a weight is 0 there is no term at all: the dense product has 0·∞, which is
/// not a number, and this one has, like the graph, what the other terms give.
package struct MatrixStructure: Sendable, Hashable {
  package let (rows, columns): (Int, Int)

  /// Disjoint rows, in their order; then the diagonals, in the rows that are in no block. A row that is
  /// in neither is zero.
  let blocks: [Block]
  let diagonals: [Diagonal]

  /// A dense matrix in some rows: what it multiplies is gathered from the pieces.
  struct Block: Sendable, Hashable {
    var rows: Range<Int>
    var pieces: [Piece]

    /// The columns of the dense matrix.
    var width: Int

    /// Whether its columns are some of those of the whole, as they are.
    var isPlain: Bool { pieces.count == 1 }

    /// The dense matrix.
    func matrix(of whole: Matrix) -> Matrix {
      var matrix = Matrix(rows: rows.count, columns: width)
      for (i, row) in rows.enumerated() {
        for piece in pieces where !piece.isRepeated {
          for k in 0..<piece.count { matrix[i, piece.place + k] = whole[row, piece.column + k] }
        }
      }
      return matrix
    }
  }

  /// The columns column ..< column + count of the whole are those of a block from `place` on.
  struct Piece: Sendable, Hashable {
    var (column, count, place): (Int, Int, Int)

    /// Whether they are so again, as another piece before it.
    var isRepeated: Bool

    var range: Range<Int> { column..<(column + count) }
  }

  /// The entries (row + k, column + k) for k < count.
  struct Diagonal: Sendable, Hashable {
    var (row, column, count): (Int, Int, Int)

    var rows: Range<Int> { row..<(row + count) }
    var columns: Range<Int> { column..<(column + count) }
  }

  /// Multiply-adds of a product with one column, an addition or a copy counted as one.
  package let multiplyAdds: Int

  /// Whether it is a square with nothing beside its diagonal.
  package var isDiagonal: Bool {
    rows == columns && blocks.isEmpty
      && diagonals == [Diagonal(row: 0, column: 0, count: rows)]
  }

  // MARK: Thresholds, in multiply-adds

  /// A smaller matrix is multiplied sooner than its parts are looked at.
  private static let smallest = 96

  /// What beginning a part takes. The parts have to save a quarter with it.
  private static let (perBlock, perDiagonal) = (24, 6)

  /// Rows with more entries than this are never diagonals.
  private static let mostDiagonals = 16

  /// Zeros between entries that are multiplied sooner than left out; columns that are summed at least.
  private static let (shortestGap, shortestRepeat) = (8, 4)

  /// - Parameter forBatches: whether so many columns are multiplied that parts cost nothing to begin.
  /// - Returns: nil for a matrix that is multiplied as it is.
  /// - Complexity: looks at each entry once, and at those of rows with zeros again.
  package init?(_ matrix: Matrix, forBatches: Bool = false) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    guard rows * columns >= Self.smallest || forBatches else { return nil }
    var reader = MatrixStructureReader(matrix)
    reader.read(
      shortestGap: Self.shortestGap, shortestRepeat: Self.shortestRepeat,
      mostDiagonals: Self.mostDiagonals)
    (self.rows, self.columns) = (rows, columns)
    (blocks, diagonals) = (reader.blocks, reader.diagonals)
    let gathered = blocks.reduce(0) { sum, block in
      sum + (block.isPlain ? 0 : block.pieces.reduce(0) { $0 + $1.count })
    }
    multiplyAdds =
      blocks.reduce(0) { $0 + $1.rows.count * $1.width } + gathered
      + diagonals.reduce(0) { $0 + $1.count }
    let parts =
      forBatches ? 0 : blocks.count * Self.perBlock + diagonals.count * Self.perDiagonal
    guard 4 * (multiplyAdds + parts) <= 3 * rows * columns else { return nil }
  }
}
