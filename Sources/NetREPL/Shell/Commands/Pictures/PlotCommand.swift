import Core

extension CommandSpec {
  static let plot = CommandSpec(
    name: "plot", group: .pictures,
    summary: "draw an output along an input, an activation, or a check",
    pattern: [
      .choice([
        [.word("activation"), .argument("NAME", .activation), .range],
        [
          .word("fd"), .optional([.word("of"), .argument("A", .signal)]),
          .optional([.word("wrt"), .argument("I", .oneInput)]),
        ],
        [.word("slope"), .optional([.list("D", .numbers)])],
        [.word("spectrum"), .optional([.argument("Q", .derivative)])],
        [
          .argument("A", .signal), .word("along"),
          .choice([
            [.argument("I", .oneInput), .range],
            [
              .list("D", .numbers),
              .optional([
                .word("from"), .argument("FROM", .number), .word("to"), .argument("TO", .number),
              ]),
            ],
          ]),
        ],
      ])
    ],
    arguments: [
      ("A", "an output, A2, or its name; the first otherwise"),
      ("I", "an input, I2, or its name; the first otherwise"),
      ("D", "a direction δ, one number for each input"),
      ("FROM", "where the axis begins: a value of the input, of a direction the t of I + tδ"),
      ("TO", "where it ends"),
      ("NAME", "an activation that `help activations` lists, or one that you defined"),
      ("Q", "J, H2, G1, B1 or D1; J otherwise"),
    ],
    details:
      "Along an input or a direction: the output, its tangent and its quadratic model at the operating point, "
      + "and the band in which the exact network is proven to stay. activation: σ, σ′ and σ″. fd: the error of a "
      + "central difference against its step, both in powers of ten, with the lines that truncation and rounding "
      + "follow, and the step and error of the differences that the tables use. slope: the remainders of the "
      + "Taylor test beside lines of slope 2 and 3. spectrum: singular values of J, eigenvalues of H.",
    examples: [
      "plot A1 along I2", "plot A1 along I2 from 2 to 5", "plot A2 along 0.1 0 0 -0.05",
      "plot activation tansig", "plot fd", "plot fd of A2 wrt I3", "plot slope", "plot spectrum H1",
      "plot A1 along I2 > a1.svg",
    ],
    run: { invocation, session in
      let arguments = invocation.arguments
      if arguments.has("activation") {
        return try ActivationPlot(invocation).report.at(session.point)
      }
      if arguments.has("fd") { return try StepErrorPlot(invocation).report.at(session.point) }
      if arguments.has("slope") { return try TaylorPlot(invocation).report.at(session.point) }
      if arguments.has("spectrum") { return try SpectrumPlot(invocation).report.at(session.point) }
      return try OutputPlot(invocation).report.at(session.point)
    })
}

extension Pattern {
  /// `[from FROM to TO]`, the two words being optional.
  static let range = Pattern.optional([
    .optional([.word("from")]), .argument("FROM", .number), .optional([.word("to")]),
    .argument("TO", .number),
  ])
}

extension Invocation {
  /// The ends that FROM and TO give; nil without them.
  ///
  /// - Throws: `CommandError` where they are no ends of an axis.
  func axisRange() throws(CommandError) -> ClosedRange<Double>? {
    guard let from = arguments.numbers("FROM")?.first, let to = arguments.numbers("TO")?.first
    else {
      return nil
    }
    for (name, value) in [("FROM", from), ("TO", to)] where !(abs(value) <= Self.farthest) {
      throw arguments.error("an axis ends at a number of at most 1e100, not at \(value)", at: name)
    }
    guard from < to else {
      throw arguments.error(
        "the axis goes from \(Prose.number(from)) to \(Prose.number(to)): the smaller number stands first, and "
          + "the two differ", at: "TO")
    }
    guard to - from > max(1e-9 * max(abs(from), abs(to)), 1 / Self.farthest) else {
      throw arguments.error(
        "the ends are too near to each other for an axis between them", at: "TO")
    }
    return from...to
  }

  private static let farthest = 1e100

  /// The output that an argument names, counted from 0; the first without it.
  ///
  /// - Throws: `CommandError` where it is no output, or several.
  func oneOutput(_ name: String, in network: Network) throws(CommandError) -> Int {
    guard arguments.has(name) else { return 0 }
    let (signal, choice) = try signal(name, in: network, standard: network.output)
    if signal == network.output, choice == nil, network.outputCount == 1 { return 0 }
    guard signal == network.output, let choice, choice.isOne else {
      throw arguments.error("one output belongs here: A1", at: name)
    }
    return choice.indices[0]
  }

  /// The input that an argument names, counted from 0; the first without it.
  ///
  /// - Throws: `CommandError` where the network does not have it.
  func oneInput(_ name: String, in network: Network) throws(CommandError) -> Int {
    guard let quantity = arguments.quantity(name), let index = quantity.indices.first else {
      return 0
    }
    guard index <= network.inputCount else {
      throw arguments.error("the network has inputs 1 to \(network.inputCount)", at: name)
    }
    return index - 1
  }
}

extension Report {
  /// A plot with what is said above and below it.
  static func plot(_ plot: Plot, aside: String, notes: [String], members: Record = [:]) -> Report {
    Report(
      [.heading(plot.title, aside: aside), .picture(.plot(plot))] + notes.map { .paragraph($0) },
      record: plot.members + members)
  }
}
