/// A spectrum by differences of the network along its own directions.
package struct SpectrumDifferences: Sendable, Hashable {
  /// For each direction v_r what was found along it: v_rᵀ H_k v_r = λ_r, or the components of
  /// J v_r = s_r u_r; nil where the time did not suffice.
  package internal(set) var estimates: [[DifferenceEstimate?]] = []

  /// The largest step that was started from along a direction that counts.
  package internal(set) var largestStep = 0.0

  /// The kinks that keep entries from being checked well.
  package internal(set) var kinks: [NeuronPlace] = []

  /// What was found along one direction.
  package typealias Line = (
    estimates: [DifferenceEstimate?], kinks: [NeuronPlace], largestStep: Double
  )
}

extension FiniteDifference {
  /// What J or H_k does along a direction.
  ///
  /// - Parameters:
  ///   - map: what the Hessian or the Jacobian is of, a part of the network whose input is given.
  ///   - output: the output of the Hessian, from 0; nil for a Jacobian.
  /// - Complexity: about 40 evaluations.
  /// - Throws: what `checkpoint` throws.
  package func line(
    along direction: [Double], of map: NetworkMap, output: Int? = nil, at input: [Double],
    checkpoint: Checkpoint = {}
  ) throws -> SpectrumDifferences.Line {
    let line = NetworkFunction(
      map.network, of: [.step(.signal(map.from), along: direction)], at: input, to: map.to)
    if let output { return try curvature(along: line, output: output, checkpoint: checkpoint) }
    let found = try jacobian(of: line, checkpoint: checkpoint)
    return (found.estimates, found.kinks, found.largestStep)
  }

  /// The second derivative of a function of one step.
  package func curvature(
    along line: NetworkFunction, output: Int = 0, checkpoint: Checkpoint = {}
  ) throws -> SpectrumDifferences.Line {
    let found = try hessian(of: line, outputs: [output], checkpoint: checkpoint)
    return ([found[output, 0, 0]], found.kinks, found.largestStep)
  }

  /// The first values of any spectrum, each along its own direction.
  ///
  /// Each direction is a function of one variable by itself: along a flat one steps are very long,
  /// and would spoil the digits of the others.
  ///
  /// - Parameter line: what is found along a direction, in the time that it may take.
  /// - Precondition: it has as many values as asked for.
  package func values(
    of spectrum: Spectrum, count: Int,
    _ line: (_ check: FiniteDifference, _ direction: [Double]) throws -> SpectrumDifferences.Line
  ) rethrows -> SpectrumDifferences {
    var check = self
    check.limit = limit / Double(max(count, 1))
    var result = SpectrumDifferences()
    for r in 0..<count {
      let (estimates, kinks, step) = try line(check, Array(spectrum.inputDirections.row(r)))
      result.estimates.append(estimates)
      result.kinks += kinks
      if r < spectrum.rank || r == 0 { result.largestStep = max(result.largestStep, step) }
    }
    result.kinks = result.kinks.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    return result
  }
}
