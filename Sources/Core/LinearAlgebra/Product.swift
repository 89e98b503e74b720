internal import CKernels

/// Products of matrices that somebody else owns, row by row: the one place that chooses between plain
/// loops, the kernels in C and the linear algebra library, and how many threads share the work.
@usableFromInline
package enum Product {
  /// A matrix, or a part of one: entry (i, j) at `i * stride + j`.
  @usableFromInline
  package struct Operand {
    @usableFromInline
    package var base: UnsafePointer<Double>
    @usableFromInline
    package var stride: Int

    /// Whether the transpose of what is stored is meant.
    @usableFromInline
    package var isTransposed = false

    @inlinable
    package init(_ base: UnsafePointer<Double>, stride: Int, isTransposed: Bool = false) {
      self.base = base
      self.stride = stride
      self.isTransposed = isTransposed
    }
  }

  // MARK: Thresholds
  //
  // In multiply-adds, measured on an AMD EPYC with AVX-512, two processors and the SkylakeX kernels of
  // OpenBLAS. They decide how sums are rounded: another value changes the last digits of results.

  /// Up to so many a plain loop: 4 × 4 × 4 takes 17 ns and a call 24; 5 × 5 × 5 35 and 29.
  @usableFromInline
  package static let loopLimit = 400

  /// From so many on several threads. With two J 64-256-256-10, whose products of 10 rows have 655,360,
  /// takes 28 µs, and 37 with one.
  private static let threadLimit = 500_000

  /// The same for a vector, which reads each entry once. The values of 64-256-256-10, with a product of
  /// 65,536, take 6.5 µs with two threads and 7.7 with one; those of 784-500×6-10 97 and 168.
  private static let vectorThreadLimit = threadLimit / 8

  /// The same for a packed matrix: those of H 2-256-256-256-50 have 393,216 and stay with one thread.
  private static let packedThreadLimit = 2_000_000

  /// Up to so many the library has kernels that do not copy their operands: 12 × 256 × 256 takes 27 µs
  /// and 16 × 256 × 256 53. A product with a side so short, where copying costs as much as multiplying,
  /// is cut into such pieces.
  private static let (pieceLimit, shortSide) = (1_000_000, 32)

  /// A piece has at most so many, so that a product can be stopped: some fifty milliseconds.
  private static let mostPerPiece = 2_000_000_000

  /// Up to so many rows of A, B is read once or twice, and better where it stands than copied:
  /// 24 × 500 × 500 takes 208 µs and the library's product 264.
  private static let fewRows = 24

  // MARK: Products

  /// C = A B, or C += A B: (rows × inner)(inner × columns).
  ///
  /// - Parameter threads: the most to use; small products use one.
  @inlinable
  package static func multiply(
    rows m: Int, columns n: Int, inner k: Int, _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, adding: Bool = false, threads: Int = .max
  ) {
    if m * n * k <= loopLimit {
      SmallProducts.multiply(
        rows: m, columns: n, inner: k, a, b, into: c, stride: stride, adding: adding)
    } else {
      multiplyLarge(
        rows: m, columns: n, inner: k, a, b, into: c, stride: stride, adding: adding,
        threads: threads)
    }
  }

  /// What no plain loop does.
  @usableFromInline
  package static func multiplyLarge(
    rows m: Int, columns n: Int, inner k: Int, _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, adding: Bool, threads: Int
  ) {
    let work = m * n * k
    let lanes = work < threadLimit ? 1 : min(threads, BLAS.threadCount)
    let isPlain = !a.isTransposed && !b.isTransposed && !adding
    if isPlain, m <= fewRows, n >= InstructionSet.best.lanes {
      return multiplyFew(
        rows: m, columns: n, inner: k, a, b, into: c, stride: stride, lanes: lanes)
    }
    guard BLAS.hasRoom else {
      return SmallProducts.multiply(
        rows: m, columns: n, inner: k, a, b, into: c, stride: stride, adding: adding)
    }
    BLAS.use(threads: 1)
    let isThin = min(m, n) <= shortSide && work > pieceLimit
    let piece =
      isThin
      ? max(16, pieceLimit / (min(m, n) * k))
      : max(16, min((max(m, n) + lanes - 1) / lanes, mostPerPiece / (min(m, n) * k)))
    // Pieces share nothing but what they read; which one a lane takes changes no result.
    share(max(m, n), piece: piece, lanes: lanes, work: work) { part in
      if m <= n {
        BLAS.multiply(
          m, part.count, k, a, b.column(part.lowerBound), into: c + part.lowerBound,
          stride: stride, adding: adding)
      } else {
        BLAS.multiply(
          part.count, n, k, a.row(part.lowerBound), b, into: c + part.lowerBound * stride,
          stride: stride, adding: adding)
      }
    }
  }

  /// Each lane takes some columns.
  private static func multiplyFew(
    rows m: Int, columns n: Int, inner k: Int, _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, lanes: Int
  ) {
    let width = InstructionSet.best.lanes
    let vectors = n / width
    share(vectors, piece: (vectors + lanes - 1) / lanes, lanes: lanes, work: m * n * k) { part in
      let start = part.lowerBound * width
      // The last piece has what does not fill a vector too.
      let end = part.upperBound == vectors ? n : part.upperBound * width
      InstructionSet.best.kernels.multiply_few(
        m, end - start, k, a.base, a.stride, b.base + start, b.stride, c + start, stride)
    }
  }

  /// y = A x, or y += A x: (rows × columns)(columns).
  @inlinable
  package static func multiply(
    rows m: Int, columns n: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, adding: Bool = false
  ) {
    if m * n <= loopLimit {
      SmallProducts.multiply(rows: m, columns: n, a, stride: n, x, into: y, adding: adding)
    } else {
      multiplyLarge(rows: m, columns: n, a, x, into: y, adding: adding)
    }
  }

  @usableFromInline
  package static func multiplyLarge(
    rows m: Int, columns n: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, adding: Bool
  ) {
    let work = m * n
    guard BLAS.hasRoom else {
      return SmallProducts.multiply(rows: m, columns: n, a, stride: n, x, into: y, adding: adding)
    }
    BLAS.use(threads: 1)
    let lanes = work < vectorThreadLimit ? 1 : BLAS.threadCount
    share(m, piece: max(16, (m + lanes - 1) / lanes), lanes: lanes, work: work) { part in
      BLAS.multiply(
        part.count, n, a + part.lowerBound * n, stride: n, x, into: y + part.lowerBound,
        adding: adding)
    }
  }

  /// The same for a part of a matrix, from one row to the next a stride; by one thread.
  package static func multiply(
    rows m: Int, columns n: Int, _ a: UnsafePointer<Double>, stride: Int,
    _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, adding: Bool
  ) {
    guard BLAS.hasRoom else {
      return SmallProducts.multiply(
        rows: m, columns: n, a, stride: stride, x, into: y, adding: adding)
    }
    BLAS.use(threads: 1)
    BLAS.multiply(m, n, a, stride: stride, x, into: y, adding: adding)
  }

  /// C = A Bᵀ for a packed matrix B: (rows × depth)(columns × depth)ᵀ, C with room for its whole panels.
  package static func multiply(
    rows m: Int, columns n: Int, depth k: Int, _ a: UnsafePointer<Double>, stride aStride: Int,
    packed b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>, stride: Int
  ) {
    let (panels, work) = (InstructionSet.best.count(n), m * n * k)
    // Small ones are many: no closure for them.
    if work < packedThreadLimit {
      return multiply(rows: m, panels: 0..<panels, depth: k, a, aStride, b, c, stride)
    }
    let lanes = min(BLAS.threadCount, panels)
    share(panels, piece: (panels + lanes - 1) / lanes, lanes: lanes, work: work) { part in
      multiply(rows: m, panels: part, depth: k, a, aStride, b, c, stride)
    }
  }

  /// Some panels of B.
  private static func multiply(
    rows m: Int, panels: Range<Int>, depth k: Int, _ a: UnsafePointer<Double>, _ aStride: Int,
    _ b: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>, _ stride: Int
  ) {
    let lanes = InstructionSet.best.lanes
    InstructionSet.best.kernels.multiply_matrix(
      m, panels.count, k, a, aStride, b + panels.lowerBound * k * lanes, k * lanes,
      c + panels.lowerBound * lanes, stride, lanes, false)
  }

  /// Parts of a side, each of one piece.
  @inline(__always)
  private static func share(
    _ side: Int, piece: Int, lanes: Int, work: Int, _ body: (_ part: Range<Int>) -> Void
  ) {
    if piece >= side { return body(0..<side) }
    let pieces = (side + piece - 1) / piece
    ThreadPool.perform(pieces, lanes: lanes, work: Double(work / pieces)) { index, _ in
      body(index * piece..<min((index + 1) * piece, side))
    }
  }
}

extension Product.Operand {
  /// The operand from that row on.
  package func row(_ i: Int) -> Self { shifted(isTransposed ? i : i * stride) }

  /// The operand from that column on.
  package func column(_ j: Int) -> Self { shifted(isTransposed ? j * stride : j) }

  private func shifted(_ offset: Int) -> Self {
    Self(base + offset, stride: stride, isTransposed: isTransposed)
  }
}
