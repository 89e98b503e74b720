public import CKernels

/// Packed matrices; CKernels.h has their products.
///
/// A packed matrix stands in panels of `lanes` rows side by side: entry (i, k) at
/// [i / lanes][k][i % lanes], and what is missing in the last panel is 0. From one panel to the next it
/// is a pitch.
extension InstructionSet {
  /// Rows of a panel.
  @inlinable
  package var lanes: Int { kernels.lanes }

  /// The number of panels that so many rows fill.
  @inlinable
  package func count(_ rows: Int) -> Int { (rows + lanes - 1) / lanes }

  /// So many rows in whole panels.
  @inlinable
  package func room(_ rows: Int) -> Int { count(rows) * lanes }

  // MARK: Lane by lane

  /// Every column of one panel times the factors of its rows, of which there are `height`.
  @inlinable
  package func scaleRows(
    _ from: UnsafePointer<Double>, depth: Int, by factors: UnsafePointer<Double>, height: Int,
    into to: UnsafeMutablePointer<Double>
  ) {
    for lane in stride(from: 0, to: lanes, by: 4) {
      var factor = SIMD4<Double>()
      for r in 0..<4 where lane + r < height { factor[r] = factors[lane + r] }
      for k in 0..<depth {
        let place = k * lanes + lane
        (factor * SIMD4(at: from + place)).store(at: to + place)
      }
    }
  }

  /// The columns of one panel less their mean with weights p, as `RowOperations.centre` does it for
  /// each row.
  @inlinable
  package func centre(
    _ from: UnsafePointer<Double>, depth: Int, weights p: UnsafePointer<Double>, largest: Int,
    into to: UnsafeMutablePointer<Double>
  ) {
    for lane in stride(from: 0, to: lanes, by: 4) {
      let reference = SIMD4(at: from + largest * lanes + lane)
      var mean = SIMD4<Double>()
      for k in 0..<depth where k != largest {
        mean += p[k] * (SIMD4(at: from + k * lanes + lane) - reference)
      }
      for k in 0..<depth {
        let place = k * lanes + lane
        (k == largest ? -mean : (SIMD4(at: from + place) - reference) - mean).store(at: to + place)
      }
    }
  }
}
