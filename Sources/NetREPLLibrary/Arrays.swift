/// Arrays of a caller, of which nothing is known before they are checked.
struct Given {
  let start: UnsafePointer<Double>?
  let count: UInt

  init(_ start: UnsafePointer<Double>?, _ count: UInt) { (self.start, self.count) = (start, count) }

  /// The array, if it has so many numbers.
  @inline(__always)
  func checked(_ wanted: Int, or problem: Code) throws(Code) -> UnsafeBufferPointer<Double> {
    guard let start else { throw .nullPointer }
    guard UInt(bitPattern: start) % UInt(MemoryLayout<Double>.alignment) == 0 else {
      throw .misaligned
    }
    guard count == UInt(wanted) else { throw problem }
    return UnsafeBufferPointer(start: start, count: wanted)
  }
}

/// Room of a caller for results.
struct GivenRoom {
  let start: UnsafeMutablePointer<Double>?
  let count: UInt

  init(_ start: UnsafeMutablePointer<Double>?, _ count: UInt) {
    (self.start, self.count) = (start, count)
  }

  /// The room, if it is of so many numbers and apart from what is read; nil stands for more than can be
  /// counted.
  @inline(__always)
  func checked(
    _ wanted: Int?, apartFrom x: UnsafeBufferPointer<Double>,
    _ vector: UnsafeBufferPointer<Double> = .init(start: nil, count: 0)
  ) throws(Code) -> UnsafeMutableBufferPointer<Double> {
    guard let wanted else { throw .tooLarge }
    let array = try Given(start, count).checked(wanted, or: .wrongResultCount)
    if array.overlaps(x) || array.overlaps(vector) { throw .overlap }
    return UnsafeMutableBufferPointer(mutating: array)
  }
}

extension UnsafeBufferPointer<Double> {
  @inline(__always)
  func overlaps(_ other: Self) -> Bool {
    let stride = UInt(MemoryLayout<Double>.stride)
    let (start, otherStart) = (UInt(bitPattern: baseAddress), UInt(bitPattern: other.baseAddress))
    // By distances: an address and a size may come to more than can be counted.
    return start <= otherStart
      ? (otherStart - start) / stride < UInt(count) && !other.isEmpty
      : (start - otherStart) / stride < UInt(other.count) && !isEmpty
  }
}

/// The code of a computation for C.
@inline(__always)
func code(_ work: () throws(Code) -> Void) -> Int32 {
  do throws(Code) {
    try work()
    return Code.ok.rawValue
  } catch { return error.rawValue }
}
