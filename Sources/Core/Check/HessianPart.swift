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

/// Two inputs, i ≥ j, counted from 0: an entry of a symmetric matrix.
public struct InputPair: Sendable, Hashable {
  public let i: Int
  public let j: Int

  /// The pair in either order.
  public init(_ first: Int, _ second: Int) {
    i = max(first, second)
    j = min(first, second)
  }

  /// The pair at a packed index i(i+1)/2 + j.
  public init(packedIndex index: Int) {
    var row = Int((2 * Double(index) + 0.25).squareRoot() - 0.5)
    while (row + 1) * (row + 2) / 2 <= index { row += 1 }
    while row * (row + 1) / 2 > index { row -= 1 }
    i = row
    j = index - row * (row + 1) / 2
  }
}
