import Core

extension CommandSpec {
  static let doctor = CommandSpec(
    name: "doctor", group: .analysis,
    summary: "check what makes the numbers here hard to trust: saturation, kinks, scales",
    pattern: [.optional([.word("full")])],
    arguments: [("full", "every neuron that is concerned, whatever their number")],
    details:
      "Looked for: values that are not finite, saturated and dead neurons, kinks within a step of "
      + "the finite differences, inputs of very different scales, and a J whose differences are not "
      + "symmetric.",
    examples: ["doctor"],
    run: { invocation, session in
      .report(try DoctorReport(invocation, session).report.at(session.point))
    })
}

/// What the doctor found, in words: symptom, where, and what it means for the numbers shown.
private struct DoctorReport {
  var network: Network
  var findings: [Conditioning.Finding]

  /// The step of the finite differences, in units of the inputs.
  var step: Double

  /// How far differences of J are from symmetric; nil where they were not taken or are not finite.
  var asymmetry: Double?
  var isFull: Bool

  /// Rounding of J over a step, and the curvature of H within it, stay far below this.
  private static let mostAsymmetry = 1e-4

  /// The step for differences of J, relative to the one that Ridders' method starts from.
  private static let fraction = 0x1p-16

  /// Differences of J are left out where they would take more multiply-adds than this.
  private static let mostWork = 2e9

  init(_ invocation: Invocation, _ session: Session) throws {
    network = try session.network()
    let input = try session.input()
    let rule = session.rule(of: network)
    let map = rule.map
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    step = try FiniteDifference(limit: session.settings.differenceLimit).jacobian(
      of: map, at: input, checkpoint: invocation.checkpoint
    ).largestStep
    findings = try Conditioning(map, at: input, step: step, checkpoint: invocation.checkpoint)
      .findings
    let d = Double(map.inputCount)
    let work = 2 * d * JacobianPlan(map).multiplyAdds
    let bytes = 8 * Double(map.outputCount) * d * d
    if work <= Self.mostWork, bytes <= Double(Memory.limit) / 4, step * Self.fraction > 0 {
      asymmetry = try rule.jacobianAsymmetry(
        at: input, step: step * Self.fraction, checkpoint: invocation.checkpoint)
    }
    isFull = invocation.arguments.has("full") || !session.settings.hasLimits
  }

  // MARK: Report

  var report: Report {
    var blocks: [Report.Block] = [
      .heading("doctor", aside: network.summary.escapingControls)
    ]
    let rows = Kind.allCases.flatMap(rows)
    if rows.isEmpty {
      blocks.append(.paragraph(Self.sound))
    } else {
      blocks.append(
        .table(
          Table(columns: [
            Table.text("symptom", rows.map(\.symptom)), Table.text("where", rows.map(\.place)),
            Table.text("how much", rows.map(\.amount)),
          ])))
      blocks += Kind.allCases.filter { kind in findings.contains { Kind($0) == kind } }
        .map { .paragraph($0.meaning(step: step)) }
    }
    blocks.append(symmetry)
    return Report(blocks: blocks, record: record)
  }

  private static let sound =
    "Nothing wrong: every value is finite, no neuron is saturated or dead, none is so near a kink "
    + "that a step of the finite differences crosses it, and the inputs are of like scales."

  private var symmetry: Report.Block {
    guard let asymmetry else {
      return .paragraph("The symmetry of H was not checked: too large here, or not finite.")
    }
    if asymmetry > Self.mostAsymmetry {
      let isKinked = findings.contains { Kind($0) == .nearKink }
      return .line(
        StyledText(
          "H by differences of J is not symmetric, \(Prose.magnitude(asymmetry)): "
            + (isKinked ? "a kink is near." : "J is wrong."), isKinked ? .doubtful : .bad))
    }
    return .paragraph(
      "H by differences of J is symmetric to \(Prose.magnitude(asymmetry)) of its largest entry, as "
        + "that of a true J is.")
  }

  /// Of many findings of a kind the first are listed.
  private static let mostListed = 6

  private typealias Row = (symptom: String, place: String, amount: String)

  private func rows(of kind: Kind) -> [Row] {
    let all = findings.filter { Kind($0) == kind }
    let shown =
      isFull || all.count <= Self.mostListed + 1 ? all : Array(all.prefix(Self.mostListed))
    var rows = shown.map { Row(kind.rawValue, place($0), amount($0)) }
    if shown.count < all.count {
      rows.append(Row(kind.rawValue, "\(all.count - shown.count) more", "`doctor full`"))
    }
    return rows
  }

  private func place(_ finding: Conditioning.Finding) -> String {
    switch finding {
    case .notFinite(let place, let layer, let neuron):
      switch place {
      case .parameters: "W\(layer) or b\(layer), row \(neuron)"
      case .preactivation: "z\(layer)[\(neuron)]"
      case .value: "f\(layer)[\(neuron)]"
      }
    case .saturated(let layer, let neuron, _, _), .saturatedLayer(let layer, let neuron, _),
      .dead(let layer, let neuron), .nearKink(let layer, let neuron, _, _):
      "layer \(layer), neuron \(neuron)"
    case .badlyScaled(let least, let most, _): "I\(least) and I\(most)"
    case .unused(let input): "I\(input)"
    }
  }

  private func amount(_ finding: Conditioning.Finding) -> String {
    switch finding {
    case .notFinite(.parameters, _, _): return "not finite"
    case .notFinite: return "not finite, the first on the way"
    case .saturated(_, _, let derivative, let lostDigits):
      let digits = lostDigits.map { digits in
        "; \(subtraction(in: finding)) loses \(Prose.number(digits, digits: 2)) digits"
      }
      return "σ′ = \(Prose.magnitude(derivative))\(digits ?? "")"
    case .saturatedLayer(_, _, let rest): return "p = 1 − \(Prose.magnitude(rest))"
    case .dead: return "σ′ = 0"
    case .nearKink(_, _, let distance, let input):
      return distance == 0 ? "on it" : "\(Prose.magnitude(distance)) away along I\(input)"
    case .badlyScaled(_, _, let ratio): return "gains 1 : \(Prose.number(ratio, digits: 2))"
    case .unused: return "no effect"
    }
  }

  /// How σ′ is often computed from σ.
  private func subtraction(in finding: Conditioning.Finding) -> String {
    guard case .saturated(let layer, _, _, _) = finding else { return "" }
    return network.layers[layer - 1].activation.name == "logsig" ? "s(1 − s)" : "1 − T²"
  }

  private var record: JSONValue {
    .object([
      ("command", .string("doctor")), ("step", .number(step)),
      (
        "findings",
        .array(
          findings.map { finding in
            .object(
              [("symptom", .string(Kind(finding).rawValue)), ("where", .string(place(finding)))]
                + members(finding))
          })
      ),
      ("asymmetry", .optional(asymmetry)),
    ])
  }

  private func members(_ finding: Conditioning.Finding) -> [(String, JSONValue)] {
    switch finding {
    case .notFinite(_, let layer, let neuron), .dead(let layer, let neuron):
      [("layer", .integer(layer)), ("neuron", .integer(neuron))]
    case .saturated(let layer, let neuron, let derivative, let lostDigits):
      [
        ("layer", .integer(layer)), ("neuron", .integer(neuron)),
        ("derivative", .number(derivative)), ("lostDigits", .optional(lostDigits)),
      ]
    case .saturatedLayer(let layer, let neuron, let rest):
      [("layer", .integer(layer)), ("neuron", .integer(neuron)), ("rest", .number(rest))]
    case .nearKink(let layer, let neuron, let distance, let input):
      [
        ("layer", .integer(layer)), ("neuron", .integer(neuron)),
        ("distance", .number(distance)), ("input", .integer(input)),
      ]
    case .badlyScaled(let least, let most, let ratio):
      [("inputs", .integers([least, most])), ("ratio", .number(ratio))]
    case .unused(let input): [("inputs", .integers([input]))]
    }
  }
}

/// The symptoms, the gravest first.
private enum Kind: String, CaseIterable {
  case notFinite = "not finite"
  case saturated, dead
  case nearKink = "near a kink"
  case badlyScaled = "badly scaled"
  case unused

  init(_ finding: Conditioning.Finding) {
    switch finding {
    case .notFinite: self = .notFinite
    case .saturated, .saturatedLayer: self = .saturated
    case .dead: self = .dead
    case .nearKink: self = .nearKink
    case .badlyScaled: self = .badlyScaled
    case .unused: self = .unused
    }
  }

  /// What it means for the numbers shown.
  func meaning(step: Double) -> String {
    switch self {
    case .notFinite:
      "Not finite: what depends on it is nan or inf, and nothing there can be checked."
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
