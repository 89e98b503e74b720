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

/// Reads a matrix row by row.
private struct MatrixStructureReader {
  private let (rows, columns): (Int, Int)
  private let entries: [Double]

  private(set) var blocks: [MatrixStructure.Block] = []
  private(set) var diagonals: [MatrixStructure.Diagonal] = []

  init(_ matrix: Matrix) {
    (rows, columns, entries) = (matrix.rows, matrix.columns, matrix.storage)
  }

  mutating func read(shortestGap: Int, shortestRepeat: Int, mostDiagonals: Int) {
    var group: Group?
    // Diagonals that go on, by the column in which the next row would have an entry.
    var open: [Int: MatrixStructure.Diagonal] = [:]
    var closed: [MatrixStructure.Diagonal] = []
    for i in 0..<rows {
      let count = entryCount(i)
      if count <= mostDiagonals, 3 * count <= columns {
        flush(&group, shortestRepeat: shortestRepeat)
        var next: [Int: MatrixStructure.Diagonal] = [:]
        for j in 0..<columns where count > 0 && entries[i * columns + j] != 0 {
          var diagonal =
            open.removeValue(forKey: j) ?? MatrixStructure.Diagonal(row: i, column: j, count: 0)
          diagonal.count += 1
          next[j + 1] = diagonal
        }
        closed += open.values
        open = next
        continue
      }
      closed += open.values
      open = [:]
      let own =
        8 * (columns - count) < columns
        ? [0..<columns] : support(i, shortestGap: shortestGap)
      let width = own.reduce(0) { $0 + $1.count }
      if let last = group {
        let union = Self.union(last.support, own)
        let unionWidth = union.reduce(0) { $0 + $1.count }
        let (before, both) = (last.rows.count, last.rows.count + 1)
        if unionWidth * both <= last.width * before + width + max(8, width / 4) {
          group = (last.rows.lowerBound..<(i + 1), union, unionWidth)
          continue
        }
        flush(&group, shortestRepeat: shortestRepeat)
      }
      group = (i..<(i + 1), own, width)
    }
    flush(&group, shortestRepeat: shortestRepeat)
    closed += open.values
    diagonals = closed.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
  }

  private typealias Group = (rows: Range<Int>, support: [Range<Int>], width: Int)

  private mutating func flush(_ group: inout Group?, shortestRepeat: Int) {
    if let last = group {
      blocks.append(block(last.rows, last.support, shortestRepeat: shortestRepeat))
    }
    group = nil
  }

  private func entryCount(_ i: Int) -> Int {
    entries.withUnsafeBufferPointer { entries in
      var zeros = 0
      for k in (i * columns)..<((i + 1) * columns) { zeros &+= entries[k] == 0 ? 1 : 0 }
      return columns - zeros
    }
  }

  /// The columns with entries in a row, and short gaps between them.
  private func support(_ i: Int, shortestGap: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for j in 0..<columns where entries[i * columns + j] != 0 {
      if let last = ranges.last, j - last.upperBound < shortestGap {
        ranges[ranges.count - 1] = last.lowerBound..<(j + 1)
      } else {
        ranges.append(j..<(j + 1))
      }
    }
    return ranges
  }

  private static func union(_ a: [Range<Int>], _ b: [Range<Int>]) -> [Range<Int>] {
    if a == b { return a }
    var union: [Range<Int>] = []
    for range in (a + b).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = union.last, range.lowerBound <= last.upperBound {
        union[union.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        union.append(range)
      }
    }
    return union
  }

  /// The block of some rows, with equal columns once.
  private func block(
    _ rows: Range<Int>, _ support: [Range<Int>], shortestRepeat: Int
  ) -> MatrixStructure.Block {
    let first = firstEqualColumns(rows, support)
    var pieces: [MatrixStructure.Piece] = []
    var places: [Int: Int] = [:]
    var width = 0
    for range in support {
      var j = range.lowerBound
      while j < range.upperBound {
        // Columns that repeat others, in the same order.
        var end = j
        if let original = first?[j], original != j {
          end = j + 1
          while end < range.upperBound, first?[end] == original + (end - j),
            original + (end - j) < j
          { end += 1 }
          if end - j >= shortestRepeat, let place = places[original],
            places[original + (end - j) - 1] == place + (end - j) - 1
          {
            pieces.append(.init(column: j, count: end - j, place: place, isRepeated: true))
            j = end
            continue
          }
          end = j + 1
        }
        while end < range.upperBound, first?[end] ?? end == end { end += 1 }
        end = max(end, j + 1)
        if let last = pieces.last, !last.isRepeated, last.range.upperBound == j {
          pieces[pieces.count - 1].count += end - j
        } else {
          pieces.append(.init(column: j, count: end - j, place: width, isRepeated: false))
        }
        if first != nil { for k in j..<end { places[k] = width + k - j } }
        width += end - j
        j = end
      }
    }
    return MatrixStructure.Block(rows: rows, pieces: pieces, width: width)
  }

  /// For each column the first one with the same entries in these rows; nil where none is repeated.
  private func firstEqualColumns(_ rows: Range<Int>, _ support: [Range<Int>]) -> [Int: Int]? {
    // Where the first row has no number twice no column is there twice.
    let row = rows.lowerBound * columns
    var seen = Set<UInt64>(minimumCapacity: 2 * columns)
    var isRepeated = false
    for range in support {
      for j in range where !seen.insert(entries[row + j].bitPattern).inserted {
        isRepeated = true
        break
      }
      if isRepeated { break }
    }
    guard isRepeated else { return nil }
    var hashes = [UInt64](repeating: 0, count: columns)
    for i in rows {
      for range in support {
        for j in range {
          hashes[j] = (hashes[j] ^ entries[i * columns + j].bitPattern) &* 0x9E37_79B9_7F4A_7C15
          hashes[j] ^= hashes[j] >> 29
        }
      }
    }
    var firsts: [UInt64: Int] = [:]
    var result: [Int: Int] = [:]
    for range in support {
      for j in range {
        let first = firsts[hashes[j], default: j]
        firsts[hashes[j]] = first
        let isEqual = rows.allSatisfy {
          entries[$0 * columns + j].bitPattern == entries[$0 * columns + first].bitPattern
        }
        result[j] = isEqual ? first : j
      }
    }
    return result
  }
}
