/// Which entries of a symmetric matrix of second derivatives are wanted.
public enum HessianPart: Sendable, Hashable {
  /// All that differ: the lower triangle.
  case all

  case diagonal

  /// Those of some variables and others, counted from 0, that have none in common.
  case block(rows: Range<Int>, columns: Range<Int>)
}

extension HessianPart {
  /// The number of different entries.
  func entryCount(order: Int) -> Int {
    switch self {
    case .all: PackedSymmetric.count(order: order)
    case .diagonal: order
    case .block(let rows, let columns): rows.count * columns.count
    }
  }

  /// The number of variables that have an entry.
  func inputCount(order: Int) -> Int {
    switch self {
    case .all, .diagonal: order
    case .block(let rows, let columns): rows.count + columns.count
    }
  }

  /// The entry of an index from 0.
  func pair(_ index: Int) -> InputPair {
    switch self {
    case .all: InputPair(packedIndex: index)
    case .diagonal: InputPair(index, index)
    case .block(let rows, let columns):
      InputPair(
        rows.lowerBound + index / columns.count, columns.lowerBound + index % columns.count)
    }
  }

  /// The indices of the entries that every sample holds.
  func corners(order: Int) -> [Int] {
    let last = order - 1
    switch self {
    case .all:
      return [(0, 0), (last, last), (last, 0), (min(1, last), 0)].map(PackedSymmetric.index)
    case .diagonal: return [0, last]
    case .block(let rows, let columns):
      let count = rows.count * columns.count
      return [0, columns.count - 1, count - columns.count, count - 1]
    }
  }
}
