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
      "H_k is the sum of one term a layer, G_lᵀ diag(B_l[k,:] ∘ σ″(z_l)) G_l. The norm is that of "
      + "Frobenius. Where two terms point in opposite directions, cosine −1, one undoes the other.",
    examples: ["budget", "budget of A2", "budget wrt z1"],
    run: { invocation, _ in try BudgetReport(invocation).report })
}

/// The layers' shares of one Hessian as `budget` answers them.
private struct BudgetReport {
  private var map: NetworkMap
  private var output: Int
  private var budget: CurvatureBudget

  /// H, their sum, beside differences of the output alone.
  private var whole: CheckedTensor

  /// Whether an output was asked for.
  private var isChosen: Bool

  /// The largest entry of the sum less that of the Hessian as `hessian` forms it, and its scale.
  private var difference: Double

  private var of: String
  private var wrt: String

  init(_ invocation: Invocation) throws {
    let (rule, component) = try invocation.ruleOfOne()
    let (map, output, checkpoint) = (rule.map, component ?? 0, invocation.checkpoint)
    (self.map, self.output) = (map, output)
    isChosen = component != nil || map.outputCount == 1
    let d = Double(map.inputCount)
    let curved = map.stages.filter { if case .activation = $0 { true } else { false } }.count
    try Memory.require(
      bytes: 8 * Double(curved + 3) * d * (d + 1) / 2,
      for: "\(Prose.count(curved, "term")) of \(map.inputCount)×\(map.inputCount)",
      at: invocation.range)
    let x = NetworkMap(map.network, to: map.from)(try invocation.input())
    budget = try rule.curvatureBudget(at: x, output: output, checkpoint: checkpoint)
    let formed = try rule.hessian(at: x, outputs: [output], checkpoint: checkpoint)
    difference =
      zip(budget.total.storage, formed[0].storage).map { $0 == $1 ? 0 : $0 - $1 }
      .largestMagnitude
    let differences = try invocation.secondDifferences(
      of: NetworkFunction(map, at: x), outputs: [output])
    let labels = map.from.labels(in: map.network)
    of = map.to.labels(in: map.network).short(output)
    wrt = map.from.name(in: map.network)
    let title = "∂²\(of)/∂\(wrt)²"
    whole = try CheckedTensor(
      "budget", of: of, wrt: [wrt], title: title, at: invocation.point,
      shape: [map.inputCount, map.inputCount], rows: labels, columns: labels,
      parts: [.init(title, .symmetric(budget.total))],
      check: .init(
        estimate: { differences[output, $1, $2] },
        run: DifferenceRun(differences, invocation.settings.differenceMethod, of: of)),
      checkpoint: checkpoint)
    whole.members = members
  }

  var report: Report {
    let d = map.inputCount
    var blocks: [Report.Block] = [
      .heading("∂²\(of)/∂\(wrt)² by layers", aside: "\(d)×\(d) symmetric")
    ]
    if budget.terms.isEmpty {
      blocks.append(.paragraph("No layer curves here: σ″ is 0 everywhere, and so is H."))
      return Report(blocks + checks, of: whole)
    }
    blocks += [
      .table(table),
      .paragraph(
        "Norm: the root of the sum of all squares; share: of the sum of the layers' norms; neurons: "
          + "those that bend, and a term has no larger rank."), .paragraph(balance),
    ]
    blocks += opposites.map { .paragraph($0) }
    guard budget.total.largestMagnitude.isFinite else { return Report(blocks, of: whole) }
    let other = map.to.labels(in: map.network)
    blocks += [
      .paragraph(rank),
      .paragraph(
        "The terms sum to what `hessian` forms, to \(Prose.magnitude(difference))."
          + (isChosen ? "" : " `budget of \(other.short(1))` splits another output.")),
    ]
    return Report(blocks + checks, of: whole)
  }

  // MARK: Words

  private var checks: [Report.Block] {
    let row = whole.summaries[0].worst
    let line = row.map { row in
      "H beside differences: largest error \(Prose.magnitude(row.largestError)), "
        + "bound \(Prose.magnitude(row.bound)): " + (row.verdict?.styled ?? "")
    }
    return (line.map { [.line($0)] } ?? []) + whole.checkNotes
  }

  private var table: [TableColumn] {
    let terms = budget.terms
    let sum = terms.reduce(0) { $0 + $1.hessian.norm }
    let all = terms.map(\.hessian) + [budget.total]
    let shares = terms.map { sum > 0 && sum.isFinite ? Self.percent($0.hessian.norm / sum) : "" }
    return [
      .text("layer", terms.map(name) + ["H"]), .numbers("norm", all.map(\.norm)),
      .text("share", shares + [""]), .numbers("trace", all.map(\.trace)),
      .numbers("largest entry", all.map(\.largestMagnitude)),
      .text("neurons", terms.map { "\($0.neuronCount)" } + [""]),
    ]
  }

  private func name(_ term: CurvatureBudget.Term) -> String {
    "\(term.layer) \(map.network.layers[term.layer - 1].activation.shortText)".escapingControls
  }

  private static func percent(_ part: Double) -> String {
    "\(Int(clamping: (100 * part).rounded())) %"
  }

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

  private var rank: String {
    let d = map.inputCount
    let before = budget.rankBound - map.network.count(of: budget.narrowest)
    // What the bound counts beside the width.
    let neurons =
      before > 0
      ? " and \(Prose.count(before, "neuron")) that curve\(before == 1 ? "s" : "") before" : ""
    let reason =
      budget.narrowest == map.to
      ? "as many as neurons curve"
      : budget.narrowest == map.from
        ? "\(wrt) has no more components"
        : "the width of \(budget.narrowest.name(in: map.network))\(neurons)"
    var text =
      "Rank at most \(min(d, budget.rankBound)), the number of directions that \(of) can bend along: "
      + "\(reason)."
    let missing = d - budget.rankBound
    if missing > 0 {
      text +=
        " At least \(Prose.count(missing, "direction")) of \(wrt) "
        + "\(missing == 1 ? "is" : "are") flat: along them the slope does not change."
    }
    let flat = budget.flatInputs
    if !flat.isEmpty {
      let named = flat.prefix(6).map(map.from.labels(in: map.network).short).joined(separator: ", ")
      text +=
        " Exactly flat: \(named)" + (flat.count > 6 ? " and \(flat.count - 6) more." : ".")
    }
    if map.from == .input, map.to == map.network.output {
      text += " `spectrum H\(output + 1)` shows how much along which."
    }
    return text
  }

  private var members: Record {
    func measures(_ hessian: PackedSymmetric) -> Record {
      ["norm": hessian.norm, "trace": hessian.trace, "largest": hessian.largestMagnitude]
    }
    let terms = budget.terms.map { term in
      ["layer": term.layer, "neurons": term.neuronCount] + measures(term.hessian)
        + ["value": term.hessian]
    }
    return [
      "terms": terms, "total": measures(budget.total), "cancellation": budget.cancellation,
      "rankBound": min(map.inputCount, budget.rankBound),
      "narrowest": budget.narrowest.name(in: map.network),
      "flatInputs": budget.flatInputs.map { $0 + 1 }, "difference": difference,
    ]
  }
}
