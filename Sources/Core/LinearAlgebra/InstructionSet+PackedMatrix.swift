public import CKernels

/// Packed matrices and their products.
///
/// A packed matrix stands in panels of `lanes` rows side by side: entry (i, k) at
/// [i / lanes][k][i % lanes], and what is missing in the last panel is 0. From one panel to the next it
/// is a pitch.
extension InstructionSet {
  /// The left side of a product.
  @usableFromInline
  package enum Operand {
    /// Row by row.
    case matrix(UnsafePointer<Double>, stride: Int)

    /// In panels; the rows of the last one are all computed.
    case panels(UnsafePointer<Double>, pitch: Int)
  }

  /// Rows of a panel.
  @inlinable
  package var lanes: Int { kernels.lanes }

  /// The number of panels that so many rows fill.
  @inlinable
  package func count(_ rows: Int) -> Int { (rows + lanes - 1) / lanes }

  /// So many rows in whole panels.
  @inlinable
  package func room(_ rows: Int) -> Int { count(rows) * lanes }

  /// The panels of a matrix, rows × depth, with entry (i, k) at `i * row + k * column`.
  @inlinable
  package func pack(
    _ a: UnsafePointer<Double>, rows: Int, depth: Int, row: Int, column: Int,
    into panels: UnsafeMutablePointer<Double>
  ) {
    kernels.pack(rows, depth, a, row, column, panels, depth * lanes)
  }

  /// Every column k of some panels times `factors[k]`.
  @inlinable
  package func scale(
    _ from: UnsafePointer<Double>, pitch: Int, count: Int, depth: Int,
    by factors: UnsafePointer<Double>, into to: UnsafeMutablePointer<Double>, pitch toPitch: Int
  ) {
    kernels.scale_columns(count, depth, factors, from, pitch, to, toPitch)
  }

  /// C = A Bᵀ, or C += A Bᵀ, for some rows of A and some panels of B.
  ///
  /// - Parameters:
  ///   - row: from one row of C to the next.
  ///   - panel: from what belongs to one panel of B to what belongs to the next.
  ///   - first: panel p of A meets the panels of B up to `first + p` alone; nil for all.
  /// - Precondition: C has room for the rows of all panels of A, if A is in panels.
  @inlinable
  package func multiply(
    rows: Int, panels: Int, depth: Int, _ a: Operand, _ b: UnsafePointer<Double>, pitch: Int,
    into c: UnsafeMutablePointer<Double>, row: Int, panel: Int, first: Int? = nil,
    adding: Bool = false
  ) {
    switch a {
    case .matrix(let base, let stride):
      kernels.multiply_matrix(
        rows, panels, depth, base, stride, b, pitch, c, row, panel, adding)
    case .panels(let base, let aPitch):
      kernels.multiply_panels(
        count(rows), panels, depth, base, aPitch, b, pitch, c, row, panel, first ?? panels, adding)
    }
  }

  /// C = A B for a matrix A of few rows, all three row by row: (rows × depth)(depth × columns).
  ///
  /// - Precondition: at least `lanes` columns.
  @inlinable
  package func multiply(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Double>, stride aStride: Int,
    _ b: UnsafePointer<Double>, stride bStride: Int, into c: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    kernels.multiply_few(rows, columns, depth, a, aStride, b, bStride, c, stride)
  }

  /// First derivatives G and second ones X of z, d and d(d + 1)/2 rows over the neurons, become those
  /// of f = σ(z): X = σ′ X + σ″ g_i g_j, G = σ′ G.
  ///
  /// - Parameter isFlat: whether X is taken for 0.
  /// - Precondition: each row has room for whole panels, and so have σ′ and σ″.
  @inlinable
  package func secondOrderChainRule(
    _ count: Int, neurons: Int, first: UnsafePointer<Double>, second: UnsafePointer<Double>,
    gradients: UnsafeMutablePointer<Double>, seconds: UnsafeMutablePointer<Double>, stride: Int,
    isFlat: Bool
  ) {
    kernels.bend(count, neurons, first, second, gradients, seconds, stride, isFlat)
  }

  /// out = a · b, entry by entry; out may be a or b.
  @inlinable
  package func multiplyRows(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int,
    into out: UnsafeMutablePointer<Double>
  ) {
    kernels.multiply_rows(count, a, b, out)
  }

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
