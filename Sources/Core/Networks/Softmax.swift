internal import Numerics

/// The values of softmax and logsoftmax, shifted by the largest entry so that nothing overflows.
///
/// As in the frameworks, every result is not-a-number when an entry is, when one is +∞, and when all
/// are −∞; a −∞ among finite entries has probability 0.
package enum Softmax {
  /// p_i = exp(z_i) / Σ_j exp(z_j).
  package static func values(_ z: [Double]) -> [Double] { unsafe array(z, values) }

  /// ln p_i = z_i − ln Σ_j exp(z_j).
  package static func logarithms(_ z: [Double]) -> [Double] { unsafe array(z, logarithms) }

  /// p of `count` neurons, in storage that the caller owns.
  package static func values(
    _ z: UnsafePointer<Double>, count: Int, into p: UnsafeMutablePointer<Double>
  ) {
    guard count > 0 else { return }
    unsafe exponentials(z, count: count, less: z[indexOfLargest(z, count: count)], into: p)
    let sum = unsafe sum(p, count: count)
    for i in 0..<count { unsafe p[i] /= sum }
  }

  /// ln p of `count` neurons, in storage that the caller owns.
  ///
  /// The largest entry's own logarithm is −log1p of the sum of the others, which keeps its digits
  /// when it is close to 0.
  package static func logarithms(
    _ z: UnsafePointer<Double>, count: Int, into logarithm: UnsafeMutablePointer<Double>
  ) {
    guard count > 0 else { return }
    let position = unsafe indexOfLargest(z, count: count)
    let largest = unsafe z[position]
    unsafe exponentials(z, count: count, less: largest, into: logarithm)
    // exp(0) = 1 goes; a NaN stays and spoils the sum.
    unsafe logarithm[position] -= 1
    let correction = unsafe Double.log(onePlus: sum(logarithm, count: count))
    for i in 0..<count {
      let shifted = unsafe DoubleDouble.sum(z[i], -largest)
      unsafe logarithm[i] = shifted.high + (shifted.low - correction)
    }
  }

  /// The position of the largest entry, the first one of equals; nil when empty.
  package static func indexOfLargest(_ values: [Double]) -> Int? {
    values.indices.max { values[$0] < values[$1] }
  }

  /// The position of the largest of one or more entries, the first one of equals.
  package static func indexOfLargest(_ values: UnsafePointer<Double>, count: Int) -> Int {
    var largest = 0
    for i in 0..<count where unsafe values[largest] < values[i] { largest = i }
    return largest
  }

  /// The exponentials of the differences to the largest entry, which are exact: exp would amplify
  /// their rounding.
  private static func exponentials(
    _ z: UnsafePointer<Double>, count: Int, less largest: Double,
    into result: UnsafeMutablePointer<Double>
  ) {
    if let kernel {
      let arguments = ActivationArguments(first: largest, second: 0)
      return unsafe kernel.values(arguments, z, count: count, into: result)
    }
    for i in 0..<count { unsafe result[i] = DoubleDouble.exp(.sum(z[i], -largest)) }
  }

  private static let kernel = VectorKernel("shiftedExp")

  /// The sum with the roundings carried along, so that its error does not grow with the count.
  private static func sum(_ terms: UnsafePointer<Double>, count: Int) -> Double {
    var (sum, roundings) = (0.0, 0.0)
    for i in 0..<count {
      let next = unsafe DoubleDouble.sum(sum, terms[i])
      sum = next.high
      roundings += next.low
    }
    return sum + roundings
  }

  private static func array(
    _ z: [Double],
    _ fill: (UnsafePointer<Double>, Int, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    unsafe [Double](unsafeUninitializedCapacity: z.count) { room, count in
      count = z.count
      unsafe z.withUnsafeBufferPointer {
        if let z = $0.baseAddress, let room = room.baseAddress { unsafe fill(z, count, room) }
      }
    }
  }
}
