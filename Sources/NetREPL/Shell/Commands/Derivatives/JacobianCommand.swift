import Core

extension CommandSpec {
  static let jacobian = CommandSpec(
    name: "jacobian", group: .derivatives,
    summary: "show first derivatives, of the output or of any layer",
    pattern: [
      .optional([.choice([[.word("entries")], [.word("scaled")]])]),
      .optional([.word("of"), .list("Q", .answer)]),
      .optional([.word("wrt"), .list("R", .variables)]), .entries,
    ],
    arguments: [
      ("entries", "one line an entry: analytic, finite difference, error, bound, verdict"),
      ("scaled", "J and H in raw units and in those between the scaling layers, side by side"),
      (
        "Q",
        "A, z1, f1, ...; A otherwise; or s; or components of one: A2, A[2..4], and outputs by their "
          + "names"
      ),
      (
        "R",
        "an earlier one: I, z1, f1, ...; I otherwise; or components, I1 I3, I[1..4], and inputs by "
          + "their names; or weights, W1 or b2"
      ),
    ] + entryMeanings,
    details:
      "J = D_n W_n D_(n−1) … D_1 W_1, D_l = diag(σ′(z_l)). The column at the right is the largest "
      + "difference of its row from finite differences of the network itself. With respect to "
      + "weights it is one matrix for each output, in the form of W_l.",
    examples: [
      "jacobian", "jacobian entries", "jacobian of f1 wrt I", "jacobian wrt z1", "jacobian scaled",
      "jacobian of A1 wrt I1 I2", "jacobian top 3", "jacobian wrt W2", "jacobian of A2 wrt W3",
      "jacobian of z2 wrt b2",
    ],
    computation: TimedDerivatives.jacobian,
    run: { invocation, _ in
      if invocation.arguments.has("scaled") {
        guard !invocation.arguments.has("Q"), !invocation.arguments.has("R") else {
          throw CommandError(
            "the scaled Jacobian is of all of A, between the scaling layers; leave out of and wrt",
            at: invocation.arguments.range("Q") ?? invocation.arguments.range("R"))
        }
        return try ScaledReport(invocation).report(isFull: invocation.isFull)
      }
      if let (rule, component, block) = try invocation.weightJacobian() {
        return try CheckedTensor.jacobian(of: rule, component: component, wrt: block, invocation)
          .report(invocation)
      }
      let (rule, outputs, inputs) = try invocation.rule()
      return try CheckedTensor.jacobian(of: rule, outputs: outputs, wrt: inputs, invocation)
        .report(invocation)
    })
}

extension Invocation {
  /// What `of Q wrt W2` mean: the map from the input to Q, the component meant, and the group; nil
  /// when R is a signal.
  ///
  /// - Throws: `CommandError` when the network does not have them, or Q does not depend on R.
  func weightJacobian() throws(CommandError) -> (
    rule: ChainRule, component: Int?, group: ParameterBlock
  )? {
    guard let group = try parameterBlock("R") else { return nil }
    guard !isOfScalar else {
      throw arguments.error("of s that is a gradient: `gradient wrt \(group.name)`", at: "Q")
    }
    let network = try session.network()
    let of = try signal("Q", in: network, standard: network.output)
    guard of.signal >= .preactivation(group.layer) else {
      throw arguments.error(
        "\(of.signal.name(in: network)) does not depend on \(group.name), which comes later",
        at: "R")
    }
    guard of.choice?.isOne != false else {
      throw arguments.error("with weights a Jacobian is of one component, or of all", at: "Q")
    }
    return (
      session.rule(of: network).part(from: .input, to: of.signal), of.choice?.indices.first, group
    )
  }
}

extension CheckedTensor {
  /// The report of a command that takes `entries` and `full`.
  func report(_ invocation: Invocation) throws(CommandError) -> Report {
    var result = self
    result.choice = try EntryChoice(invocation.arguments)
    result.asEntries = asEntries || invocation.arguments.has("entries")
    result.isFull = invocation.arguments.has("full")
    return result.report(invocation.settings.display)
  }
}
