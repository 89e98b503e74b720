internal import Numerics

/// The Jacobian of a map by complex steps: J_kj = Im A_k(x + i h e_j)/h, with no subtraction.
///
/// It shares σ with the formulas, continued to complex numbers, but neither σ′ nor the chain rule.
/// The step is so small that its square vanishes beside 1: the result is as good as σ itself,
/// about 1e-15 of the largest entry.
///
/// Source: W. Squire and G. Trapp, SIAM Review 40 (1998) 110–112.
public enum ComplexStep {
  /// h, a power of two so that dividing by it is exact.
  private static let step = 0x1p-332

  /// Inputs that are moved in one batch: at most 512, and four megabytes a layer.
  private static func batchRows(_ map: NetworkMap) -> Int {
    min(512, max(1, (4 << 20) / (8 * map.widest)))
  }

  /// J at x, (outputs × inputs).
  ///
  /// - Complexity: two evaluations of the map for each input.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: one value for each component of the map's `from`.
  public static func jacobian(
    of map: NetworkMap, at x: [Double], checkpoint: Checkpoint = {}
  ) throws -> Matrix {
    precondition(x.count == map.inputCount)
    var result = Matrix(rows: map.outputCount, columns: x.count)
    let size = batchRows(map)
    for lower in stride(from: 0, to: x.count, by: size) {
      let range = lower..<min(lower + size, x.count)
      var real = Matrix(repeating: x, count: range.count)
      var imaginary = Matrix(rows: range.count, columns: x.count)
      for (row, j) in range.enumerated() { imaginary[row, j] = step }
      for stage in map.stages {
        try checkpoint()
        switch stage {
        case .affine(let l):
          real = map.network.layers[l].preactivations(real)
          imaginary = Product.of(imaginary, transposed: map.network.layers[l].weights)
        case .activation(let l):
          apply(map.network.layers[l].activation, &real, &imaginary)
        }
      }
      for (row, j) in range.enumerated() {
        for k in 0..<map.outputCount { result[k, j] = imaginary[row, k] / step }
      }
    }
    return result
  }

  private static func apply(
    _ activation: Activation, _ real: inout Matrix, _ imaginary: inout Matrix
  ) {
    let width = real.columns
    for row in 0..<real.rows {
      let z = (0..<width).map {
        Complex(real.storage[row * width + $0], imaginary.storage[row * width + $0])
      }
      for (i, value) in activation.complexValues(z).enumerated() {
        real.storage[row * width + i] = value.real
        imaginary.storage[row * width + i] = value.imaginary
      }
    }
  }
}

extension Activation {
  /// The outputs of a whole layer at complex pre-activations.
  fileprivate func complexValues(_ z: [Complex<Double>]) -> [Complex<Double>] {
    guard let coupling = rule.coupling else {
      return ranges(of: z.count).flatMap { range in
        z[range.neurons].map(range.activation.complexValue)
      }
    }
    guard let largest = z.indices.max(by: { z[$0].real < z[$1].real }) else { return [] }
    // The shift is complex too: exp of the largest is then exactly 1, and a saturated output
    // keeps the digits of its small derivative.
    let shifted = z.map { $0 - z[largest] }
    var others = Complex<Double>.zero
    for (j, entry) in shifted.enumerated() where j != largest { others += .exp(entry) }
    switch coupling {
    case .softmax:
      let sum = 1 + others
      return shifted.map { .exp($0) / sum }
    case .logsoftmax:
      let logarithm = Complex<Double>.log(onePlus: others)
      return shifted.map { $0 - logarithm }
    }
  }
}
