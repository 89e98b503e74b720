internal import CLinearAlgebra
internal import Platform

/// The one file that calls the C linear algebra library: where its codes become types.
///
/// All matrices are stored row by row. `Product` says when it is called.
package enum BLAS {
  /// The threads that may be used: those that the library was started with, as far as there is room.
  ///
  /// Asked for before every call, so that the kernels are chosen before the first product.
  package static var threadCount: Int { start.threads }

  /// Whether there is room for products at all; where there is none `SmallProducts` does them.
  static var hasRoom: Bool { start.buffers > 0 }

  /// Whether a thread may go on with a decomposition that nobody waits for, while others multiply.
  static var hasRoomBeside: Bool { start.buffers >= 2 * start.threads }

  /// The threads of the program that may multiply at once; nil for any number.
  static var mostCallers: Int? { start.buffers == .max ? nil : start.threads }

  /// What the library was started with. It takes 128 MB of addresses for each thread that multiplies,
  /// and asks for ever where it gets none: under a limit as many such buffers are taken here as half of
  /// the room has, one for each thread of the pool, one for each but one of its own, and one for work
  /// that was left.
  private static let start: (threads: Int, buffers: Int) = {
    if let kernel = betterKernel { _ = blas_choose_kernel(kernel) }
    let count = max(1, Int(openblas_get_num_threads()))
    // Its threads would be in the way of the pool's.
    openblas_set_num_threads(1)
    blas_end_threads()
    guard let room = AddressSpace.room else { return (count, .max) }
    let buffers = Int(blas_take_buffers(Int32(clamping: 2 * count), room / 2))
    return (max(1, min(count, buffers / 2)), buffers)
  }()

  /// The kernels in use: `Haswell`, `SkylakeX`, ...; empty where the library does not say.
  package static var kernelName: String {
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
  package static func better(_ suited: String, than chosen: String) -> String? {
    let widest = ["SkylakeX", "Cooperlake", "SapphireRapids", "Zen4", "Zen5"]
    // A library that does not say what it uses is left alone.
    if chosen.isEmpty { return nil }
    let wide = widest + ["Haswell", "Zen", "Excavator"]
    return (widest.contains(suited) ? widest : wide).contains(chosen) ? nil : suited
  }

  /// Tells the library how many of its own threads to use. Its products use one: they are shared out
  /// among the `ThreadPool`, which wakes up sooner.
  package static func use(threads: Int) {
    // Before the first of them is changed.
    _ = threadCount
    if openblas_get_num_threads() != Int32(threads) { openblas_set_num_threads(Int32(threads)) }
  }

  // MARK: Products

  /// C = A B, or C += A B: (m × k)(k × n).
  package static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ a: Product.Operand, _ b: Product.Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, adding: Bool
  ) {
    cblas_dgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a.base,
      Int32(a.stride), b.base, Int32(b.stride), adding ? 1 : 0, c, Int32(stride))
  }

  /// y = A x, or y += A x: (m × n)(n).
  package static func multiply(
    _ m: Int, _ n: Int, _ a: UnsafePointer<Double>, stride: Int, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, adding: Bool
  ) {
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, Int32(m), Int32(n), 1, a, Int32(stride), x, 1,
      adding ? 1 : 0, y, 1)
  }
}
