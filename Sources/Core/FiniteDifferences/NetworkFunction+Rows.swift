/// How the changes of variables move the values on the way, for many points at once.
extension NetworkFunction {
  /// The changes of some points, each where on the way it happens.
  struct RowChanges {
    /// What the components of the first signal are set to.
    fileprivate var settings: [Change] = []

    /// For each stage, and one more for the end: what is added to the signal before it.
    fileprivate var additions: [[Change]]

    /// The first stage before which something changes: until there all points are the centre.
    fileprivate(set) var first: Int
  }

  /// One variable of one point.
  fileprivate struct Change {
    let row: Int

    /// The element of `variables`, and which of its entries.
    let block: Int
    let entry: Int

    let value: Double
  }

  func changes(of points: PointBatch, _ range: Range<Int>) -> RowChanges {
    // Looked up once, not for each change: they are in the innermost loop of small networks.
    let stages = variables.indices.map(stage(of:))
    let areSet = variables.map(\.isSet)
    var result = RowChanges(
      additions: Array(repeating: [], count: map.stages.count + 1), first: map.stages.count)
    for (row, point) in range.enumerated() {
      for change in points[point] {
        let block = block(of: change.variable)
        result.first = min(result.first, stages[block])
        let change = Change(
          row: row, block: block,
          entry: variables[block].component(of: change.variable - ranges[block].lowerBound),
          value: change.value)
        if areSet[block] {
          result.settings.append(change)
        } else {
          result.additions[stages[block]].append(change)
        }
      }
    }
    return result
  }

  private func block(of variable: Int) -> Int {
    guard ranges.count > 1 else { return 0 }
    return ranges.firstIndex { $0.contains(variable) } ?? 0
  }

  /// The stage before which the variables of a block move a signal.
  private func stage(of block: Int) -> Int {
    variables[block].signal.position - map.from.position
  }

  /// Makes the changes of the signal before a stage.
  ///
  /// - Parameters:
  ///   - values: that signal, a point a row.
  ///   - previous: the signal before it, a point a row; nil where it is that of the centre, `held`.
  func make(
    _ changes: RowChanges, before stage: Int, in values: inout Matrix, previous: Matrix?,
    held: [Double]
  ) {
    if stage == 0 {
      for change in changes.settings {
        values.storage[change.row * values.columns + change.entry] = change.value
      }
    }
    var heldRates: [Int: [Double]] = [:]
    for change in changes.additions[stage] {
      let row = change.row * values.columns
      let f = previous.map { $0.row(change.row) } ?? held[...]
      switch variables[change.block] {
      case .signal, .components: break
      case .parameters(let group):
        let shift = change.value - center[ranges[change.block].lowerBound + change.entry]
        guard case .weights = group else {
          values.storage[row + change.entry] += shift
          continue
        }
        let (i, j) = change.entry.quotientAndRemainder(dividingBy: f.count)
        values.storage[row + i] += shift * f[f.startIndex + j]
      case .step(let inner, let direction):
        let rates = heldRates[change.block] ?? Self.rates(inner, direction, f)
        if previous == nil { heldRates[change.block] = rates }
        for i in rates.indices { values.storage[row + i] += change.value * rates[i] }
      }
    }
  }

  /// How fast the signal that the variables move changes along a direction of them.
  private static func rates(
    _ variables: Variables, _ direction: [Double], _ f: ArraySlice<Double>
  ) -> [Double] {
    guard case .parameters(.weights) = variables else { return direction }
    let weights = Matrix(
      rows: direction.count / f.count, columns: f.count, storage: direction)
    return Product.of(weights, Array(f))
  }

  /// The smallest change of a variable that can be seen: a last digit of it, or, for a step along a
  /// direction, one of each component that it moves by a share that counts.
  func resolution(of variable: Int) -> Double {
    guard case .step(.signal(map.from), let direction) = variables[block(of: variable)] else {
      return center[variable].ulp
    }
    let least = direction.largestMagnitude * 0x1p-10
    let moved = direction.indices.filter { direction[$0] != 0 && abs(direction[$0]) >= least }
    return moved.map { start[$0].ulp / abs(direction[$0]) }.max() ?? center[variable].ulp
  }

  /// The first signal where the variables that move it are changed by about so much each, up or down
  /// at random: each of its components then moves about as far as one variable alone moves it.
  func displaced(by lengths: [Double], seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    // By half to three halves, since changes of one size would often cancel.
    func change(_ length: Double) -> Double {
      let share = random.symmetric()
      return length * (share + (share < 0 ? -0.5 : 0.5))
    }
    var result = start
    for (variables, range) in zip(variables, ranges) where variables.signal == map.from {
      let lengths = lengths[range].map(change)
      switch variables {
      case .signal:
        let share = 1 / Double(lengths.count).squareRoot()
        for i in result.indices { result[i] += share * lengths[i] }
      case .components(_, let chosen):
        let share = 1 / Double(max(lengths.count, 1)).squareRoot()
        for (i, length) in zip(chosen, lengths) { result[i] += share * length }
      case .parameters(.bias):
        for i in result.indices { result[i] += lengths[i] }
      case .parameters(.weights):
        let share = 1 / Double(before.count).squareRoot()
        let rates = Self.rates(variables, lengths, before[...])
        for i in result.indices { result[i] += share * rates[i] }
      case .step(let inner, let direction):
        let rates = Self.rates(inner, direction, before[...])
        for i in result.indices { result[i] += lengths[0] * rates[i] }
      }
    }
    return result
  }

  /// How far, for a change of the variable by 1, it moves the pre-activation that it moves most and
  /// first; nil where that is not known without looking.
  ///
  /// - Parameter held: for a stage, the signal before the one that changes there, at the centre.
  func firstMovement(of variable: Int, held: (Int) -> [Double]) -> Double? {
    let block = block(of: variable)
    let entry = variable - ranges[block].lowerBound
    let f = held(stage(of: block))
    var weights: Matrix?
    if case .affine(let l)? = map.stages.first { weights = map.network.layers[l].weights }
    switch variables[block] {
    case .signal, .components:
      let component = variables[block].component(of: entry)
      return weights.map { $0.column(component).largestMagnitude }
    case .parameters(.bias): return 1
    case .parameters(.weights): return abs(f[entry % f.count])
    case .step(.signal, let direction):
      return weights.map { Product.of($0, direction).largestMagnitude }
    case .step(let inner, let direction):
      return Self.rates(inner, direction, f[...]).largestMagnitude
    }
  }
}

extension NetworkFunction.Variables {
  /// Whether they are set, where others add to a signal.
  fileprivate var isSet: Bool {
    switch self {
    case .signal, .components: true
    case .parameters, .step: false
    }
  }

  /// The component of the signal that an entry is; the entry itself of others.
  fileprivate func component(of entry: Int) -> Int {
    if case .components(_, let chosen) = self { chosen[entry] } else { entry }
  }
}
