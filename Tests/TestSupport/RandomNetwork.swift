public import Core

/// Reproducible random numbers (SplitMix64): the same on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Roughly normal, mean 0 and variance 1: a sum of twelve uniform numbers.
  public mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double(next() >> 11) * 0x1p-53 }
  }

  public mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }
}

/// Random networks for tests.
public enum RandomNetwork {
  /// Weights normal with variance gain²/(inputs of the layer), biases with variance 1/4.
  ///
  /// - Parameters:
  ///   - widths: inputs, then the neurons of each layer.
  ///   - hidden: the activation of all layers but the last.
  ///   - last: the activation of the last.
  /// - Precondition: activations that the table has.
  public static func make(
    _ widths: [Int], hidden: String = "tansig", last: String = "purelin", gain: Double = 1,
    seed: UInt64
  ) -> Network {
    var random = SeededGenerator(seed: seed)
    let layers = zip(widths, widths.dropFirst()).enumerated().map { l, shape in
      let name = l == widths.count - 2 ? last : hidden
      guard let activation = Activation(named: name) else { preconditionFailure("no \(name)") }
      let scale = gain / Double(shape.0).squareRoot()
      let weights = random.normals(shape.0 * shape.1).map { scale * $0 }
      return Layer(
        weights: Matrix(rows: shape.1, columns: shape.0, storage: weights),
        bias: random.normals(shape.1).map { $0 / 2 }, activation: activation)
    }
    return Network(name: widths.map(String.init).joined(separator: "-"), layers: layers)
  }

  /// A reproducible point, normal with variance 1.
  public static func point(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededGenerator(seed: seed &+ 0x70_6F69_6E74)
    return random.normals(count)
  }
}
