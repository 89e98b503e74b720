internal import Core

extension Layer {
  /// Whether two layers compute the same to the bit; what is not a number may be another such.
  func isBitwise(_ other: Layer) -> Bool {
    func same(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count
        && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
    }
    return weights.rows == other.weights.rows && same(weights.storage, other.weights.storage)
      && same(bias, other.bias) && activation == other.activation
  }
}
