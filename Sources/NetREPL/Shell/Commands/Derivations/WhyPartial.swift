import Core

/// One derivative of s with respect to weights, biases or inputs, and the neurons that make it.
struct WhyPartial {
  private var name: PartialName
  private var scalar: ObjectiveAtInput
  private var variables: [Variable]
  private var parts: EntryContributions
  private var tensor: CheckedTensor
  private var isFull: Bool

  /// The network that the sum runs over: that of a loss has layers behind A.
  private var network: Network

  /// - Throws: `CommandError` when the network does not have the variables.
  init(_ name: PartialName, _ invocation: Invocation) throws {
    self.name = name
    let network = try invocation.network()
    if invocation.arguments.has("L") {
      throw invocation.arguments.error(
        "this sum runs over the layers behind the variable; leave the layer out", at: "L")
    }
    variables = try name.variables(in: network, at: invocation.arguments.word("ENTRY"))
    scalar = try ObjectiveAtInput(invocation, output: name.output.map { $0 - 1 })
    isFull = invocation.isFull
    let derivatives: WeightDerivatives
    if case .weighted(let dout) = scalar.s.scalar {
      self.network = network
      derivatives = WeightDerivatives(
        network, at: scalar.input, dout: dout, fault: invocation.fault)
    } else {
      self.network = scalar.s.network
      derivatives = scalar.derivatives
    }
    parts =
      variables.count == 1
      ? derivatives.slopeContributions(variables[0])
      : try derivatives.curvatureContributions(
        variables[0], variables[1], checkpoint: invocation.checkpoint)
    let value = parts.value
    // The terms may cancel: an error is small against the larger one.
    let scale = max(parts.contributions.first.map { abs($0.term) } ?? 0, abs(value))
    let estimate = try scalar.difference(
      in: variables, invocation.finiteDifference, checkpoint: invocation.checkpoint
    ).estimate
    tensor = CheckedTensor(
      "why", of: scalar.name, wrt: name.variables.map(\.name.text), title: name.text,
      at: invocation.point, value: value, estimate: estimate, scale: scale)
    tensor.members = ["terms": parts.record]
  }

  var report: Report {
    let heading = Report.Block.heading(
      "\(name.text) = \(Prose.number(parts.value))", aside: scalar.place)
    let table = ContributionTable(
      parts: parts, label: { $0.isPassing ? names[0].text : parts.neuron($0) }, columns: columns,
      isFull: isFull, fullCommand: "why \(command) full")
    let blocks =
      parts.contributions.isEmpty
      ? [.paragraph("No layer behind the variables curves: σ″ is 0, and so is this.")]
      : table.blocks(of: .paragraph("  = \(formula)"), notes: [common, note])
    return Report([heading] + scalar.constantNote + blocks + tensor.entryLine, of: tensor)
  }

  // MARK: Words

  private var isFirst: Bool { variables.count == 1 }

  /// The variables and their names, the later one first, as the formula has it.
  private var ordered: [Variable] { isInOrder ? variables : variables.reversed() }
  private var names: [QuantityName] {
    let names = name.variables.map(\.name)
    return isInOrder ? names : names.reversed()
  }
  private var isInOrder: Bool {
    isFirst || variables[0].group.layer >= variables[1].group.layer
  }

  /// The name as it can be typed.
  private var command: String {
    name.text.replacing("∂²", with: "d2").replacing("∂", with: "d")
      .replacing("²", with: "^2")
  }

  private var layers: [Int] { parts.layers }

  private func isCoupled(_ l: Int) -> Bool { network.layers[l - 1].activation.couplesNeurons }

  /// z1[2] or I2, which a variable moves.
  private func moved(_ index: Int) -> String {
    let name = names[index]
    return name.symbol == .input ? name.text : "z\(name.number ?? 1)[\(name.indices[0])]"
  }

  /// What a weight multiplies: I2 or f1[2]; nil for a bias or an input.
  private func factor(_ index: Int) -> (name: String, value: Double)? {
    guard case .parameters(.weights(let l)) = ordered[index].group else { return nil }
    let q = names[index].indices[1]
    let before: Signal = l == 1 ? .input : .activation(l - 1)
    return (
      before.labels(in: scalar.network).short(q - 1),
      NetworkMap(scalar.network, to: before)(scalar.input)[q - 1]
    )
  }

  // MARK: Formula

  private typealias Column = (header: String, factor: (Contribution) -> Double?)

  private var columns: [Column] {
    if isFirst { return slopeColumns }
    if layers.isEmpty { return [] }
    let rates: [Column] = [0, 1].map { i in
      ("∂\(mark)/∂\(moved(i))", { $0.isPassing ? nil : $0.inputDerivatives[i] })
    }
    let outer: [Column] =
      layers.contains(where: isCoupled)
      ? [("c", { $0.isPassing ? nil : $0.coefficient })]
      : [
        ("∂\(scalar.name)/∂f", { $0.isPassing ? nil : $0.outputDerivative }),
        ("σ″(z)", { $0.activationDerivative }),
      ]
    return outer + rates
  }

  /// z, centred where a layer is coupled.
  private var mark: String { layers.contains(where: isCoupled) ? "z̃" : "z" }

  private var slopeColumns: [Column] {
    let l = ordered[0].group.layer
    let n = network.layers.count
    let row = names[0].indices[0]
    let transfer =
      l == 0
      ? "W1[k,\(row)]"
      : l == n
        ? "D\(l)[k,\(row)]"
        : isCoupled(l) ? "(W\(l + 1)D\(l))[k,\(row)]" : "W\(l + 1)[k,\(row)]"
    return [
      (l == n ? "dout[k]" : "δ\(l + 1)[k]", { $0.outputDerivative }),
      (transfer, { $0.inputDerivatives[0] }),
    ]
  }

  /// The factors that every term has, by name and value.
  private var shared: [(name: String, value: Double)] {
    var shared: [(name: String, value: Double)] = []
    let l = ordered[0].group.layer
    if isFirst, l > 0, l < network.layers.count,
      let slope = parts.contributions.first?.activationDerivative
    {
      shared.append(("σ′(\(moved(0)))", slope))
    }
    return shared + ordered.indices.compactMap(factor)
  }

  private var formula: String {
    let sum =
      layers.isEmpty
      ? []
      : [
        "Σ \(columns.map(\.header).joined(separator: " · ")) over the neurons \(isFirst ? "k" : "z") of \(parts.layerWords)"
          + (shared.isEmpty ? "" : ", each times \(shared.map(\.name).joined(separator: " · "))")
      ]
    return (sum + (passing.map { [$0] } ?? [])).joined(separator: "; and ")
  }

  /// The term of the later weight itself.
  private var passing: String? {
    guard !passingFactors.isEmpty else { return nil }
    return "\(names[0].text) itself: " + passingFactors.map(\.name).joined(separator: " · ")
  }

  private var passingFactors: [(name: String, value: Double)] {
    guard let term = parts.contributions.first(where: \.isPassing), let before = factor(0) else {
      return []
    }
    let slope = "δ\(ordered[0].group.layer)[\(names[0].indices[0])]"
    let rate = "∂\(before.name)/∂\(moved(1))"
    return [(slope, term.coefficient), (rate, term.inputDerivatives[0])]
      + (factor(1).map { [$0] } ?? [])
  }

  /// The numbers that stand in no column.
  private var common: String? {
    let all = (layers.isEmpty ? [] : shared) + passingFactors
    guard !all.isEmpty else { return nil }
    var named: [String] = []
    for factor in all {
      let words = "\(factor.name) = \(Prose.number(factor.value))"
      if !named.contains(words) { named.append(words) }
    }
    return named.joined(separator: ", ") + "."
  }

  private var note: String? {
    let l = ordered[0].group.layer
    if isFirst {
      return l > 0 && isCoupled(l)
        ? "D\(l) is not diagonal: the neurons of layer \(l) depend on each other." : nil
    }
    guard layers.contains(where: isCoupled) else { return nil }
    return "With y the probabilities and v = ∂\(scalar.name)/∂f, softmax has c = y∘(v − v·y), "
      + "logsoftmax c = −(Σ v) y, and z̃ is z less its mean, which y weighs; elsewhere c = v σ″(z)."
  }
}
