/// A spectrum by differences of the network along its own directions.
package struct SpectrumDifferences: Sendable, Hashable {
  /// For each direction v_r what was found along it: v_rᵀ H_k v_r = λ_r, or the components of
  /// J v_r = s_r u_r; nil where the time did not suffice.
  package internal(set) var estimates: [[DifferenceEstimate?]] = []

  /// The largest step that was started from along a direction that counts.
  package internal(set) var largestStep = 0.0

  /// The kinks that keep entries from being checked well.
  package internal(set) var kinks: [NeuronPlace] = []
}

extension FiniteDifference {
  /// The first values of a spectrum, each along its own direction.
  ///
  /// Each direction is a function of one variable by itself: along a flat one steps are very long,
  /// and would spoil the digits of the others.
  ///
  /// - Parameters:
  ///   - map: what the Hessian or the Jacobian is of, a part of the network whose input is given.
  ///   - output: the output of the Hessian, from 0; nil for a Jacobian.
  /// - Complexity: about 40 evaluations for each direction.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the spectrum is of that map; it has as many values as asked for.
  package func values(
    of spectrum: Spectrum, count: Int, map: NetworkMap, output: Int? = nil, at input: [Double],
    checkpoint: Checkpoint = {}
  ) throws -> SpectrumDifferences {
    var check = self
    check.limit = limit / Double(max(count, 1))
    var result = SpectrumDifferences()
    for r in 0..<count {
      let direction = Array(spectrum.inputDirections.row(r))
      let line = NetworkFunction(
        map.network, of: [.step(.signal(map.from), along: direction)], at: input, to: map.to)
      let (estimates, kinks, step): ([DifferenceEstimate?], [NeuronPlace], Double)
      if let output {
        let found = try check.hessian(of: line, outputs: [output], checkpoint: checkpoint)
        (estimates, kinks, step) = ([found[output, 0, 0]], found.kinks, found.largestStep)
      } else {
        let found = try check.jacobian(of: line, checkpoint: checkpoint)
        (estimates, kinks, step) = (found.estimates, found.kinks, found.largestStep)
      }
      result.estimates.append(estimates)
      result.kinks += kinks
      if r < spectrum.rank || r == 0 { result.largestStep = max(result.largestStep, step) }
    }
    result.kinks = result.kinks.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    return result
  }
}
