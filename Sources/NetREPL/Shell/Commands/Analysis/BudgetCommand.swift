import Core

extension CommandSpec {
  static let budget = CommandSpec(
    name: "budget", group: .analysis,
    summary: "show how much each layer adds to the Hessian, and what cancels",
    pattern: [
      .optional([.word("of"), .argument("Q", .signal)]),
      .optional([.word("wrt"), .argument("R", .signal)]),
    ],
    arguments: [
      ("Q", "the output, such as A2, or a component of another signal: f1[3]; A1 otherwise"),
      ("R", "an earlier signal: I, z1, f1, ...; I otherwise"),
    ],
    details:
      "H_k is the sum of one term a layer, G_lᵀ diag(B_l[k,:] σ″(z_l)) G_l. The norm is that of "
      + "Frobenius. Where two terms point in opposite directions, cosine −1, one undoes the other.",
    examples: ["budget", "budget of A2", "budget wrt z1"],
    run: { invocation, session in
      .report(try BudgetReport(invocation, session).report)
    })
}

/// The layers' shares of one Hessian as `budget` answers them.
private struct BudgetReport {
  var map: NetworkMap
  var output: Int
  var budget: CurvatureBudget

  /// H, their sum, beside differences of the output alone.
  var whole: CheckedTensor

  /// Whether an output was asked for.
  var isChosen: Bool

  /// The largest entry of the sum less that of the Hessian as `hessian` forms it, and its scale.
  var difference: Double

  init(_ invocation: Invocation, _ session: Session) throws {
    let (rule, component) = try invocation.rule(session)
    let map = rule.map
    self.map = map
    output = component ?? 0
    isChosen = component != nil || map.outputCount == 1
    let d = Double(map.inputCount)
    let curved = map.stages.filter { if case .activation = $0 { true } else { false } }.count
    try Memory.require(
      bytes: 8 * Double(curved + 3) * d * (d + 1) / 2,
      for: "\(Prose.count(curved, "term")) of \(map.inputCount)×\(map.inputCount)",
      at: invocation.range)
    let x = NetworkMap(map.network, to: map.from)(try session.input())
    budget = try rule.curvatureBudget(
      at: x, output: output, checkpoint: invocation.checkpoint)
    let formed = try rule.hessian(
      at: x, outputs: [output], checkpoint: invocation.checkpoint)
    difference =
      zip(budget.total.storage, formed[0].storage).map { $0 == $1 ? 0 : $0 - $1 }
      .largestMagnitude
    let (output, differences) = (
      output,
      try session.finiteDifference.hessian(
        of: map, at: x, outputs: [output], checkpoint: invocation.checkpoint)
    )
    let labels = map.from.labels(in: map.network)
    let (of, wrt) = (map.to.labels(in: map.network).short(output), map.from.name(in: map.network))
    let title = "∂²\(of)/∂\(wrt)²"
    whole = try CheckedTensor(
      "budget", of: of, wrt: [wrt], title: title, shape: [map.inputCount, map.inputCount],
      rows: labels, columns: labels, parts: [.init(title, .symmetric(budget.total))],
      check: .init(
        estimate: { differences[output, $1, $2] },
        run: DifferenceRun(differences, session.settings.differenceMethod, of: of)),
      checkpoint: invocation.checkpoint)
    whole.point = session.point
    whole.members = members
  }

  private var of: String { name(of: output) }
  private func name(of component: Int) -> String {
    map.to.labels(in: map.network).short(component)
  }
  private var wrt: String { map.from.name(in: map.network) }

  var report: Report {
    let d = map.inputCount
    var blocks: [Report.Block] = [
      .heading("∂²\(of)/∂\(wrt)² by layers", aside: "\(d)×\(d) symmetric")
    ]
    if budget.terms.isEmpty {
      blocks.append(.paragraph("No layer curves here: σ″ is 0 everywhere, and so is H."))
      return Report(blocks: blocks + checks, record: whole.record)
    }
    blocks.append(.table(table))
    blocks.append(
      .paragraph(
        "Norm: the root of the sum of all squares; share: of the sum of the layers' norms; neurons: "
          + "those that bend, and a term has no larger rank."))
    blocks.append(.paragraph(balance))
    blocks += opposites.map { .paragraph($0) }
    guard budget.total.largestMagnitude.isFinite else {
      return Report(blocks: blocks, record: whole.record)
    }
    blocks.append(.paragraph(rank))
    blocks.append(
      .paragraph(
        "The terms sum to what `hessian` forms, to \(Prose.magnitude(difference))."
          + (isChosen ? "" : " `budget of \(name(of: 1))` splits another output.")))
    return Report(blocks: blocks + checks, record: whole.record)
  }

  // MARK: Words

  private var checks: [Report.Block] {
    let line = whole.summaries[0].worst.map { row in
      Report.Block.line(
        StyledText(
          "H beside differences: largest error \(Prose.magnitude(row.largestError)), "
            + "bound \(Prose.magnitude(row.bound)): ")
          + StyledText(row.verdict?.words ?? "", row.verdict?.style ?? .plain))
    }
    return (line.map { [$0] } ?? []) + whole.checkNotes
  }

  private var table: Table {
    let sum = budget.terms.reduce(0) { $0 + $1.hessian.norm }
    let all = budget.terms.map(\.hessian) + [budget.total]
    let shares = budget.terms.map { term in
      sum > 0 && sum.isFinite ? Self.percent(term.hessian.norm / sum) : ""
    }
    return Table(columns: [
      Table.text("layer", budget.terms.map(name) + ["H"]),
      Table.Column(header: "norm", cells: .numbers(all.map(\.norm))),
      Table.text("share", shares + [""]),
      Table.Column(header: "trace", cells: .numbers(all.map(\.trace))),
      Table.Column(header: "largest entry", cells: .numbers(all.map(\.largestMagnitude))),
      Table.Column(
        header: "neurons",
        cells: .text(
          (budget.terms.map { "\($0.neuronCount)" } + [""]).map { StyledText($0) })),
    ])
  }

  private func name(_ term: CurvatureBudget.Term) -> String {
    "\(term.layer) \(map.network.layers[term.layer - 1].activation.text)".escapingControls
  }

  private static func percent(_ part: Double) -> String { "\(Int((100 * part).rounded())) %" }

  private var balance: String {
    guard let lost = budget.cancellation else { return "A term is not finite, or all are 0." }
    if budget.terms.count == 1 { return "One layer makes all of it." }
    return lost < 0.005
      ? "The terms add up: nothing cancels."
      : "\(Self.percent(lost)) of the sum of the norms cancels: the terms undo each other in part."
  }

  /// The pairs of terms of which one undoes a good part of the other.
  private var opposites: [String] {
    budget.terms.indices.flatMap { a in
      budget.terms.indices.dropFirst(a + 1).compactMap { b -> String? in
        guard let cosine = budget.cosine(a, b), cosine <= -0.1 else { return nil }
        return "Layers \(budget.terms[a].layer) and \(budget.terms[b].layer) work against each "
          + "other: cosine \(Prose.number(cosine, digits: 2))."
      }
    }
  }

  /// What the bound counts beside the width.
  private var neuronsBefore: String {
    let count = budget.rankBound - map.network.count(of: budget.narrowest)
    return count > 0
      ? " and \(Prose.count(count, "neuron")) that curve\(count == 1 ? "s" : "") before" : ""
  }

  private var rank: String {
    let d = map.inputCount
    let isEveryNeuron = budget.narrowest == map.to
    let reason =
      isEveryNeuron
      ? "as many as neurons curve"
      : budget.narrowest == map.from
        ? "\(wrt) has no more components"
        : "the width of \(budget.narrowest.name(in: map.network))\(neuronsBefore)"
    let most = min(d, budget.rankBound)
    var text =
      "Rank at most \(most), the number of directions that \(of) can bend along: \(reason)."
    if budget.rankBound < d {
      text +=
        " At least \(Prose.count(d - budget.rankBound, "direction")) of \(wrt) "
        + "\(d - budget.rankBound == 1 ? "is" : "are") flat: along them the slope does not change."
    }
    let flat = budget.flatInputs
    if !flat.isEmpty {
      let labels = map.from.labels(in: map.network)
      let named = flat.prefix(6).map(labels.short).joined(separator: ", ")
      text +=
        " Exactly flat: \(named)" + (flat.count > 6 ? " and \(flat.count - 6) more." : ".")
    }
    if map.from == .input, map.to == map.network.output {
      text += " `spectrum H\(output + 1)` shows how much along which."
    }
    return text
  }

  private var members: [(String, JSONValue)] {
    func measures(_ hessian: PackedSymmetric) -> [(String, JSONValue)] {
      [
        ("norm", .number(hessian.norm)), ("trace", .number(hessian.trace)),
        ("largest", .number(hessian.largestMagnitude)),
      ]
    }
    let terms = budget.terms.map { term in
      JSONValue.object(
        [("layer", .integer(term.layer)), ("neurons", .integer(term.neuronCount))]
          + measures(term.hessian) + [("value", .symmetric(term.hessian))])
    }
    return [
      ("terms", .array(terms)), ("total", .object(measures(budget.total))),
      ("cancellation", .optional(budget.cancellation)),
      ("rankBound", .integer(min(map.inputCount, budget.rankBound))),
      ("narrowest", .string(budget.narrowest.name(in: map.network))),
      ("flatInputs", .integers(budget.flatInputs.map { $0 + 1 })),
      ("difference", .number(difference)),
    ]
  }
}
