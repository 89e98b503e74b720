internal import Numerics

/// The values of softmax and logsoftmax, shifted by the largest entry so that nothing overflows.
///
/// As in the frameworks, every result is not-a-number when an entry is, when one is +∞, and when all
/// are −∞; a −∞ among finite entries has probability 0.
enum Softmax {
  /// p_i = exp(z_i) / Σ_j exp(z_j).
  static func values(_ z: [Double]) -> [Double] { array(z, values) }

  /// ln p_i = z_i − ln Σ_j exp(z_j).
  static func logarithms(_ z: [Double]) -> [Double] { array(z, logarithms) }

  /// p of `count` neurons, in storage that the caller owns.
  static func values(
    _ z: UnsafePointer<Double>, count: Int, into p: UnsafeMutablePointer<Double>
  ) {
    guard count > 0 else { return }
    let largest = z[indexOfLargest(z, count: count)]
    var sum = DoubleDouble(0)
    for i in 0..<count {
      p[i] = exponential(z[i], less: largest)
      sum = sum + DoubleDouble(p[i])
    }
    for i in 0..<count { p[i] /= sum.high }
  }

  /// ln p of `count` neurons, in storage that the caller owns.
  ///
  /// The largest entry's own logarithm is −log1p of the sum of the others, which keeps its digits
  /// when it is close to 0.
  static func logarithms(
    _ z: UnsafePointer<Double>, count: Int, into logarithm: UnsafeMutablePointer<Double>
  ) {
    guard count > 0 else { return }
    let position = indexOfLargest(z, count: count)
    let largest = z[position]
    var others = DoubleDouble(0)
    for i in 0..<count {
      let e = exponential(z[i], less: largest)
      // exp(0) = 1 goes; a NaN stays and spoils the sum.
      others = others + DoubleDouble(i == position ? e - 1 : e)
    }
    let correction = Double.log(onePlus: others.high)
    for i in 0..<count {
      let shifted = DoubleDouble.sum(z[i], -largest)
      logarithm[i] = shifted.high + (shifted.low - correction)
    }
  }

  /// The position of the largest entry, the first one of equals; nil when empty.
  static func indexOfLargest(_ values: [Double]) -> Int? {
    values.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap {
        buffer.isEmpty ? nil : indexOfLargest($0, count: buffer.count)
      }
    }
  }

  /// The position of the largest of one or more entries, the first one of equals.
  static func indexOfLargest(_ values: UnsafePointer<Double>, count: Int) -> Int {
    var largest = 0
    for i in 1..<max(count, 1) where values[largest] < values[i] { largest = i }
    return largest
  }

  /// e^(z − largest); the difference is exact, since exp would amplify its rounding.
  private static func exponential(_ z: Double, less largest: Double) -> Double {
    DoubleDouble.exp(.sum(z, -largest))
  }

  private static func array(
    _ z: [Double],
    _ fill: (UnsafePointer<Double>, Int, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: z.count) { room, count in
      z.withUnsafeBufferPointer {
        if let z = $0.baseAddress, let room = room.baseAddress { fill(z, $0.count, room) }
      }
      count = z.count
    }
  }
}
