internal import CVectorMath

/// A function of many neurons at once, in the vector instructions of the processor: the one file
/// that calls CVectorMath.
///
/// The instructions are chosen at run time: AVX-512, AVX2 or NEON. All three give the same bits,
/// since a kernel is the same sequence of operations for each of them, and a neuron's result depends
/// on its z alone, not on its place or the count. What kernels and the functions of `ActivationRule`
/// promise is the same; they differ from each other in the last bits, so a machine with none of the
/// three sets (an x86 processor from before 2013) gives results that differ there.
package struct VectorKernel: Sendable {
  /// What there is a kernel for: activations, under the names of the table, and `shiftedExp`, which
  /// is e^(z − c) for the parameter c, with the difference not rounded.
  package enum Function: String, CaseIterable, Sendable {
    case purelin, tansig, logsig, poslin, leakyrelu, elu, selu, celu, relu6, softplus, softsign
    case radbas, satlin, satlins, hardsigmoid, hardswish, gelu, gelutanh, swish, mish
    case sin, cos, exp, square, posttansig, shiftedExp
  }

  enum Instructions: CaseIterable, Sendable {
    case avx512, avx2, neon
  }

  private let kernel: vector_kernel

  /// The kernel for the widest instructions of this processor; nil when it has none of the sets.
  init?(_ function: Function) {
    for instructions in Instructions.allCases {
      guard let kernel = VectorKernel(function, instructions) else { continue }
      self = kernel
      return
    }
    return nil
  }

  /// The kernel for one set of instructions; nil when this processor lacks it.
  init?(_ function: Function, _ instructions: Instructions) {
    let set =
      switch instructions {
      case .avx512: vector_instructions_avx512
      case .avx2: vector_instructions_avx2
      case .neon: vector_instructions_neon
      }
    guard let kernel = vector_kernel_named(function.rawValue, set) else { return nil }
    self.kernel = kernel.pointee
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
