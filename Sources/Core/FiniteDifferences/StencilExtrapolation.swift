/// Evaluates stencils at a row of shrinking steps, and extrapolates each output.
struct StencilExtrapolation {
  let evaluator: BatchedEvaluator
  let method: FiniteDifference.Method

  /// The standard deviation of the rounding of each output.
  let noise: [Double]

  let tableau: Extrapolation

  /// The neurons that have no first and no second derivative at the centre.
  let singular: (first: NeuronPlace?, second: NeuronPlace?)

  /// Rounding counts with this many standard deviations: see `FiniteDifference` for what the
  /// bound then is worth.
  private static let deviations = 3.0

  /// Steps taken at first, and added when the best estimate still came from the last ones.
  static let firstRows = 9
  private static let addedRows = 6

  /// One stencil at work.
  private struct Work {
    let stencil: Stencil
    var rows = 0

    /// The first row from which on no step crosses a kink.
    var origin = 0
    var crossing: NeuronPlace?

    /// D_n of output k at n · outputs + k.
    var differences: [Double] = []

    /// For each output: the largest |A| seen, and the movement of the first finite row.
    var peak: [Double]
    var unit: [Double]

    /// For first differences and each output: how far the one-sided ones lie apart, last row.
    var jump: [Double]
  }

  /// The estimates of each stencil, all outputs in order.
  ///
  /// Where its steps are too large by somebody's wish, the differences may agree with each other
  /// on a plateau: their bounds then cover the estimates with the steps that suit, too.
  func estimates(
    of stencils: [Stencil], outputs: [Int], report: (Int, [DifferenceEstimate]) -> Void
  ) throws {
    let suitable = stencils.compactMap(\.suitable)
    guard !suitable.isEmpty else { return try extrapolate(stencils, outputs, report) }
    var references: [[DifferenceEstimate]] = []
    try StencilExtrapolation(
      evaluator: evaluator, method: .ridders, noise: noise, tableau: tableau, singular: singular
    )
    .extrapolate(suitable, outputs) { references.append($1) }
    var next = references.startIndex
    try extrapolate(stencils, outputs) { p, estimates in
      guard stencils[p].suitable != nil else { return report(p, estimates) }
      report(p, zip(estimates, references[next]).map { $0.covering($1) })
      next += 1
    }
  }

  private func extrapolate(
    _ stencils: [Stencil], _ outputs: [Int], _ report: (Int, [DifferenceEstimate]) -> Void
  ) throws {
    let perStencil = (stencils.first?.pointCount ?? 2) * Self.firstRows
    let size = max(1, evaluator.batchRows / max(perStencil, 4 * Self.firstRows))
    for lower in stride(from: 0, to: stencils.count, by: size) {
      let range = lower..<min(lower + size, stencils.count)
      var works = try worked(stencils[range], outputs)
      // Where the ends of the first steps lay on this side of a kink, and what is between them on the
      // other one, smaller steps than these are of use.
      for (w, work) in works.enumerated() where work.origin == work.rows {
        guard let shrunk = work.stencil.shrunk(by: factor(work.rows - 1)) else { continue }
        works[w] = try worked([shrunk], outputs)[0]
      }
      for (w, work) in works.enumerated() {
        report(lower + w, outputs.map { estimate(work, output: $0) })
      }
    }
  }

  /// Stencils with as many rows as they take.
  private func worked(
    _ stencils: some Sequence<Stencil>, _ outputs: [Int]
  ) throws -> [Work] {
    var works = stencils.map {
      Work(
        stencil: $0, peak: Array(repeating: 0, count: noise.count),
        unit: Array(repeating: .nan, count: noise.count),
        jump: Array(repeating: 0, count: noise.count))
    }
    var active = Array(works.indices)
    var added = method == .central ? 2 : Self.firstRows
    while !active.isEmpty {
      try extend(&works, active, by: added)
      active = active.filter { method == .ridders && isUnfinished(works[$0], outputs) }
      added = Self.addedRows
    }
    return works
  }

  private func factor(_ n: Int) -> Double {
    method == .central ? (n == 0 ? 1 : 0.5) : Extrapolation.factor(n)
  }

  private func extend(_ works: inout [Work], _ active: [Int], by added: Int) throws {
    let center = evaluator.center
    let m = noise.count
    var points = PointBatch()
    for w in active {
      for n in works[w].rows..<(works[w].rows + added) {
        works[w].stencil.append(to: &points, factor(n), center)
      }
    }
    let batch = try evaluator.evaluate(points)
    unsafe batch.values.storage.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      var row = 0
      for w in active {
        let stencil = works[w].stencil
        let start = works[w].rows
        works[w].rows += added
        works[w].differences += Array(repeating: 0, count: added * m)
        for n in start..<(start + added) {
          unsafe works[w].differences.withUnsafeMutableBufferPointer { differences in
            guard let result = differences.baseAddress else { return }
            unsafe stencil.differences(
              factor(n), center, value: evaluator.value, rows: values + row * m, outputs: m,
              into: result + n * m)
          }
          unsafe note(
            &works[w], factor(n), values: values + row * m, crossings: batch.crossings, row: row, n)
          row += stencil.pointCount
        }
      }
    }
  }

  private func note(
    _ work: inout Work, _ s: Double, values: UnsafePointer<Double>,
    crossings: [BatchedEvaluator.Crossing?], row: Int, _ n: Int
  ) {
    let m = noise.count
    let scale = work.stencil.unit(s)
    for k in 0..<m {
      var movement = 0.0
      for p in 0..<work.stencil.pointCount {
        let value = unsafe values[p * m + k]
        // Values that grew beyond that belong to steps that are not going to be kept.
        let reach = 16 * max(abs(evaluator.value[k]), 0x1p54 * noise[k])
        if abs(value) <= reach { work.peak[k] = max(work.peak[k], abs(value)) }
        movement = max(movement, abs(value - evaluator.value[k]))
      }
      if !work.unit[k].isFinite { work.unit[k] = movement * scale }
      if work.stencil.kind == .first {
        let sides = unsafe values[k] + values[m + k] - 2 * evaluator.value[k]
        work.jump[k] = abs(sides) / (s * work.stencil.stepI.start)
      }
    }
    guard !crossings.isEmpty else { return }
    for p in row..<(row + work.stencil.pointCount) {
      guard let crossing = crossings[p] else { continue }
      work.origin = n + 1
      work.crossing = crossing.kink
    }
  }

  private func isUnfinished(_ work: Work, _ outputs: [Int]) -> Bool {
    guard work.rows + Self.addedRows <= Extrapolation.maximumRows else { return false }
    let outputs = outputs.filter { evaluator.value[$0].isFinite }
    guard !work.stencil.isBlocked, !work.stencil.isFixed, !outputs.isEmpty else { return false }
    if work.rows - work.origin < 4 { return true }
    return outputs.contains { k in
      let cell = best(work, k)
      return !cell.bound.isFinite
        || cell.row + 2 >= work.rows && cell.truncation > cell.rounding
    }
  }

  /// What the arithmetic of the tableau itself rounds, even where the values are exact.
  private static let roundingOfResult = 0x1p-51

  /// The best cell; where the smaller steps alone contradict it, its bound grows to cover both.
  ///
  /// Far outside of the radius of convergence cells agree by accident, about once in a hundred
  /// thousand entries: either side of a contradiction may be the accident.
  private func best(_ work: Work, _ k: Int) -> Extrapolation.Cell {
    unsafe work.differences.withUnsafeBufferPointer { differences in
      guard let base = differences.baseAddress else { return Extrapolation.Cell() }
      let noise = rounding(work, k)
      func best(from origin: Int) -> Extrapolation.Cell {
        unsafe tableau.best(
          base + k, stride: self.noise.count, origin: origin, count: work.rows, noise: noise)
      }
      var cell = best(from: work.origin)
      for origin in [cell.row - 1, cell.row, work.rows - 4]
      where origin > work.origin && origin + 4 <= work.rows {
        let later = best(from: origin)
        let gap = abs(cell.value - later.value)
        if gap > cell.bound + later.bound { cell.truncation = max(cell.truncation, gap) }
      }
      return cell
    }
  }

  private func rounding(_ work: Work, _ k: Int) -> Double {
    // Far from the centre the values can be larger, and their last digit with them.
    Self.deviations * max(noise[k], 0x1p-54 * work.peak[k]) * work.stencil.noiseFactor
  }

  /// The neuron that leaves a stencil's entry without a number: one without a slope that either
  /// variable moves, or one without a curvature that both do.
  private func singular(_ stencil: Stencil) -> NeuronPlace? {
    guard stencil.leavesDomain else { return nil }
    let isOfBoth = stencil.stepI.leavesDomain && stencil.stepJ.leavesDomain
    return singular.first ?? (stencil.kind != .first && isOfBoth ? singular.second : nil)
  }

  private func estimate(_ work: Work, output k: Int) -> DifferenceEstimate {
    let unit = work.unit[k].isFinite ? work.unit[k] : 0
    guard evaluator.value[k].isFinite else {
      return DifferenceEstimate(value: .nan, bound: .infinity, limitation: .notFinite, unit: unit)
    }
    if work.stencil.isFixed {
      return DifferenceEstimate(
        value: .nan, bound: .infinity, limitation: .infiniteVariable, unit: 0)
    }
    if let singular = singular(work.stencil) {
      return DifferenceEstimate(
        value: .nan, bound: .infinity, limitation: .noDerivative(singular), unit: unit)
    }
    if work.stencil.isBelowDigits(of: evaluator.center, factor(0)) {
      return DifferenceEstimate(
        value: .nan, bound: .infinity, limitation: .stepTooSmall, unit: unit)
    }
    if method == .central { return central(work, k, unit) }
    guard work.origin < work.rows else { return acrossKink(work, k, unit) }
    let cell = best(work, k)
    guard cell.value.isFinite else {
      let edge = evaluator.surroundings.neuronAtEdge
      return DifferenceEstimate(
        value: .nan, bound: .infinity, limitation: edge.map { .domain($0) } ?? .overflow,
        unit: unit)
    }
    // Where the smallest steps were not the best, rounding is what keeps from them.
    var limitation: DifferenceEstimate.Limitation =
      cell.row + 2 >= work.rows && cell.truncation > cell.rounding ? .truncation : .rounding
    let isResolved = cell.bound <= Verdict.resolution * max(abs(cell.value), unit)
    if !isResolved, let kink = work.crossing ?? work.stencil.kink,
      work.origin > 0 || work.stencil.isShrunk
    {
      limitation = .nearKink(kink)
    }
    if work.stencil.isTooCoarse {
      return DifferenceEstimate(
        value: cell.value, bound: .infinity, limitation: .rounding, unit: unit)
    }
    let bound = cell.bound + Self.roundingOfResult * abs(cell.value)
    return DifferenceEstimate(
      value: cell.value, bound: bound < .leastNormalMagnitude ? 0 : bound,
      limitation: limitation, unit: unit)
  }

  /// The difference at the given step; its truncation from that at half the step: e(h) − e(h/2) is
  /// three quarters of e(h) where h² rules, and half as much again is added for where it does not.
  private func central(_ work: Work, _ k: Int, _ unit: Double) -> DifferenceEstimate {
    let (value, half) = (work.differences[k], work.differences[noise.count + k])
    let rounding = rounding(work, k)
    let truncation = 2 * abs(value - half)
    if let crossing = work.crossing {
      return DifferenceEstimate(
        value: value, bound: .infinity, limitation: .kink(crossing), unit: unit)
    }
    return DifferenceEstimate(
      value: value, bound: truncation + rounding,
      // Truncation is seen as a difference of two, which rounding alone makes several times as large
      // as one of them is off.
      limitation: truncation > 5 * rounding ? .truncation : .rounding, unit: unit)
  }

  /// All steps cross a kink: the difference at the smallest one.
  ///
  /// A first derivative lies between the one-sided ones or is one of them; a second derivative has
  /// no bound, unless the neuron has no influence.
  private func acrossKink(_ work: Work, _ k: Int, _ unit: Double) -> DifferenceEstimate {
    let value = work.differences[(work.rows - 1) * noise.count + k]
    let s = factor(work.rows - 1)
    var bound: Double
    if work.stencil.kind == .first {
      bound = work.jump[k] + 2 * rounding(work, k) / s
    } else {
      bound = rounding(work, k) / (s * s)
      if abs(value) > bound { bound = .infinity }
    }
    let kink = work.crossing ?? work.stencil.kink
    return DifferenceEstimate(
      value: value, bound: bound, limitation: kink.map { .kink($0) } ?? .truncation, unit: unit)
  }
}

extension DifferenceEstimate {
  /// The same estimate with a bound that admits what another one, from a better step, says.
  fileprivate func covering(_ reference: DifferenceEstimate) -> DifferenceEstimate {
    let gap = abs(value - reference.value)
    guard !(gap + reference.bound <= bound) else { return self }
    let isOff = gap > reference.bound && !reference.limitation.isObstacle
    return DifferenceEstimate(
      value: value, bound: gap.isNaN ? .infinity : gap + reference.bound,
      limitation: isOff ? .truncation : reference.limitation, unit: reference.unit)
  }
}
