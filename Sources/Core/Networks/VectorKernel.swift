internal import CKernels
internal import LinearAlgebra

/// A function of many neurons at once, in the vector instructions of the processor.
///
/// All sets of instructions give the same bits, since a kernel is the same sequence of operations for
/// each of them, and a neuron's result depends on its z alone, not on its place or the count. What
/// kernels and the functions of `ActivationRule` promise is the same; they differ from each other in the
/// last bits, so a machine with plain C alone (an x86 processor from before 2013), for which there are
/// no kernels, gives results that differ there.
struct VectorKernel: Sendable {
  private let kernel: activation_kernel

  /// The kernel of an activation by its name in the table, or of `shiftedExp`, which is e^(z − c) for the
  /// parameter c, with the difference not rounded; nil when the set has none.
  init?(_ name: String, _ instructions: InstructionSet = .best) {
    guard let kernel = instructions.activation(name) else { return nil }
    self.kernel = kernel
  }

  /// σ of `count` neurons.
  func values(
    _ arguments: ActivationArguments, _ z: UnsafePointer<Double>, count: Int,
    into value: UnsafeMutablePointer<Double>
  ) {
    kernel.values(arguments.first, arguments.second, z, count, value)
  }

  /// σ, σ′ and σ″ of `count` neurons; the values are bit for bit those of `values`.
  func jets(
    _ arguments: ActivationArguments, _ z: UnsafePointer<Double>, count: Int,
    value: UnsafeMutablePointer<Double>, first: UnsafeMutablePointer<Double>,
    second: UnsafeMutablePointer<Double>
  ) {
    kernel.jets(arguments.first, arguments.second, z, count, value, first, second)
  }
}
