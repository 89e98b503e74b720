/// Two formulas side by side over the whole line.
struct ClaimComparison {
  let truth: Formula
  let statement: Formula
  let kinks: [Double]

  typealias Point = (x: Double, truth: Double, claimed: Double)

  /// Eighths from −10 to 10, off the kinks that stand at round numbers, small numbers, and far ones.
  static let near: [Double] = (-80...80).map { Double($0) / 8 }
  static let points: [Double] =
    near + near.map { $0 + 0.043 }
    + [1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 12, 15, 20, 30, 50, 100, 300, 700, 1e3, 1e4].flatMap {
      [$0, -$0]
    }

  /// Relatively: thirteen digits.
  private static let tolerance = 1e-13

  static func differ(_ a: Double, _ b: Double) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN != b.isNaN }
    if a == b { return false }
    return !(abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-300)
  }

  /// A point where the two are not the same; nil when there is none.
  ///
  /// Where the function itself has no value nothing is claimed about it.
  var firstDifference: Point? {
    Self.points.lazy.filter { !kinks.contains($0) }.map(point).first {
      !$0.truth.isNaN && Self.differ($0.truth, $0.claimed)
    }
  }

  private func point(_ x: Double) -> Point {
    (x, truth.value(at: x), statement.value(at: x))
  }

  /// |truth − claimed|; nil where one of them has no value.
  private func size(_ x: Double) -> Double? {
    if kinks.contains(x) { return nil }
    let point = point(x)
    let size = abs(point.truth - point.claimed)
    return size.isNaN ? nil : size
  }

  /// Where the two differ most: the best of a grid, refined between its neighbours, or far out.
  func largestDifference(checkpoint: Checkpoint) throws -> LargestDifference {
    var best = LargestDifference(point: 0, size: 0)
    // Of equal ones the nearest to 0.
    for x in Self.near.sorted(by: { abs($0) < abs($1) }) {
      try checkpoint()
      if let size = size(x), size > best.size * (1 + 1e-12) {
        best = LargestDifference(point: x, size: size)
      }
    }
    best = refined(best)
    for direction in [-1.0, 1.0] {
      if let far = farDifference(direction, besides: best.size), far.size > best.size * (1 + 1e-9) {
        best = far
      }
    }
    return best
  }

  /// The maximum next to a point of the grid, by golden section.
  private func refined(_ best: LargestDifference) -> LargestDifference {
    var (lower, upper) = (best.point - 1 / 8.0, best.point + 1 / 8.0)
    let ratio = (5.0.squareRoot() - 1) / 2
    var result = best
    for _ in 0..<40 {
      let (a, b) = (upper - ratio * (upper - lower), lower + ratio * (upper - lower))
      let (sizeA, sizeB) = (size(a) ?? 0, size(b) ?? 0)
      let (x, size) = sizeA > sizeB ? (a, sizeA) : (b, sizeB)
      if size > result.size { result = LargestDifference(point: x, size: size) }
      if sizeA > sizeB { upper = b } else { lower = a }
    }
    // A round point says the same more clearly when it is as good.
    let rounded = (result.point * 1e4).rounded() / 1e4
    if let size = size(rounded), size >= result.size * (1 - 1e-12) {
      return LargestDifference(point: rounded, size: size)
    }
    return result
  }

  /// What the difference does far out: it grows for ever, tends to something, or is no larger there.
  private func farDifference(
    _ direction: Double, besides near: Double
  ) -> LargestDifference? {
    // Until one side has no value, or both are too large.
    let sizes = [1e1, 1e2, 1e4, 1e6, 1e8].prefix { size(direction * $0) != nil }
      .compactMap { size(direction * $0) }
    guard let last = sizes.last, sizes.count > 1 else { return nil }
    let towards = direction * .infinity
    if last.isInfinite { return LargestDifference(point: towards, size: .infinity) }
    // What comes and goes, as a sine does, is no larger far out than near.
    let isSteady = zip(sizes, sizes.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-9) }
    guard isSteady else { return nil }
    let (before, earlier) = (sizes[sizes.count - 2], sizes[max(0, sizes.count - 3)])
    let grows = last > 2 * near && last - before > (before - earlier) / 2
    return LargestDifference(point: towards, size: grows ? .infinity : last)
  }
}
