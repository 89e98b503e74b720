/// Points that differ from one centre in one or two components, a point a row.
struct PointBatch {
  private let center: [Double]
  private var storage: [Double] = []
  private(set) var count = 0

  init(around center: [Double], capacity: Int = 0) {
    self.center = center
    storage.reserveCapacity(capacity * center.count)
  }

  mutating func append(setting j: Int, to value: Double) {
    storage.append(contentsOf: center)
    storage[count * center.count + j] = value
    count += 1
  }

  mutating func append(setting i: Int, to first: Double, _ j: Int, to second: Double) {
    append(setting: i, to: first)
    storage[(count - 1) * center.count + j] = second
  }

  /// (count × components).
  var matrix: Matrix { Matrix(rows: count, columns: center.count, storage: storage) }
}
