internal import Platform

/// Room for doubles that a workspace allocates once and uses again in every call.
///
/// What it hands out lives as long as it does, begins on a cache line, and is 0 at first.
package final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// Where large requests are taken from, and what is left of it.
  private var (rest, restBytes): (UnsafeMutableRawPointer?, Int) = (nil, 0)

  private static let cacheLine = 64

  /// Requests of so many bytes stand side by side in large pages, where the system has them: weights
  /// that are read from one end to the other then need a five hundredth of the look-ups of pages.
  private static let largeRequest = 1 << 18
  private static let largePage = 1 << 21
  private static let chunk = 1 << 26

  package init() {}

  /// Room for that many doubles; at least one, so that there is always an address.
  package func doubles(_ count: Int) -> UnsafeMutablePointer<Double> {
    let count = max(count, 1)
    let bytes = count * MemoryLayout<Double>.stride
    let room = bytes < Self.largeRequest ? block(bytes, alignment: Self.cacheLine) : large(bytes)
    let doubles = room.bindMemory(to: Double.self, capacity: count)
    doubles.initialize(repeating: 0, count: count)
    return doubles
  }

  private func block(_ bytes: Int, alignment: Int) -> UnsafeMutableRawPointer {
    let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
    blocks.append(block)
    return block
  }

  /// From the current chunk, or from a new one. What is never used of a chunk takes no memory.
  private func large(_ bytes: Int) -> UnsafeMutableRawPointer {
    let bytes = (bytes + Self.cacheLine - 1) / Self.cacheLine * Self.cacheLine
    if let rest, bytes <= restBytes {
      (self.rest, restBytes) = (rest + bytes, restBytes - bytes)
      return rest
    }
    let pages = (max(bytes, Self.chunk) + Self.largePage - 1) / Self.largePage
    let size = pages * Self.largePage
    let room = block(size, alignment: Self.largePage)
    Processor.useLargePages(room, byteCount: size)
    (rest, restBytes) = (room + bytes, size - bytes)
    return room
  }

  /// A copy of those doubles.
  package func copy(_ values: [Double]) -> UnsafeMutablePointer<Double> {
    let room = doubles(values.count)
    room.update(from: values, count: values.count)
    return room
  }

  /// The transpose of rows × columns.
  package func transposed(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int
  ) -> UnsafeMutablePointer<Double> {
    let room = doubles(rows * columns)
    RowOperations.transpose(a, rows: rows, columns: columns, stride: columns, into: room)
    return room
  }

  deinit { for block in blocks { block.deallocate() } }
}
