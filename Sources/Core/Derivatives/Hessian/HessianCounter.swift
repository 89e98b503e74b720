/// Counts what ways cost for a map, each in a time that does not depend on its length.
struct HessianCounter {
  let shape: MapShape
  let outputs: Int

  /// Sums over the stages before each place: weights of affine stages; neurons of curved ones.
  private var weights: [Double] = [0]
  private var curved: [Double] = [0]

  /// The first affine and the first curved stage from each place on; the last curved before it.
  private var nextAffine: [Int]
  private var nextCurved: [Int]
  private var lastCurved: [Int] = [-1]

  private let widest: Double

  init(_ shape: MapShape, outputs: Int) {
    self.shape = shape
    self.outputs = outputs
    let count = shape.count
    widest = Double(shape.widths.max() ?? 0)
    for s in 0..<count {
      let (inputs, neurons) = (Double(shape.widths[s]), Double(shape.widths[s + 1]))
      weights.append(weights[s] + (shape.stages[s] == .affine ? inputs * neurons : 0))
      curved.append(curved[s] + (shape.stages[s].isCurved ? neurons : 0))
      lastCurved.append(shape.stages[s].isCurved ? s : lastCurved[s])
    }
    nextAffine = Array(repeating: count, count: count + 1)
    nextCurved = nextAffine
    for s in (0..<count).reversed() {
      nextAffine[s] = shape.stages[s] == .affine ? s : nextAffine[s + 1]
      nextCurved[s] = shape.stages[s].isCurved ? s : nextCurved[s + 1]
    }
  }

  func cost(_ way: HessianWay) -> HessianCost {
    let (d, m, end) = (Double(shape.inputCount), Double(outputs), shape.count)
    var cost = HessianCost()
    cost.resultBytes = 8 * m * triangle(d)
    cost.products = weights[end]
    // The weights as they are, and the other way round.
    cost.workBytes = 16 * weights[end]
    let layers = Double(shape.stages.count { $0 == .affine })
    // Values, G and B of each layer, and what is made of them; or the first two together, and B only
    // where something is left to be contracted.
    cost.calls = carriesAll(way) ? layers : 2 * layers
    if !carriesAll(way) || way.pushed < end { cost.calls += layers + 2 }
    if way.isNested { return nested(cost) }

    // Below the last space: terms in each space, and the way from one space to the next.
    var lowest = end
    for (start, next) in zip(way.spaces, way.spaces.dropFirst()) {
      let (w, n) = (width(start), width(next))
      let neurons = curved[next] - curved[start]
      cost.products += w * chain(start, next) + m * neurons * blocks(w)
      cost.products += m * (n * n * w + n * blocks(w))
      cost.rows += m * neurons * w
      cost.workBytes += 8 * (w * neurons + m * neurons + 2 * w * n + n * n)
      if nextCurved[start] < next { lowest = min(lowest, nextCurved[start]) }
    }

    let w = width(way.last)
    let pairs = triangle(w)
    let first = nextCurved[way.last]
    let isPushing = way.pushed > first
    cost.products += w * chain(way.last, lastCurved[end] + 1)
    if isPushing {
      cost.products += pairs * (weights[way.pushed] - weights[first])
      cost.rows += 3 * pairs * (curved[way.pushed] - curved[first])
      let isDense =
        way.pushed <= (lastAffine ?? -1) || shape.stages[way.pushed...].contains(.coupled)
      if isDense {
        cost.products += m * width(way.pushed) * pairs
        cost.rows += m * width(way.pushed)
      }
      lowest = min(lowest, way.pushed)
    }
    let from = max(way.pushed, way.last)
    if nextCurved[from] < end { lowest = min(lowest, nextCurved[from]) }
    // The last activation touches an output each, where nothing couples them.
    var neurons = curved[end] - curved[from]
    if end > from, shape.stages[end - 1] == .curved {
      neurons -= width(end)
      cost.rows += 2 * m * pairs
    }
    cost.products += m * neurons * (formsPairs(way) ? pairs : blocks(w))
    cost.rows += formsPairs(way) ? neurons * pairs : m * neurons * w
    cost.products += m * backward(lowest)
    let kept = w * (curved[end] - curved[way.last]) + m * (curved[end] - curved[from])
    cost.workBytes += 8 * (kept + 2 * w * widest + chunkBytes)
    return cost
  }

  /// Whether the terms above are contracted for all outputs at once, over products of pairs of
  /// columns, and not for one output after the other.
  func formsPairs(_ way: HessianWay) -> Bool {
    let w = shape.widths[way.last]
    return way.pushed > nextCurved[way.last] || w <= Tuning.widestForPairs
  }

  /// Whether the value and all derivatives are carried forward together.
  func carriesAll(_ way: HessianWay) -> Bool {
    way.spaces.count == 1 && !way.isNested && way.pushed > nextCurved[0]
      && TaylorForwardPass.rowCount(shape.inputCount, withSeconds: true)
        <= Tuning.mostRows
  }

  private func nested(_ start: HessianCost) -> HessianCost {
    var cost = start
    let pairs = triangle(Double(shape.inputCount))
    let above = weights[shape.count] - weights[min(nextAffine[0] + 1, shape.count)]
    cost.products += 2 * pairs * above
    cost.rows += 4 * pairs * curved[shape.count]
    cost.workBytes += 8 * (4 * Double(shape.inputCount) * widest + chunkBytes)
    return cost
  }

  /// Multiply-adds a column of G from one place to another: the first weights are G themselves.
  private func chain(_ start: Int, _ end: Int) -> Double {
    let first = nextAffine[start]
    return first < end ? weights[end] - weights[first + 1] : 0
  }

  /// Multiply-adds a row of B from the end down to a place: the last weights are B themselves.
  private func backward(_ place: Int) -> Double {
    guard let last = lastAffine, last >= place else { return 0 }
    return weights[last] - weights[place]
  }

  private var lastAffine: Int? { shape.stages.suffix(2).lastIndex(of: .affine) }

  private func width(_ place: Int) -> Double { Double(shape.widths[place]) }

  /// Entries of a triangle that is computed in panels of eight rows and columns.
  private func blocks(_ n: Double) -> Double { n * (n + min(n, 8)) / 2 }

  private func triangle(_ n: Double) -> Double { n * (n + 1) / 2 }

  /// Room for the pairs that are worked on at a time.
  private var chunkBytes: Double { 200_000 }
}
