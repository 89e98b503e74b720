/// The Hessians of some outputs by finite differences, or a sample of their entries.
public struct HessianDifferences: Sendable, Hashable {
  /// Which outputs, counted from 0.
  public let outputs: [Int]

  /// d, the number of inputs.
  public let order: Int

  /// The pairs of inputs that were checked, i ≥ j.
  public let checkedPairs: [InputPair]

  /// The largest step that was started from, in units of its input.
  public private(set) var largestStep = 0.0

  /// How many different entries there are, checked or not.
  public let entryCount: Int

  private let rank: [Int: Int]

  /// Where a pair stands, by its packed index; nil when all stand in packed order.
  private let place: [Int: Int]?
  var table: EstimateTable

  init(
    outputs: [Int], order: Int, part: HessianPart, checked: [InputPair]
  ) {
    self.outputs = outputs
    self.order = order
    entryCount = outputs.count * part.entryCount(order: order)
    checkedPairs = checked
    rank = Dictionary(zip(outputs, outputs.indices)) { first, _ in first }
    if part == .all && checked.count == PackedSymmetric.count(order: order) {
      place = nil
    } else {
      let indices = checked.map { PackedSymmetric.index($0.i, $0.j) }
      place = Dictionary(uniqueKeysWithValues: zip(indices, indices.indices))
    }
    table = EstimateTable(places: checked.count, outputs: outputs.count)
  }

  /// How many of them were checked.
  public var checkedCount: Int { table.count }

  mutating func note(step: Double) { largestStep = max(largestStep, step) }

  /// The kinks that keep entries from being checked well.
  public var kinks: [NeuronPlace] { table.limitingKinks }

  /// ∂²A_k/∂x_i∂x_j, counted from 0; nil when it is not in the sample, or the output was not asked
  /// for.
  public subscript(k: Int, i: Int, j: Int) -> DifferenceEstimate? {
    precondition(i >= 0 && j >= 0 && i < order && j < order)
    let index = PackedSymmetric.index(i, j)
    guard let output = rank[k], let found = place == nil ? index : place?[index] else { return nil }
    return table[found, output]
  }
}
