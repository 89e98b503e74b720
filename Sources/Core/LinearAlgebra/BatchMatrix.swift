/// W and b of a layer, to be multiplied by quantities of many inputs side by side: a dense matrix in
/// panels, or the parts of its structure.
///
/// A quantity has as many numbers for each component, `columns`, as there are inputs times what else
/// stands side by side. What is computed for one input meets no other.
package struct BatchMatrix: Sendable {
  private let form: Form
  private let bias: [Double]

  private enum Form: Sendable {
    case dense(PackedMatrix, transposed: PackedMatrix)
    case parts(Parts)
  }

  private struct Parts: Sendable {
    var blocks: [Block]
    var diagonals: [Diagonal]

    /// Rows that are zero or that several diagonals add to, and such columns.
    var (zeroRows, zeroColumns): ([Range<Int>], [Range<Int>])
  }

  private struct Block: Sendable {
    var block: MatrixStructure.Block
    var matrix: PackedMatrix
    var transposed: PackedMatrix
    var bias: [Double]

    /// Whether the transposed product sets the columns of each piece, and does not add to them.
    var setsColumns: [Bool]
  }

  private struct Diagonal: Sendable {
    var diagonal: MatrixStructure.Diagonal
    var factors: [Double]
    var (setsRows, setsColumns): (Bool, Bool)
  }

  /// - Precondition: a bias for each row.
  package init(_ matrix: Matrix, bias: [Double]) {
    precondition(bias.count == matrix.rows)
    self.bias = bias
    guard let structure = MatrixStructure(matrix, forBatches: true) else {
      form = .dense(PackedMatrix(matrix), transposed: PackedMatrix(matrix.transposed))
      return
    }
    var (rowCover, columnCover) = (PartCover(matrix.rows), PartCover(matrix.columns))
    let blocks = structure.blocks.map { block in
      _ = rowCover.sets(block.rows)
      let dense = block.matrix(of: matrix)
      return Block(
        block: block, matrix: PackedMatrix(dense), transposed: PackedMatrix(dense.transposed),
        bias: Array(bias[block.rows]), setsColumns: block.pieces.map { columnCover.sets($0.range) })
    }
    let diagonals = structure.diagonals.map { diagonal in
      Diagonal(
        diagonal: diagonal,
        factors: (0..<diagonal.count).map { matrix[diagonal.row + $0, diagonal.column + $0] },
        setsRows: rowCover.sets(diagonal.rows), setsColumns: columnCover.sets(diagonal.columns))
    }
    form = .parts(
      Parts(
        blocks: blocks, diagonals: diagonals, zeroRows: rowCover.unset,
        zeroColumns: columnCover.unset))
  }

  /// Components that a product needs beside its own.
  package var scratchCount: Int {
    guard case .parts(let parts) = form else { return 0 }
    return parts.blocks.reduce(0) { max($0, $1.block.width) }
  }

  /// out = W · in, with the bias added where that is asked for.
  ///
  /// - Parameter scratch: room for `scratchCount` components.
  /// - Precondition: whole batches of columns, `batch_columns` of CKernels.h.
  package func product(
    _ input: UnsafePointer<Double>, columns: Int, withBias: Bool = false,
    into output: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    switch form {
    case .dense(let matrix, _):
      matrix.product(input, columns: columns, bias: withBias ? bias : nil, into: output)
    case .parts(let parts):
      for part in parts.blocks {
        var from = input + part.block.pieces[0].column * columns
        if !part.block.isPlain {
          for piece in part.block.pieces {
            Self.take(
              input + piece.column * columns, count: piece.count * columns,
              into: scratch + piece.place * columns, sets: !piece.isRepeated)
          }
          from = UnsafePointer(scratch)
        }
        part.matrix.product(
          from, columns: columns, bias: withBias ? part.bias : nil,
          into: output + part.block.rows.lowerBound * columns)
      }
      for rows in parts.zeroRows {
        for i in rows {
          (output + i * columns).update(repeating: withBias ? bias[i] : 0, count: columns)
        }
      }
      for part in parts.diagonals {
        let (row, column) = (part.diagonal.row, part.diagonal.column)
        for (k, factor) in part.factors.enumerated() {
          let to = output + (row + k) * columns
          Self.take(
            input + (column + k) * columns, times: factor,
            plus: withBias && part.setsRows ? bias[row + k] : 0, count: columns, into: to,
            sets: part.setsRows)
        }
      }
    }
  }

  /// out = Wᵀ · in.
  ///
  /// - Parameter scratch: room for `scratchCount` components.
  /// - Precondition: whole batches of columns.
  package func transposedProduct(
    _ input: UnsafePointer<Double>, columns: Int, into output: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    switch form {
    case .dense(_, let transposed): transposed.product(input, columns: columns, into: output)
    case .parts(let parts):
      for columnsToClear in parts.zeroColumns {
        (output + columnsToClear.lowerBound * columns)
          .update(repeating: 0, count: columnsToClear.count * columns)
      }
      for part in parts.blocks {
        let from = input + part.block.rows.lowerBound * columns
        if part.block.isPlain, part.setsColumns[0] {
          part.transposed.product(
            from, columns: columns, into: output + part.block.pieces[0].column * columns)
          continue
        }
        part.transposed.product(from, columns: columns, into: scratch)
        for (piece, sets) in zip(part.block.pieces, part.setsColumns) {
          Self.take(
            UnsafePointer(scratch + piece.place * columns), count: piece.count * columns,
            into: output + piece.column * columns, sets: sets)
        }
      }
      for part in parts.diagonals {
        let (row, column) = (part.diagonal.row, part.diagonal.column)
        for (k, factor) in part.factors.enumerated() {
          Self.take(
            input + (row + k) * columns, times: factor, plus: 0, count: columns,
            into: output + (column + k) * columns, sets: part.setsColumns)
        }
      }
    }
  }

  /// to = from, or to += from.
  private static func take(
    _ from: UnsafePointer<Double>, count: Int, into to: UnsafeMutablePointer<Double>, sets: Bool
  ) {
    if sets {
      to.update(from: from, count: count)
    } else {
      RowOperations.add(from, times: 1, count: count, to: to)
    }
  }

  /// to = factor · from + shift, or to += factor · from.
  private static func take(
    _ from: UnsafePointer<Double>, times factor: Double, plus shift: Double, count: Int,
    into to: UnsafeMutablePointer<Double>, sets: Bool
  ) {
    if sets, factor == 1, shift == 0 {
      to.update(from: from, count: count)
    } else if sets {
      for x in 0..<count { to[x] = factor * from[x] + shift }
    } else {
      RowOperations.add(from, times: factor, count: count, to: to)
    }
  }
}
