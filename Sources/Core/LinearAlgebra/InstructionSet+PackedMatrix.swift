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

  @usableFromInline
  package typealias Four = SIMD4<Double>

  /// Every column of one panel times the factors of its rows, of which there are `height`.
  @inlinable
  package func scaleRows(
    _ from: UnsafePointer<Double>, depth: Int, by factors: UnsafePointer<Double>, height: Int,
    into to: UnsafeMutablePointer<Double>
  ) {
    for lane in stride(from: 0, to: lanes, by: 4) {
      var factor = Four()
      for r in 0..<4 where lane + r < height { factor[r] = factors[lane + r] }
      for k in 0..<depth {
        let place = k * lanes + lane
        store(factor * load(from + place), to + place)
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
      let reference = load(from + largest * lanes + lane)
      var mean = Four()
      for k in 0..<depth where k != largest {
        mean += p[k] * (load(from + k * lanes + lane) - reference)
      }
      for k in 0..<depth {
        let place = k * lanes + lane
        store(k == largest ? -mean : (load(from + place) - reference) - mean, to + place)
      }
    }
  }

  @inlinable
  @inline(__always)
  package func load(_ address: UnsafePointer<Double>) -> Four {
    UnsafeRawPointer(address).loadUnaligned(as: Four.self)
  }

  @inlinable
  @inline(__always)
  package func store(_ value: Four, _ address: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(address).storeBytes(of: value, as: Four.self)
  }
}
