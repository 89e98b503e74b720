/// Points that differ from one centre in a few variables.
///
/// Only the differences are kept: rows as wide as a signal are made a few at a time.
struct PointBatch {
  /// A variable and what it is set to.
  struct Change {
    let variable: Int
    let value: Double
  }

  private var changes: [Change] = []

  /// Where the changes of each point end.
  private var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(setting i: Int, to value: Double) {
    changes.append(Change(variable: i, value: value))
    ends.append(changes.count)
  }

  mutating func append(setting i: Int, to first: Double, _ j: Int, to second: Double) {
    changes.append(Change(variable: i, value: first))
    append(setting: j, to: second)
  }

  mutating func append(_ point: some Sequence<Change>) {
    changes += point
    ends.append(changes.count)
  }

  /// How one point differs from the centre.
  subscript(point: Int) -> ArraySlice<Change> {
    changes[(point == 0 ? 0 : ends[point - 1])..<ends[point]]
  }
}
