import Core

extension CommandSpec {
  static let why = CommandSpec(
    name: "why", group: .derivations,
    summary: "explain an entry of a derivative: the neurons that make it, ranked",
    pattern: [
      .argument("ENTRY", .explained),
      .optional([.word("layer"), .argument("L", .index)]), .optional([.word("full")]),
    ],
    arguments: [
      (
        "ENTRY",
        "J[1,2], of the first output's Hessian H1[1,2], or a derivative of s: ds/dW2[1,2], "
          + "d2s/dW2[1,2]dW1[2,1]"
      ),
      ("L", "for J: the layer whose neurons the sum runs over; the first that curves otherwise"),
      ("full", "every neuron, whatever the size"),
    ],
    details:
      "H_k[i,j] is the sum of B_l[k,p] σ″(z_l[p]) G_l[p,i] G_l[p,j] over all neurons p of all "
      + "layers, and J[k,i] that of B_l[k,p] σ′(z_l[p]) G_l[p,i] over those of any one layer, since "
      + "every path leads through it. ∂s/∂W_l[p,q] is the sum of δ_(l+1)[k] W_(l+1)[k,p] σ′(z_l[p]) "
      + "f_(l−1)[q] over the neurons k that z_l[p] goes to.",
    examples: [
      "why H1[1,2]", "why J[1,2]", "why J[1,2] layer 3", "why ds/dW1[1,2]",
      "why d2s/dW2[1,2]dW1[2,1]",
    ],
    run: { invocation, session in
      if let partial = invocation.arguments.partial("ENTRY") {
        return try WhyPartial(partial, invocation).report
      }
      return try WhyEntry(invocation).report(isFull: invocation.isFull)
    })
}

/// The entry that is to be explained, and its parts.
private struct WhyEntry {
  var name: QuantityName
  var network: Network
  var tensor: CheckedTensor
  var parts: EntryContributions

  init(_ invocation: Invocation) throws {
    network = try invocation.network()
    let input = try invocation.input()
    let range = invocation.arguments.range("ENTRY")
    guard let name = invocation.arguments.quantity("ENTRY") else {
      throw CommandError("why needs an entry such as H1[1,2]")
    }
    self.name = name
    try name.require(in: network, at: range)
    guard name.indices.count == 2 else {
      throw CommandError("why explains one entry: \(name.headText)[1,1]", at: range)
    }
    let (row, column) = (name.indices[0] - 1, name.indices[1] - 1)
    let rule = invocation.rule(of: network)
    let whole: CheckedTensor
    if name.symbol == .jacobian {
      // Else the first that curves, else the first that does more than scale.
      let layers = network.layers
      let first =
        layers.firstIndex { !$0.activation.isPiecewiseLinear }
        ?? layers.firstIndex { !$0.isScaling } ?? 0
      let layer = try invocation.layer("L", in: network) ?? first + 1
      whole = try .jacobian(of: rule, invocation)
      parts = try rule.jacobianContributions(
        at: input, output: row, column, layer: layer, checkpoint: invocation.checkpoint)
    } else {
      guard let output = name.number else {
        throw CommandError(
          "an entry of H needs an output: H1\(name.text.dropFirst())", at: range)
      }
      if invocation.arguments.has("layer") {
        throw invocation.arguments.error(
          "an entry of H sums over all layers; leave the layer out", at: "L")
      }
      whole = try .hessian(of: rule, outputs: Choice(indices: [output - 1]), invocation)
      parts = try rule.hessianContributions(
        at: input, output: output - 1, row, column, checkpoint: invocation.checkpoint)
    }
    let entry = whole.entry(0, row, column)
    tensor = CheckedTensor(
      "why", of: name.text, wrt: whole.wrt, title: name.text, at: invocation.point,
      value: entry.analytic, estimate: entry.estimate, scale: entry.scale)
    tensor.members = ["terms": parts.record]
  }

  func report(isFull: Bool) -> Report {
    let value = "\(name.text) = \(Prose.number(tensor.entry(0).analytic))"
    let blocks =
      parts.contributions.isEmpty
      ? [.paragraph("No layer curves here: σ″ is 0 everywhere, and so is H.")]
      : table(isFull: isFull).blocks(
        of: .line("  = \(formula)"), notes: [hasCoupledLayer ? coupledNote : nil])
    return Report([.line(StyledText(value, .strong))] + blocks + tensor.entryLine, of: tensor)
  }

  // MARK: Words

  private var isHessian: Bool { name.symbol == .hessian }
  private var layers: [Int] { parts.layers }
  private var hasCoupledLayer: Bool {
    parts.contributions.contains { $0.activationDerivative == nil }
  }

  /// The layer's number behind a letter, or nothing where there are several.
  private var mark: String { layers.count == 1 ? "\(layers[0])" : "" }
  private var row: Int { isHessian ? name.number ?? 1 : name.indices[0] }
  private var columns: [Int] { isHessian ? name.indices : [name.indices[1]] }
  private var sigma: String { isHessian ? "σ″" : "σ′" }

  private var factorNames: [String] {
    let g = isHessian && hasCoupledLayer ? "G̃" : "G"
    let inputs = columns.map { "\(g)\(mark)[p,\($0)]" }
    return hasCoupledLayer
      ? [isHessian ? "c\(mark)[p]" : "(B\(mark)D\(mark))[\(row),p]"] + inputs
      : ["B\(mark)[\(row),p]", "\(sigma)(z\(mark)[p])"] + inputs
  }

  private var formula: String {
    "Σ \(factorNames.joined(separator: " · ")) over the neurons p of \(parts.layerWords)"
  }

  private var coupledNote: String {
    let coupled = network.layers.filter(\.activation.couplesNeurons).map(\.activation.name)
    let isSoftmax = coupled.allSatisfy { $0 == "softmax" }
    return isHessian
      ? (isSoftmax
        ? "With p the probabilities, softmax has c = p∘(B − B·p)"
        : "With p the probabilities, "
          + "softmax has c = p∘(B − B·p), logsoftmax c = −(Σ B) p")
        + ", and G̃ is G less its mean, which y weighs. "
        + (layers.count > 1 ? "In the other layers c = B σ″(z), and G̃ is G." : "")
      : "D\(mark) is not diagonal: the neurons of \(coupled.first ?? "softmax") depend on each other."
  }

  private func table(isFull: Bool) -> ContributionTable {
    let factors: [(Contribution) -> Double?] =
      (hasCoupledLayer
        ? [{ $0.coefficient }] : [{ $0.outputDerivative }, { $0.activationDerivative }])
      + columns.indices.map { c in { $0.inputDerivatives[c] } }
    return ContributionTable(
      parts: parts, label: parts.neuron, columns: Array(zip(factorNames, factors)), isFull: isFull,
      fullCommand: "why \(name.text) full")
  }
}
