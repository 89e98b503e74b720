import Core

extension CommandSpec {
  static let plant = CommandSpec(
    name: "plant", group: .derivations,
    summary: "hide a mistake in the formulas, for the checks to find",
    pattern: [
      .choice([[.word("random")], [.argument("MISTAKE", .fault)]]),
      .optional([.word("layer"), .argument("L", .index)]),
      .optional([.word("seed"), .argument("SEED", .seed)]),
    ],
    arguments: [
      ("random", "any of them, not named"),
      ("MISTAKE", Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")),
      ("L", "the layer; otherwise one of those where it shows"),
      ("SEED", "the same seed hides the same mistake; chance otherwise"),
    ],
    details:
      "jacobian, hessian, why, slope, perturb and derive then use the wrong formula; the output and "
      + "the finite differences do not. Find it, say it with `guess`, take it out with `unplant`. "
      + "Until then the network cannot be saved.",
    examples: ["plant random seed 3", "plant wrong-sign", "plant forgotten-curvature layer 2"],
    run: { invocation, session in
      let network = try session.network()
      let input = try session.input()
      let arguments = invocation.arguments
      if session.fault != nil {
        throw invocation.error("a mistake is planted already; `guess` it, or `unplant`")
      }
      let kind = arguments.text("MISTAKE").flatMap(Fault.Kind.init)
      let layer = try invocation.layer("L", in: network)
      let possible = Fault.all(in: network, at: input).filter {
        (kind == nil || $0.kind == kind) && (layer == nil || $0.layer == layer)
      }
      guard !possible.isEmpty else {
        throw invocation.error(
          "\(kind?.rawValue ?? "no mistake") would \(kind == nil ? "" : "not ")show "
            + "\(layer.map { "in layer \($0) of this network" } ?? "in this network") here")
      }
      let number = arguments.integer("SEED") ?? session.nextSeed()
      session.model.current?.fault = possible[Fault.choice(of: possible.count, seed: number)]
      return .paragraph(
        "\(kind.map { "\($0.rawValue) is" } ?? "A mistake is") hidden in the formulas, in one "
          + "layer. Which\(kind == nil ? " mistake, which" : "") layer? Ask jacobian, hessian, "
          + "slope and derive; then `guess \(kind?.rawValue ?? "MISTAKE") layer L`.",
        record: ["mistake": kind?.rawValue])
    })

  static let guess = CommandSpec(
    name: "guess", group: .derivations, summary: "test a guess at the planted mistake",
    pattern: [
      .argument("MISTAKE", .fault), .optional([.word("layer"), .argument("L", .index)]),
    ],
    arguments: [
      ("MISTAKE", Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")),
      ("L", "the layer it is in"),
    ],
    examples: ["plant random seed 3; guess wrong-sign layer 2"],
    run: { invocation, session in
      let fault = try session.plantedFault(invocation)
      let isKind = invocation.arguments.text("MISTAKE") == fault.kind.rawValue
      let layer = invocation.arguments.integer("L")
      let isRight = isKind && (layer == nil || layer == fault.layer)
      let text: StyledText =
        if !isRight {
          // A right name with a wrong layer is worth knowing.
          StyledText("Wrong", .bad) + (isKind ? ": not in layer \(layer ?? 0)." : ".")
        } else if layer == nil {
          StyledText("Right", .good) + ": \(fault.kind.rawValue). In which layer?"
        } else {
          StyledText("Right", .good)
            + ": in layer \(fault.layer) \(fault.kind.meaning). `unplant` takes it out."
        }
      return Report([.line(text)], record: ["right": isRight])
    })

  static let unplant = CommandSpec(
    name: "unplant", group: .derivations,
    summary: "take the planted mistake out, and say what it was", pattern: [],
    examples: ["plant random seed 3; unplant"],
    run: { invocation, session in
      let fault = try session.plantedFault(invocation)
      session.model.current?.fault = nil
      return .paragraph(
        "Taken out: \(fault.kind.rawValue). In layer \(fault.layer) \(fault.kind.meaning).",
        record: ["mistake": fault.kind.rawValue, "layer": fault.layer])
    })
}

extension Session {
  fileprivate func plantedFault(_ invocation: Invocation) throws(CommandError) -> Fault {
    guard let fault else {
      throw invocation.error("no mistake is planted; try `plant random`")
    }
    return fault
  }
}

extension Fault {
  /// What `plant random` has to be told to hide it; nil where it would not show.
  func seed(in network: Network, at input: [Double]?) -> Int? {
    guard let input else { return nil }
    let possible = Fault.all(in: network, at: input)
    guard let place = possible.firstIndex(of: self) else { return nil }
    // Seeds fall on each of the few mistakes as chance would.
    return (0..<100_000).first { Self.choice(of: possible.count, seed: $0) == place }
  }

  /// Which of some mistakes a seed stands for.
  fileprivate static func choice(of count: Int, seed: Int) -> Int {
    // Neighbouring seeds should not give neighbouring mistakes.
    Int((UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15) >> 33) % count
  }
}

extension Fault.Kind {
  /// What is wrong, after "in layer 2".
  fileprivate var meaning: String {
    switch self {
    case .forgottenCurvature: "σ″ was taken as 0"
    case .transposedWeight: "Wᵀ stood in place of W"
    case .droppedLayer: "D was left out of the chain"
    case .postSlope: "σ′ was −2(T² + T), as in the forum post"
    case .wrongSign: "σ′ had the wrong sign"
    case .offByOne: "σ′ and σ″ were taken at f and not at z"
    }
  }
}

extension ArgumentKind {
  /// `plant` knows random besides, and asks here only for what is not that word.
  static let fault = name(
    "a mistake such as wrong-sign", of: Fault.Kind.allCases.map { ($0.rawValue, nil) },
    others: ["random"], otherwise: "; `help plant` lists them"
  ) { "no mistake \($0)" }
}
