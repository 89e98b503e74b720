import Core

extension CommandSpec {
  static let output = CommandSpec(
    name: "output", group: .values, summary: "show the output A at the current input",
    pattern: [], examples: ["output"],
    computation: { _, session in
      let network = try session.network()
      let (workspace, x) = (OutputWorkspace(NetworkMap(network)), try session.input())
      var output = [Double](repeating: 0, count: network.outputCount)
      return { _ in workspace.evaluate(at: x, into: &output) }
    },
    run: { _, session in
      let network = try session.network()
      let input = try session.input()
      let value = network(input)
      var report = VectorReport(
        title: "A", place: "at I = \(Prose.vector(input))", values: value,
        labels: network.output.labels(in: network)
      ).report(settings: session.settings)
      report.record = .object([
        ("command", .string("output")), ("shape", .integers([value.count])),
        ("value", .numbers(value)),
      ])
      report.result?.record = report.record
      return .report(report)
    })
}

/// A vector as a labelled column.
struct VectorReport {
  var title: String
  var place: String
  var values: [Double]
  var labels: MatrixTable.Labels

  func report(settings: Settings, isFull: Bool = false) -> Report {
    let matrix = MatrixTable.Values.dense(
      Matrix(rows: values.count, columns: 1, storage: values))
    let blocks: [Report.Block] = [
      .heading(title, aside: place),
      .matrix(
        MatrixTable(
          rowLabels: labels, columnLabels: .none, values: matrix,
          isFull: isFull || !settings.hasLimits, fullCommand: "show \(title) full")),
    ]
    let record = JSONValue.object([
      ("command", .string("show")), ("of", .string(title)),
      ("shape", .integers([values.count])), ("value", .numbers(values)),
    ])
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: title, shape: [values.count], parts: [matrix], rowLabels: labels,
        columnLabels: .none,
        partTitles: [title], blocks: blocks, record: record))
  }
}
