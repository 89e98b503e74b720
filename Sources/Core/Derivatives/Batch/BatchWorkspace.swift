/// The memory of one thread of a batch: everything for one block of `lanes` inputs, used again for
/// the next block.
final class BatchWorkspace {
  typealias Lanes = UnsafeMutablePointer<Double>

  let lanes: Int

  /// f_0, d × lanes.
  let input: Lanes

  /// z and f of the layer at hand, (most neurons) × lanes.
  var z: Lanes
  var f: Lanes

  /// σ′ and σ″ of each bent layer, n_l × lanes; of a coupled one p stands in `first`.
  let first: [Lanes]
  let second: [Lanes]

  /// G_l of each bent layer, n_l × d × lanes.
  let g: [Lanes]

  /// D G of the layer at hand, and of the next one where that is linear, (most neurons) × d × lanes.
  var dg: Lanes
  var nextDG: Lanes

  /// B of the layer at hand and the next one, and c: (most neurons) × m × lanes.
  var b: Lanes
  var nextB: Lanes
  let c: Lanes

  /// ∂/∂t of z_l along a direction, n_l × lanes; and of B, (most neurons) × m × lanes.
  let rate: [Lanes]
  var bRate: Lanes
  var nextBRate: Lanes

  /// 2 × (inputs or outputs, whichever are more) × lanes.
  let scratch: Lanes

  /// What blocks of structured weights meet or give, before or after it is summed.
  let sums: Lanes

  /// (most neurons) × lanes ones.
  let ones: Lanes

  /// Results: T × m, d × m, m × d or m, each × lanes.
  let triangles: Lanes
  let diagonals: Lanes
  let jacobian: Lanes
  let products: Lanes

  private let storage: UnsafeMutableRawPointer

  init(_ sizes: BatchRooms, lanes: Int) {
    self.lanes = lanes
    let bytes = sizes.countPerLane * lanes * MemoryLayout<Double>.stride
    storage = .allocate(byteCount: max(bytes, 64), alignment: 64)
    var rest = storage.bindMemory(to: Double.self, capacity: sizes.countPerLane * lanes)
    func take(_ count: Int) -> Lanes {
      defer { rest += count * lanes }
      rest.initialize(repeating: 0, count: count * lanes)
      return rest
    }
    input = take(sizes.inputs)
    (z, f) = (take(sizes.widest), take(sizes.widest))
    first = sizes.slopes.map(take)
    second = sizes.slopes.map(take)
    g = sizes.factors.map(take)
    (dg, nextDG) = (take(sizes.pushed), take(sizes.pushedNext))
    (b, nextB, c) = (take(sizes.pulled), take(sizes.pulled), take(sizes.pulled))
    rate = sizes.rates.map(take)
    (bRate, nextBRate) = (take(sizes.pulledRate), take(sizes.pulledRate))
    scratch = take(sizes.scratch)
    sums = take(sizes.sums)
    ones = take(sizes.widest)
    ones.update(repeating: 1, count: sizes.widest * lanes)
    triangles = take(sizes.triangles)
    diagonals = take(sizes.diagonals)
    jacobian = take(sizes.jacobian)
    products = take(sizes.products)
  }

  deinit { storage.deallocate() }
}

/// The sizes of a workspace, in numbers a lane.
struct BatchRooms: Sendable {
  let (inputs, widest, scratch, sums): (Int, Int, Int, Int)

  /// σ′ and σ″, G, and the rates of z along a direction: of each layer.
  let (slopes, factors, rates): ([Int], [Int], [Int])

  /// D G, and the next one where some layer on the way is linear; B, and its rate.
  let (pushed, pushedNext, pulled, pulledRate): (Int, Int, Int, Int)

  let (triangles, diagonals, jacobian, products): (Int, Int, Int, Int)

  var countPerLane: Int {
    let scalars =
      inputs + 3 * widest + pushed + pushedNext + 3 * pulled + 2 * pulledRate + scratch + sums
    let results = triangles + diagonals + jacobian + products
    return scalars + results + 2 * slopes.reduce(0, +) + factors.reduce(0, +) + rates.reduce(0, +)
  }

  /// - Parameters:
  ///   - pushesTo: the layer, from 0, to which G is pushed; nil for none.
  ///   - storesEntry: whether G of the first bent layer is stored for each input.
  ///   - pulls: whether B is.
  init(
    _ network: BatchNetwork, _ quantities: [BatchQuantity], pushesTo: Int?, storesEntry: Bool,
    pulls: Bool, triangle: Int, needsDiagonals: Bool, needsJacobian: Bool
  ) {
    let (d, m, layers) = (network.inputCount, network.outputCount, network.layers)
    let first = network.bent?.lowerBound
    let differentiates = quantities.contains { $0 != .output }
    let hasProducts = quantities.contains {
      if case .hessianVectorProduct = $0 { true } else { false }
    }
    let isCoupled = layers.map { if case .coupled = $0.kind { true } else { false } }
    let bent = layers.map { $0.kind == .linear ? 0 : $0.neuronCount }
    inputs = d
    widest = max(d, layers.map(\.neuronCount).max() ?? 0)
    scratch = 2 * max(d, m)
    // Softmax has nowhere else to put p.
    slopes = bent.indices.map { differentiates || isCoupled[$0] ? bent[$0] : 0 }
    factors = bent.indices.map { l in
      guard let pushesTo, l <= pushesTo, isCoupled[l] || l != first || storesEntry else { return 0 }
      return bent[l] * d
    }
    rates = bent.map { hasProducts ? $0 : 0 }
    pushed = pushesTo == nil ? 0 : widest * d
    let isInterrupted = bent.indices.contains {
      $0 > first ?? 0 && $0 <= pushesTo ?? 0 && bent[$0] == 0
    }
    pushedNext = isInterrupted ? widest * d : 0
    pulled = pulls || hasProducts ? widest * m : 0
    sums =
      (layers.map(\.weights.scratchCount).max() ?? 0)
      * max(1, pushesTo == nil ? 0 : d, pulls || hasProducts ? m : 0)
    pulledRate = hasProducts ? widest * m : 0
    triangles = triangle * m
    diagonals = needsDiagonals ? d * m : 0
    jacobian = needsJacobian ? d * m : 0
    products = hasProducts ? d * m : 0
  }
}
