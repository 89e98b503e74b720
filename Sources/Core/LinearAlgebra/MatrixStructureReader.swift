internal import Platform

/// Finds the parts of a matrix, row by row.
struct MatrixStructureReader {
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
    // Of a row alone there are as many as numbers: lists, since tables take ten times as much.
    var places = [Int](repeating: -1, count: first == nil ? 0 : columns)
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
          let place = places[original]
          if end - j >= shortestRepeat, place >= 0,
            places[original + (end - j) - 1] == place + (end - j) - 1
          {
            pieces.append(.init(column: j, count: end - j, place: place, isRepeated: true))
            j = end
            continue
          }
          end = j + 1
        }
        while end < range.upperBound, first.map({ $0[end] == end }) ?? true { end += 1 }
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

  /// For each column the first one with the same entries in these rows; nil where none is repeated, or
  /// the user does not want to wait for it.
  private func firstEqualColumns(_ rows: Range<Int>, _ support: [Range<Int>]) -> [Int]? {
    // Where the first row has no number twice no column is there twice.
    let row = rows.lowerBound * columns
    var seen: Set<UInt64> = []
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
      if StopRequest.isMade { return nil }
      for range in support {
        for j in range {
          hashes[j] = (hashes[j] ^ entries[i * columns + j].bitPattern) &* 0x9E37_79B9_7F4A_7C15
          hashes[j] ^= hashes[j] >> 29
        }
      }
    }
    var firsts: [UInt64: Int] = [:]
    var result = Array(0..<columns)
    for range in support {
      for j in range {
        if j & 63 == 0, StopRequest.isMade { return nil }
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
