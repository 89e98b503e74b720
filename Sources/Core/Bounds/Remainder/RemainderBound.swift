/// A proof of how far the quadratic model of a network is off along a straight change.
///
/// The remainder of output k is R_k(t) = A_k(t) − A_k(0) − t A_k′(0) − t²/2 A_k″(0), where A(t) is the
/// exact network function at I + tδ: real numbers, and the exact J and H at I. By Taylor's theorem it
/// is ∫ (t − s)²/2 A_k‴(s) ds, and A_k‴ is enclosed on cells of t by interval arithmetic with outward
/// rounding; the cells are halved until the bound is sharp.
///
/// ```swift
/// let bound = try RemainderBound(of: StraightChange(network, at: input, along: [0.1, -0.05]))
/// bound.outputs[0].remainder      // R_1(1) is in this interval
/// bound.outputs[0].most           // |R_1(t)| is nowhere on the way more than this
/// ```
public struct RemainderBound: Sendable {
  /// One for each output.
  public let outputs: [Output]

  /// The cells that the way was split into.
  public let cellCount: Int

  /// What is known of one output; all of it proven.
  public struct Output: Sendable, Hashable {
    /// The exact Jδ and J δ + ½ δᵀHδ.
    public let linear: Interval
    public let quadratic: Interval

    /// R at the end of the way.
    public let remainder: Interval

    /// R(t) everywhere on the nth of the cells, which are equally wide.
    public let onCells: [Interval]

    /// |R| on the whole way is at most `most`; its largest value there is at least `least`.
    public let most: Double
    public let least: Double

    /// Below this no digit of the output shows the remainder.
    let negligible: Double

    /// How many times the bound may be larger than the largest remainder on the way; 1 when both are
    /// 0, infinite where that may be 0.
    public var looseness: Double { most == 0 ? 1 : most / least }

    /// Whether halving the cells once more is worth nothing.
    var isSharp: Bool { looseness <= RemainderBound.sharp || most <= negligible }
  }

  /// A bound this many times the largest remainder is good enough.
  static let sharp = 1.1

  /// The multiply-adds that a bound may take where nothing else is said: well below a second.
  public static let standardLimit = 2e9

  private static let mostCells = 128

  /// - Parameters:
  ///   - end: the way is from t = 0 to this t; a number of at most 40 bits, so that its parts are
  ///     doubles.
  ///   - limit: the multiply-adds that may be spent. At least one cell is tried if it fits them.
  ///   - leastCells: the cells to begin with, a power of 2: for who wants to know R on the way.
  ///   - checkpoint: polled between layers.
  /// - Throws: `Obstacle` where there is no bound; what `checkpoint` throws.
  /// - Complexity: for each cell two matrix products with 6 columns a layer, and enclosures of σ.
  public init(
    of change: StraightChange, to end: Double = 1, limit: Double = RemainderBound.standardLimit,
    leastCells: Int = 1, checkpoint: Checkpoint = {}
  ) throws {
    try self.init(
      of: TaylorModel(change, limit: limit), to: end, limit: limit, leastCells: leastCells,
      checkpoint: checkpoint)
  }

  init(
    of model: TaylorModel, to end: Double, limit: Double, leastCells: Int = 1,
    checkpoint: Checkpoint
  ) throws {
    precondition((1...Self.mostCells).contains(leastCells))
    var work = limit
    var best: RemainderBound?
    var obstacle = Obstacle.tooMuchWork
    var count = leastCells
    while count <= Self.mostCells {
      work -= Double(count + 1) * model.cellCost
      if work < 0 { break }
      do {
        let bound = try Self.round(of: model, to: end, count, checkpoint)
        let isDone =
          bound.outputs.allSatisfy(\.isSharp)
          || best.map { before in !bound.isBetter(than: before) } ?? false
        best = bound
        if isDone { count = Self.mostCells }
      } catch let found as Obstacle {
        obstacle = found
      }
      count *= 2
    }
    guard let best else { throw obstacle }
    self = best
  }

  private init(outputs: [Output], cellCount: Int) {
    self.outputs = outputs
    self.cellCount = cellCount
  }

  /// Whether some bound has come down by a twentieth.
  private func isBetter(than other: RemainderBound) -> Bool {
    zip(outputs, other.outputs).contains { !$0.isSharp && $0.most < 0.95 * $1.most }
  }

  /// The bound with that many cells of equal width.
  private static func round(
    of model: TaylorModel, to end: Double, _ count: Int, _ checkpoint: Checkpoint
  ) throws -> RemainderBound {
    let half = end / Double(2 * count)
    let cells = (0..<count).map {
      TaylorModel.Cell(middle: half * Double(2 * $0 + 1), half: half)
    }
    let start = TaylorModel.Cell(middle: 0, half: 0)
    let models = try model.outputs(on: [start] + cells, checkpoint: checkpoint)
      .map { try $0.get() }
    let starts = models[0]
    var integrals = starts.map { _ in RemainderCells() }
    var onCells = starts.map { _ in [Interval]() }
    for cell in models.dropFirst() {
      for (k, model) in cell.enumerated() {
        integrals[k].append(model, half: half)
        onCells[k].append(integrals[k].onCell)
      }
    }
    let outputs = zip(zip(starts, onCells), integrals).map { found, integral in
      let (start, onCells) = found
      let (value, linear) = (start[0], start[1] * Interval(end))
      return Output(
        linear: linear, quadratic: linear + start[2] * Interval(end) * Interval(end),
        remainder: integral.value, onCells: onCells, most: integral.most, least: integral.least,
        negligible: value.magnitude * 0x1p-53)
    }
    guard outputs.allSatisfy({ $0.remainder.isFinite && $0.most.isFinite }) else {
      throw Obstacle.notFinite(layer: model.change.network.layers.count, neuron: 1)
    }
    return RemainderBound(outputs: outputs, cellCount: count)
  }
}
