public import CKernels

/// A function of many neurons at once, in the vector instructions of the processor.
///
/// All sets of instructions give the same bits, since a kernel is the same sequence of operations for
/// each of them, and a neuron's result depends on its z alone, not on its place or the count. What
/// kernels and the functions of `ActivationRule` promise is the same; they differ from each other in the
/// last bits, so a machine with plain C alone (an x86 processor from before 2013), for which there are
/// no kernels, gives results that differ there.
@safe @usableFromInline
package struct VectorKernel: Sendable {
  @usableFromInline
  let kernel: activation_kernel

  /// The kernel of an activation by its name in the table, or of `shiftedExp`, which is e^(z − c) for the
  /// parameter c, with the difference not rounded; nil when the set has none.
  init?(_ name: String, _ instructions: InstructionSet = .best) {
    guard let kernel = unsafe instructions.activation(name) else { return nil }
    unsafe self.kernel = kernel
  }

  /// σ of `count` neurons.
  @inlinable
  package func values(
    _ arguments: ActivationArguments, _ z: UnsafePointer<Double>, count: Int,
    into value: UnsafeMutablePointer<Double>
  ) {
    unsafe kernel.values(arguments.first, arguments.second, z, count, value)
  }

  /// σ, σ′ and σ″ of `count` neurons; the values are bit for bit those of `values`.
  @inlinable
  package func jets(
    _ arguments: ActivationArguments, _ z: UnsafePointer<Double>, count: Int,
    value: UnsafeMutablePointer<Double>, first: UnsafeMutablePointer<Double>,
    second: UnsafeMutablePointer<Double>
  ) {
    unsafe kernel.jets(arguments.first, arguments.second, z, count, value, first, second)
  }
}
