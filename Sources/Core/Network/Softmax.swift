internal import Numerics

/// The values of softmax and logsoftmax, shifted by the largest entry so that nothing overflows.
///
/// As in the frameworks, every result is not-a-number when an entry is, when one is +∞, and when all
/// are −∞; a −∞ among finite entries has probability 0.
enum Softmax {
  /// p_i = exp(z_i) / Σ_j exp(z_j).
  static func values(_ z: [Double]) -> [Double] {
    let exponentials = exponentials(z)
    let sum = sum(exponentials)
    return exponentials.map { $0 / sum }
  }

  /// ln p_i = z_i − ln Σ_j exp(z_j).
  ///
  /// The largest entry's own logarithm is −log1p of the sum of the others, which keeps its digits
  /// when it is close to 0.
  static func logarithms(_ z: [Double]) -> [Double] {
    guard let largest = indexOfLargest(z) else { return [] }
    let shifted = shifted(z)
    var others = exponentials(z)
    // exp(0) = 1 goes; a NaN stays and spoils the sum.
    others[largest] -= 1
    let logarithm = Double.log(onePlus: sum(others))
    return shifted.map { $0.high + ($0.low - logarithm) }
  }

  /// The position of the largest entry, the first one of equals; nil when empty.
  static func indexOfLargest(_ values: [Double]) -> Int? {
    values.indices.max { values[$0] < values[$1] }
  }

  /// The exponentials of the differences to the largest entry.
  private static func exponentials(_ z: [Double]) -> [Double] {
    guard let kernel else { return shifted(z).map { DoubleDouble.exp($0) } }
    let largest = ActivationArguments(first: z.max() ?? 0, second: 0)
    return [Double](unsafeUninitializedCapacity: z.count) { exponentials, count in
      count = z.count
      guard let start = exponentials.baseAddress else { return }
      kernel.values(largest, z, count: count, into: start)
    }
  }

  private static let kernel = VectorKernel(.shiftedExp)

  /// The differences to the largest entry, exact: exp would amplify their rounding.
  private static func shifted(_ z: [Double]) -> [DoubleDouble] {
    let largest = z.max() ?? 0
    return z.map { .sum($0, -largest) }
  }

  /// The sum with the roundings carried along, so that its error does not grow with the count.
  private static func sum(_ terms: [Double]) -> Double {
    var (sum, roundings) = (0.0, 0.0)
    for term in terms {
      let next = DoubleDouble.sum(sum, term)
      sum = next.high
      roundings += next.low
    }
    return sum + roundings
  }
}
