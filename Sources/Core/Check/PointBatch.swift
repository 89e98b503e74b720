/// Points that differ from one centre in one or two components.
///
/// Only the differences are kept: rows as wide as the input are made a few at a time.
struct PointBatch {
  private let center: [Double]
  private var changes: [Change] = []

  /// Components that are set, the second one last; they may be the same.
  private struct Change {
    let i: Int
    let first: Double
    let j: Int
    let second: Double
  }

  init(around center: [Double]) {
    self.center = center
  }

  var count: Int { changes.count }

  mutating func append(setting j: Int, to value: Double) {
    append(setting: j, to: value, j, to: value)
  }

  mutating func append(setting i: Int, to first: Double, _ j: Int, to second: Double) {
    changes.append(Change(i: i, first: first, j: j, second: second))
  }

  /// Some of the points, a point a row.
  func matrix(_ range: Range<Int>) -> Matrix {
    var storage: [Double] = []
    storage.reserveCapacity(range.count * center.count)
    for (row, change) in changes[range].enumerated() {
      storage += center
      storage[row * center.count + change.i] = change.first
      storage[row * center.count + change.j] = change.second
    }
    return Matrix(rows: range.count, columns: center.count, storage: storage)
  }
}
