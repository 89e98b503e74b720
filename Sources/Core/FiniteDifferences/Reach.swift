internal import Numerics

/// How far a pre-activation may move before its activation bends more than a step can follow.
///
/// The activations of the table bend over distances of about 1. A formula, or a parameter, may have
/// a pole, an edge of its domain or a sharp bend much nearer than that: differences across it would
/// agree with each other and be false. It is found from values alone: over [z − r, z + r] a
/// polynomial through nine Chebyshev points has to foretell σ between them, as it does wherever σ
/// is analytic well beyond the interval. Source: L. N. Trefethen, Approximation Theory and
/// Approximation Practice (2013), chapter 8: the error falls as ρ^{−n}, with ρ the sum of the
/// half axes of the largest ellipse around the interval in which σ is analytic.
struct Reach {
  /// The half width that a starting step takes where σ allows it; see `StepSearch`.
  static let widest = 1.5

  /// Around 0, where numbers have no end of digits, no interval is a smaller part of the widest.
  private static let narrowest = 0x1p-60

  /// What the polynomial may be off, relative to how much σ varies over the interval. The hyperbolic
  /// tangent is off by 3e−4 at 1.5, and the steps of differences suit it.
  private static let tolerance = 1e-3

  /// The nodes cos((2k + 1)π/18) of [−1, 1], and points between them.
  private static let nodes: [Double] = (0..<9).map { .cos((2 * Double($0) + 1) * .pi / 18) }
  private static let between = [-0.93, -0.76, -0.5, -0.17, 0.17, 0.5, 0.76, 0.93]

  /// What each node counts at each point between.
  private static let weights: [[Double]] = between.map { x in
    nodes.indices.map { i in
      nodes.indices.reduce(1) { product, j in
        j == i ? product : product * (x - nodes[j]) / (nodes[i] - nodes[j])
      }
    }
  }

  /// Whether steps of 1.5 are not known to suit an activation.
  static func isInQuestion(_ activation: Activation) -> Bool {
    !activation.couplesNeurons
      && (activation.rule.isDefined
        || activation.parameters != activation.rule.parameters.map(\.standard))
  }

  /// For one neuron, as a part of the widest: 1 where that suits.
  ///
  /// A kink ends the interval; `StepSearch` steps around those on its own. Zero where the neuron
  /// has no value on one side, however near.
  ///
  /// - Complexity: 17 values of σ for each halving of the interval.
  static func of(_ activation: Activation, at z: Double) -> Double {
    guard z.isFinite else { return 1 }
    let kinks = activation.kinks
    let floor = z == 0 ? narrowest : z.ulp * 0x1p6
    var part = 1.0
    while part >= floor {
      let (lower, upper) = (z - widest * part, z + widest * part)
      // On a kink either side may be the smooth one.
      let left = kinks.filter { $0 < z }.max().map { max($0, lower) } ?? lower
      let right = kinks.filter { $0 > z }.min().map { min($0, upper) } ?? upper
      let pieces = kinks.contains(z) ? [(left, z), (z, right)] : [(left, right)]
      if pieces.allSatisfy({ isSmooth(activation, from: $0.0, to: $0.1) }) { return part }
      part /= 2
    }
    // With a value on either side it is the digits of z that are too few.
    let hasValues = [z - 2 * z.ulp, z + 2 * z.ulp].allSatisfy { activation.value($0).isFinite }
    return z != 0 && hasValues ? floor : 0
  }

  private static func isSmooth(_ activation: Activation, from lower: Double, to upper: Double)
    -> Bool
  {
    let (middle, half) = (lower / 2 + upper / 2, upper / 2 - lower / 2)
    let values = activation.values((nodes + between).map { middle + half * $0 })
    guard values.allSatisfy(\.isFinite), let least = values.min(), let most = values.max() else {
      return false
    }
    let allowed = tolerance * (most - least) + 0x1p-44 * max(abs(least), abs(most))
    return weights.enumerated().allSatisfy { p, weights in
      var foretold = 0.0
      for i in weights.indices { foretold += weights[i] * values[i] }
      return abs(foretold - values[nodes.count + p]) <= allowed
    }
  }
}
