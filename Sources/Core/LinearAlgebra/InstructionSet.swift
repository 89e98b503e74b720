public import CKernels

/// Vector instructions that the kernels in C are compiled for: the one place where a set of them is
/// chosen, and through which all kernels are reached.
///
/// The choice is made at run time: AVX-512, AVX2, NEON, or plain C. Products take the terms of every sum
/// in the same order in all of them, in parts of 256 terms, and all but plain C fuse products and sums.
@usableFromInline
package struct InstructionSet: Sendable, CustomStringConvertible {
  /// Those of this processor, the widest first; plain C, which is always there, is the last.
  package static let available = [
    instruction_set_avx512, instruction_set_avx2, instruction_set_neon, instruction_set_portable,
  ].compactMap { set in kernels_for(set).map { InstructionSet(kernels: $0.pointee) } }

  /// The widest of them.
  @usableFromInline
  package static let best = available[0]

  @usableFromInline
  package let kernels: kernel_set

  @usableFromInline
  package var description: String { String(cString: kernels.name) }

  /// The activation of that name for many neurons at once; nil when there is none.
  package func activation(_ name: String) -> activation_kernel? {
    withUnsafePointer(to: kernels) { activation_named($0, name)?.pointee }
  }
}
