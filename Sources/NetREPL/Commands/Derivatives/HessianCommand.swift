import Core

extension CommandSpec {
  static let hessian = CommandSpec(
    name: "hessian", group: .derivatives,
    summary: "show second derivatives, of every output or of one",
    pattern: [
      .optional([.word("entries")]), .optional([.word("of"), .argument("Q", .signal)]),
      .optional([
        .choice([
          [.word("wrt"), .argument("R", .signal)],
          [.word("wrt"), .argument("R", .parameters), .argument("P", .parameters)],
        ])
      ]), .optional([.word("full")]),
    ],
    arguments: [
      ("entries", "one line an entry: analytic, finite difference, error, bound, verdict"),
      ("Q", "A for every output, A2 for one, or another signal: z2, f1[3]; A otherwise"),
      (
        "R", "an earlier signal: I, z1, f1, ...; I otherwise; or weights, W2 or b1, of s = dout · A"
      ),
      ("P", "the weights or biases of another layer, for the block of both"),
      ("full", "every row and column, whatever the size"),
    ],
    details:
      "H_k = Σ_l G_lᵀ diag(B_l[k,:] σ″(z_l)) G_l: one term for each layer that curves. The column "
      + "at the right is the largest difference of its row from finite differences of the network "
      + "itself.",
    examples: [
      "hessian", "hessian of A1", "hessian entries of A1", "hessian wrt z1",
      "hessian wrt b2", "hessian wrt W2 b1",
    ],
    computation: { invocation, session in try TimedDerivatives.hessian(invocation, session) },
    run: { invocation, session in
      let isFull = invocation.arguments.has("full")
      if let (rows, columns) = try invocation.parameterGroups(in: session.network()) {
        let report = try WeightHessianReport(
          of: rows, columns, session: session, checkpoint: invocation.checkpoint,
          at: invocation.arguments.range("R"))
        return .report(report.report(settings: session.settings, isFull: isFull))
      }
      let (map, component) = try invocation.map(
        in: try session.network(), mistake: session.mistake)
      let report = try HessianReport(
        of: map, outputs: component.map { [$0] } ?? Array(0..<map.outputCount), session: session,
        checkpoint: invocation.checkpoint, at: invocation.range)
      return .report(
        report.report(
          settings: session.settings, isFull: isFull,
          asEntries: invocation.arguments.has("entries")))
    })
}

extension Invocation {
  /// The weights or biases of `wrt R P`; nil when R is a signal.
  ///
  /// - Throws: `CommandError` when the words beside them do not fit.
  fileprivate func parameterGroups(
    in network: Network
  ) throws(CommandError) -> (ParameterGroup, ParameterGroup)? {
    let other = arguments.quantity("P")
    guard let name = arguments.quantity("R"), [.weights, .bias].contains(name.symbol) else {
      return nil
    }
    if arguments.has("entries") || arguments.quantity("Q") != nil {
      throw CommandError(
        "with weights a Hessian is of s as a matrix; leave out `entries` and `of`, and choose "
          + "the outputs with `set dout`", at: range)
    }
    let rows = try name.parameterGroup(in: network, at: arguments.range("R"))
    let columns = try other?.parameterGroup(in: network, at: arguments.range("P"))
    return (rows, columns ?? rows)
  }
}
