import Core

extension CommandSpec {
  static let new = CommandSpec(
    name: "new", group: .networks,
    summary: "make a reproducible random network with an input",
    pattern: [
      .argument("SIZES", .widths), .optional([.argument("ACTIVATION", .activation)]),
      .optional([.word("seed"), .argument("SEED", .seed)]),
      .optional([.word("as"), .argument("NAME", .newName)]),
    ],
    arguments: [
      ("SIZES", "inputs, then the neurons of each layer: 2-3-3-1"),
      ("ACTIVATION", "of every layer but the last, which is purelin; tansig otherwise"),
      ("SEED", "another seed gives another network; 1 otherwise"),
      ("NAME", "what to call the network; its sizes otherwise"),
    ],
    details:
      "Weights are uniform with variance 1/n for n inputs of the layer, biases and the input uniform "
      + "between -1 and 1, all rounded to four decimals. The same words give the same numbers on "
      + "every machine.",
    examples: ["new 2-3-3-1", "new 4-8-8-2 logsig seed 7"],
    run: { invocation, session in
      let arguments = invocation.arguments
      let widths = arguments.integers("SIZES") ?? []
      try Memory.require(
        bytes: parameterBytes(widths), for: "that network", at: arguments.range("SIZES"))
      let seed = arguments.integer("SEED") ?? 1
      let network = try Network.random(
        name: arguments.text("NAME") ?? widths.map(String.init).joined(separator: "-"),
        widths: widths, hidden: arguments.activation("ACTIVATION") ?? Activation(.tansig),
        output: Activation(.purelin), seed: UInt64(seed), checkpoint: invocation.checkpoint)
      session.model.add(network)
      let text =
        "\(network.name): \(network.summary), random with seed \(seed), "
        + "\(Prose.count(network.parameterCount, "parameter")). "
        + "Input: I\u{a0}=\u{a0}\(Prose.vector(network.input ?? []))."
      return Report([.paragraph(text.escapingControls)], record: network.record)
    })

  /// Bytes for weights and biases, twice: the generator's copy and the network's.
  private static func parameterBytes(_ widths: [Int]) -> Double {
    zip(widths, widths.dropFirst()).reduce(0) { $0 + 16 * (Double($1.0) + 1) * Double($1.1) }
  }
}
