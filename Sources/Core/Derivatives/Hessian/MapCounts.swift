/// What the costs of strategies are made of, each in a time that does not depend on a map's length.
struct MapCounts {
  let shape: MapShape
  let outputs: Int

  /// Sums over the stages before each place: weights of affine stages; neurons of curved ones.
  private(set) var weights: [Double] = [0]
  private(set) var curved: [Double] = [0]

  /// The first affine and the first curved stage from each place on; the last curved before it.
  private(set) var nextAffine: [Int]
  private(set) var nextCurved: [Int]
  private(set) var lastCurved: [Int] = [-1]

  let widest: Double
  let layers: Double

  init(_ shape: MapShape, outputs: Int) {
    self.shape = shape
    self.outputs = outputs
    let count = shape.count
    widest = Double(shape.widths.max() ?? 0)
    layers = Double(shape.stages.count { $0 == .affine })
    for s in 0..<count {
      weights.append(weights[s] + (shape.stages[s] == .affine ? shape.multiplyAdds(s) : 0))
      curved.append(curved[s] + Double(shape.curvedCount(s)))
      lastCurved.append(shape.stages[s].isCurved ? s : lastCurved[s])
    }
    nextAffine = Array(repeating: count, count: count + 1)
    nextCurved = nextAffine
    for s in (0..<count).reversed() {
      nextAffine[s] = shape.stages[s] == .affine ? s : nextAffine[s + 1]
      nextCurved[s] = shape.stages[s].isCurved ? s : nextCurved[s + 1]
    }
  }

  /// Values, the result, and the weights as they are and the other way round.
  var values: HessianCost {
    HessianCost(
      products: weights[shape.count], workBytes: 16 * weights[shape.count],
      resultBytes: 8 * Double(outputs) * triangle(width(0)))
  }

  /// Multiply-adds a column of G from one place to another: the first weights are G themselves.
  func chain(_ start: Int, _ end: Int) -> Double {
    if start >= end { return 0 }
    let first = nextAffine[start] + (shape.leadingScaling(start..<end) == nil ? 0 : 2)
    return first < end ? weights[end] - weights[first + 1] : 0
  }

  /// Multiply-adds a row of B from the end down to a place: the last weights are B themselves.
  func backward(_ place: Int) -> Double {
    guard let last = lastAffine, last >= place else { return 0 }
    return weights[last] - weights[place]
  }

  var lastAffine: Int? { shape.stages.suffix(2).lastIndex(of: .affine) }

  func width(_ place: Int) -> Double { Double(shape.widths[place]) }

  /// Entries of a triangle that is computed in panels of eight rows and columns.
  func blocks(_ n: Double) -> Double { n * (n + min(n, 8)) / 2 }

  func triangle(_ n: Double) -> Double { n * (n + 1) / 2 }

  /// Room for the pairs that are worked on at a time.
  var chunkBytes: Double { 200_000 }
}

/// A cost as its parts are added, and down to which place they need B.
struct HessianCount {
  let counts: MapCounts
  var cost: HessianCost
  var lowest: Int

  /// - Parameter calls: matrix products of the way forward.
  init(_ counts: MapCounts, calls: Double) {
    (self.counts, cost, lowest) = (counts, counts.values, counts.shape.count)
    cost.calls = calls
  }

  /// All parts, and the way of B back to where they need it.
  var total: HessianCost {
    var cost = cost
    cost.products += Double(counts.outputs) * counts.backward(lowest)
    return cost
  }
}
