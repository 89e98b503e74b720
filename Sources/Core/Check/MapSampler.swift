/// Values of a map at many points around one point, in batches of bounded memory.
///
/// For maps with kinks it also sees, in the pre-activations of the points, which neurons have
/// changed side since the centre.
struct MapSampler {
  let map: NetworkMap
  let center: [Double]

  /// Whether any activation on the way has a kink.
  let hasKinks: Bool

  /// The largest number of points in one batch.
  let batchRows: Int

  private let checkpoint: Checkpoint

  /// The value after each stage at the centre.
  let trajectory: [[Double]]

  /// Batches hold four megabytes a layer, or one point: more is no faster.
  private static let batchBytes = 4 << 20

  init(_ map: NetworkMap, at x: [Double], checkpoint: @escaping Checkpoint) throws {
    self.map = map
    self.checkpoint = checkpoint
    center = x
    hasKinks = map.stages.contains { stage in
      guard case .activation(let l) = stage else { return false }
      return !map.network.layers[l].activation.kinks.isEmpty
    }
    batchRows = max(1, Self.batchBytes / (8 * map.widest))
    // The centre takes the same path as all other points, so that rounding is alike.
    var values = Matrix(rows: 1, columns: x.count, storage: x)
    trajectory = map.stages.map { stage in
      values = map.network.apply(stage, to: values)
      return values.storage
    }
    try checkpoint()
  }

  /// The map's value at the centre.
  var value: [Double] { trajectory.last ?? center }

  /// What one batch gave.
  struct Batch {
    /// A point a row.
    let values: Matrix

    /// The nearest kink between the centre and each point; empty for maps without kinks.
    var crossings: [Crossing?] = []

    /// The largest movement of a pre-activation since the centre, for each point; empty if
    /// nobody asked.
    var responses: [Double] = []
  }

  /// A neuron that is on another side of a kink than at the centre.
  struct Crossing {
    let kink: KinkCrossing

    /// Where between centre and point it is met, from 0 to 1, if z were linear in between.
    let fraction: Double
  }

  /// The values at any number of points, `batchRows` of them at a time.
  func evaluate(_ points: PointBatch, responses wanted: Bool = false) throws -> Batch {
    try evaluate(count: points.count, responses: wanted) { points.matrix($0) }
  }

  /// The same for points that are made when they are needed, a point a row.
  func evaluate(
    count: Int, responses wanted: Bool = false, points: (Range<Int>) -> Matrix
  ) throws -> Batch {
    if count <= batchRows { return try evaluate(points(0..<count), responses: wanted) }
    var values: [Double] = []
    values.reserveCapacity(count * map.outputCount)
    var (crossings, responses) = ([Crossing?](), [Double]())
    for lower in stride(from: 0, to: count, by: batchRows) {
      let batch = try evaluate(
        points(lower..<min(lower + batchRows, count)), responses: wanted)
      values += batch.values.storage
      crossings += batch.crossings
      responses += batch.responses
    }
    return Batch(
      values: Matrix(rows: count, columns: map.outputCount, storage: values),
      crossings: crossings, responses: responses)
  }

  /// The values at the points, a point a row.
  private func evaluate(_ points: Matrix, responses wanted: Bool) throws -> Batch {
    try checkpoint()
    guard hasKinks || wanted else { return Batch(values: map.evaluate(points)) }
    var values = points
    var crossings = [Crossing?](repeating: nil, count: hasKinks ? points.rows : 0)
    var responses = [Double](repeating: 0, count: wanted ? points.rows : 0)
    let curved = wanted && hasCurvature
    for (s, stage) in map.stages.enumerated() {
      if case .activation(let l) = stage {
        let origin = s == 0 ? center : trajectory[s - 1]
        let activation = map.network.layers[l].activation
        if hasKinks { noteCrossings(values, origin, activation, layer: l, in: &crossings) }
        if curved && !activation.isLinear { noteResponses(values, origin, in: &responses) }
      }
      values = map.network.apply(stage, to: values)
    }
    if wanted && !curved { noteResponses(values, value, in: &responses) }
    return Batch(values: values, crossings: crossings, responses: responses)
  }

  /// Whether anything on the way bends; if not, the outputs' own movement is the response.
  private var hasCurvature: Bool {
    map.stages.contains { stage in
      guard case .activation(let l) = stage else { return false }
      return !map.network.layers[l].activation.isLinear
    }
  }

  private func noteCrossings(
    _ z: Matrix, _ origin: [Double], _ activation: Activation, layer: Int,
    in crossings: inout [Crossing?]
  ) {
    for kink in activation.kinks {
      z.storage.withUnsafeBufferPointer { z in
        for r in crossings.indices {
          for i in origin.indices {
            let (before, after) = (origin[i] - kink, z[r * origin.count + i] - kink)
            guard
              before < 0 && after > 0 || before > 0 && after < 0 || before == 0 && after != 0
            else { continue }
            let fraction = abs(before) / abs(after - before)
            if let known = crossings[r], known.fraction <= fraction { continue }
            crossings[r] = Crossing(
              kink: KinkCrossing(layer: layer + 1, neuron: i + 1, activation: activation.name),
              fraction: fraction)
          }
        }
      }
    }
  }

  private func noteResponses(_ z: Matrix, _ origin: [Double], in responses: inout [Double]) {
    for r in responses.indices {
      for i in origin.indices {
        let movement = abs(z.storage[r * origin.count + i] - origin[i])
        // Not `max`: a movement that is not a number has to stay.
        if !(movement <= responses[r]) { responses[r] = movement }
      }
    }
  }
}

extension NetworkMap {
  /// The largest number of components on the way.
  var widest: Int {
    stages.reduce(max(1, inputCount)) { width, stage in
      switch stage {
      case .affine(let l), .activation(let l): max(width, network.layers[l].neuronCount)
      }
    }
  }
}

extension Network {
  /// One stage for a batch, a point a row.
  func apply(_ stage: NetworkMap.Stage, to values: Matrix) -> Matrix {
    switch stage {
    case .affine(let l): layers[l].preactivations(values)
    case .activation(let l): layers[l].activation.rowwise(values)
    }
  }
}

extension Activation {
  /// Whether σ is one straight line.
  var isLinear: Bool { isPiecewiseLinear && kinks.isEmpty }
}
