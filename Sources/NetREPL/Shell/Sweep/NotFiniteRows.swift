/// The rows of a sweep whose results of a quantity are not all finite: how many, and the first.
///
/// An input may be on a point where a network has a value and no derivative, or no value at all.
package struct NotFiniteRows: Equatable {
  let quantity: String
  private(set) var count = 0

  /// Counted from 1; 0 while there is none.
  private(set) var first = 0

  init(quantity: String) { self.quantity = quantity }

  /// Looks at the results of some rows.
  ///
  /// - Parameters:
  ///   - start: how many rows stand before them in the file.
  ///   - bad: those of them, from 0, that were no inputs, and are nan for that.
  mutating func note(
    _ numbers: UnsafeBufferPointer<Double>, rows: Int, after start: Int, except bad: Set<Int>
  ) {
    guard rows > 0, unsafe !Self.areFinite(numbers) else { return }
    let width = numbers.count / rows
    for row in 0..<rows where !bad.contains(row) {
      let part = unsafe UnsafeBufferPointer(rebasing: numbers[(row * width)..<((row + 1) * width)])
      if unsafe Self.areFinite(part) { continue }
      if count == 0 { first = start + row + 1 }
      count += 1
    }
  }

  /// One pass without branches: 0 times a finite number is 0, and times any other it is nan.
  private static func areFinite(_ numbers: UnsafeBufferPointer<Double>) -> Bool {
    var sums = SIMD8<Double>.zero
    let whole = numbers.count / 8 * 8
    for i in stride(from: 0, to: whole, by: 8) {
      for lane in 0..<8 { unsafe sums[lane] += numbers[i + lane] * 0 }
    }
    for i in whole..<numbers.count { unsafe sums[0] += numbers[i] * 0 }
    return sums.sum() == 0
  }
}
