/// The newest of some values, oldest first: as many as have room, and the last one always.
struct Kept<Value> {
  private(set) var values: [Value] = []
  private var sizes: [Int] = []
  private var bytes = 0

  /// Whether the oldest have been dropped.
  private(set) var hasDropped = false

  private let most: Int
  private let mostBytes: Int

  /// - Parameters:
  ///   - most: how many are kept.
  ///   - bytes: how much memory all of them may take.
  init(most: Int, bytes: Int) { (self.most, mostBytes) = (most, bytes) }

  var count: Int { values.count }
  var last: Value? { values.last }

  subscript(index: Int) -> Value { values[index] }

  /// Adds a value that takes so much memory.
  mutating func append(_ value: Value, bytes size: Int) {
    values.append(value)
    sizes.append(size)
    bytes += size
    var dropped = 0
    while dropped < values.count - 1, bytes > mostBytes || values.count - dropped > most {
      bytes -= sizes[dropped]
      dropped += 1
    }
    guard dropped > 0 else { return }
    values.removeFirst(dropped)
    sizes.removeFirst(dropped)
    hasDropped = true
  }

  mutating func popLast() -> Value? {
    bytes -= sizes.popLast() ?? 0
    return values.popLast()
  }

  mutating func removeAll() { self = Kept(most: most, bytes: mostBytes) }
}
