/// A value that travels through a network: the input I, a pre-activation z_l, or an output f_l.
///
/// Layers count from 1, as in the formulas.
public enum Signal: Sendable, Hashable {
  /// I = f_0.
  case input

  /// z_l = W_l f_{l−1} + b_l.
  case preactivation(Int)

  /// f_l = σ_l(z_l).
  case activation(Int)

  /// The place along the network: I at 0, z_l at 2l − 1, f_l at 2l.
  public var position: Int {
    switch self {
    case .input: 0
    case .preactivation(let layer): 2 * layer - 1
    case .activation(let layer): 2 * layer
    }
  }

  /// The layer it belongs to; 0 for the input.
  public var layer: Int { (position + 1) / 2 }
}

extension Signal: Comparable {
  /// A signal is less than those that depend on it.
  public static func < (left: Signal, right: Signal) -> Bool { left.position < right.position }
}

extension Network {
  /// A = f_n.
  public var output: Signal { .activation(layers.count) }

  /// Whether the network has that signal.
  public func has(_ signal: Signal) -> Bool {
    signal.position >= 0 && signal.position <= output.position
  }

  /// The number of components of a signal.
  ///
  /// - Precondition: the network has it.
  public func count(of signal: Signal) -> Int {
    signal.layer == 0 ? inputCount : layers[signal.layer - 1].neuronCount
  }
}
