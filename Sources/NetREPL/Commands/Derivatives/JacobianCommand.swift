import Core

extension CommandSpec {
  static let jacobian = CommandSpec(
    name: "jacobian", group: .derivatives,
    summary: "show first derivatives, of the output or of any layer",
    pattern: [
      .optional([.choice([[.word("entries")], [.word("scaled")]])]),
      .optional([.word("of"), .argument("Q", .signal)]),
      .optional([.word("wrt"), .argument("R", .signal)]), .optional([.word("full")]),
    ],
    arguments: [
      ("entries", "one line an entry: analytic, finite difference, error, bound, verdict"),
      ("scaled", "J and H in raw units and in those between the scaling layers, side by side"),
      ("Q", "A, z1, f1, ...; A otherwise"),
      ("R", "an earlier one: I, z1, f1, ...; I otherwise"),
      ("full", "every row and column, whatever the size"),
    ],
    details:
      "J = D_n W_n D_(n−1) … D_1 W_1, D_l = diag(σ′(z_l)). The column at the right is the largest "
      + "difference of its row from finite differences of the network itself.",
    examples: [
      "jacobian", "jacobian entries", "jacobian of f1 wrt I", "jacobian wrt z1", "jacobian scaled",
    ],
    computation: { invocation, session in try TimedDerivatives.jacobian(invocation, session) },
    run: { invocation, session in
      if invocation.arguments.has("scaled") {
        guard !invocation.arguments.has("Q"), !invocation.arguments.has("R") else {
          throw CommandError(
            "the scaled Jacobian is of all of A, between the scaling layers; leave out of and wrt",
            at: invocation.arguments.range("Q") ?? invocation.arguments.range("R"))
        }
        return .report(
          try ScaledReport(invocation, session).report(
            isFull: invocation.arguments.has("full") || !session.settings.hasLimits))
      }
      let (map, component) = try invocation.map(
        in: try session.network(), mistake: session.mistake)
      if component != nil {
        throw CommandError(
          "a Jacobian is of all components; leave out the index and read the row",
          at: invocation.arguments.range("Q"))
      }
      let report = try JacobianReport(
        of: map, session: session, checkpoint: invocation.checkpoint, at: invocation.range)
      return .report(
        report.report(
          settings: session.settings, isFull: invocation.arguments.has("full"),
          asEntries: invocation.arguments.has("entries")))
    })
}
