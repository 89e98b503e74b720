import Core

extension CommandSpec {
  static let show = CommandSpec(
    name: "show", group: .values, summary: "show any quantity at the current input",
    pattern: [
      .choice([
        [.argument("QUANTITY", .shown), .entries],
        [.rest("EXPRESSION", .expression)],
      ])
    ],
    arguments: [
      (
        "QUANTITY",
        "I A J H H2, and of each layer W1 b1 z1 f1 D1 G1 B1; an entry with its indices: W1[2,3]; "
          + "or one derivative of s = dout · A: ds/dW2[1,2], d2s/dW2[1,2]dW1[2,1], d2s/db1[1]dI2"
      ),
      ("EXPRESSION", "anything made of them, as `help =` explains"),
    ] + entryMeanings,
    details:
      "D_l = diag(σ′(z_l)), G_l = ∂z_l/∂I, B_l = ∂A/∂f_l; what is a derivative is shown beside its "
      + "finite differences.",
    examples: [
      "show W1", "show z1", "show G1", "show H1[1,2]", "show ds/dW2[1,2]",
      "show d2s/dW2[1,2]dW1[2,1]", "show d2A1/db2[1]dI2", "show W2 D1 W1",
    ],
    run: { invocation, session in
      if let typed = invocation.typed("EXPRESSION") {
        return try ExpressionReport(typed, by: "show", invocation).report(invocation)
      }
      let network = try session.network()
      if let partial = invocation.arguments.partial("QUANTITY") {
        guard try EntryChoice(invocation.arguments) == nil else {
          throw invocation.error("one derivative has no entries to choose from")
        }
        return try PartialReport(partial, invocation).report(session.settings.display)
      }
      guard let name = invocation.arguments.quantity("QUANTITY") else {
        throw CommandError("show needs a quantity")
      }
      try name.require(in: network, at: invocation.arguments.range("QUANTITY"))
      return try Shown(name: name, network: network, point: session.point)
        .tensor(invocation).report(invocation)
    })
}

/// A quantity at the current input, from the code that the derivative commands use.
private struct Shown {
  var name: QuantityName
  var network: Network
  var point: CheckedTensor.Point?

  func tensor(_ invocation: Invocation) throws -> CheckedTensor {
    if let rule = name.jacobianMap(in: network, fault: invocation.fault) {
      // Of one entry the differences of the others are not needed.
      let column = name.indices.count == 2 ? Choice(indices: [name.indices[1] - 1]) : nil
      var result = try CheckedTensor.jacobian(of: rule, wrt: column, invocation)
      if name.symbol != .jacobian { result.heading = "\(name.text) = \(result.title)" }
      return part(of: result, within: column?.indices)
    }
    switch name.symbol {
    case .hessian:
      let pair = name.indices.count == 2 ? Set(name.indices).sorted().map { $0 - 1 } : nil
      guard name.indices.isEmpty || name.number != nil else {
        throw invocation.arguments.error(
          "an entry of H needs an output: H1\(name.text.dropFirst())", at: "QUANTITY")
      }
      return part(
        of: try .hessian(
          of: invocation.rule(of: network),
          outputs: name.number.map { Choice(indices: [$0 - 1], isOne: true) },
          wrt: pair.map { Choice(indices: $0) }, invocation), within: pair)
    case .weights: return part(of: weights)
    default: return try vector(invocation.session)
    }
  }

  /// What a derivative is with respect to.
  private var wrt: String {
    let map = name.jacobianMap(in: network, fault: nil)?.map
    return (map?.from ?? .input).name(in: network)
  }

  private var layer: Int { (name.number ?? 1) - 1 }

  // MARK: Values

  private var weights: CheckedTensor {
    let labels = CheckedTensor.Labels.indexed("", names: nil)
    let matrix = network.layers[layer].weights
    let axes = network.axes(of: .parameters(.weights(layer + 1)))
    var result = CheckedTensor(
      "show", of: name.text, title: name.text, at: point, shape: [matrix.rows, matrix.columns],
      axes: axes, rows: labels, columns: labels,
      parts: [.init(name.text, .dense(matrix), expression: name.headText)], checkpoint: {})
    result.fullCommand = "show \(name.text) full"
    return result
  }

  private func vector(_ session: Session) throws -> CheckedTensor {
    let signal: Signal? =
      switch name.symbol {
      case .input: .input
      case .preactivation: .preactivation(layer + 1)
      case .activation: .activation(layer + 1)
      case .output: network.output
      default: nil
      }
    let values =
      try signal.map { NetworkMap(network, to: $0)(try session.input()) }
      ?? network.layers[layer].bias
    if let index = name.indices.first {
      return CheckedTensor(
        "show", of: name.text, title: name.text, at: point, value: values[index - 1])
    }
    let place =
      signal == nil || signal == .input ? "" : "at I = \(Prose.vector(try session.input()))"
    return .vector(
      "show", of: name.text, title: name.text, at: place, values,
      signal?.labels(in: network) ?? .indexed(name.text, names: nil), session)
  }

  // MARK: Entries

  /// One entry of a matrix, or with one index its row: of a derivative beside its finite
  /// differences, an entry a line; without an index all of it.
  ///
  /// - Parameter columns: those that the whole has, and of a Hessian the rows too; nil for all.
  private func part(of whole: CheckedTensor, within columns: [Int]? = nil) -> CheckedTensor {
    guard let row = name.indices.first.map({ $0 - 1 }) else { return whole }
    guard name.indices.count == 1 else {
      func place(_ index: Int, _ chosen: [Int]?) -> Int { chosen?.firstIndex(of: index) ?? index }
      let entry = whole.entry(
        0, name.symbol == .hessian ? place(row, columns) : row, place(name.indices[1] - 1, columns))
      return CheckedTensor(
        "show", of: name.text, wrt: [wrt], title: name.text, at: point, value: entry.analytic,
        estimate: entry.estimate, scale: entry.scale)
    }
    let entries = (0..<whole.parts[0].values.columns).map { whole.entry(0, row, $0) }
    let check = whole.check.map { _ in
      CheckedTensor.Check(
        estimate: { _, row, _ in entries[row].estimate }, scale: entries[0].scale)
    }
    var result = CheckedTensor(
      "show", of: name.text, wrt: whole.wrt, title: name.text, at: point,
      values: entries.map(\.analytic), labels: .indexed("", names: nil), check: check)
    result.axes = [whole.axes[whole.axes.count - 1]]
    result.fullCommand = "show \(name.text) full"
    result.asEntries = check != nil
    result.entryName = { [head = name.headText] _, column, _ in
      "\(head)[\(row + 1),\(column + 1)]"
    }
    return result
  }
}
