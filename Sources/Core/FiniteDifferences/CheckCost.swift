/// What differences of a map cost by count, and which entries fit into a limit.
///
/// Time is nominal, so that a session checks the same entries on every machine: the multiply-adds
/// of the map, with 250 for each activation of the table and more for a formula, at 10¹⁰ a second, or
/// the memory that its signals are written to, where that takes longer. Samples are drawn with a fixed
/// seed, and hold the corners.
package struct CheckCost: Sendable {
  /// Nominal seconds for one evaluation of the map.
  package let secondsPerEvaluation: Double

  private let inputs: Int

  /// Measured on two cores with AVX-512: 784-100-100-10 and 10-64-64-10 take what this says, within
  /// 1.5 times.
  private static let rate = 1e10

  /// Bytes a second that are copied, multiplied and given back.
  private static let memoryRate = 2e9

  /// Evaluations besides those of the tableau: the search for the step.
  private static let searchEvaluations = 8

  /// However low the limit, this many entries or columns are checked, the corners; none without time.
  private static let least = 2

  /// - Parameter variables: how many there are, where they are not the map's input.
  package init(_ map: NetworkMap, variables: Int? = nil) {
    let work = map.stages.reduce(map.inputCount) { sum, stage in
      switch stage {
      case .affine(let l): return sum + map.network.layers[l].parameterCount
      case .activation(let l):
        let layer = map.network.layers[l]
        return sum + layer.activation.rule.evaluationCost * layer.neuronCount
      }
    }
    let bytes = map.stages.reduce(map.inputCount) { $0 + map.network.count(of: $1.signal) } * 8
    secondsPerEvaluation = max(Double(work) / Self.rate, Double(bytes) / Self.memoryRate)
    inputs = variables ?? map.inputCount
  }

  /// Nominal seconds for one column of a Jacobian.
  package var secondsPerColumn: Double {
    secondsPerEvaluation * Double(2 * StencilExtrapolation.firstRows + Self.searchEvaluations)
  }

  /// Nominal seconds for one pair of inputs of a Hessian.
  package var secondsPerPair: Double {
    secondsPerEvaluation * Double(4 * StencilExtrapolation.firstRows)
  }

  /// The columns of a Jacobian that fit.
  package func columns(within limit: Double) -> [Int] {
    if limit <= 0 { return [] }
    return sample(of: inputs, fitting: limit / secondsPerColumn, always: [0, inputs - 1]) { $0 }
  }

  /// The pairs of inputs of a part of a Hessian that fit.
  func pairs(_ part: HessianPart, within limit: Double) -> [InputPair] {
    if limit <= 0 { return [] }
    // Second differences of one input alone take no more points than first ones.
    if part == .diagonal { return columns(within: limit).map { InputPair($0, $0) } }
    let search = secondsPerEvaluation * Double(Self.searchEvaluations)
    let count = part.entryCount(order: inputs)
    let searched = part.inputCount(order: inputs)
    if Double(count) * secondsPerPair + Double(searched) * search <= limit {
      return (0..<count).map(part.pair)
    }
    // Each pair of a sample brings new inputs to find a step for.
    let fitting = limit / (secondsPerPair + 2 * search)
    return sample(of: count, fitting: fitting, always: part.corners(order: inputs), part.pair)
  }

  /// How often so many columns, or pairs, may be taken within the limit.
  func groups(columns: Int, within limit: Double) -> Int {
    Int(clamping: min(1e6, limit / max(secondsPerColumn * Double(columns), .leastNormalMagnitude)))
  }
  func groups(pairs: Int, within limit: Double) -> Int {
    Int(clamping: min(1e6, limit / max(secondsPerPair * Double(pairs), .leastNormalMagnitude)))
  }

  private func sample<Element>(
    of count: Int, fitting: Double, always: [Int], _ element: (Int) -> Element
  ) -> [Element] {
    guard Double(count) > fitting, count > Self.least else { return (0..<count).map(element) }
    var chosen = Set(always)
    let size = min(count, max(Self.least, Int(clamping: max(0, fitting))))
    var random = SplitMix64(seed: 0x73_616D_706C_65)
    while chosen.count < size { chosen.insert(Int.random(in: 0..<count, using: &random)) }
    return chosen.sorted().map(element)
  }
}
