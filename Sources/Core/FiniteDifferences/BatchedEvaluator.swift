/// Values of a function at many points around one point, in batches of bounded memory.
///
/// For maps with kinks it also sees, in the pre-activations of the points, which neurons have
/// changed side since the centre.
struct BatchedEvaluator {
  let function: NetworkFunction
  let map: NetworkMap

  /// Whether any activation on the way has a kink.
  let hasKinks: Bool

  /// The largest number of points in one batch.
  let batchRows: Int

  private let checkpoint: Checkpoint

  /// The value after each stage at the centre.
  let trajectory: [[Double]]

  /// How far the neurons may move from there.
  private(set) var surroundings: Surroundings

  /// The outputs whose values decide whether a point can be used.
  private var outputs: [Int]

  /// Batches hold four megabytes a layer, or one point: more is no faster.
  private static let batchBytes = 4 << 20

  init(_ function: NetworkFunction, checkpoint: @escaping Checkpoint) throws {
    self.function = function
    let map = function.map
    self.map = map
    self.checkpoint = checkpoint
    hasKinks = map.activations.contains { !$0.kinks.isEmpty }
    batchRows = max(1, Self.batchBytes / (8 * map.widest))
    // The centre takes the same path as all other points, so that rounding is alike.
    var values = Matrix([function.start])
    trajectory = map.stages.map { stage in
      values = map.network.apply(stage, to: values)
      return values.storage
    }
    outputs = Array(0..<map.outputCount)
    surroundings = Surroundings(map, signals: [function.start] + trajectory)
    try checkpoint()
  }

  /// The same for some outputs, which the other neurons do not concern.
  func restricted(to group: Influence.Group) -> BatchedEvaluator {
    var result = self
    (result.surroundings.influence, result.outputs) = (group.influence, group.outputs)
    return result
  }

  /// The signal before each stage, and the value, at the centre.
  var signals: [[Double]] { [function.start] + trajectory }

  /// The same where the first signal is another one.
  func signals(from start: [Double]) throws -> [[Double]] {
    var values = Matrix([start])
    try checkpoint()
    return [values.storage]
      + map.stages.map { stage in
        values = map.network.apply(stage, to: values)
        return values.storage
      }
  }

  /// The variables at the centre.
  var center: [Double] { function.center }

  /// The function's value at the centre.
  var value: [Double] { trajectory.last ?? function.start }

  /// At the centre: the signal before a stage, counted from 0; the one before `from` for −1.
  func signal(before stage: Int) -> [Double] {
    stage < 0 ? function.before : stage == 0 ? function.start : trajectory[stage - 1]
  }

  /// How far a change of a variable by 1 moves the first pre-activation; see `NetworkFunction`.
  func firstMovement(of variable: Int) -> Double? {
    function.firstMovement(of: variable) { signal(before: $0 - 1) }
  }

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
    let kink: NeuronPlace

    /// Where between centre and point it is met, from 0 to 1, if z were linear in between.
    let fraction: Double
  }

  /// The values at any number of points, `batchRows` of them at a time.
  func evaluate(_ points: PointBatch, responses wanted: Bool = false) throws -> Batch {
    try evaluate(count: points.count, responses: wanted) { (points, $0) }
  }

  /// The values at the centre + t · direction, for each t.
  func evaluate(along direction: [Double], at times: [Double]) throws -> Batch {
    let moved = direction.indices.filter { direction[$0] != 0 }
    return try evaluate(count: times.count, responses: false) { range in
      var points = PointBatch()
      for t in times[range] {
        points.append(
          moved.lazy.map { .init(variable: $0, value: center[$0] + t * direction[$0]) })
      }
      return (points, 0..<points.count)
    }
  }

  private func evaluate(
    count: Int, responses wanted: Bool, points: (Range<Int>) -> (PointBatch, Range<Int>)
  ) throws -> Batch {
    func batch(_ range: Range<Int>) throws -> Batch {
      let (points, range) = points(range)
      return try evaluate(points, range, responses: wanted)
    }
    if count <= batchRows { return try batch(0..<count) }
    var values: [Double] = []
    values.reserveCapacity(count * map.outputCount)
    var (crossings, responses) = ([Crossing?](), [Double]())
    for lower in stride(from: 0, to: count, by: batchRows) {
      let batch = try batch(lower..<min(lower + batchRows, count))
      values += batch.values.storage
      crossings += batch.crossings
      responses += batch.responses
    }
    return Batch(
      values: Matrix(rows: count, columns: map.outputCount, storage: values),
      crossings: crossings, responses: responses)
  }

  /// The values at some of the points.
  ///
  /// Up to the first signal that changes they are those of the centre, and are not computed again.
  private func evaluate(
    _ points: PointBatch, _ range: Range<Int>, responses wanted: Bool
  ) throws -> Batch {
    try checkpoint()
    let changes = function.changes(of: points, range)
    var values = Matrix(repeating: signal(before: changes.first), count: range.count)
    function.make(
      changes, before: changes.first, in: &values, previous: nil,
      held: signal(before: changes.first - 1))
    var crossings = [Crossing?](repeating: nil, count: hasKinks ? range.count : 0)
    var responses = [Double](repeating: 0, count: wanted ? range.count : 0)
    let curved = wanted && surroundings.bendsAnywhere
    for s in changes.first..<map.stages.count {
      let stage = map.stages[s]
      if case .activation(let l) = stage {
        let origin = signal(before: s)
        let activation = map.network.layers[l].activation
        if hasKinks { noteCrossings(values, origin, activation, stage: s, in: &crossings) }
        if curved && surroundings.bends(s) {
          noteResponses(values, origin, stage: s, in: &responses)
        }
      }
      let previous = values
      values = map.network.apply(stage, to: values)
      function.make(
        changes, before: s + 1, in: &values, previous: previous, held: signal(before: s))
    }
    if wanted && !curved { noteResponses(values, value, stage: map.stages.count, in: &responses) }
    if wanted { noteMissingValues(values, in: &responses) }
    return Batch(values: values, crossings: crossings, responses: responses)
  }

  private func noteCrossings(
    _ z: Matrix, _ origin: [Double], _ activation: Activation, stage: Int,
    in crossings: inout [Crossing?]
  ) {
    for range in activation.ranges(of: origin.count) {
      noteCrossings(z, origin, range, stage: stage, in: &crossings)
    }
  }

  private func noteCrossings(
    _ z: Matrix, _ origin: [Double], _ range: ActivationRange, stage: Int,
    in crossings: inout [Crossing?]
  ) {
    for kink in range.activation.kinks {
      unsafe z.storage.withUnsafeBufferPointer { z in
        for r in crossings.indices {
          for i in range.neurons {
            let (before, after) = unsafe (origin[i] - kink, z[r * origin.count + i] - kink)
            guard
              before < 0 && after > 0 || before > 0 && after < 0 || before == 0 && after != 0,
              surroundings.influence.has(i, ofStage: stage)
            else { continue }
            let fraction = abs(before) / abs(after - before)
            if let known = crossings[r], known.fraction <= fraction { continue }
            crossings[r] = Crossing(
              kink: surroundings.place(i, ofStage: stage), fraction: fraction)
          }
        }
      }
    }
  }

  private func noteResponses(
    _ z: Matrix, _ origin: [Double], stage: Int, in responses: inout [Double]
  ) {
    let reaches = surroundings.reaches[stage]
    for r in responses.indices {
      for i in origin.indices {
        var movement = abs(z.storage[r * origin.count + i] - origin[i])
        // A neuron without a finite value, such as a masked one, cannot be seen to move.
        if movement == 0 || !origin[i].isFinite { continue }
        if let reaches { movement /= reaches[i] }
        // Not `max`: a movement that is not a number has to stay.
        if !(movement <= responses[r]),
          stage == map.stages.count || surroundings.influence.has(i, ofStage: stage)
        {
          responses[r] = movement
        }
      }
    }
  }

  /// A point where an output has no finite value is too far away.
  private func noteMissingValues(_ values: Matrix, in responses: inout [Double]) {
    for r in responses.indices
    where outputs.contains(where: {
      value[$0].isFinite && !values.storage[r * values.columns + $0].isFinite
    }) {
      responses[r] = .infinity
    }
  }
}

extension Matrix {
  /// A matrix of equal rows.
  init(repeating row: [Double], count: Int) {
    var storage: [Double] = []
    storage.reserveCapacity(count * row.count)
    for _ in 0..<count { storage += row }
    self.init(rows: count, columns: row.count, storage: storage)
  }
}

extension NetworkMap {
  /// The largest number of components on the way.
  var widest: Int { stages.reduce(max(1, inputCount)) { max($0, network.count(of: $1.signal)) } }

  /// The activations on the way.
  fileprivate var activations: [Activation] {
    stages.compactMap { stage in
      if case .activation(let l) = stage { network.layers[l].activation } else { nil }
    }
  }
}
