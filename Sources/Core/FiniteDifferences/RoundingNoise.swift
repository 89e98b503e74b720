/// How much rounding alone moves the outputs of a map: a standard deviation for each output.
///
/// Two estimates, and the larger one counts. Neither uses a derivative.
///
/// - *Propagated*: at each stage every value is disturbed by what its own rounding can do, made
///   2²⁴ times larger (2⁸ where an activation bends sharply); the spread of the outputs over 24 such
///   runs, made so many times smaller, is what rounding does there. Digits lost in scaling (an offset
///   that cancels, a large gain) are seen because they are disturbed where they are lost. The
///   rounding of a sum of products is counted over its partial sums. Where something bends, 8 runs
///   are made a part of a step away too: at the bottom of a parabola the rounding of z does nothing,
///   and the differences are taken beside it. Source: stochastic arithmetic; J. Vignes, Math.
///   Comput. Simul. 35 (1993) 233–261.
/// - *Observed*: fourth differences of the outputs at 24 equally spaced points 2⁻³⁰ of the natural
///   step apart; anything smooth vanishes in them. Sees losses inside an activation, such as that
///   of 2/(1+e^(−2x)) − 1 near 0. Source: R. Hamming, Numerical Methods (1973); Moré and Wild,
///   "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011) 1292–1314.
struct RoundingNoise {
  private static let runs = (here: 24, displaced: 8, observed: 24)

  /// Far enough from the bottom of a parabola, near enough not to leave a saturated neuron; in natural
  /// steps.
  private static let displacement = 0.25

  /// A point is flat where beside it rounding does so many times as much.
  private static let flatness = 4.0

  /// How many times larger the disturbances are made: near a pole or an edge less, where they would
  /// lead across it, and where rounding itself is a part of what an activation bends over.
  private static func enlargement(_ evaluator: BatchedEvaluator, _ sizes: [[Double]]) -> Double {
    let usual = evaluator.surroundings.isNarrow ? 0x1p8 : 0x1p24
    let bent = sizes.indices.dropLast().filter { evaluator.surroundings.bends($0 + 1) }
    let largest = bent.map { sizes[$0].largestMagnitude }.largestMagnitude
    return largest > 0 ? min(usual, max(1, 0x1p-4 / largest)) : usual
  }

  /// The standard deviation of a correctly rounded result over its magnitude: an error uniform
  /// in ±ulp/2, averaged over the significand.
  private static let rounding = 0x1p-54

  /// The same for an elementary function that is good to about one ulp.
  private static let function = 0x1p-53

  /// The standard deviation of each output's rounding error.
  ///
  /// - Parameters:
  ///   - lengths: the natural step of each input, 0 for inputs that stay; see `StepSearch`.
  ///   - rounded: the magnitudes of inputs that come out of a rounded sum such as x + tδ, 0 for
  ///     exact ones; nil when all are exact.
  ///   - displaced: the first signal beside the point; nil for a part of the natural steps.
  /// - Complexity: about 50 evaluations of the map.
  static func standardDeviations(
    of evaluator: BatchedEvaluator, lengths: [Double], rounded: [Double]? = nil,
    displaced: [Double]? = nil
  ) throws -> [Double] {
    let rounded = rounded ?? evaluator.function.rounded(lengths)
    var propagated = propagated(
      evaluator, runs: runs.here, rounded: rounded, along: evaluator.signals)
    if evaluator.surroundings.bendsAnywhere {
      // A formula may be flat here and steep a whole step away, in some directions.
      let isInQuestion = evaluator.surroundings.isInQuestion
      let (share, least) = isInQuestion ? (1, 1) : (displacement, flatness)
      let seeds = 1...(isInQuestion ? 3 : 1) as ClosedRange<UInt64>
      let starts =
        displaced.map { [$0] }
        ?? seeds.map { evaluator.function.displaced(by: lengths.map { $0 * share }, seed: $0) }
      for start in starts {
        let away = self.propagated(
          evaluator, runs: runs.displaced, rounded: rounded,
          along: try evaluator.signals(from: start))
        // Of activations of the table the two are the same but for chance.
        propagated = zip(propagated, away).map { $1.isFinite && $1 > least * $0 ? $1 : $0 }
      }
    }
    let observed = try observed(evaluator, lengths: lengths)
    // Probabilities of 1e-323 have no digits at all.
    return propagated.indices.map {
      max(propagated[$0], observed[$0], .leastNonzeroMagnitude)
    }
  }

  /// - Parameter signals: what stands before each stage, and at the end, at the point in question.
  private static func propagated(
    _ evaluator: BatchedEvaluator, runs: Int, rounded: [Double]?, along signals: [[Double]]
  ) -> [Double] {
    var random = SplitMix64(seed: 0x6E_6F69_7365)
    let map = evaluator.map
    let sizes = map.stages.enumerated().map { s, stage in
      roundingSizes(
        of: stage, in: map.network, from: signals[s], to: signals[s + 1])
    }
    let enlargement = enlargement(evaluator, sizes)
    // Uniform in ±√3: a standard deviation of 1.
    func disturbance(_ size: Double) -> Double {
      size * enlargement * 3.0.squareRoot() * random.symmetric()
    }
    var sums = [RootOfSquares](repeating: RootOfSquares(), count: evaluator.value.count)
    for lower in stride(from: 0, to: runs, by: evaluator.batchRows) {
      let count = min(evaluator.batchRows, runs - lower)
      var values = Matrix(repeating: signals[0], count: count)
      if let rounded {
        for r in 0..<count {
          for (j, size) in rounded.enumerated() { values[r, j] += disturbance(rounding * size) }
        }
      }
      for (stage, sizes) in zip(map.stages, sizes) {
        values = map.network.apply(stage, to: values)
        for r in 0..<count {
          for i in sizes.indices where sizes[i] != 0 { values[r, i] += disturbance(sizes[i]) }
        }
      }
      for r in 0..<count {
        for k in sums.indices { sums[k].add(values[r, k] - signals[map.stages.count][k]) }
      }
    }
    return sums.map { $0.value / Double(runs).squareRoot() / enlargement }
  }

  /// The standard deviation of the rounding that each neuron of a stage adds.
  private static func roundingSizes(
    of stage: NetworkMap.Stage, in network: Network, from before: [Double], to after: [Double]
  ) -> [Double] {
    switch stage {
    case .affine(let l):
      let layer = network.layers[l]
      return after.indices.map { i in
        // Infinity, as of a mask, does not round.
        guard after[i].isFinite else { return 0 }
        return rounding
          * partialSums(of: layer.weights.row(i), before, end: layer.bias[i] != 0 ? after[i] : 0)
      }
    case .activation(let l):
      let activation = network.layers[l].activation
      if activation.couplesNeurons {
        // exp(z_i − z_max) rounds relatively to 1 + |z_i − z_max|.
        let largest = before.max() ?? 0
        return after.indices.map { i in
          guard before[i].isFinite else { return 0 }
          let shift = 1 + abs(before[i] - largest)
          return activation.rule.coupling == .softmax
            ? function * abs(after[i]) * shift : function * (abs(after[i]) + shift * 0.5)
        }
      }
      // Copies (purelin, poslin) do not round.
      return after.indices.map { i in
        after[i] == before[i] || after[i] == 0 || !after[i].isFinite ? 0 : function * abs(after[i])
      }
    }
  }

  /// The root of the squares of all products of a row and of their partial sums.
  private static func partialSums(
    of row: ArraySlice<Double>, _ values: [Double], end: Double
  ) -> Double {
    var (sum, squares) = (0.0, end * end)
    for (weight, value) in zip(row, values) {
      let product = weight * value
      sum += product
      // What has no weight adds nothing, and is not added.
      squares += product == 0 ? 0 : product * product + sum * sum
    }
    // Nothing overflowed, vanished or was infinite: nearly always.
    if squares > 0x1p-900 && squares < .infinity { return squares.squareRoot() }
    var root = RootOfSquares()
    sum = 0
    root.add(end)
    for (weight, value) in zip(row, values) {
      // What has no weight does not count, even if it is infinite.
      guard weight != 0, case let product = weight * value, product != 0 else { continue }
      sum += product
      root.add(product)
      root.add(sum)
    }
    return root.value
  }

  private static func observed(_ evaluator: BatchedEvaluator, lengths: [Double]) throws -> [Double]
  {
    var random = SplitMix64(seed: 0x64_6966_66)
    let direction = lengths.map { length in
      let sign = random.symmetric()
      return (sign < 0 ? sign - 0.5 : sign + 0.5) * length * 0x1p-30
    }
    let runs = runs.observed
    let batch = try evaluator.evaluate(
      along: direction, at: (0..<runs).map { Double($0 - runs / 2) })
    let silent = [Double](repeating: 0, count: evaluator.value.count)
    guard !batch.crossings.contains(where: { $0 != nil }) else { return silent }
    return silent.indices.map { k in
      var sum = RootOfSquares()
      for r in 0..<(runs - 4) {
        let (outer, inner) = (
          batch.values[r, k] + batch.values[r + 4, k],
          batch.values[r + 1, k] + batch.values[r + 3, k]
        )
        let difference = outer - 4 * inner + 6 * batch.values[r + 2, k]
        sum.add(difference)
      }
      // The squares of 1, −4, 6, −4, 1 sum to 70.
      let deviation = sum.value / (70 * Double(runs - 4)).squareRoot()
      return deviation.isFinite ? deviation : 0
    }
  }
}

extension NetworkFunction {
  /// A step moves a pre-activation by about that much; see `StepSearch`.
  private static let movement = 1.5

  /// The magnitudes of those components of the first signal that come out of a rounded sum, for
  /// changes of the variables by their natural steps; nil where the components are set.
  fileprivate func rounded(_ lengths: [Double]) -> [Double]? {
    var result = [Double](repeating: 0, count: start.count)
    for (variables, range) in zip(variables, ranges) where variables.signal == map.from {
      switch variables {
      case .signal, .components: break
      case .step(.signal, let direction):
        for i in result.indices where direction[i] != 0 {
          result[i] = abs(start[i]) + abs(direction[i]) * lengths[range.lowerBound]
        }
      case .parameters, .step:
        for i in result.indices where start[i].isFinite {
          result[i] = abs(start[i]) + Self.movement
        }
      }
    }
    return result.allSatisfy { $0 == 0 } ? nil : result
  }
}

/// √Σv², where no square overflows or vanishes: numbers are taken relative to the largest one.
private struct RootOfSquares {
  private var largest = 0.0
  private var sum = 0.0

  mutating func add(_ value: Double) {
    let size = abs(value)
    guard size.isFinite else {
      largest = .infinity
      return
    }
    if size > largest {
      let ratio = largest / size
      sum = 1 + sum * ratio * ratio
      largest = size
    } else if size > 0 {
      let ratio = size / largest
      sum += ratio * ratio
    }
  }

  /// Infinite if any number was not finite.
  var value: Double { largest.isFinite ? largest * sum.squareRoot() : .infinity }
}
