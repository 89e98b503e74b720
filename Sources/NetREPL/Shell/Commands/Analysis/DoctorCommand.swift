import Core

extension CommandSpec {
  static let doctor = CommandSpec(
    name: "doctor", group: .analysis,
    summary: "check what makes the numbers here hard to trust: saturation, kinks, scales",
    pattern: [.optional([.word("full")])],
    arguments: [("full", "every neuron that is concerned, whatever their number")],
    details:
      "Looked for: values that are not finite, digits that cancel on the way to J and H, saturated "
      + "and dead neurons, kinks within a step of the finite differences, inputs of very different "
      + "scales, a J that its differences contradict, and one whose differences are not symmetric.",
    examples: ["doctor"],
    run: { invocation, session in
      try DoctorReport(invocation).report.at(session.point)
    })
}

/// What the doctor found, in words: symptom, where, and what it means for the numbers shown.
private struct DoctorReport {
  var network: Network
  private var findings: [Finding]

  /// The step of the finite differences, in units of the inputs.
  var step: Double

  /// Whether H was looked at: for a large network that is left to `hessian`.
  private var hasHessian = false

  /// How far differences of J are from symmetric; nil where they were not taken or are not finite.
  var asymmetry: JacobianAsymmetry?

  /// Whether that is the rounding of J.
  private var asymmetryIsRounding = false

  /// Steps longer by this show whether it is.
  private static let longer = 16.0
  var isFull: Bool

  /// Rounding of J over a step, and the curvature of H within it, stay far below this.
  private static let mostAsymmetry = 1e-4

  /// The step for differences of J, relative to the natural one of each input; and what it has to be
  /// at least, in last digits of that input.
  private static let fraction = 0x1p-16
  private static let leastDigits = 0x1p8

  /// Whether differences may take any time.
  private let mayCheck: Bool

  /// Differences of J are left out where they would take more multiply-adds than this.
  private static let mostWork = 2e9

  init(_ invocation: Invocation) throws {
    network = try invocation.network()
    let input = try invocation.input()
    let rule = invocation.rule(of: network)
    let map = rule.map
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    mayCheck = invocation.settings.differenceLimit > 0
    let differences = try FiniteDifference(limit: invocation.settings.differenceLimit).jacobian(
      of: map, at: input, checkpoint: invocation.checkpoint)
    step = differences.largestStep
    findings = try Conditioning(map, at: input, step: step, checkpoint: invocation.checkpoint)
      .findings.map { [network] in Finding($0, in: network) }
    let d = Double(map.inputCount)
    let work = 2 * d * JacobianPlan(map).multiplyAdds
    let bytes = 8 * Double(map.outputCount) * d * d
    let isSmooth = !findings.contains { [.notFinite, .noDerivative].contains($0.symptom) }
    if isSmooth, mayCheck, work <= Self.mostWork, bytes <= Double(Memory.limit) / 4 {
      let steps = zip(
        input, try TaylorTest.direction(of: map, at: input, checkpoint: invocation.checkpoint)
      ).map { max($1 * Self.fraction, $0.ulp * Self.leastDigits) }
      asymmetry = try rule.jacobianAsymmetry(
        at: input, steps: steps, checkpoint: invocation.checkpoint)
      if let asymmetry, asymmetry.relative > Self.mostAsymmetry {
        let longer = try rule.jacobianAsymmetry(
          at: input, steps: steps.map { $0 * Self.longer }, checkpoint: invocation.checkpoint)
        asymmetryIsRounding = longer.map(asymmetry.isRounding) ?? true
      }
    }
    isFull = invocation.isFull
    try look(rule, at: input, beside: differences, invocation)
  }

  /// Looks at every entry of J beside its differences, and at those of H where that is no great work.
  private mutating func look(
    _ rule: ChainRule, at input: [Double], beside differences: JacobianDifferences,
    _ invocation: Invocation
  ) throws {
    let plan = HessianPlan(rule.map, limit: Memory.limit / 4)
    hasHessian = plan.fits && plan.chosen.cost.multiplyAdds <= Self.mostWork
    // Its cause has been named already.
    if findings.contains(where: { [.notFinite, .noDerivative].contains($0.symptom) }) { return }
    let jacobian = try rule.jacobian(at: input, checkpoint: invocation.checkpoint)
    let hessians =
      hasHessian ? try rule.hessian(at: input, checkpoint: invocation.checkpoint) : []
    func count(_ entries: [Double], _ name: String) {
      let bad = entries.count { !$0.isFinite }
      if bad > 0 {
        findings.append(
          Finding(
            symptom: .overflow, place: name,
            amount: "\(Prose.count(bad, "entry", "entries")) inf or nan"))
      }
    }
    count(jacobian.storage, "J")
    findContradictions(jacobian, differences)
    for (k, hessian) in hessians.enumerated() { count(hessian.storage, "H\(k + 1)") }
    if let lost = try LostDigits(
      rule, at: input, jacobian: jacobian, hessians: hessians, checkpoint: invocation.checkpoint),
      lost.worst > LostDigits.limit
    {
      let place = lost.source.map { "layer \($0.layer), neuron \($0.neuron)" } ?? "J or H"
      var finding = Finding(symptom: .lostDigits, place: place, amount: lost.amount)
      finding.members = lost.found
      findings.append(finding)
    }
  }

  private mutating func findContradictions(
    _ jacobian: Matrix, _ differences: JacobianDifferences
  ) {
    let scale = jacobian.largestMagnitude
    var wrong = 0
    for k in 0..<jacobian.rows {
      for j in differences.checkedColumns {
        guard let estimate = differences[k, j] else { continue }
        let verdict = Verdict(analytic: jacobian[k, j], estimate: estimate, scale: scale)
        if verdict == .wrong { wrong += 1 }
      }
    }
    if wrong == 0 { return }
    findings.append(
      Finding(
        symptom: .contradicted, place: "J",
        amount: "\(wrong) of \(Prose.count(differences.checkedCount, "entry", "entries"))"))
  }

  // MARK: Report

  var report: Report {
    var blocks: [Report.Block] = [
      .heading("doctor", aside: network.summary.escapingControls)
    ]
    let rows = Symptom.allCases.flatMap(rows)
    if rows.isEmpty {
      blocks.append(.paragraph(sound))
    } else {
      blocks.append(
        .table([
          .text("symptom", rows.map(\.symptom.rawValue)), .text("where", rows.map(\.place)),
          .text("how much", rows.map(\.amount)),
        ]))
      blocks += Symptom.allCases.filter { symptom in findings.contains { $0.symptom == symptom } }
        .map { .paragraph($0.meaning(step: step)) }
    }
    let list = findings.map { finding in
      ["symptom": finding.symptom.rawValue, "where": finding.place] + finding.members
    }
    return Report(
      blocks + [symmetry],
      record: ["step": step, "findings": list, "asymmetry": asymmetry?.relative])
  }

  private var sound: String {
    "Nothing wrong: every value is finite, and so "
      + (hasHessian ? "are J and H" : "is J (H is too large to look at here)")
      + (mayCheck ? "; no difference contradicts J" : "")
      + "; no neuron is saturated or dead, none is so near a kink "
      + "that a step of the finite differences crosses it, and the inputs are of like scales."
  }

  private var symmetry: Report.Block {
    if asymmetry?.largest == 0 {
      return .paragraph(
        "Differences of J are 0 here: there is no H whose symmetry would say anything.")
    }
    guard let asymmetry = asymmetry?.relative else {
      return .paragraph(
        network.inputCount == 1
          ? "With one input there is no symmetry of H to check."
          : mayCheck
            ? "The symmetry of H was not checked: too large here, or not finite."
            : "J and the symmetry of H were not checked: `set fd.limit` allows differences some time."
      )
    }
    if asymmetry > Self.mostAsymmetry, asymmetryIsRounding {
      return .paragraph(
        "The symmetry of H says nothing here: H is so small beside J that differences of J are "
          + "rounding.")
    }
    if asymmetry > Self.mostAsymmetry {
      let isKinked = findings.contains { $0.symptom == .nearKink }
      return .line(
        StyledText(
          "H by differences of J is not symmetric, \(Prose.magnitude(asymmetry)): "
            + (isKinked ? "a kink is near." : "J is wrong."), isKinked ? .doubtful : .bad))
    }
    return .paragraph(
      "H by differences of J is symmetric to \(Prose.magnitude(asymmetry)) of its largest entry"
        + (findings.contains { $0.symptom == .contradicted } ? "." : ", as that of a true J is."))
  }

  /// Of many findings of a kind the first are listed.
  private static let mostListed = 6

  private func rows(of symptom: Symptom) -> [Finding] {
    let all = findings.filter { $0.symptom == symptom }
    if isFull || all.count <= Self.mostListed + 1 { return all }
    let more = Finding(
      symptom: symptom, place: "\(all.count - Self.mostListed) more", amount: "`doctor full`")
    return all.prefix(Self.mostListed) + [more]
  }
}

/// A symptom, where it is, how much of it, and the same as data.
private struct Finding {
  var symptom: Symptom
  var place: String
  var amount: String
  var members: Record = [:]

  init(symptom: Symptom, place: String, amount: String) {
    (self.symptom, self.place, self.amount) = (symptom, place, amount)
  }

  init(_ finding: Conditioning.Finding, in network: Network) {
    switch finding {
    case .notFinite(let what, let layer, let neuron):
      self.init(.notFinite, layer, neuron, "not finite, the first on the way")
      switch what {
      case .parameters: (place, amount) = ("W\(layer) or b\(layer), row \(neuron)", "not finite")
      case .preactivation: place = "z\(layer)[\(neuron)]"
      case .value: place = "f\(layer)[\(neuron)]"
      }
    case .noDerivative(let layer, let neuron, let order):
      self.init(
        .noDerivative, layer, neuron, order == 1 ? "σ′ is not finite" : "σ″ is not finite",
        ["order": order])
    case .saturated(let layer, let neuron, let derivative, let lostDigits):
      // How σ′ is often computed from σ.
      let isLogistic = network.layers[layer - 1].activation.ofNeuron(neuron - 1).name == "logsig"
      let digits = lostDigits.map {
        "; \(isLogistic ? "s(1 − s)" : "1 − T²") loses \(Prose.number($0, digits: 2)) digits"
      }
      self.init(
        .saturated, layer, neuron, "σ′ = \(Prose.magnitude(derivative))\(digits ?? "")",
        ["derivative": derivative, "lostDigits": lostDigits])
    case .saturatedLayer(let layer, let neuron, let rest):
      self.init(
        .saturated, layer, neuron, rest == 0 ? "p = 1" : "p = 1 − \(Prose.magnitude(rest))",
        ["rest": rest])
    case .dead(let layer, let neuron): self.init(.dead, layer, neuron, "σ′ = 0")
    case .nearKink(let layer, let neuron, let distance, let input):
      self.init(
        .nearKink, layer, neuron,
        distance == 0 ? "on it" : "\(Prose.magnitude(distance)) away along I\(input)",
        ["distance": distance, "input": input])
    case .badlyScaled(let least, let most, let ratio):
      self.init(
        symptom: .badlyScaled, place: "I\(least) and I\(most)",
        amount: "gains 1 : \(Prose.number(ratio, digits: 2))")
      members = ["inputs": [least, most], "ratio": ratio]
    case .unused(let input):
      self.init(symptom: .unused, place: "I\(input)", amount: "no effect")
      members = ["inputs": [input]]
    }
  }

  /// Of one neuron.
  private init(
    _ symptom: Symptom, _ layer: Int, _ neuron: Int, _ amount: String, _ members: Record = [:]
  ) {
    self.init(symptom: symptom, place: "layer \(layer), neuron \(neuron)", amount: amount)
    self.members = ["layer": layer, "neuron": neuron] + members
  }
}

/// The symptoms, the gravest first.
private enum Symptom: String, CaseIterable {
  case contradicted = "wrong"
  case notFinite = "not finite"
  case noDerivative = "no derivative"
  case overflow = "too large"
  case lostDigits = "lost digits"
  case saturated, dead
  case nearKink = "near a kink"
  case badlyScaled = "badly scaled"
  case unused

  /// What it means for the numbers shown.
  func meaning(step: Double) -> String {
    switch self {
    case .contradicted:
      "Wrong: the formula and the finite differences contradict each other; `jacobian` shows where."
    case .notFinite:
      "Not finite: what depends on it is nan or inf, and nothing there can be checked."
    case .noDerivative:
      "No derivative: the neuron has a value, but its σ′ or σ″ is infinite or has two sides; the "
        + "entries of J or H that pass through it are inf or nan, and there is no number they could be."
    case .overflow:
      "Too large: the values are finite, but products of weights and σ′ on the way to those entries "
        + "are not, or meet 0·inf."
    case .lostDigits:
      "Lost digits: a difference of nearly equal numbers has fewer digits than they have, and what "
        + "depends on it too. Formulas, dual numbers, the complex step and finite differences share "
        + "the loss and agree; written without the subtraction the network would keep them."
    case .saturated:
      "Saturated: little passes, so what goes through these neurons adds little to J and H. A σ′ "
        + "computed from the output would lose the digits named; here it is computed without that "
        + "subtraction and keeps them. The finite differences, which see the output alone, may be "
        + "limited by rounding."
    case .dead:
      "Dead at this input: nothing passes, and the neuron adds nothing to J, H or a gradient."
    case .nearKink:
      "Near a kink: finite differences with a step up to \(Prose.number(step, digits: 2)) can cross "
        + "it, and then differ from the one-sided J and H without either being wrong."
    case .badlyScaled:
      "Badly scaled: the entries of J differ by about that factor and those of H by its square, so "
        + "a verdict relative to the largest entry says little about the smallest. A layer "
        + "that scales the inputs would even them out."
    case .unused: "Unused: the column of J and the row and column of H are 0."
    }
  }
}
