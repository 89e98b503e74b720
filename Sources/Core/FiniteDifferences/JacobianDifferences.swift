/// A Jacobian by finite differences, or a sample of its columns.
public struct JacobianDifferences: Sendable, Hashable {
  /// m, the number of outputs.
  public let rows: Int

  /// d, the number of inputs.
  public let columns: Int

  /// The columns that were checked, in order, counted from 0.
  public let checkedColumns: [Int]

  /// The largest step that was started from, in units of its input.
  public private(set) var largestStep = 0.0

  private let place: [Int: Int]
  var table: EstimateTable

  init(rows: Int, columns: Int, checked: [Int]) {
    self.rows = rows
    self.columns = columns
    checkedColumns = checked
    place = Dictionary(uniqueKeysWithValues: zip(checked, checked.indices))
    table = EstimateTable(places: checked.count, outputs: rows)
  }

  /// How many entries there are, checked or not.
  public var entryCount: Int { rows * columns }

  /// How many entries were checked.
  public var checkedCount: Int { table.count }

  mutating func note(step: Double) { largestStep = max(largestStep, step) }

  /// The kinks that keep entries from being checked well.
  public var kinks: [NeuronPlace] { table.limitingKinks }

  /// ∂A_k/∂x_j, both counted from 0; nil when it is not in the sample.
  public subscript(k: Int, j: Int) -> DifferenceEstimate? {
    precondition(k >= 0 && k < rows && j >= 0 && j < columns)
    return place[j].map { table[$0, k] }
  }
}
