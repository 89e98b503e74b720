import Core

/// One number for each of some variables, beside its finite difference: a gradient of s, or a
/// product with its Hessian.
struct VariablesReport {
  /// "gradient" or "hvp", as programs read it.
  var command: String
  var title: String
  var scalar: ScalarAtInput
  var variables: Variables

  /// In the order of the variables' entries.
  var values: [Double]
  var check: Check

  /// The direction of a product with the Hessian, and s along it.
  var along: Along?

  /// The sentences below the table, before those about its differences.
  var notes: [Report.Block]

  /// The words that show all of a large table.
  var fullCommand: String

  struct Along {
    var direction: [Double]

    /// How the heading goes on behind v, such as " of seed 1".
    var origin: String

    var slope: Double
    var curvature: Double
  }

  enum Variables: Equatable {
    case signal(Signal)
    case parameters(ParameterGroup)
  }

  /// Finite differences of the same numbers, or of a sample of them.
  struct Check {
    var checked: Int
    var total: Int
    var step: Double
    var kinks: [KinkCrossing]
    var estimate: (Int) -> DifferenceEstimate?
  }

  func report(settings: Settings, isFull: Bool) -> Report {
    let network = scalar.network
    let shape = variables.shape(in: network)
    let value = Matrix(rows: shape.rows, columns: shape.columns, storage: values)
    var summary = CheckSummary(rowCount: value.rows)
    let scale = value.largestMagnitude
    for (index, entry) in values.enumerated() {
      guard let estimate = check.estimate(index) else { continue }
      summary.add(row: index / value.columns, analytic: entry, estimate: estimate, scale: scale)
    }
    let labels = variables.labels(in: network)
    let v = along.map { "v = \(Prose.vector($0.direction))\($0.origin), " } ?? ""
    let aside = "\(value.rows)×\(value.columns), \(v)\(scalar.place)"
    let blocks: [Report.Block] =
      [
        .heading(title, aside: aside),
        .matrix(
          MatrixTable(
            rowLabels: labels.rows, columnLabels: labels.columns, values: .dense(value),
            checks: summary.rows, isFull: isFull || !settings.hasLimits, fullCommand: fullCommand)),
      ] + notes
      + DifferenceNotes(
        method: settings.differenceMethod, checked: check.checked, total: check.total,
        step: check.step, kinks: check.kinks, summary: summary, of: "s"
      ).blocks + AtKinkNote(map: NetworkMap(network), x: scalar.input).blocks
    let record = record(summary)
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title, value, rowLabels: labels.rows, columnLabels: labels.columns, blocks: blocks,
        record: record))
  }

  private func record(_ summary: CheckSummary) -> JSONValue {
    let (values, check) = (values, check)
    let shape = variables.indices(in: scalar.network)
    func nested(_ entry: @escaping (Int) -> Double?) -> JSONValue {
      .nested(shape[...]) { .optional(entry($0)) }
    }
    var record: [(String, JSONValue)] = [
      ("command", .string(command)), ("of", .string("s")),
      ("wrt", .string(variables.name(in: scalar.network))),
      ("s", .number(scalar.s(scalar.input))),
    ]
    record += scalar.members
    if let along {
      record += [
        ("direction", .numbers(along.direction)), ("slope", .number(along.slope)),
        ("curvature", .number(along.curvature)),
      ]
    }
    record += [
      ("shape", .integers(shape)), ("value", nested { values[$0] }),
      ("finiteDifference", nested { check.estimate($0)?.value }),
      ("error", nested { p in check.estimate(p).map { abs(values[p] - $0.value) } }),
      ("bound", nested { check.estimate($0)?.bound }),
      ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
    ]
    return .object(record)
  }
}

extension VariablesReport.Variables {
  init(_ group: VariableGroup) {
    switch group {
    case .input: self = .signal(.input)
    case .parameters(let group): self = .parameters(group)
    }
  }

  /// "I", "z2", "W2".
  func name(in network: Network) -> String {
    switch self {
    case .signal(let signal): signal.name(in: network)
    case .parameters(let group): group.name
    }
  }

  /// The names of the rows and columns of numbers for each of them: neurons, and what they take.
  fileprivate func labels(
    in network: Network
  ) -> (rows: MatrixTable.Labels, columns: MatrixTable.Labels) {
    switch self {
    case .signal(let signal): return (signal.labels(in: network), .none)
    case .parameters(let group):
      let rows = Signal.preactivation(group.layer).labels(in: network)
      guard case .weights(let layer) = group else { return (rows, .none) }
      let before: Signal = layer == 1 ? .input : .activation(layer - 1)
      return (rows, before.labels(in: network))
    }
  }

  /// The sizes of a table with a number for each of them.
  fileprivate func shape(in network: Network) -> (rows: Int, columns: Int) {
    switch self {
    case .signal(let signal): (network.count(of: signal), 1)
    case .parameters(let group): network.shape(of: group)
    }
  }

  /// One count for each index: two of weights, one otherwise.
  fileprivate func indices(in network: Network) -> [Int] {
    switch self {
    case .signal(let signal): [network.count(of: signal)]
    case .parameters(let group): network.indices(of: group)
    }
  }
}
