/// Room for doubles that a workspace allocates once and uses again in every call.
///
/// What it hands out lives as long as it does, begins on a cache line, and is 0 at first.
final class Scratch {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// Room for that many doubles; at least one, so that there is always an address.
  func doubles(_ count: Int) -> UnsafeMutablePointer<Double> {
    let count = max(count, 1)
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Double>.stride, alignment: 64)
    blocks.append(block)
    let doubles = block.bindMemory(to: Double.self, capacity: count)
    doubles.initialize(repeating: 0, count: count)
    return doubles
  }

  /// A copy of those doubles.
  func copy(_ values: [Double]) -> UnsafeMutablePointer<Double> {
    let room = doubles(values.count)
    for (i, value) in values.enumerated() { room[i] = value }
    return room
  }

  /// The transpose of rows × columns.
  func transposed(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int
  ) -> UnsafeMutablePointer<Double> {
    let room = doubles(rows * columns)
    RowOperations.transpose(a, rows: rows, columns: columns, stride: columns, into: room)
    return room
  }

  deinit { for block in blocks { block.deallocate() } }
}
