internal import Numerics

/// The values of softmax and logsoftmax, shifted by the largest entry so that nothing overflows.
enum Softmax {
  /// p_i = exp(z_i) / Σ_j exp(z_j).
  static func values(_ z: [Double]) -> [Double] {
    let exponentials = shifted(z).map { Double.exp($0) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  /// ln p_i = z_i − ln Σ_j exp(z_j).
  ///
  /// The largest entry's own logarithm is −log1p of the sum of the others, which keeps its digits
  /// when it is close to 0.
  static func logarithms(_ z: [Double]) -> [Double] {
    guard let largest = indexOfLargest(z) else { return [] }
    let shifted = shifted(z)
    var others = 0.0
    for (j, value) in shifted.enumerated() where j != largest { others += .exp(value) }
    let logarithm = Double.log(onePlus: others)
    return shifted.map { $0 - logarithm }
  }

  /// The position of the largest entry, the first one of equals; nil when empty.
  static func indexOfLargest(_ values: [Double]) -> Int? {
    values.indices.max { values[$0] < values[$1] }
  }

  private static func shifted(_ z: [Double]) -> [Double] {
    let largest = z.max() ?? 0
    return z.map { $0 - largest }
  }
}
