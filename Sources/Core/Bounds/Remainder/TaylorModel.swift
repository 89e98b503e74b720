/// The outputs of a network along a straight change, as Taylor polynomials on cells of t.
///
/// On a cell of middle c and half-width h, each signal is p_0 + p_1 s + … + p_4 s⁴ + q s⁵, s = t − c.
/// The p are enclosed at c alone, so they are sharp; q holds the fifth coefficient at every point of
/// the cell (Makino and Berz, "Taylor models", 2003, with the last coefficient in the place of their
/// remainder). Through W both are multiplied; through σ the p are those of the jet at c, and q is that
/// of the jet over the cell, whose lower coefficients come from p and q by Taylor's formula.
struct TaylorModel {
  let change: StraightChange
  private let layers: [IntervalLayer]

  /// The number of p.
  static let sharpCount = 5

  /// The columns of a cell: the p and q.
  private static let columnCount = sharpCount + 1

  struct Cell {
    /// As real numbers: halves of halves of the whole, which are doubles.
    var middle: Double
    var half: Double
  }

  /// One cell's coefficients, p_0 … p_4 and q for each output.
  typealias Coefficients = [[Interval]]

  let cellCost: Double

  /// - Throws: `Obstacle` where one cell and the point at the beginning take more multiply-adds than
  ///   that, before anything is made for them.
  init(_ change: StraightChange, limit: Double) throws(Obstacle) {
    cellCost = Self.cellCost(change.network)
    guard 2 * cellCost <= limit else { throw .tooMuchWork }
    self.change = change
    layers = change.network.layers.map { IntervalLayer($0) }
  }

  /// The multiply-adds that one cell takes, an elementary function counting as some thousand.
  static func cellCost(_ network: Network) -> Double {
    network.layers.reduce(0) { cost, layer in
      let (n, k) = (Double(layer.neuronCount), Double(layer.inputCount))
      let coupled = layer.activation.couplesNeurons ? 100 * n : 0
      let formula =
        layer.activation.ranges(of: layer.neuronCount).map { range in
          range.activation.rule.isDefined ? 2_000 * Double(range.activation.formula?.size ?? 0) : 0
        }.max() ?? 0
      return cost + 2 * Double(columnCount) * n * k + n * (40_000 + coupled + formula)
    }
  }

  /// The outputs on some cells at once, one matrix product for all of them a layer.
  ///
  /// A cell that meets an obstacle has none; its neighbours do not notice.
  /// - Throws: what `checkpoint` throws.
  func outputs(
    on cells: [Cell], checkpoint: Checkpoint
  ) throws -> [Result<Coefficients, Obstacle>] {
    var obstacles: [Obstacle?] = Array(repeating: nil, count: cells.count)
    var signal = input(cells)
    for (l, layer) in change.network.layers.enumerated() {
      try checkpoint()
      let before = signal
      signal = layers[l].product(before)
      for c in cells.indices where obstacles[c] == nil {
        addConstants(to: &signal, before, l, c, cells[c])
        let z = (0..<layer.neuronCount).map { i in coefficients(signal, i, c) }
        do throws(Obstacle) {
          let f = try Self.activate(z, layer.activation, layer: l + 1, cells[c])
          for (i, f) in f.enumerated() { store(f, in: &signal, i, c) }
        } catch {
          obstacles[c] = error
          // What has met an obstacle goes on as 0, not to trouble the products of the others.
          for i in 0..<layer.neuronCount {
            store(Array(repeating: .zero, count: Self.columnCount), in: &signal, i, c)
          }
        }
      }
    }
    return cells.indices.map { c in
      if let obstacle = obstacles[c] { return .failure(obstacle) }
      return .success((0..<signal.rows).map { coefficients(signal, $0, c) })
    }
  }

  // MARK: Layers

  private func coefficients(_ signal: IntervalMatrix, _ row: Int, _ cell: Int) -> [Interval] {
    (0..<Self.columnCount).map { signal[row, cell * Self.columnCount + $0] }
  }

  private func store(
    _ values: [Interval], in signal: inout IntervalMatrix, _ row: Int, _ cell: Int
  ) {
    for (k, value) in values.enumerated() { signal[row, cell * Self.columnCount + k] = value }
  }

  /// I + tδ on the cells; I alone where it is a parameter that changes.
  private func input(_ cells: [Cell]) -> IntervalMatrix {
    var signal = IntervalMatrix(
      rows: change.input.count, columns: cells.count * Self.columnCount)
    for (c, cell) in cells.enumerated() {
      for (j, value) in change.input.enumerated() {
        var slope = Interval.zero
        if case .input(let direction) = change.kind { slope = direction[j] }
        signal[j, c * Self.columnCount] = Interval(value) + slope * Interval(cell.middle)
        signal[j, c * Self.columnCount + 1] = slope
      }
    }
    return signal
  }

  /// The bias, and what a parameter that changes adds to z: t D f_j, with an f_j that t does not move.
  private func addConstants(
    to z: inout IntervalMatrix, _ before: IntervalMatrix, _ l: Int, _ c: Int, _ cell: Cell
  ) {
    let first = c * Self.columnCount
    for (i, bias) in change.network.layers[l].bias.enumerated() {
      z[i, first] = z[i, first] + Interval(bias)
    }
    let (neuron, slope): (Int, Interval)
    switch change.kind {
    case .weight(l, let i, let j, let amount):
      (neuron, slope) = (i, before[j, first] * Interval(amount))
    case .bias(l, let i, let amount): (neuron, slope) = (i, Interval(amount))
    default: return
    }
    z[neuron, first] = z[neuron, first] + slope * Interval(cell.middle)
    z[neuron, first + 1] = z[neuron, first + 1] + slope
  }

  private static func activate(
    _ z: [[Interval]], _ activation: Activation, layer: Int, _ cell: Cell
  ) throws(Obstacle) -> [[Interval]] {
    func finite(_ signal: [[Interval]]) throws(Obstacle) -> [[Interval]] {
      guard let bad = signal.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) else {
        return signal
      }
      throw .notFinite(layer: layer, neuron: bad + 1)
    }
    let z = try finite(z)
    // The identity loses nothing, where a model made anew would.
    if activation.name == "purelin" { return z }
    let factors = factors(half: cell.half)
    let atMiddle = try activation.jets(
      z.map { IntervalJet(Array($0.prefix(sharpCount))) }, layer: layer)
    let overCell = try activation.jets(z.map { IntervalJet(ranges($0, factors)) }, layer: layer)
    return try finite(zip(atMiddle, overCell).map { $0.coefficients + [$1[sharpCount]] })
  }

  /// Every coefficient over a cell: at c + s the j-th is Σ C(i, j) p_i s^(i−j) + C(5, j) q s^(5−j).
  static func ranges(_ model: [Interval], _ factors: [[Interval]]) -> [Interval] {
    model.indices.map { j in
      (j..<model.count).reduce(Interval.zero) { sum, i in sum + model[i] * factors[i][j] }
    }
  }

  /// C(i, j) s^(i−j) for s from −h to h.
  static func factors(half: Double) -> [[Interval]] {
    let powers = (0...sharpCount).map { n -> Interval in
      let most = (0..<n).reduce(Interval.one) { power, _ in power * Interval(half) }.upper
      return n == 0 ? .one : n % 2 == 0 ? Interval(0, most) : .symmetric(most)
    }
    return binomials.enumerated().map { i, row in
      row.enumerated().map { j, binomial in powers[i - j] * Interval(binomial) }
    }
  }

  private static let binomials: [[Double]] = [
    [1], [1, 1], [1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1], [1, 5, 10, 10, 5, 1],
  ]
}
