public import CKernels

/// What is done to rows of numbers between products, over storage that somebody else owns.
@usableFromInline
package enum RowOperations {
  /// out = a · b, entry by entry; out may be a or b.
  @inlinable
  package static func multiply(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int,
    into out: UnsafeMutablePointer<Double>
  ) {
    if count >= shortestForKernels {
      return InstructionSet.best.kernels.multiply_rows(count, a, b, out)
    }
    for i in 0..<count { out[i] = a[i] * b[i] }
  }

  /// Below that the call takes longer than the loop.
  @usableFromInline
  package static let shortestForKernels = 32

  /// out = factor · a.
  @inlinable
  package static func scale(
    _ a: UnsafePointer<Double>, by factor: Double, count: Int,
    into out: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count { out[i] = factor * a[i] }
  }

  /// out += factor · a.
  @inlinable
  package static func add(
    _ a: UnsafePointer<Double>, times factor: Double, count: Int,
    to out: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count { out[i] += factor * a[i] }
  }

  @inlinable
  package static func sum(_ a: UnsafePointer<Double>, count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += a[i] }
    return sum
  }

  @inlinable
  package static func isFinite(_ a: UnsafePointer<Double>, count: Int) -> Bool {
    // 0·x is 0 for a finite x and not-a-number otherwise.
    var spoilt = SIMD4<Double>()
    let whole = count & ~3
    for i in stride(from: 0, to: whole, by: 4) {
      spoilt += 0 * SIMD4(at: a + i)
    }
    var rest = spoilt.sum()
    for i in whole..<count { rest += 0 * a[i] }
    return rest == 0
  }

  /// The row less its mean with weights p, which sum to 1; out may be the row.
  ///
  /// The entry of the largest weight is taken off first, as in `Matrix.centringRows`.
  @inlinable
  package static func centre(
    _ row: UnsafePointer<Double>, weights p: UnsafePointer<Double>, largest: Int, count: Int,
    into out: UnsafeMutablePointer<Double>
  ) {
    let reference = row[largest]
    var mean = 0.0
    for j in 0..<count where j != largest { mean += p[j] * (row[j] - reference) }
    for j in 0..<count { out[j] = j == largest ? -mean : (row[j] - reference) - mean }
  }

  /// The transpose of rows × columns, columns × rows.
  @inlinable
  package static func transpose(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int, stride: Int,
    into result: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<rows {
      let row = a + i * stride
      // A step and not a product: nothing to check for overflow in the loop.
      var place = result + i
      for j in 0..<columns {
        place.pointee = row[j]
        place += rows
      }
    }
  }
}
