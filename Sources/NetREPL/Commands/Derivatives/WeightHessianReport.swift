import Core

/// ∂²s/∂W_r∂W_l as a matrix; a diagonal block stands beside finite differences of s.
struct WeightHessianReport {
  private var network: Network
  private var input: [Double]
  private var scalar: Scalar
  private var rows: ParameterGroup
  private var columns: ParameterGroup
  private var value: Matrix

  /// Of a diagonal block.
  private var differences: HessianDifferences?
  private var summary: CheckSummary

  /// Bytes an entry: itself, its difference and bound, and a copy on the way to the screen.
  private static let bytesPerEntry = 48.0

  /// - Throws: `CommandError` without an input, or when the block does not fit memory.
  init(
    of rows: ParameterGroup, _ columns: ParameterGroup, session: Session,
    checkpoint: Checkpoint, at range: Range<Int>?
  ) throws {
    network = try session.network()
    input = try session.input()
    let s = try session.scalarNetwork()
    scalar = s.scalar
    (self.rows, self.columns) = (rows, columns)
    let counts = (network.count(of: rows), network.count(of: columns))
    let bytes = Self.bytesPerEntry * Double(counts.0) * Double(counts.1)
    try Memory.require(
      bytes: bytes, for: "a \(counts.0)×\(counts.1) Hessian", at: range,
      advice: "that of the biases is smaller: hessian wrt b\(rows.layer)")
    value = try WeightDerivatives(s, at: input, mistake: session.mistake)
      .hessian(.parameters(rows), .parameters(columns), checkpoint: checkpoint).matrix
    summary = CheckSummary(rowCount: value.rows)
    guard rows == columns else { return }
    let function = NetworkFunction(s.network, of: [.parameters(rows)], at: input)
    let differences = try session.finiteDifference.hessian(of: function, checkpoint: checkpoint)
    let scale = value.largestMagnitude
    for i in 0..<value.rows {
      try checkpoint()
      for j in 0..<value.columns {
        guard let estimate = differences[0, i, j] else { continue }
        summary.add(
          row: i, analytic: value[i, j], estimate: estimate, scale: scale, isCounted: j <= i)
      }
    }
    self.differences = differences
  }

  private var title: String {
    rows == columns ? "∂²s/∂\(rows.name)²" : "∂²s/∂\(rows.name)∂\(columns.name)"
  }

  func report(settings: Settings, isFull: Bool) -> Report {
    let (rowLabels, columnLabels) = (network.labels(of: rows), network.labels(of: columns))
    let words = rows == columns ? rows.name : "\(rows.name) \(columns.name)"
    var blocks: [Report.Block] = [
      .heading(
        title,
        aside: "\(value.rows)×\(value.columns), \(scalar.words), at I = \(Prose.vector(input))"),
      .matrix(
        MatrixTable(
          rowLabels: rowLabels, columnLabels: columnLabels, values: .dense(value),
          checks: differences == nil ? nil : summary.rows,
          isFull: isFull || !settings.hasLimits, fullCommand: "hessian wrt \(words) full")),
    ]
    if let differences {
      blocks +=
        DifferenceNotes(
          method: settings.differenceMethod, checked: differences.checkedCount,
          total: differences.entryCount, step: differences.largestStep,
          kinks: differences.kinks, summary: summary, of: "s"
        ).blocks
    } else {
      blocks.append(
        .paragraph("Not compared with differences: those are of one group of parameters alone."))
    }
    blocks += AtKinkNote(map: NetworkMap(network), x: input).blocks
    let record = record
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title, value, rowLabels: rowLabels, columnLabels: columnLabels, blocks: blocks,
        record: record))
  }

  private var record: JSONValue {
    let (value, differences) = (value, differences)
    let shape = network.indices(of: rows) + network.indices(of: columns)
    func nested(_ entry: @escaping (Int, Int) -> Double?) -> JSONValue {
      .nested(shape[...]) { .optional(entry($0 / value.columns, $0 % value.columns)) }
    }
    return .object(
      [
        ("command", .string("hessian")), ("of", .string("s")),
        ("wrt", .strings([rows.name, columns.name])),
      ] + scalar.members + [
        ("shape", .integers(shape)), ("value", nested { value[$0, $1] }),
        ("finiteDifference", nested { differences?[0, $0, $1]?.value }),
        (
          "error",
          nested { i, j in differences?[0, i, j].map { abs(value[i, j] - $0.value) } }
        ),
        ("bound", nested { differences?[0, $0, $1]?.bound }),
        ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
      ])
  }
}
