/// Derivatives of a map from its values alone: the check that shares no mistake with the formulas.
///
/// Each estimate comes with a bound of its error, calibrated but not proved. On 870,000 entries of
/// random networks of one to five hidden layers, saturated and kinked ones included, it held for
/// 99.99 %: for all but two of the 750,000 without kinks, for 99.9 % of those with kinks within
/// reach. In the median it was 8 to 14 times the error. The tests measure both again on fewer
/// entries.
///
/// ```swift
/// let check = try FiniteDifference().jacobian(of: NetworkMap(network), at: [0.5, -1])
/// let entry = check[0, 1]  // value, bound, and what limits it
/// ```
///
/// With h the step and e_i the unit vectors, what is extrapolated to h = 0 is
///
///     ∂A/∂x_i ≈ (A(x + h e_i) − A(x − h e_i)) / 2h
///     ∂²A/∂x_i² ≈ (A(x + h e_i) − 2A(x) + A(x − h e_i)) / h²
///     ∂²A/∂x_i∂x_j ≈ (A(x + h e_i + g e_j) − A(x + h e_i − g e_j)
///                     − A(x − h e_i + g e_j) + A(x − h e_i − g e_j)) / 4hg
///
/// all with errors in even powers of the steps. `Extrapolation`, `RoundingNoise` and `StepSearch`
/// have the parts.
public struct FiniteDifference: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Extrapolation of central differences, from a large step to small ones.
    case ridders

    /// One central difference with one step, and one with half of it for the bound.
    case central
  }

  public var method: Method

  /// The step in units of the inputs: the first one of Ridders', the only one of the central
  /// difference. Nil: each input gets one that suits the map. A step far larger than that one may
  /// show a plateau: the bound then covers the estimate from the step that suits, too.
  public var step: Double?

  /// The time that differences may take, in nominal seconds; see `CheckCost`. When everything
  /// would take longer, a fixed sample of the entries is checked.
  public var limit: Double

  /// - Precondition: `step` is nil or positive.
  public init(method: Method = .ridders, step: Double? = nil, limit: Double = 0.2) {
    precondition(step.map { $0 > 0 && $0.isFinite } ?? true)
    self.method = method
    self.step = step
    self.limit = limit
  }

  /// The Jacobian of a map at x, (outputs × inputs); whole columns where only a sample is checked.
  ///
  /// - Complexity: about 26 evaluations of the map for each input, in batches.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: one value for each component of the map's `from`.
  public func jacobian(
    of map: NetworkMap, at x: [Double], checkpoint: Checkpoint = {}
  ) throws -> JacobianDifferences {
    try jacobian(of: NetworkFunction(map, at: x), checkpoint: checkpoint)
  }

  /// The same for a function of any variables, (outputs × variables).
  public func jacobian(
    of function: NetworkFunction, checkpoint: Checkpoint = {}
  ) throws -> JacobianDifferences {
    try withoutActuallyEscaping(checkpoint) { checkpoint in
      let evaluator = try BatchedEvaluator(function, checkpoint: checkpoint)
      let cost = CheckCost(function.map, variables: function.variableCount)
      let columns = cost.columns(within: limit)
      var result = JacobianDifferences(
        rows: function.outputCount, columns: function.variableCount, checked: columns)
      let searches = try searches(
        evaluator, columns, power: 1, affordable: cost.groups(columns: columns.count, within: limit)
      )
      for search in searches {
        let extrapolation = try extrapolation(search, columns, .first)
        let stencils = zip(columns, search.steps).map {
          Stencil(kind: .first, i: $0, j: $0, stepI: $1, stepJ: $1)
        }
        result.note(step: search.largestStep)
        try extrapolation.estimates(of: stencils, outputs: search.outputs) {
          result.table.set($1, at: $0, outputs: search.outputs)
        }
      }
      return result
    }
  }

  /// The Hessians of some outputs of a map at x, each (inputs × inputs) and symmetric.
  ///
  /// - Parameters:
  ///   - outputs: which ones, counted from 0; nil for all. They cost nothing extra.
  ///   - part: which of their entries.
  /// - Complexity: about 40 evaluations of the map for each pair of inputs, in batches.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: one value for each component of the map's `from`; outputs and variables that
  ///   exist.
  public func hessian(
    of map: NetworkMap, at x: [Double], outputs: [Int]? = nil, _ part: HessianPart = .all,
    checkpoint: Checkpoint = {}
  ) throws -> HessianDifferences {
    try hessian(
      of: NetworkFunction(map, at: x), outputs: outputs, part, checkpoint: checkpoint)
  }

  /// The same for a function of any variables, each (variables × variables).
  public func hessian(
    of function: NetworkFunction, outputs: [Int]? = nil, _ part: HessianPart = .all,
    checkpoint: Checkpoint = {}
  ) throws -> HessianDifferences {
    let outputs = outputs ?? Array(0..<function.outputCount)
    precondition(outputs.allSatisfy { $0 >= 0 && $0 < function.outputCount })
    return try withoutActuallyEscaping(checkpoint) { checkpoint in
      let evaluator = try BatchedEvaluator(function, checkpoint: checkpoint)
      let cost = CheckCost(function.map, variables: function.variableCount)
      let pairs = cost.pairs(part, within: limit)
      let inputs = Set(pairs.flatMap { [$0.i, $0.j] }).sorted()
      var result = HessianDifferences(
        outputs: outputs, order: function.variableCount, part: part, checked: pairs)
      let ranks = Dictionary(zip(outputs, outputs.indices)) { first, _ in first }
      let searches = try searches(
        evaluator, inputs, power: 2, affordable: cost.groups(pairs: pairs.count, within: limit))
      for search in searches {
        let wanted = search.outputs.filter { ranks[$0] != nil }
        if wanted.isEmpty { continue }
        let places = wanted.compactMap { ranks[$0] }
        let extrapolation = try extrapolation(search, inputs, .second)
        let stepOf = Dictionary(uniqueKeysWithValues: zip(inputs, search.steps))
        result.note(step: search.largestStep)
        // Stencils of one size at a time keep the batches even.
        for kind in [Stencil.Kind.second, .mixed] {
          let chosen = pairs.indices.filter { (pairs[$0].i == pairs[$0].j) == (kind == .second) }
          let stencils = chosen.compactMap { p -> Stencil? in
            let pair = pairs[p]
            guard let stepI = stepOf[pair.i], let stepJ = stepOf[pair.j] else { return nil }
            return Stencil(kind: kind, i: pair.i, j: pair.j, stepI: stepI, stepJ: stepJ)
          }
          try extrapolation.estimates(of: stencils, outputs: wanted) {
            result.table.set($1, at: chosen[$0], outputs: places)
          }
        }
      }
      return result
    }
  }

  /// The steps of all variables in question, and the outputs that they suit.
  private struct Search {
    let evaluator: BatchedEvaluator
    let outputs: [Int]
    let steps: [StepSearch.Step]
    var largestStep: Double { steps.map(\.start).max() ?? 0 }
  }

  /// One search for all outputs; or, where a kink or a pole is near, one for the outputs that
  /// depend on the same neurons, so that none is spoilt by a kink that is not its own.
  ///
  /// - Parameter affordable: how many there may be; when they are more, it is one.
  private func searches(
    _ evaluator: BatchedEvaluator, _ inputs: [Int], power: Int, affordable: Int
  ) throws -> [Search] {
    let steps = try steps(for: inputs, evaluator, power: power)
    let whole = Search(
      evaluator: evaluator, outputs: Array(0..<evaluator.map.outputCount), steps: steps)
    guard affordable > 1,
      evaluator.surroundings.isNarrow || steps.contains(where: { $0.kink != nil })
    else {
      return [whole]
    }
    let groups = Influence.groups(of: evaluator.map)
    guard groups.count > 1, groups.count <= affordable else { return [whole] }
    return try groups.map { group in
      let restricted = evaluator.restricted(to: group)
      return Search(
        evaluator: restricted, outputs: group.outputs,
        steps: try self.steps(for: inputs, restricted, power: power))
    }
  }

  /// A given step that is larger than this many of the search's is not trusted alone.
  private static let largestFactor = 4.0

  /// The steps to use: the search's, or the given one everywhere.
  ///
  /// - Parameter power: 1 or 2, the order of the derivative: the best single step is
  ///   ε^{1/3} or ε^{1/4} natural ones.
  private func steps(
    for inputs: [Int], _ evaluator: BatchedEvaluator, power: Int
  ) throws -> [StepSearch.Step] {
    guard evaluator.value.allSatisfy(\.isFinite) || step == nil else {
      return inputs.map { _ in StepSearch.Step(length: 1, start: 1) }
    }
    let found = try StepSearch.steps(for: inputs, of: evaluator)
    return found.map { step in
      var step = step
      if let given = self.step {
        if given > Self.largestFactor * step.start {
          step.suitable = (step.start, step.kink, step.isBlocked)
        }
        (step.start, step.kink, step.isBlocked) = (given, nil, false)
      } else if method == .central {
        step.start = min(step.start, step.length * (power == 1 ? 0x1p-17 : 0x1p-13))
      }
      return step
    }
  }

  private func extrapolation(
    _ search: Search, _ inputs: [Int], _ tableau: Extrapolation
  ) throws -> StencilExtrapolation {
    let evaluator = search.evaluator
    var lengths = [Double](repeating: 0, count: evaluator.center.count)
    for (j, step) in zip(inputs, search.steps) where !step.isFixed { lengths[j] = step.length }
    let noise = try RoundingNoise.standardDeviations(of: evaluator, lengths: lengths)
    return StencilExtrapolation(
      evaluator: evaluator, method: method, noise: noise, tableau: tableau,
      singular: (
        evaluator.surroundings.neuronWithoutDerivative(order: 1),
        evaluator.surroundings.neuronWithoutDerivative(order: 2)
      ))
  }
}
