import Core

extension CommandSpec {
  static let show = CommandSpec(
    name: "show", group: .values, summary: "show any quantity at the current input",
    pattern: [.argument("QUANTITY", .shown), .optional([.word("full")])],
    arguments: [
      (
        "QUANTITY",
        "I A J H H2, and of each layer W1 b1 z1 f1 D1 G1 B1; an entry with its indices: W1[2,3]; "
          + "or one derivative of s = dout · A: ds/dW2[1,2], d2s/dW2[1,2]dW1[2,1], d2s/db1[1]dI2"
      ),
      ("full", "every row and column, whatever the size"),
    ],
    details:
      "D_l = diag(σ′(z_l)), G_l = ∂z_l/∂I, B_l = ∂A/∂f_l; what is a derivative is shown beside its "
      + "finite differences.",
    examples: [
      "show W1", "show z1", "show G1", "show H1[1,2]", "show ds/dW2[1,2]",
      "show d2s/dW2[1,2]dW1[2,1]", "show d2A1/db2[1]dI2",
    ],
    run: { invocation, session in
      let network = try session.network()
      if let partial = invocation.arguments.partial("QUANTITY") {
        return .report(
          try PartialReport(
            partial, session: session, checkpoint: invocation.checkpoint,
            at: invocation.arguments.word("QUANTITY"), range: invocation.range
          ).report(settings: session.settings))
      }
      guard let name = invocation.arguments.quantity("QUANTITY") else {
        throw CommandError("show needs a quantity")
      }
      do throws(QuantityName.Problem) {
        _ = try QuantityShape(of: name, in: network)
      } catch {
        throw CommandError(error.message, at: invocation.arguments.range("QUANTITY"))
      }
      return .report(try ShowReport(name: name, network: network).report(invocation, session))
    })
}

/// A quantity at the current input, from the code that the derivative commands use.
private struct ShowReport {
  var name: QuantityName
  var network: Network

  func report(_ invocation: Invocation, _ session: Session) throws -> Report {
    let isFull = invocation.arguments.has("full")
    if let map = name.jacobianMap(in: network, mistake: session.mistake) {
      let jacobian = try JacobianReport(
        of: map, session: session, checkpoint: invocation.checkpoint, at: invocation.range)
      if !name.indices.isEmpty {
        return part(
          of: .dense(jacobian.value), session, scale: jacobian.value.largestMagnitude,
          check: { jacobian.differences[$0, $1] })
      }
      var report = jacobian.report(settings: session.settings, isFull: isFull, asEntries: false)
      if name.symbol != .jacobian, case .heading(let title, let aside) = report.blocks[0] {
        report.blocks[0] = .heading("\(name.text) = \(title)", aside: aside)
      }
      return report
    }
    if name.symbol == .hessian { return try hessian(invocation, session, isFull: isFull) }
    if name.symbol == .weights {
      let weights = network.layers[layer].weights
      return name.indices.isEmpty
        ? matrix(weights, session, isFull: isFull) : part(of: .dense(weights), session)
    }
    return try vector(session, isFull: isFull)
  }

  private var layer: Int { (name.number ?? 1) - 1 }

  private func hessian(
    _ invocation: Invocation, _ session: Session, isFull: Bool
  ) throws -> Report {
    guard name.indices.isEmpty || name.number != nil else {
      throw CommandError(
        "an entry of H needs an output: H1\(name.text.dropFirst())",
        at: invocation.arguments.range("QUANTITY"))
    }
    let outputs = name.number.map { [$0 - 1] } ?? Array(0..<network.outputCount)
    let report = try HessianReport(
      of: ChainRule(NetworkMap(network), mistake: session.mistake), outputs: outputs,
      session: session,
      checkpoint: invocation.checkpoint, at: invocation.range)
    guard name.indices.isEmpty else {
      return part(
        of: .symmetric(report.values[0]), session, scale: report.values[0].largestMagnitude,
        check: { report.differences[outputs[0], $0, $1] })
    }
    return report.report(settings: session.settings, isFull: isFull, asEntries: false)
  }

  // MARK: Values

  private func matrix(_ matrix: Matrix, _ session: Session, isFull: Bool) -> Report {
    let labels = MatrixTable.Labels.indexed("", names: nil)
    let values = MatrixTable.Values.dense(matrix)
    let blocks: [Report.Block] = [
      .heading(name.text, aside: "\(matrix.rows)×\(matrix.columns)"),
      .matrix(
        MatrixTable(
          rowLabels: labels, columnLabels: labels, values: values,
          isFull: isFull || !session.settings.hasLimits, fullCommand: "show \(name.text) full")),
    ]
    let record = JSONValue.object([
      ("command", .string("show")), ("of", .string(name.text)),
      ("shape", .integers([matrix.rows, matrix.columns])), ("value", .matrix(matrix)),
    ])
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: name.text, shape: [matrix.rows, matrix.columns], parts: [values], rowLabels: labels,
        columnLabels: labels,
        partTitles: [name.text], blocks: blocks, record: record))
  }

  private func vector(_ session: Session, isFull: Bool) throws -> Report {
    let (values, place) = try component(session)
    if let index = name.indices.first {
      return entry(values[index - 1])
    }
    let signal: Signal? =
      switch name.symbol {
      case .input: .input
      case .output: network.output
      case .preactivation: .preactivation(layer + 1)
      case .activation: .activation(layer + 1)
      default: nil
      }
    return VectorReport(
      title: name.text, place: place, values: values,
      labels: signal?.labels(in: network) ?? .indexed(name.text, names: nil)
    ).report(settings: session.settings, isFull: isFull)
  }

  private func component(_ session: Session) throws -> (values: [Double], place: String) {
    if name.symbol == .bias { return (network.layers[layer].bias, "") }
    let input = try session.input()
    let place = "at I = \(Prose.vector(input))"
    return switch name.symbol {
    case .input: (input, "")
    case .preactivation: (NetworkMap(network, to: .preactivation(layer + 1))(input), place)
    case .activation: (NetworkMap(network, to: .activation(layer + 1))(input), place)
    default: (network(input), place)
    }
  }

  // MARK: Entries

  /// One entry of a matrix, or with one index its row.
  private func part(
    of values: MatrixTable.Values, _ session: Session, scale: Double = 0,
    check: @escaping (Int, Int) -> DifferenceEstimate? = { _, _ in nil }
  ) -> Report {
    let row = name.indices[0] - 1
    guard name.indices.count == 1 else {
      let column = name.indices[1] - 1
      return entry(values[row, column], estimate: check(row, column), scale: scale)
    }
    var report = VectorReport(
      title: name.text, place: "",
      values: (0..<values.columns).map { values[row, $0] },
      labels: .indexed("", names: nil)
    ).report(settings: session.settings)
    if name.symbol != .weights {
      // A row of a derivative stands beside its finite differences, an entry a line.
      let head = name.headText
      report.blocks =
        [report.blocks[0]]
        + EntryTable(
          count: values.columns,
          entry: { column in
            EntryTable.Entry(
              name: "\(head)[\(row + 1),\(column + 1)]", analytic: values[row, column],
              estimate: check(row, column))
          }, scale: scale, isFull: !session.settings.hasLimits
        ).blocks
      report.result?.blocks = report.blocks
    }
    return report
  }

  /// - Parameter scale: the largest entry of the whole, which the verdict is relative to.
  private func entry(
    _ value: Double, estimate: DifferenceEstimate? = nil, scale: Double = 0
  ) -> Report {
    var blocks: [Report.Block] = [
      .line(StyledText("\(name.text) = \(Prose.number(value, digits: nil))"))
    ]
    var members: [(String, JSONValue)] = [
      ("command", .string("show")), ("of", .string(name.text)), ("shape", .integers([])),
      ("value", .number(value)),
    ]
    if let estimate {
      let check = EntryCheck(analytic: value, estimate: estimate, scale: scale)
      blocks.append(.line(check.line))
      members += check.members
    }
    let labels = MatrixTable.Labels.none
    let record = JSONValue.object(members)
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: name.text, shape: [], parts: [.dense(Matrix([[value]]))], rowLabels: labels,
        columnLabels: labels, partTitles: [name.text], blocks: blocks, record: record))
  }
}
