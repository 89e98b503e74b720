import Core

extension CommandSpec {
  static let hessian = CommandSpec(
    name: "hessian", group: .derivatives,
    summary: "show second derivatives: of the outputs, or with respect to weights",
    pattern: [
      .optional([.word("entries")]), .optional([.word("of"), .list("Q", .signal)]),
      .wrt, .entries,
    ],
    arguments: [
      ("entries", "one line an entry: analytic, finite difference, error, bound, verdict"),
      (
        "Q",
        "A for every output, A2 or its name for one, A[1..3]; or another signal: z2, f1[3]; A otherwise"
      ),
      (
        "all",
        "every weight and bias with every other, up to \(ParameterHessian.mostParameters) of them, of s"
      ),
      (
        "R",
        "an earlier signal: I, z1, f1, ...; I otherwise; or components, I1 I3, I[1..4], and inputs by "
          + "their names; or weights, W2 or b1, of s = dout · A"
      ),
      ("P", "other weights or biases, or I, for the block of both"),
    ] + entryMeanings,
    details:
      "H_k = Σ_l G_lᵀ diag(B_l[k,:] σ″(z_l)) G_l: one term for each layer that curves. The column "
      + "at the right is the largest difference of its row from finite differences of the network "
      + "itself. With weights it is of s = dout · A, or of A2 alone, and is kept as factors until "
      + "it is shown; `show d2s/dW2[1,2]dW1[2,1]` shows one entry of any network.",
    examples: [
      "hessian", "hessian of A1", "hessian entries of A1", "hessian of A1 wrt I1 I2",
      "hessian where |x| > 0.1", "hessian wrt z1",
      "hessian wrt b2", "hessian wrt W2 b1", "hessian of A1 wrt b3 I", "hessian wrt all",
    ],
    computation: TimedDerivatives.hessian,
    run: { invocation, _ in
      if let hessian = try invocation.parameterHessian() {
        return try CheckedTensor.hessian(hessian, invocation).report(invocation)
      }
      let (rule, outputs, inputs) = try invocation.rule()
      return try CheckedTensor.hessian(of: rule, outputs: outputs, wrt: inputs, invocation)
        .report(invocation)
    })
}

extension Pattern {
  /// What second derivatives are with respect to: `wrt all`, `wrt W2 W1`, `wrt z1`, or nothing.
  static let wrt = Pattern.optional([
    .choice([
      [.word("wrt"), .word("all")],
      [.word("wrt"), .argument("R", .blockSide), .argument("P", .blockSide)],
      [.word("wrt"), .list("R", .variables)],
    ])
  ])
}

extension Invocation {
  /// What `wrt all`, `wrt W2`, `wrt W2 W1` or `wrt W1 I` mean; nil when R is a signal alone.
  ///
  /// - Throws: `CommandError` when the network does not have them, or the words do not fit.
  func parameterHessian() throws(CommandError) -> ParameterHessian? {
    let network = try session.network()
    var block: (VariableBlock, VariableBlock)?
    if !arguments.has("all") {
      let parameters = try parameterBlock("R")
      guard arguments.has("P") || parameters != nil, let rows = try variableBlock("R")
      else { return nil }
      block = (rows, try variableBlock("P") ?? rows)
    }
    let of = try signal("Q", in: network, standard: network.output)
    if arguments.has("Q"), of.signal != network.output || of.choice?.isOne != true {
      throw arguments.error(
        "with weights a Hessian is of s, or of one output such as A1; `set dout` weighs them",
        at: "Q")
    }
    return ParameterHessian(
      scalar: try ObjectiveAtInput(self, output: of.choice?.indices.first), block: block)
  }
}
