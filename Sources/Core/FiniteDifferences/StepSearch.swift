/// The steps that suit a map around a point, one for each input, from values alone.
///
/// The natural step of an input moves the pre-activation it moves most by about 1: activations
/// bend over such distances, whatever the scale of the input. It is found by taking a step and
/// looking at how far the pre-activations went; the first guess comes from the first weights. Where
/// an activation bends over less, it moves by that; see `Reach`.
/// Where a kink is nearer than that, the starting step shrinks until no neuron changes side.
struct StepSearch {
  /// The step of one input.
  struct Step {
    /// The natural step, a power of two.
    var length: Double

    /// The step to start from, a power of two; less than `length` where a kink is near.
    var start: Double

    /// The kink that made the step shrink.
    var kink: NeuronPlace?

    /// Whether even the smallest step crosses it.
    var isBlocked = false

    /// Whether the variable itself is not finite, so that no step leads away from it.
    var isFixed = false

    /// Whether outputs have no value a step away, however small it is.
    var leavesDomain = false

    /// Whether steps that the activations could follow are below the digits of the input.
    var isTooCoarse = false

    /// Where the search would start, when `start` is far larger than that by somebody's wish; with
    /// the kink and the block of it.
    var suitable: (start: Double, kink: NeuronPlace?, isBlocked: Bool)?

    /// The step as the search found it.
    var found: Step {
      guard let (start, kink, isBlocked) = suitable else { return self }
      return Step(length: length, start: start, kink: kink, isBlocked: isBlocked)
    }
  }

  /// The movement of a pre-activation that the starting step makes.
  private static let target = Reach.widest

  /// A kink nearer than this many natural steps cannot be stepped around: nothing but noise would
  /// be left of second differences long before.
  private static let nearest = 0x1p-26

  private static let rounds = 8

  /// Of a step after which something has no value, this is tried next, so often at most.
  private static let retreat = 0x1p-8
  private static let retreats = 24

  /// The steps of the given inputs.
  ///
  /// - Complexity: four to eight evaluations of the map for each input.
  static func steps(for inputs: [Int], of evaluator: BatchedEvaluator) throws -> [Step] {
    var steps = inputs.map { j in
      guard evaluator.center[j].isFinite else { return Step(length: 1, start: 1, isFixed: true) }
      let size = evaluator.firstMovement(of: j).map { 0.5 / $0 } ?? 0.5
      let length = powerOfTwo(size.isFinite ? size : max(1, abs(evaluator.center[j])))
      return Step(length: length, start: length)
    }
    try scale(&steps, inputs, evaluator)
    for i in steps.indices where !steps[i].isFixed {
      let smallest = smallest(inputs[i], evaluator)
      // Values that are missing a last digit away, at no neuron's edge: the digits are too few too.
      steps[i].isTooCoarse =
        steps[i].length < (evaluator.surroundings.isNarrow ? smallest : smallest / 4)
        || steps[i].leavesDomain && !evaluator.surroundings.isAtEdge && smallest > 0x1p-800
      steps[i].length = max(steps[i].length, smallest)
      steps[i].start = steps[i].length
    }
    if evaluator.hasKinks { try avoidKinks(&steps, inputs, evaluator) }
    return steps
  }

  /// Below this, x + h has too few digits of h.
  private static func smallest(_ variable: Int, _ evaluator: BatchedEvaluator) -> Double {
    powerOfTwo(evaluator.function.resolution(of: variable) * 0x1p10)
  }

  /// The largest power of two that is no larger.
  static func powerOfTwo(_ value: Double) -> Double {
    let magnitude = min(max(abs(value), 0x1p-900), 0x1p990)
    return Double(sign: .plus, exponent: magnitude.exponent, significand: 1)
  }

  /// What the search for one length knows: one that is short enough, and one that is too long.
  private struct Bracket {
    var short = 0.0
    var long = Double.infinity

    /// The next length to try, given the one that the last response asks for; nil when they have met.
    func next(_ wanted: Double) -> Double? {
      guard short > 0, long < .infinity else { return wanted < long ? wanted : long / 2 }
      if long <= 4 * short { return nil }
      if wanted > short && wanted < long { return wanted }
      return powerOfTwo(short.squareRoot() * long.squareRoot())
    }
  }

  /// Sets lengths so that the pre-activation that moves most moves by about the target.
  ///
  /// Responses need not grow in proportion: a cube in the first layer and a pole in the second one
  /// make them leap, so that a length that was too long is never exceeded again.
  private static func scale(
    _ steps: inout [Step], _ inputs: [Int], _ evaluator: BatchedEvaluator
  ) throws {
    var active = steps.indices.filter { !steps[$0].isFixed }
    var brackets = [Bracket](repeating: Bracket(), count: steps.count)
    let rounds = evaluator.surroundings.isNarrow ? 2 * rounds : rounds
    for round in 0..<(rounds + retreats) where !active.isEmpty {
      let movements = try probe(active, steps, inputs, evaluator) { batch, row in
        batch.responses[row].largestMagnitude
      }
      var remaining: [Int] = []
      for (i, movement) in zip(active, movements) {
        let x = evaluator.center[inputs[i]]
        // Without movement it is too small to be seen, or of no influence at all.
        let ratio = movement == 0 ? 0x1p16 : movement.isFinite ? target / movement : retreat
        if ratio >= 1 && ratio < 2 { continue }
        let isMissing = !movement.isFinite
        if isMissing, steps[i].length <= smallest(inputs[i], evaluator) {
          steps[i].leavesDomain = true
          continue
        }
        if ratio < 1 {
          brackets[i].long = min(brackets[i].long, steps[i].length)
        } else {
          brackets[i].short = max(brackets[i].short, steps[i].length)
        }
        guard let length = brackets[i].next(powerOfTwo(steps[i].length * ratio)) else {
          steps[i].length = brackets[i].short
          continue
        }
        if movement == 0 && length > 0x1p60 * max(1, abs(x)) {
          steps[i].length = powerOfTwo(max(1, abs(x)))
          continue
        }
        // The longest one that was short enough, where time is up.
        if round >= rounds, !isMissing {
          steps[i].length = brackets[i].short > 0 ? brackets[i].short : length
          continue
        }
        steps[i].length = length
        // Below the digits of the input nothing moves any more.
        if !isMissing, length < smallest(inputs[i], evaluator) / 4 { continue }
        // A step that hardly changed needs no second look, where nothing leaps.
        if ratio < 0.125 || ratio > 8 || evaluator.surroundings.isNarrow { remaining.append(i) }
      }
      active = remaining
    }
    // After the last rounds nothing but a missing value is left to retreat from.
    for i in active { steps[i].leavesDomain = true }
  }

  private static func avoidKinks(
    _ steps: inout [Step], _ inputs: [Int], _ evaluator: BatchedEvaluator
  ) throws {
    var active = steps.indices.filter { !steps[$0].isFixed }
    for _ in 0..<(4 * rounds) where !active.isEmpty {
      let crossings = try probe(active, steps, inputs, evaluator) { batch, row in
        zip(row, fractions(evaluator)).compactMap { row, fraction in
          batch.crossings[row].map { ($0.kink, $0.fraction * abs(fraction)) }
        }
        .min { $0.1 < $1.1 }
      }
      var remaining: [Int] = []
      for (i, crossing) in zip(active, crossings) {
        guard let crossing else { continue }
        steps[i].kink = crossing.0
        let shrunk = powerOfTwo(min(0.5, 0.95 * crossing.1) * steps[i].start)
        if shrunk < nearest * steps[i].length {
          steps[i].isBlocked = true
          steps[i].start = 0x1p-10 * steps[i].length
        } else {
          steps[i].start = shrunk
          remaining.append(i)
        }
      }
      active = remaining
    }
  }

  /// Where between the point and the end of a step it is looked: where a bump in one layer moves the
  /// next one there and back, the ends alone would not show it.
  private static func fractions(_ evaluator: BatchedEvaluator) -> [Double] {
    evaluator.surroundings.isNarrow ? [1, -1, 0.625, -0.625, 0.3125, -0.3125] : [1, -1]
  }

  /// Evaluates x ± start of the active inputs, and reads the rows of each.
  private static func probe<Result>(
    _ active: [Int], _ steps: [Step], _ inputs: [Int], _ evaluator: BatchedEvaluator,
    read: (BatchedEvaluator.Batch, Range<Int>) -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    let fractions = fractions(evaluator)
    let size = max(1, evaluator.batchRows / fractions.count)
    for lower in stride(from: 0, to: active.count, by: size) {
      let chunk = active[lower..<min(lower + size, active.count)]
      var points = PointBatch()
      for i in chunk {
        let h = steps[i].kink == nil ? steps[i].length : steps[i].start
        let (j, x) = (inputs[i], evaluator.center[inputs[i]])
        for fraction in fractions { points.append(setting: j, to: x + fraction * h) }
      }
      let batch = try evaluator.evaluate(points, responses: true)
      for row in 0..<chunk.count {
        results.append(read(batch, (row * fractions.count)..<((row + 1) * fractions.count)))
      }
    }
    return results
  }
}
