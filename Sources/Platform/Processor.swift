import Glibc

package enum Processor {
  /// Gives the processor to another thread that wants it.
  package static func yield() { sched_yield() }

  /// Asks for large pages for some memory that begins on one. A system without them says no, and
  /// nothing is lost.
  package static func useLargePages(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
    _ = unsafe madvise(memory, byteCount, Int32(MADV_HUGEPAGE))
  }
}
