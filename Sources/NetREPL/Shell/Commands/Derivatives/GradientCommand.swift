import Core

extension CommandSpec {
  static let gradient = CommandSpec(
    name: "gradient", group: .derivatives,
    summary: "show derivatives of s, dout · A or a loss, with respect to weights, biases or I",
    pattern: [
      .optional([
        .choice([
          [.word("wrt"), .list("P", .variables), .entries],
          [.word("full")],
        ])
      ])
    ],
    arguments: [
      (
        "P",
        "the weights or biases of a layer, W2 or b1, or a signal, I or z1, or components of one, I1 I3 "
          + "or I[1..4], and inputs by their names; all otherwise"
      )
    ] + entryMeanings.dropLast() + [
      ("full", "every row and column, whatever the size; without P, of every layer")
    ],
    details:
      "∂s/∂W_l = δ_l f_(l−1)ᵀ and ∂s/∂b_l = δ_l, δ_l = ∂s/∂z_l. s is dout · A, with all ones for "
      + "dout, behind a softmax (1, 0, ..., 0), unless `set dout` gave others, or what `set loss` "
      + "made it. Without P the size of every gradient is shown. The column at the right is the largest difference of its row from "
      + "finite differences of s itself.",
    examples: [
      "gradient", "gradient full", "gradient wrt W2", "set dout 1 0 0; gradient wrt b1",
      "set loss crossentropy target 0 1 0; gradient wrt I",
    ],
    run: { invocation, _ in
      guard invocation.arguments.has("P") else {
        return try CommandSpec.gradientOverview(invocation)
      }
      return try CheckedTensor.gradient(wrt: try invocation.gradientVariables(), invocation)
        .report(invocation)
    })
}

extension Invocation {
  /// What a gradient is with respect to.
  ///
  /// - Throws: `CommandError` when the network does not have it, or s is no function of it.
  fileprivate func gradientVariables() throws(CommandError) -> NetworkFunction.Variables {
    if let block = try parameterBlock("P") { return .parameters(block) }
    let network = try session.network()
    let range = arguments.range("P")
    let (signal, choice) = try signal("P", in: network, standard: .input)
    let s = try session.scalarNetwork()
    guard signal < network.output || s.hasOutput else {
      let last = Signal.preactivation(network.layers.count).name(in: network)
      throw CommandError(
        "cross-entropy is computed from \(last), where no digits are lost; "
          + "give `gradient wrt \(last)`", at: range)
    }
    return choice.map { .components(signal, $0.indices) } ?? .signal(signal)
  }
}
