import Core

extension CommandSpec {
  static let hessian = CommandSpec(
    name: "hessian", group: .derivatives,
    summary: "show second derivatives, of every output or of one",
    pattern: [
      .optional([.word("entries")]), .optional([.word("of"), .argument("Q", .signal)]),
      .optional([.word("wrt"), .argument("R", .signal)]), .optional([.word("full")]),
    ],
    arguments: [
      ("entries", "one line an entry: analytic, finite difference, error, bound, verdict"),
      ("Q", "A for every output, A2 for one, or another signal: z2, f1[3]; A otherwise"),
      ("R", "an earlier signal: I, z1, f1, ...; I otherwise"),
      ("full", "every row and column, whatever the size"),
    ],
    details:
      "H_k = Σ_l G_lᵀ diag(B_l[k,:] σ″(z_l)) G_l: one term for each layer that curves. The column "
      + "at the right is the largest difference of its row from finite differences of the network "
      + "itself.",
    examples: ["hessian", "hessian of A1", "hessian entries of A1", "hessian wrt z1"],
    computation: { invocation, session in try TimedDerivatives.hessian(invocation, session) },
    run: { invocation, session in
      let (map, component) = try invocation.map(
        in: try session.network(), mistake: session.mistake)
      let report = try HessianReport(
        of: map, outputs: component.map { [$0] } ?? Array(0..<map.outputCount), session: session,
        checkpoint: invocation.checkpoint, at: invocation.range)
      return .report(
        report.report(
          settings: session.settings, isFull: invocation.arguments.has("full"),
          asEntries: invocation.arguments.has("entries")))
    })
}
