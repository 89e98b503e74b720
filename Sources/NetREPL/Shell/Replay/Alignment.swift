/// How the printed lines correspond to the expected ones, blank lines left out.
struct Alignment {
  enum Pair: Equatable {
    case same(expected: Int, actual: Int)
    case changed(expected: Int, actual: Int)
    case removed(expected: Int)
    case added(actual: Int)

    /// `...`, which stands for any lines.
    case anything(expected: Int)

    /// A line that `...` stands for.
    case skipped(actual: Int)
  }

  private(set) var pairs: [Pair] = []

  var isSame: Bool {
    pairs.allSatisfy { pair in
      switch pair {
      case .same, .anything, .skipped: true
      case .changed, .removed, .added: false
      }
    }
  }

  /// More cells than this are not searched: the rest counts as removed and added.
  private static let mostCells = 16_000_000

  init(expected: [SessionLine], actual: [SessionLine], _ tolerance: Tolerance) {
    var rows = expected.indices.filter { !expected[$0].isBlank }[...]
    var columns = actual.indices.filter { !actual[$0].isBlank }[...]
    func isSame(_ row: Int, _ column: Int) -> Bool {
      !expected[row].isAnything && expected[row].matches(actual[column], tolerance)
    }

    // What is the same at both ends needs no search.
    while let row = rows.first, let column = columns.first, isSame(row, column) {
      pairs.append(.same(expected: row, actual: column))
      rows.removeFirst()
      columns.removeFirst()
    }
    var tail: [Pair] = []
    while let row = rows.last, let column = columns.last, isSame(row, column) {
      tail.append(.same(expected: row, actual: column))
      rows.removeLast()
      columns.removeLast()
    }
    if rows.count * columns.count <= Self.mostCells {
      let search = Search(
        rows: rows.map { (expected[$0], $0) }, columns: columns.map { (actual[$0], $0) },
        tolerance: tolerance)
      pairs += search.pairs
    } else {
      pairs += rows.map { .removed(expected: $0) } + columns.map { .added(actual: $0) }
    }
    pairs += tail.reversed()
  }

  /// The cheapest way to turn the rows into the columns.
  private struct Search {
    let rows: [(line: SessionLine, index: Int)]
    let columns: [(line: SessionLine, index: Int)]
    let tolerance: Tolerance

    private static let gap: Int32 = 2

    /// A line that became another one of its shape is cheaper than one that is gone, or `...`
    /// would swallow the new one.
    private func price(_ row: Int, _ column: Int) -> Int32 {
      let (one, other) = (rows[row].line, columns[column].line)
      if one.matches(other, tolerance) { return 0 }
      let hasSameStart = one.tokens.first?.text == other.tokens.first?.text
      let hasSameCount = one.tokens.count == other.tokens.count
      return hasSameStart && hasSameCount ? 1 : hasSameStart || hasSameCount ? 3 : 5
    }

    var pairs: [Pair] {
      let width = columns.count + 1
      var cost = [Int32](repeating: 0, count: (rows.count + 1) * width)
      for column in columns.indices { cost[column + 1] = Int32(column + 1) * Self.gap }
      for row in rows.indices {
        let isAnything = rows[row].line.isAnything
        let (above, here) = (row * width, (row + 1) * width)
        cost[here] = cost[above] + (isAnything ? 0 : Self.gap)
        for column in columns.indices {
          cost[here + column + 1] =
            isAnything
            ? min(cost[above + column + 1], cost[here + column])
            : min(
              cost[above + column] + price(row, column),
              min(cost[above + column + 1], cost[here + column]) + Self.gap)
        }
      }
      return path(cost, width)
    }

    private func path(_ cost: [Int32], _ width: Int) -> [Pair] {
      var pairs: [Pair] = []
      var (row, column) = (rows.count, columns.count)
      while row > 0 || column > 0 {
        let here = cost[row * width + column]
        if row > 0, rows[row - 1].line.isAnything {
          if column > 0, cost[row * width + column - 1] == here {
            column -= 1
            pairs.append(.skipped(actual: columns[column].index))
          } else {
            row -= 1
            pairs.append(.anything(expected: rows[row].index))
          }
          continue
        }
        if row > 0, column > 0 {
          let price = price(row - 1, column - 1)
          if cost[(row - 1) * width + column - 1] + price == here {
            row -= 1
            column -= 1
            let (one, other) = (rows[row].index, columns[column].index)
            pairs.append(
              price == 0
                ? .same(expected: one, actual: other) : .changed(expected: one, actual: other))
            continue
          }
        }
        if column > 0, row == 0 || cost[row * width + column - 1] + Self.gap == here {
          column -= 1
          pairs.append(.added(actual: columns[column].index))
        } else {
          row -= 1
          pairs.append(.removed(expected: rows[row].index))
        }
      }
      return pairs.reversed()
    }
  }
}
