import Core

extension CommandSpec {
  static let gaussnewton = CommandSpec(
    name: "gaussnewton", group: .derivatives,
    summary: "show the Gauss-Newton part of the Hessian of a loss, and what it leaves out",
    pattern: [
      .optional([.word("wrt"), .argument("P", .blockSide)]), .optional([.word("full")]),
    ],
    arguments: [
      ("P", "the input or the weights or biases of a layer: I, W2, b1; I otherwise"),
      ("full", "every row and column, whatever the size"),
    ],
    details:
      "∂²s/∂P² = JᵀL″J + what comes of the curvature of the network itself. JᵀL″J takes the "
      + "network to be linear: J = ∂A/∂P for the squared error, and J = ∂z_n/∂P for cross-entropy, "
      + "where L″ is the second derivative of the loss. It has no negative eigenvalue. `set loss` "
      + "comes first. Differences: J and L″ by differences of values alone, multiplied.",
    examples: [
      "set loss mse target 1 0 0; gaussnewton",
      "set loss crossentropy target 0 1 0; gaussnewton wrt b2",
    ],
    run: { invocation, _ in
      try GaussNewtonReport(of: try invocation.variableBlock("P") ?? .input, invocation).report(
        invocation.settings.display)
    })
}
