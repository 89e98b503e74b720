internal import Platform

/// Numbers as they stand in a file, not yet read: a type, a shape and a place.
struct StoredNumbers: Sendable, Hashable {
  var type: ElementType
  var isBigEndian = false

  /// The count of each index.
  var shape: [Int]

  /// How far apart, in numbers, neighbours along each index stand.
  var strides: [Int]

  /// Where the bytes stand in the file.
  var range: Range<Int>

  /// How many numbers there are; nil when a count is negative or there are too many to count.
  static func count(of shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }

  /// The strides of numbers that stand close together, the last index first, or the first.
  static func strides(of shape: [Int], isFortranOrder: Bool = false) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    let order = isFortranOrder ? Array(shape.indices) : shape.indices.reversed()
    // A size of zero has no numbers to be apart.
    var stride = 1
    for axis in order {
      strides[axis] = stride
      stride = stride.multipliedReportingOverflow(by: max(shape[axis], 1)).partialValue
    }
    return strides
  }

  /// Numbers that stand close together.
  ///
  /// - Precondition: the range holds as many as the shape says.
  init(
    type: ElementType, isBigEndian: Bool = false, shape: [Int], isFortranOrder: Bool = false,
    range: Range<Int>
  ) {
    precondition(Self.count(of: shape).map { $0 * type.byteCount } == range.count)
    self.init(
      type: type, isBigEndian: isBigEndian, shape: shape,
      strides: Self.strides(of: shape, isFortranOrder: isFortranOrder), range: range)
  }

  /// Numbers some way apart; nil when one of them would stand outside of the range.
  init?(
    type: ElementType, isBigEndian: Bool = false, shape: [Int], strides: [Int], offset: Int,
    within range: Range<Int>
  ) {
    guard shape.count == strides.count, shape.count <= 8, offset >= 0,
      let count = Self.count(of: shape)
    else {
      return nil
    }
    let room = range.count / type.byteCount
    var last = offset
    for (size, stride) in zip(shape, strides) where count > 0 {
      let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflows) = last.addingReportingOverflow(reach)
      guard stride >= 0, !overflow, !overflows else { return nil }
      last = sum
    }
    // As many numbers as there is room for: one that is repeated a million times is no weight.
    guard count == 0 ? offset <= room : last < room, count <= room else { return nil }
    let start = range.lowerBound + offset * type.byteCount
    self.init(
      type: type, isBigEndian: isBigEndian, shape: shape, strides: strides,
      range: start..<(count == 0 ? start : range.lowerBound + (last + 1) * type.byteCount))
  }

  private init(
    type: ElementType, isBigEndian: Bool, shape: [Int], strides: [Int], range: Range<Int>
  ) {
    (self.type, self.isBigEndian, self.shape) = (type, isBigEndian, shape)
    (self.strides, self.range) = (strides, range)
  }

  var count: Int { shape.reduce(1, *) }

  /// The numbers, the last index first.
  func doubles(in bytes: [UInt8]) -> [Double] {
    guard count > 0 else { return [] }
    let numbers = type.doubles(bytes[range], isBigEndian: isBigEndian)
    if strides == Self.strides(of: shape) { return numbers }
    var result: [Double] = []
    result.reserveCapacity(count)
    append(to: &result, from: numbers, axis: 0, offset: 0)
    // Whoever asks counts on them.
    if result.count < count { return [Double](repeating: 0, count: count) }
    return result
  }

  /// The numbers of a matrix, its columns one after another.
  ///
  /// - Precondition: two indices.
  func transposed(in bytes: [UInt8]) -> [Double] {
    precondition(shape.count == 2)
    if strides == Self.strides(of: shape) {
      return unsafe type.doubles(
        bytes[range].span.bytes, isBigEndian: isBigEndian, transposingRowsOf: shape[1])
    }
    var other = self
    other.shape.swapAt(0, 1)
    other.strides.swapAt(0, 1)
    return other.doubles(in: bytes)
  }

  private func append(
    to result: inout [Double], from numbers: [Double], axis: Int, offset: Int
  ) {
    guard axis < shape.count else { return result.append(numbers[offset]) }
    for i in (0..<shape[axis]).untilStopped {
      append(to: &result, from: numbers, axis: axis + 1, offset: offset + i * strides[axis])
    }
  }
}
