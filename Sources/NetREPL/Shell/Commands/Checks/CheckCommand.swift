import Core

extension CommandSpec {
  static let check = CommandSpec(
    name: "check", group: .checks,
    summary: "compare every check method, side by side",
    pattern: [.optional([.argument("QUANTITY", .derivative)])],
    arguments: [("QUANTITY", "J, H, H2, D1, G1 or B1; J and H otherwise")],
    details:
      "Ridders and central differences see the values of the network alone; the complex step shares "
      + "σ with the formulas, hyper-dual numbers share σ, σ′ and σ″; none shares the chain rule.",
    examples: ["check", "check J", "check H1"],
    run: { invocation, session in
      let network = try session.network()
      let input = try session.input()
      let names =
        invocation.arguments.quantity("QUANTITY").map { [$0] }
        ?? [QuantityName(symbol: .jacobian), QuantityName(symbol: .hessian)]
      var blocks: [Report.Block] = []
      var records: [JSONValue] = []
      for name in names {
        try name.require(in: network, at: invocation.arguments.range("QUANTITY"))
        let methods = try MethodComparison(
          of: name, network: network, input: input, session: session,
          checkpoint: invocation.checkpoint)
        if !blocks.isEmpty { blocks.append(.blank) }
        blocks += methods.blocks
        records.append(methods.record)
      }
      return .report(
        Report(
          blocks: blocks,
          record: .object([("command", .string("check")), ("checks", .array(records))])
        ).at(session.point))
    })
}

/// One quantity by every method that can compute it, each beside the analytic value.
private struct MethodComparison {
  var name: String

  /// The size of the largest analytic entry.
  var scale = 0.0
  var methods: [Method] = []

  struct Method {
    var name: String
    var shared: String
    var largestError: Double
    var verdict: Verdict?
    var checked: Int
    var total: Int
  }

  init(
    of quantity: QuantityName, network: Network, input: [Double], session: Session,
    checkpoint: Checkpoint
  ) throws {
    name = quantity.headText
    if let map = quantity.jacobianMap(in: network, fault: session.fault) {
      let x = NetworkMap(network, to: map.from)(input)
      try compareJacobian(of: map, at: x, session, checkpoint)
    } else {
      let outputs = quantity.number.map { [$0 - 1] } ?? Array(0..<network.outputCount)
      try compareHessian(
        of: session.rule(of: network), outputs, at: input, session,
        checkpoint)
    }
  }

  // MARK: Jacobian

  private mutating func compareJacobian(
    of rule: ChainRule, at x: [Double], _ session: Session, _ checkpoint: Checkpoint
  ) throws {
    let map = rule.map
    let value = try rule.jacobian(at: x, checkpoint: checkpoint)
    scale = value.largestMagnitude
    for method in FiniteDifference.Method.allCases {
      var difference = session.finiteDifference
      difference.method = method
      let differences = try difference.jacobian(of: map, at: x, checkpoint: checkpoint)
      let summary = try CheckSummary(
        of: .dense(value), scale: scale, checkpoint: checkpoint
      ) { differences[$0, $1] }
      add(method, summary, differences.checkedCount, of: differences.entryCount)
    }
    let complex = try ComplexStep.jacobian(of: map, at: x, checkpoint: checkpoint)
    add("complex step", "σ", errors(value, complex), of: value.storage.count)
    let dual = try HyperDual.derivatives(of: map, at: x, pairs: [], checkpoint: checkpoint)
    add("dual numbers", "σ, σ′", errors(value, dual.jacobian), of: value.storage.count)
  }

  private func errors(_ first: Matrix, _ second: Matrix) -> [Double] {
    zip(first.storage, second.storage).map { abs($0 - $1) }
  }

  // MARK: Hessian

  private mutating func compareHessian(
    of rule: ChainRule, _ outputs: [Int], at x: [Double], _ session: Session,
    _ checkpoint: Checkpoint
  ) throws {
    let map = rule.map
    let values = try rule.hessian(at: x, outputs: outputs, checkpoint: checkpoint)
    scale = values.map(\.largestMagnitude).largestMagnitude
    var pairs: [InputPair] = []
    var total = 0
    for method in FiniteDifference.Method.allCases {
      var difference = session.finiteDifference
      difference.method = method
      let differences = try difference.hessian(
        of: map, at: x, outputs: outputs, checkpoint: checkpoint)
      var summary = CheckSummary(rowCount: 0)
      for (output, value) in zip(outputs, values) {
        summary.merge(
          try CheckSummary(
            of: .symmetric(value), differences.checkedPairs.map { ($0.i, $0.j) }, scale: scale,
            checkpoint: checkpoint
          ) { differences[output, $0, $1] })
      }
      pairs = differences.checkedPairs
      total = differences.entryCount
      add(method, summary, differences.checkedCount, of: total)
    }
    // The same entries as the differences: their number was chosen to fit the time.
    let dual = try HyperDual.derivatives(of: map, at: x, pairs: pairs, checkpoint: checkpoint)
    let errors = pairs.indices.flatMap { row in
      outputs.indices.map {
        abs(values[$0][pairs[row].i, pairs[row].j] - dual.second[row, outputs[$0]])
      }
    }
    add("hyper-dual numbers", "σ, σ′, σ″", errors, of: total)
  }

  // MARK: Methods

  private mutating func add(
    _ method: FiniteDifference.Method, _ summary: CheckSummary, _ checked: Int, of total: Int
  ) {
    methods.append(
      Method(
        name: method == .ridders ? "Ridders' differences" : "central differences",
        shared: "nothing",
        largestError: summary.largestError, verdict: summary.verdict, checked: checked,
        total: total))
  }

  /// A method that is exact but for rounding, which is allowed 1e-12 of the largest entry.
  private mutating func add(_ name: String, _ shared: String, _ errors: [Double], of total: Int) {
    let largest = errors.largestMagnitude
    methods.append(
      Method(
        name: name, shared: shared, largestError: largest,
        verdict: errors.isEmpty || scale.isNaN
          ? nil : largest <= 1e-12 * scale ? .agrees : .wrong,
        checked: errors.count, total: total))
  }

  var blocks: [Report.Block] {
    let table = Table(columns: [
      Table.text("method", methods.map(\.name)),
      Table.text("shares", methods.map(\.shared)),
      Table.Column(header: "max error", cells: .magnitudes(methods.map(\.largestError))),
      Table.Column(
        header: "of largest",
        cells: .magnitudes(
          methods.map { scale > 0 ? $0.largestError / scale : nil })),
      Table.text("entries", methods.map { "\($0.checked) of \($0.total)" }),
      Table.Column(
        header: "",
        cells: .text(
          methods.map { StyledText($0.verdict?.words ?? "", $0.verdict?.style ?? .plain) })
      ),
    ])
    return [
      .heading(name, aside: "largest entry \(Prose.number(scale))"), .table(table),
    ]
  }

  var record: JSONValue {
    let methods = methods
    return .object([
      ("of", .string(name)), ("largestEntry", .number(scale)),
      (
        "methods",
        .array(
          methods.map { method in
            .object([
              ("method", .string(method.name)), ("error", .number(method.largestError)),
              ("checked", .integer(method.checked)),
              ("verdict", method.verdict.map { .string($0.words) } ?? .null),
            ])
          })
      ),
    ])
  }
}
