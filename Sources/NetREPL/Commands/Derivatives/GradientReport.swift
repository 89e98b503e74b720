import Core

/// ∂s/∂W_l or ∂s/∂b_l beside finite differences of s as a function of those entries alone.
struct GradientReport {
  private var group: ParameterGroup
  private var network: Network
  private var input: [Double]
  private var scalar: Scalar
  private var value: Matrix
  private var differences: JacobianDifferences
  private var summary: CheckSummary

  /// - Throws: `CommandError` without an input, or when the differences do not fit memory.
  init(
    of group: ParameterGroup, session: Session, checkpoint: Checkpoint, at range: Range<Int>?
  ) throws {
    self.group = group
    network = try session.network()
    input = try session.input()
    let s = try session.scalarNetwork()
    scalar = s.scalar
    value = WeightDerivatives(s, at: input, mistake: session.mistake).gradient(group)
    let function = NetworkFunction(s.network, of: [.parameters(group)], at: input)
    differences = try session.finiteDifference.jacobian(of: function, checkpoint: checkpoint)
    summary = CheckSummary(rowCount: value.rows)
    let scale = value.largestMagnitude
    for (index, entry) in value.storage.enumerated() {
      guard let estimate = differences[0, index] else { continue }
      summary.add(
        row: index / value.columns, analytic: entry, estimate: estimate, scale: scale)
    }
  }

  private var title: String { "∂s/∂\(group.name)" }

  func report(settings: Settings, isFull: Bool) -> Report {
    let rowLabels = Signal.preactivation(group.layer).labels(in: network)
    let columnLabels: MatrixTable.Labels
    switch group {
    case .weights(1): columnLabels = Signal.input.labels(in: network)
    case .weights(let layer): columnLabels = Signal.activation(layer - 1).labels(in: network)
    case .bias: columnLabels = .none
    }
    let blocks: [Report.Block] =
      [
        .heading(
          title,
          aside: "\(value.rows)×\(value.columns), \(scalar.words), at I = \(Prose.vector(input))"),
        .matrix(
          MatrixTable(
            rowLabels: rowLabels, columnLabels: columnLabels, values: .dense(value),
            checks: summary.rows, isFull: isFull || !settings.hasLimits,
            fullCommand: "gradient wrt \(group.name) full")),
      ]
      + DifferenceNotes(
        method: settings.differenceMethod, checked: differences.checkedCount,
        total: differences.entryCount, step: differences.largestStep,
        kinks: differences.kinks, summary: summary, of: "s"
      ).blocks + AtKinkNote(map: NetworkMap(network), x: input).blocks
    let record = record
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title, value, rowLabels: rowLabels, columnLabels: columnLabels, blocks: blocks,
        record: record))
  }

  private var record: JSONValue {
    let (value, differences) = (value, differences)
    let shape = network.indices(of: group)
    func nested(_ entry: @escaping (Int) -> Double?) -> JSONValue {
      .nested(shape[...]) { .optional(entry($0)) }
    }
    return .object(
      [
        ("command", .string("gradient")), ("of", .string("s")), ("wrt", .string(group.name)),
      ] + scalar.members + [
        ("shape", .integers(shape)),
        ("value", nested { value.storage[$0] }),
        ("finiteDifference", nested { differences[0, $0]?.value }),
        ("error", nested { p in differences[0, p].map { abs(value.storage[p] - $0.value) } }),
        ("bound", nested { differences[0, $0]?.bound }),
        ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
      ])
  }
}
