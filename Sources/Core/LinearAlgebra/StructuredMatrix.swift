internal import CKernels

/// A matrix W, rows × columns, made ready to be multiplied as its structure says, by whatever stands in
/// rows, in columns or in panels.
///
/// Each product does the blocks first, which may be written in whole panels, and then what lies between
/// them.
package final class StructuredMatrix {
  package let structure: MatrixStructure

  private let arena = Arena()
  private let blocks: UnsafeMutableBufferPointer<Block>
  private let diagonals: UnsafeMutableBufferPointer<Diagonal>

  /// Rows and columns that no block or diagonal sets, or that several add to.
  private let zeroRows: UnsafeMutableBufferPointer<Range<Int>>
  private let zeroColumns: UnsafeMutableBufferPointer<Range<Int>>

  private struct Block {
    var (row, count, width, column): (Int, Int, Int, Int)
    var isPlain: Bool
    var pieces: UnsafeMutableBufferPointer<Piece>

    /// The dense matrix, count × width; the other way round; and in panels of its rows.
    var entries: UnsafePointer<Double>
    var transposed: UnsafePointer<Double>?
    var panels: UnsafePointer<Double>?
  }

  private struct Piece {
    var (column, count, place): (Int, Int, Int)
    var isRepeated: Bool

    /// Whether a product from the left sets these columns, and does not add to them.
    var sets: Bool
  }

  private struct Diagonal {
    var (row, column, count): (Int, Int, Int)
    var isUnit: Bool
    var factors: UnsafePointer<Double>

    /// Whether a product from the right sets its rows, and one from the left its columns.
    var (setsRows, setsColumns): (Bool, Bool)
  }

  /// - Parameters:
  ///   - hasTransposes: whether `multiplyRows` is fast with few rows.
  ///   - hasPanels: whether there is `multiplyTogether`.
  package init(
    _ structure: MatrixStructure, of matrix: UnsafePointer<Double>, hasTransposes: Bool = false,
    hasPanels: Bool = false
  ) {
    self.structure = structure
    let (columns, arena) = (structure.columns, arena)
    var rowCover = PartCover(structure.rows)
    var columnCover = PartCover(columns)
    blocks = Self.stored(structure.blocks) { block in
      let (count, width) = (block.rows.count, block.width)
      let entries = arena.doubles(count * width)
      for (i, row) in block.rows.enumerated() {
        for piece in block.pieces where !piece.isRepeated {
          (entries + i * width + piece.place).update(
            from: matrix + row * columns + piece.column, count: piece.count)
        }
      }
      _ = rowCover.sets(block.rows)
      let pieces = Self.stored(block.pieces) {
        Piece(
          column: $0.column, count: $0.count, place: $0.place, isRepeated: $0.isRepeated,
          sets: columnCover.sets($0.range))
      }
      var panels: UnsafeMutablePointer<Double>?
      if hasPanels {
        let kernels = InstructionSet.best
        let room = arena.doubles(kernels.room(count) * width)
        kernels.kernels.pack(count, width, entries, width, 1, room, width * kernels.lanes)
        panels = room
      }
      return Block(
        row: block.rows.lowerBound, count: count, width: width,
        column: block.pieces.first?.column ?? 0, isPlain: block.isPlain, pieces: pieces,
        entries: UnsafePointer(entries),
        transposed: hasTransposes
          ? UnsafePointer(arena.transposed(entries, rows: count, columns: width)) : nil,
        panels: UnsafePointer(panels))
    }
    diagonals = Self.stored(structure.diagonals) { diagonal in
      let factors = arena.doubles(diagonal.count)
      for k in 0..<diagonal.count {
        factors[k] = matrix[(diagonal.row + k) * columns + diagonal.column + k]
      }
      return Diagonal(
        row: diagonal.row, column: diagonal.column, count: diagonal.count,
        isUnit: (0..<diagonal.count).allSatisfy { factors[$0] == 1 },
        factors: UnsafePointer(factors),
        setsRows: rowCover.sets(diagonal.rows), setsColumns: columnCover.sets(diagonal.columns))
    }
    zeroRows = Self.stored(rowCover.unset) { $0 }
    zeroColumns = Self.stored(columnCover.unset) { $0 }
  }

  deinit {
    for block in blocks { block.pieces.deallocate() }
    blocks.deallocate()
    diagonals.deallocate()
    zeroRows.deallocate()
    zeroColumns.deallocate()
  }

  /// Where a walk counts no references.
  private static func stored<Element, Part>(
    _ elements: [Element], _ part: (Element) -> Part
  ) -> UnsafeMutableBufferPointer<Part> {
    let room = UnsafeMutableBufferPointer<Part>.allocate(capacity: elements.count)
    for (k, element) in elements.enumerated() { room.initializeElement(at: k, to: part(element)) }
    return room
  }

  /// The entries of a diagonal matrix.
  ///
  /// - Precondition: the structure is one.
  package var diagonal: UnsafePointer<Double> { diagonals[0].factors }

  /// Rows that a product in whole panels may write to from a result's beginning on.
  package var panelRoom: Int {
    blocks.reduce(structure.rows) { max($0, $1.row + InstructionSet.best.room($1.count)) }
  }

  // MARK: W x

  /// y = W x.
  package func multiply(_ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>) {
    for block in blocks {
      gather(block, x, stride: 0, rows: 1) { x, _ in
        Product.multiply(
          rows: block.count, columns: block.width, block.entries, x, into: y + block.row)
      }
    }
    finishRows(x, stride: 0, rows: 1, into: y, stride: 0)
  }

  // MARK: A Wᵀ

  /// A Wᵀ, count × rows, of A, count × columns.
  package func multiplyRows(
    _ a: UnsafePointer<Double>, stride: Int, rows: Int, into out: UnsafeMutablePointer<Double>,
    stride outStride: Int, threads: Int
  ) {
    for block in blocks {
      gather(block, a, stride: stride, rows: rows) { a, stride in
        let weights =
          block.transposed.map { Product.Operand($0, stride: block.count) }
          ?? Product.Operand(block.entries, stride: block.width, isTransposed: true)
        Product.multiply(
          rows: rows, columns: block.count, inner: block.width,
          Product.Operand(a, stride: stride), weights, into: out + block.row, stride: outStride,
          threads: threads)
      }
    }
    finishRows(a, stride: stride, rows: rows, into: out, stride: outStride)
  }

  /// The same with room for whole panels behind each row: `panelRoom`.
  ///
  /// - Precondition: made with panels.
  package func multiplyTogether(
    _ a: UnsafePointer<Double>, stride: Int, rows: Int, into out: UnsafeMutablePointer<Double>
  ) {
    for block in blocks {
      guard let panels = block.panels else { preconditionFailure("there are no panels") }
      gather(block, a, stride: stride, rows: rows) { a, aStride in
        Product.multiply(
          rows: rows, columns: block.count, depth: block.width, a, stride: aStride,
          packed: panels, into: out + block.row, stride: stride)
      }
    }
    finishRows(a, stride: stride, rows: rows, into: out, stride: stride)
  }

  /// What a block multiplies, row by row: as it stands, or summed beside.
  @inline(__always)
  private func gather(
    _ block: Block, _ a: UnsafePointer<Double>, stride: Int, rows: Int,
    _ body: (_ a: UnsafePointer<Double>, _ stride: Int) -> Void
  ) {
    if block.isPlain { return body(a + block.column, stride) }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: rows * block.width) { room in
      guard let room = room.baseAddress else { return }
      for i in 0..<rows {
        let (from, to) = (a + i * stride, room + i * block.width)
        for piece in block.pieces {
          if piece.isRepeated {
            RowOperations.add(
              from + piece.column, times: 1, count: piece.count, to: to + piece.place)
          } else {
            (to + piece.place).update(from: from + piece.column, count: piece.count)
          }
        }
      }
      body(UnsafePointer(room), block.width)
    }
  }

  private func finishRows(
    _ a: UnsafePointer<Double>, stride: Int, rows: Int, into out: UnsafeMutablePointer<Double>,
    stride outStride: Int
  ) {
    for i in 0..<rows {
      let (from, to) = (a + i * stride, out + i * outStride)
      for range in zeroRows { (to + range.lowerBound).update(repeating: 0, count: range.count) }
      for part in diagonals {
        Self.scale(
          from + part.column, part, sets: part.setsRows, into: to + part.row)
      }
    }
  }

  /// to = s ∘ from, or to += s ∘ from.
  @inline(__always)
  private static func scale(
    _ from: UnsafePointer<Double>, _ part: Diagonal, sets: Bool,
    into to: UnsafeMutablePointer<Double>
  ) {
    switch (part.isUnit, sets) {
    case (true, true): to.update(from: from, count: part.count)
    case (true, false): RowOperations.add(from, times: 1, count: part.count, to: to)
    case (false, true): RowOperations.multiply(from, part.factors, count: part.count, into: to)
    case (false, false): for k in 0..<part.count { to[k] += part.factors[k] * from[k] }
    }
  }

  // MARK: B W

  /// B W, count × columns, of B, count × rows.
  package func multiplyBack(
    _ b: UnsafePointer<Double>, stride: Int, rows: Int, into out: UnsafeMutablePointer<Double>,
    stride outStride: Int, threads: Int = .max
  ) {
    for i in 0..<rows {
      for range in zeroColumns {
        (out + i * outStride + range.lowerBound).update(repeating: 0, count: range.count)
      }
    }
    for block in blocks {
      func product(into out: UnsafeMutablePointer<Double>, stride outStride: Int) {
        Product.multiply(
          rows: rows, columns: block.width, inner: block.count,
          Product.Operand(b + block.row, stride: stride),
          Product.Operand(block.entries, stride: block.width), into: out, stride: outStride,
          threads: threads)
      }
      if block.isPlain, block.pieces[0].sets {
        product(into: out + block.column, stride: outStride)
        continue
      }
      withUnsafeTemporaryAllocation(of: Double.self, capacity: rows * block.width) { room in
        guard let room = room.baseAddress else { return }
        product(into: room, stride: block.width)
        for i in 0..<rows {
          for piece in block.pieces {
            let (from, to) = (room + i * block.width + piece.place, out + i * outStride)
            if piece.sets {
              (to + piece.column).update(from: from, count: piece.count)
            } else {
              RowOperations.add(from, times: 1, count: piece.count, to: to + piece.column)
            }
          }
        }
      }
    }
    for i in 0..<rows {
      for part in diagonals {
        Self.scale(
          b + i * stride + part.row, part, sets: part.setsColumns,
          into: out + i * outStride + part.column)
      }
    }
  }

  // MARK: W R

  /// W R, rows × count, of R, columns × count, both without gaps between rows.
  package func multiplyColumns(
    _ right: UnsafePointer<Double>, columns n: Int, into out: UnsafeMutablePointer<Double>
  ) {
    for block in blocks {
      func product(_ right: UnsafePointer<Double>) {
        Product.multiply(
          rows: block.count, columns: n, inner: block.width,
          Product.Operand(block.entries, stride: block.width), Product.Operand(right, stride: n),
          into: out + block.row * n, stride: n)
      }
      if block.isPlain {
        product(right + block.column * n)
      } else {
        // One after the other, the columns of a piece are one row.
        withUnsafeTemporaryAllocation(of: Double.self, capacity: block.width * n) { room in
          guard let room = room.baseAddress else { return }
          sum(block, right, n, into: room)
          product(UnsafePointer(room))
        }
      }
    }
    finishColumns(right, n, into: out)
  }

  /// The pieces of a block summed, where each component is `n` numbers side by side.
  private func sum(
    _ block: Block, _ from: UnsafePointer<Double>, _ n: Int, into room: UnsafeMutablePointer<Double>
  ) {
    for piece in block.pieces {
      let (from, to) = (from + piece.column * n, room + piece.place * n)
      if piece.isRepeated {
        RowOperations.add(from, times: 1, count: piece.count * n, to: to)
      } else {
        to.update(from: from, count: piece.count * n)
      }
    }
  }

  private func finishColumns(
    _ from: UnsafePointer<Double>, _ n: Int, into out: UnsafeMutablePointer<Double>
  ) {
    for range in zeroRows {
      (out + range.lowerBound * n).update(repeating: 0, count: range.count * n)
    }
    for part in diagonals {
      let (from, to) = (from + part.column * n, out + part.row * n)
      switch (part.isUnit, part.setsRows) {
      case (true, true): to.update(from: from, count: part.count * n)
      case (true, false): RowOperations.add(from, times: 1, count: part.count * n, to: to)
      case (false, let sets):
        for k in 0..<part.count {
          if sets {
            RowOperations.scale(from + k * n, by: part.factors[k], count: n, into: to + k * n)
          } else {
            RowOperations.add(from + k * n, times: part.factors[k], count: n, to: to + k * n)
          }
        }
      }
    }
  }

  // MARK: Panels

  /// W times the columns that stand in panels: [panel][component][lane].
  ///
  /// - Parameters:
  ///   - count: panels.
  ///   - pitch, outPitch: from one panel to the next.
  package func multiplyPanels(
    _ count: Int, _ from: UnsafePointer<Double>, pitch: Int,
    into out: UnsafeMutablePointer<Double>, pitch outPitch: Int
  ) {
    let (kernels, lanes) = (InstructionSet.best.kernels, InstructionSet.best.lanes)
    for block in blocks {
      func product(_ from: UnsafePointer<Double>, _ pitch: Int) {
        kernels.multiply_matrix(
          block.count, count, block.width, block.entries, block.width, from, pitch,
          out + block.row * lanes, lanes, outPitch, false)
      }
      if block.isPlain {
        product(from + block.column * lanes, pitch)
      } else {
        let pitchOfSums = block.width * lanes
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count * pitchOfSums) { room in
          guard let room = room.baseAddress else { return }
          for panel in 0..<count {
            sum(block, from + panel * pitch, lanes, into: room + panel * pitchOfSums)
          }
          product(UnsafePointer(room), pitchOfSums)
        }
      }
    }
    for panel in 0..<count {
      finishColumns(from + panel * pitch, lanes, into: out + panel * outPitch)
    }
  }
}
