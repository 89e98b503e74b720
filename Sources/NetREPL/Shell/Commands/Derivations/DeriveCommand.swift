import Core

extension CommandSpec {
  static let derive = CommandSpec(
    name: "derive", group: .derivations,
    summary: "explain J, H, weights or an activation step by step, with this network's numbers",
    pattern: [
      .choice([
        [.word("jacobian")],
        [.word("hessian"), .optional([.word("of"), .argument("Q", .signal)])],
        [.word("weights"), .optional([.word("wrt"), .argument("P", .parameters)])],
        [.argument("NAME", .activation)],
      ]), .optional([.word("all")]),
    ],
    arguments: [
      ("Q", "one output, A2; otherwise all of them, or A1 where all do not fit a screen"),
      (
        "P",
        "W2, what to differentiate s = dout · A by; otherwise the weights of the first layer that "
          + "does more than scale"
      ),
      ("NAME", "an activation: σ, σ′ and σ″ at a few points"), ("all", "every step at once"),
    ],
    details:
      "Each step shows its formula, its numbers at the current input, and finite differences of "
      + "exactly this step. `next`, or Enter on an empty line, goes on; `back`, `step K` and `steps` "
      + "move about. The network and the input may be changed on the way.",
    examples: [
      "derive jacobian", "derive hessian", "derive hessian of A2 all", "derive weights",
      "derive weights wrt W2", "derive tansig",
    ],
    run: { invocation, session in
      let open = OpenDerivation(subject: try subject(invocation))
      let isWhole = invocation.arguments.has("all")
      if !isWhole { session.derivation = open }
      return try open.report(steps: isWhole ? nil : [0], invocation)
    })

  private static func subject(
    _ invocation: Invocation
  ) throws(CommandError) -> OpenDerivation.Subject {
    let arguments = invocation.arguments
    if let activation = arguments.activation("NAME") { return .activation(activation) }
    if arguments.has("jacobian") { return .jacobian }
    if arguments.has("weights") {
      return .weights(layer: try invocation.parameterBlock("P")?.layer)
    }
    guard arguments.has("Q") else { return .hessian(output: nil) }
    let network = try invocation.network()
    let (signal, choice) = try invocation.signal("Q", in: network, standard: network.output)
    guard signal == network.output else {
      throw arguments.error("give an output, such as A1", at: "Q")
    }
    guard choice?.isOne != false else {
      throw arguments.error("a derivation is of one output, or of all", at: "Q")
    }
    return .hessian(output: choice?.indices.first)
  }

  static let next = CommandSpec(
    name: "next", group: .derivations, summary: "show the next step of the derivation",
    pattern: [], details: "At the prompt an empty line does the same.",
    examples: ["derive hessian; next"],
    run: { invocation, session in
      let (open, titles) = try session.openDerivation(invocation)
      guard open.position + 1 < titles.count else {
        session.derivation?.isAtEnd = true
        return Report.line(
          "That was the last step; `derive \(open.name)` begins again.",
          record: open.record(of: [])
        ).at(session.point)
      }
      return try session.showStep(open.position + 1, invocation)
    })

  static let back = CommandSpec(
    name: "back", group: .derivations, summary: "show the step before", pattern: [],
    examples: ["derive hessian; next; back"],
    run: { invocation, session in
      let (open, _) = try session.openDerivation(invocation)
      // After the end the step before is the last one.
      let position = open.isAtEnd ? open.position : open.position - 1
      guard position >= 0 else {
        throw invocation.error("this is the first step")
      }
      return try session.showStep(position, invocation)
    })

  static let step = CommandSpec(
    name: "step", group: .derivations, summary: "show a step of the derivation, or this one again",
    pattern: [.optional([.argument("K", .index)])],
    arguments: [("K", "its number, as `steps` lists them; the step at hand otherwise")],
    examples: ["derive hessian; step 3"],
    run: { invocation, session in
      let (open, titles) = try session.openDerivation(invocation)
      let number = invocation.arguments.integer("K") ?? open.position + 1
      guard number <= titles.count else {
        throw invocation.arguments.error("the derivation has steps 1 to \(titles.count)", at: "K")
      }
      return try session.showStep(number - 1, invocation)
    })

  static let steps = CommandSpec(
    name: "steps", group: .derivations, summary: "list the steps of the derivation", pattern: [],
    examples: ["derive hessian; steps"],
    run: { invocation, session in
      let (open, titles) = try session.openDerivation(invocation)
      return Report(
        [
          .table([
            .text("", titles.indices.map { $0 == open.position ? "*" : "" }),
            .counts("step", Array(1...titles.count)), .text("", titles),
          ])
        ],
        record: ["of": open.name, "titles": titles, "position": open.position + 1]
      ).at(session.point)
    })
}

extension Session {
  /// The derivation that is open, its position within what the network at hand has, and its steps.
  fileprivate func openDerivation(
    _ invocation: Invocation
  ) throws(CommandError) -> (open: OpenDerivation, titles: [String]) {
    guard var open = derivation else {
      throw invocation.error(
        "no derivation is open; begin with `derive jacobian`, `derive hessian` or `derive weights`")
    }
    let titles = try open.steps(in: self, at: invocation.range).titles
    open.position = min(open.position, titles.count - 1)
    return (open, titles)
  }

  fileprivate mutating func showStep(_ position: Int, _ invocation: Invocation) throws -> Report {
    var (open, _) = try openDerivation(invocation)
    open.position = position
    open.isAtEnd = false
    let report = try open.report(steps: [position], invocation)
    derivation = open
    return report
  }
}

extension OpenDerivation {
  fileprivate func record(of steps: [Record]) -> Record {
    ["command": "derive", "of": name, "steps": steps]
  }

  /// Some steps, or all of them.
  fileprivate func report(
    steps wanted: [Int]?, _ invocation: Invocation
  ) throws -> Report {
    let steps = try steps(in: invocation.session, at: invocation.range)
    let count = steps.titles.count
    let network: Network? =
      if case .activation = subject { nil } else { try invocation.network() }
    var earlier: [StepReport.Shown] = []
    let reports = try (wanted ?? Array(0..<count)).map { position in
      let report = StepReport(
        step: try steps.step(position, checkpoint: invocation.checkpoint), position: position,
        count: count, network: network, isFull: !invocation.settings.hasLimits,
        showsChecks: invocation.settings.showsChecks,
        isAlone: wanted != nil, earlier: earlier)
      earlier += report.shown
      return report
    }
    var blocks = Array(reports.map(\.blocks).joined(separator: [.blank]))
    if wanted == nil || position == 0, let preface = try preface(in: invocation.session) {
      blocks = [.paragraph(preface), .blank] + blocks
    }
    if wanted == nil || position == 0, let note = try note(in: invocation.session) {
      blocks += [.blank, .paragraph(note)]
    }
    if wanted != nil {
      blocks += [.blank, .line(StyledText("Enter or next   back   step K   steps", .dim))]
    }
    return Report(blocks, record: record(of: reports.map(\.record)))
      .at(network == nil ? nil : invocation.point)
  }
}
