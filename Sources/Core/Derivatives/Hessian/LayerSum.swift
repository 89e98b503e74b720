/// The sum over the layers, H_k = Σ_l G̃_lᵀ diag(c_kl) G̃_l: G forward, B backward, and a product from
/// both sides for each layer ("sandwich"). In two ways it can be cheaper.
///
/// In the space of a narrow signal v_c on the way, carried to the input through the spaces before it:
///
///     H_k = G_cᵀ S_k G_c + Σ_{l below c} G̃_lᵀ diag(c_kl) G̃_l,   S_k = ∂²to_k/∂v_c²
///
/// With second derivatives pushed forward, ∂²z_l = W_l (σ′ ∂²z_{l−1} + σ″ g gᵀ), packed and for all
/// pairs of components, and contracted with B at some place; each layer above it adds its term.
struct LayerSum: HessianStrategy {
  /// Places along the map, each behind the one before it, and narrower where that is to pay.
  var places: [Int] = []

  /// The place where the pushing ends in the last space, behind a stage that is curved; nil for its
  /// terms alone.
  var pushed: Int?

  /// Whether the value, the first and the second derivatives are pushed forward together, for few
  /// inputs: each weight is read once.
  var isTogether = false

  static func fitsTogether(_ shape: MapShape) -> Bool {
    TaylorForwardPass.rowCount(shape.inputCount, withSeconds: true) <= Tuning.mostRows
  }

  func name(in shape: MapShape) -> String {
    let way = pushed.map { Self.forwardName(in: shape, to: $0) } ?? "sandwich"
    if places.isEmpty { return way }
    return way + " in the space of " + places.map { shape.names[$0] }.joined(separator: " and ")
  }

  /// "forward", "forward to f2, then sandwich".
  private static func forwardName(in shape: MapShape, to end: Int) -> String {
    if end == shape.count { return "forward" }
    let isLeft = shape.first(end..<shape.count) { $0.isCurved } != nil
    return "forward to \(shape.names[end])" + (isLeft ? ", then sandwich" : "")
  }

  func cost(_ counts: MapCounts) -> HessianCost {
    var count = HessianCount(counts, calls: 3 * counts.layers + 2)
    for (start, next) in zip([0] + places, places) { count.addChange(from: start, to: next) }
    let last = places.last ?? 0
    guard let pushed else {
      count.addFactors(in: last)
      count.addTerms(in: last, from: last, inPairs: Self.formsPairs(counts.shape, in: last))
      return count.total
    }
    if isTogether {
      // B and what is made of it only where something is left to be contracted.
      let back = pushed < counts.shape.count ? counts.layers + 2 : 0
      count.cost.calls = counts.layers + back
    }
    count.addPushing(in: last, to: pushed)
    return count.total
  }

  /// Whether the terms are contracted for all outputs at once, over products of pairs of columns, and
  /// not for one output after the other.
  static func formsPairs(_ shape: MapShape, in space: Int) -> Bool {
    shape.widths[space] <= Tuning.widestForPairs
  }

  func pass(_ compiled: CompiledMap, outputs: [Int]) -> any HessianPass {
    // A mistake in the weights is one of derivatives alone.
    let isTogether =
      !compiled.hasOtherChainWeights
      && (isTogether
        || places.isEmpty && pushed == nil && Self.formsPairs(compiled.shape, in: 0)
          && compiled.inputCount < Tuning.mostFirstRows)
    return isTogether
      ? TogetherPass(self, compiled, outputs) : LayerSumPass(self, compiled, outputs)
  }
}

extension HessianCount {
  /// The terms between two spaces, and the way from one to the other.
  fileprivate mutating func addChange(from start: Int, to next: Int) {
    let (m, w, n) = (Double(counts.outputs), counts.width(start), counts.width(next))
    let neurons = counts.curved[next] - counts.curved[start]
    cost.products += w * counts.chain(start, next) + m * neurons * counts.blocks(w)
    cost.products += m * (n * n * w + n * counts.blocks(w))
    cost.rows += m * neurons * w
    cost.workBytes += 8 * (w * neurons + m * neurons + 2 * w * n + n * n)
    if counts.nextCurved[start] < next { lowest = min(lowest, counts.nextCurved[start]) }
  }

  /// G of the signal at a place, up to the last stage that is curved.
  fileprivate mutating func addFactors(in space: Int) {
    let end = counts.shape.count
    cost.products += counts.width(space) * counts.chain(space, counts.lastCurved[end] + 1)
  }

  /// The terms of the stages from a place on, with respect to the signal at `space`.
  fileprivate mutating func addTerms(in space: Int, from place: Int, inPairs: Bool) {
    let (m, end) = (Double(counts.outputs), counts.shape.count)
    let (w, pairs) = (counts.width(space), counts.triangle(counts.width(space)))
    lowest = min(lowest, counts.nextCurved[place])
    let all = counts.curved[end] - counts.curved[place]
    var neurons = all
    // The last activation touches an output each, where nothing couples them.
    if end > place, counts.shape.stages[end - 1] == .curved {
      neurons -= counts.width(end)
      cost.rows += 2 * m * pairs
    }
    cost.products += m * neurons * (inPairs ? pairs : counts.blocks(w))
    cost.rows += inPairs ? neurons * pairs : m * neurons * w
    let kept = w * (counts.curved[end] - counts.curved[space]) + m * all
    cost.workBytes += 8 * (kept + 2 * w * counts.widest + counts.chunkBytes)
  }

  /// Second derivatives with respect to the signal at `space`, pushed to a place, and the terms behind.
  fileprivate mutating func addPushing(in space: Int, to place: Int) {
    let (m, shape, first) = (Double(counts.outputs), counts.shape, counts.nextCurved[space])
    let pairs = counts.triangle(counts.width(space))
    addFactors(in: space)
    cost.products += pairs * (counts.weights[place] - counts.weights[first])
    cost.rows += 3 * pairs * (counts.curved[place] - counts.curved[first])
    let isDense =
      place <= (counts.lastAffine ?? -1) || shape.stages[place...].contains(.coupled)
    if isDense {
      cost.products += m * counts.width(place) * pairs
      cost.rows += m * counts.width(place)
    }
    lowest = min(lowest, place)
    addTerms(in: space, from: place, inPairs: true)
  }
}
