import Core

extension CommandSpec {
  static let hessian = CommandSpec(
    name: "hessian", group: .derivatives,
    summary: "show second derivatives: of the outputs or of s, whole or in part",
    pattern: [
      .choice([
        [.optional([.word("entries")]), of, .wrt, .entries],
        [.word("diagonal"), of, .optional([.word("wrt"), .list("R", .signal)]), .entries],
        [.word("laplacian"), of, .optional([.word("wrt"), .list("R", .signal)]), .entries],
        [
          .word("times"), of, .optional([.word("wrt"), .argument("P", .blockSide)]),
          .choice([
            [.word("ones")],
            [
              .word("random"), .optional([.word("seed"), .argument("SEED", .seed)]),
            ],
            [.list("V", .numbers)],
          ]), .optional([.word("full")]),
        ],
      ])
    ],
    arguments: [
      ("entries", "one line an entry: analytic, finite difference, error, bound, verdict"),
      ("diagonal", "the second derivative along each component alone, without the rest of H"),
      ("laplacian", "their sum, the trace of H"),
      ("times", "H v for a direction v, without forming H; of s otherwise"),
      (
        "Q",
        "A for every output, A2 or its name for one, A[1..3]; or s; or another signal: z2, f1[3]"
      ),
      (
        "all",
        "every weight and bias with every other, up to \(ParameterHessian.mostParameters) of them, of s"
      ),
      (
        "R",
        "an earlier signal: I, z1, f1, ...; I otherwise; or components, I1 I3, I[1..4], and inputs by "
          + "their names; or, where all of the Hessian is shown, weights, W2 or b1, of s"
      ),
      ("P", "weights or biases, W2 or b1, or I; two of them for the block of both"),
      ("V", "the direction v, a number for each entry of P, row by row"),
      ("ones", "a direction of ones"), ("random", "a direction of random numbers from −1 to 1"),
      ("SEED", "a number that makes the same direction again"),
    ] + entryMeanings,
    details:
      "H_k = Σ_l G_lᵀ diag(B_l[k,:] ∘ σ″(z_l)) G_l: one term for each layer that curves. The column "
      + "at the right is the largest difference of its row from finite differences of the network "
      + "itself. With weights it is of s, dout · A or a loss, or of A2 alone, and is kept as factors "
      + "until it is shown; `show d2s/dW2[1,2]dW1[2,1]` shows one entry of any network. The trace tells "
      + "whether the mean of A_k close around the input is above its value there. H v is how the gradient "
      + "changes along v, at the cost of two gradients. `diagonal`, `laplacian` and `hvp` are short for "
      + "`hessian diagonal`, `hessian laplacian` and `hessian times`.",
    examples: [
      "hessian", "hessian of A1", "hessian entries of A1", "hessian of A1 wrt I1 I2",
      "hessian where |x| > 0.1", "hessian wrt z1", "hessian of s",
      "hessian wrt b2", "hessian wrt W2 b1", "hessian of A1 wrt b3 I", "hessian wrt all",
      "hessian diagonal", "hessian diagonal of A1 wrt z1", "hessian laplacian of s",
      "hessian times ones", "hessian times of A random seed 1", "hessian times wrt b2 ones",
      "set loss mse target 1 0 0; hessian times wrt W2 random seed 1",
    ],
    computation: TimedDerivatives.hessian,
    run: { invocation, session in
      let arguments = invocation.arguments
      if arguments.has("diagonal") { return try HessianDiagonals(invocation).diagonal() }
      if arguments.has("laplacian") { return try HessianDiagonals(invocation).laplacian() }
      if arguments.has("times") {
        return try CheckedTensor.hessianProduct(invocation, &session).report(invocation)
      }
      if let hessian = try invocation.parameterHessian() {
        return try CheckedTensor.hessian(hessian, invocation).report(invocation)
      }
      let (rule, outputs, inputs) = try invocation.rule()
      return try CheckedTensor.hessian(of: rule, outputs: outputs, wrt: inputs, invocation)
        .report(invocation)
    })

  private static let of = Pattern.optional([.word("of"), .list("Q", .answer)])
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
    var block: (VariableBlock, VariableBlock)?
    if !arguments.has("all") {
      let parameters = try parameterBlock("R")
      guard arguments.has("P") || parameters != nil, let rows = try variableBlock("R")
      else { return nil }
      block = (rows, try variableBlock("P") ?? rows)
    }
    return ParameterHessian(
      scalar: try ObjectiveAtInput(self, output: try outputOfWeights()), block: block)
  }

  /// The one output that second derivatives by weights are of; nil for s.
  ///
  /// - Throws: `CommandError` where Q is something else.
  private func outputOfWeights() throws(CommandError) -> Int? {
    guard arguments.has("Q"), !isOfScalar else { return nil }
    let network = try session.network()
    let of = try signal("Q", in: network, standard: network.output)
    guard of.signal == network.output, of.choice?.isOne == true else {
      throw arguments.error(
        "with weights a Hessian is of s, or of one output such as A1; `set dout` weighs them",
        at: "Q")
    }
    return of.choice?.indices.first
  }
}
