import Core

extension CommandSpec {
  static let gradient = CommandSpec(
    name: "gradient", group: .derivatives,
    summary: "show derivatives of dout · A with respect to weights and biases",
    pattern: [
      .optional([.word("wrt"), .argument("P", .parameters), .optional([.word("full")])])
    ],
    arguments: [
      ("P", "the weights or biases of a layer: W2, b1; all, by their size, otherwise"),
      ("full", "every row and column, whatever the size"),
    ],
    details:
      "∂s/∂W_l = δ_l f_(l−1)ᵀ and ∂s/∂b_l = δ_l, δ_l = ∂s/∂z_l, s = dout · A; `set dout` chooses "
      + "dout, all ones otherwise. The column at the right is the largest difference of its row "
      + "from finite differences of s itself.",
    examples: ["gradient", "gradient wrt W2", "set dout 1 0 0; gradient wrt b1"],
    run: { invocation, session in
      let network = try session.network()
      let isFull = invocation.arguments.has("full")
      guard let name = invocation.arguments.quantity("P") else {
        return .report(try GradientOverview(session).report)
      }
      let range = invocation.arguments.range("P")
      let group = try name.parameterGroup(in: network, at: range)
      let report = try GradientReport(
        of: group, session: session, checkpoint: invocation.checkpoint, at: range)
      return .report(report.report(settings: session.settings, isFull: isFull))
    })
}

extension QuantityName {
  /// The weights or biases that the name means as a whole.
  ///
  /// - Throws: `CommandError` when the network has no such layer, or an entry is named.
  func parameterGroup(
    in network: Network, at range: Range<Int>?
  ) throws(CommandError) -> ParameterGroup {
    do throws(QuantityName.Problem) {
      _ = try QuantityShape(of: self, in: network)
    } catch {
      throw CommandError(error.message, at: range)
    }
    guard indices.isEmpty else {
      throw CommandError(
        "derivatives are of all entries; leave out the index and read the entry", at: range)
    }
    let layer = number ?? 1
    return symbol == .bias ? .bias(layer) : .weights(layer)
  }
}
