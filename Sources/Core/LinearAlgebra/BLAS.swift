internal import CLinearAlgebra

/// The one file that calls the C linear algebra library: where its codes become types.
///
/// All matrices are stored row by row. The loops that stand in for small products are in
/// `SmallProducts.swift`, and what is known about the library's speed is here.
enum BLAS {
  /// A matrix, or a part of one, that somebody else owns: entry (i, j) at `i * stride + j`.
  struct Operand {
    var base: UnsafePointer<Double>
    var stride: Int

    /// Whether the transpose of what is stored is meant.
    var isTransposed = false

    init(_ base: UnsafePointer<Double>, stride: Int, isTransposed: Bool = false) {
      self.base = base
      self.stride = stride
      self.isTransposed = isTransposed
    }
  }

  /// Below this many multiply-adds a plain loop is faster than a call, which costs some 50 ns.
  static let loopLimit = 400

  /// From this many multiply-adds on several processors are faster than one.
  private static let threadLimit = 500_000

  /// Up to this many multiply-adds the library has kernels that do not copy their operands: a
  /// product with a short side, where copying costs as much as multiplying, is cut into such pieces.
  private static let (pieceLimit, shortSide) = (1_000_000, 32)

  /// Up to so many rows of A, B is read once or twice, and better where it stands than copied.
  private static let fewRows = 24

  /// The threads that may be used: those that the library was started with.
  ///
  /// Asked for first by every call, so that the kernels are chosen before the first product.
  static let threadCount: Int = {
    if let kernel = betterKernel { _ = blas_choose_kernel(kernel) }
    let count = max(1, Int(openblas_get_num_threads()))
    // Its threads would be in the way of the pool's.
    openblas_set_num_threads(1)
    blas_end_threads()
    return count
  }()

  /// The kernels in use: `Haswell`, `SkylakeX`, ...; empty where the library does not say.
  static var kernelName: String {
    _ = threadCount
    return String(cString: blas_kernel_name())
  }

  /// The kernels to choose in the place of the library's own choice; nil when that is right.
  ///
  /// Older releases of OpenBLAS do not know newer processors and take kernels that need a part of
  /// their instructions only, at a half to a third of the speed.
  private static var betterKernel: String? {
    guard let name = blas_kernel_for_processor() else { return nil }
    return better(String(cString: name), than: String(cString: blas_kernel_name()))
  }

  /// `suited`, the kernels for the processor's widest instructions, when the others are for less.
  static func better(_ suited: String, than chosen: String) -> String? {
    let widest = ["SkylakeX", "Cooperlake", "SapphireRapids", "Zen4", "Zen5"]
    // A library that does not say what it uses is left alone.
    if chosen.isEmpty { return nil }
    let wide = widest + ["Haswell", "Zen", "Excavator"]
    return (widest.contains(suited) ? widest : wide).contains(chosen) ? nil : suited
  }

  /// Tells the library how many of its own threads to use. Its products use one: they are shared out
  /// among the `ThreadPool`, which wakes up sooner.
  static func use(threads: Int) {
    if openblas_get_num_threads() != Int32(threads) { openblas_set_num_threads(Int32(threads)) }
  }

  // MARK: Products

  /// C = A B, or C += A B: (rows × inner)(inner × columns).
  ///
  /// - Parameter threads: the most to use; small products use one.
  static func multiply(
    rows m: Int, columns n: Int, inner k: Int, _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, adding: Bool = false,
    threads: Int = threadCount
  ) {
    let work = m * n * k
    if work <= loopLimit {
      return SmallProducts.multiply(
        rows: m, columns: n, inner: k, a, b, into: c, stride: stride, adding: adding)
    }
    let lanes = work < threadLimit ? 1 : min(threads, threadCount)
    let isPlain = !a.isTransposed && !b.isTransposed && !adding
    if isPlain, m <= fewRows, n >= InstructionSet.best.lanes {
      return multiplyFew(
        rows: m, columns: n, inner: k, a, b, into: c, stride: stride, lanes: lanes)
    }
    use(threads: 1)
    let isThin = min(m, n) <= shortSide && work > pieceLimit
    let piece =
      isThin ? max(16, pieceLimit / (min(m, n) * k)) : max(16, (max(m, n) + lanes - 1) / lanes)
    let pieces = (max(m, n) + piece - 1) / piece
    // Pieces share nothing but what they read; which one a lane takes changes no result.
    ThreadPool.perform(
      pieces, lanes: lanes, work: Double(work / pieces)
    ) { index, _ in
      let start = index * piece
      if m <= n {
        dgemm(
          m, min(piece, n - start), k, a, b.column(start), into: c + start, stride: stride, adding)
      } else {
        dgemm(
          min(piece, m - start), n, k, a.row(start), b, into: c + start * stride, stride: stride,
          adding)
      }
    }
  }

  /// Each lane takes some columns.
  private static func multiplyFew(
    rows m: Int, columns n: Int, inner k: Int, _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, lanes: Int
  ) {
    let vectors = n / InstructionSet.best.lanes
    let piece = (vectors + lanes - 1) / lanes * InstructionSet.best.lanes
    // The last piece has what does not fill a vector too.
    let pieces = max(1, n / piece)
    ThreadPool.perform(
      pieces, lanes: lanes, work: Double(m * piece * k)
    ) { index, _ in
      let start = index * piece
      let end = index == pieces - 1 ? n : start + piece
      InstructionSet.best.multiply(
        rows: m, columns: end - start, depth: k, a.base, stride: a.stride, b.base + start,
        stride: b.stride, into: c + start, stride: stride)
    }
  }

  private static func dgemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, _ adding: Bool
  ) {
    cblas_dgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a.base,
      Int32(a.stride), b.base, Int32(b.stride), adding ? 1 : 0, c, Int32(stride))
  }

  /// y = A x, or y += A x: (rows × columns)(columns).
  static func multiply(
    rows m: Int, columns n: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, adding: Bool = false, threads: Int = threadCount
  ) {
    if m * n <= loopLimit {
      return SmallProducts.multiply(rows: m, columns: n, a, x, into: y, adding: adding)
    }
    use(threads: 1)
    let lanes = m * n < threadLimit / 8 ? 1 : min(threads, threadCount)
    let piece = max(16, (m + lanes - 1) / lanes)
    ThreadPool.perform(
      (m + piece - 1) / piece, lanes: lanes, work: Double(piece * n)
    ) { index, _ in
      let start = index * piece
      cblas_dgemv(
        CblasRowMajor, CblasNoTrans, Int32(min(piece, m - start)), Int32(n), 1, a + start * n,
        Int32(n), x, 1, adding ? 1 : 0, y + start, 1)
    }
  }
}

extension BLAS.Operand {
  /// The operand from that row on.
  func row(_ i: Int) -> Self { shifted(isTransposed ? i : i * stride) }

  /// The operand from that column on.
  func column(_ j: Int) -> Self { shifted(isTransposed ? j * stride : j) }

  private func shifted(_ offset: Int) -> Self {
    Self(base + offset, stride: stride, isTransposed: isTransposed)
  }
}
