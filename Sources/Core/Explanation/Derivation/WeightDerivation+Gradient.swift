/// The steps up to the gradient: δ carried back, and its outer product with what is before.
extension WeightDerivation {
  /// δ_l = D_l W_{l+1}ᵀ δ_{l+1}, with what stands for W_{l+1}ᵀ δ_{l+1} at the output.
  func slope(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let isLast = l == context.depth
    let name = context.name(l)
    let rule = context.activation(l).rule
    let outer = isLast ? seed : "W\(l + 1)ᵀ δ\(l + 1)"
    let latexOuter = isLast ? latexSeed : "W_{\(l + 1)}^{\\mathsf T} \\delta_{\(l + 1)}"
    var quantities: [DerivedQuantity] = []
    let before = try vector(
      outer, derivatives.outputSlopes[l - 1], neurons(l),
      of: isLast ? nil : NetworkMap(modelAfter(l), from: .activation(1)),
      at: derivatives.activations[l], checkpoint: checkpoint)
    quantities.append(before)
    if let slopes = derivatives.derivatives[l - 1].diagonal {
      quantities.append(DerivedQuantity("σ′(z\(l))", slopes, rows: neurons(l)))
    }
    quantities.append(
      try vector(
        "δ\(l)", derivatives.delta[l - 1], neurons(l),
        of: NetworkMap(modelAfter(l), from: .preactivation(1)),
        at: derivatives.preactivations[l - 1], checkpoint: checkpoint))
    let formula =
      "δ\(l) = ∂s/∂z\(l) = \(context.slopeName(l))\(rule.transposeMark)"
      + (isLast && isLoss ? "" : " \(outer)")
    return DerivationStep(
      rule: isLast
        ? (isLoss
          ? "s is what the last layer gives, so its slope there is 1."
          : "s is linear in A, and its slopes there are dout. The chain rule takes them back "
            + "through the last activation, from A to z\(l).")
        : "\(name) enters s through z\(l + 1) = W\(l + 1) \(name) + b\(l + 1) alone, which gives "
          + "\(outer); then \(context.slopeName(l)) leads from \(name) to z\(l). The check sees this layer alone: "
          + "what follows is replaced by its slope δ\(l + 1)."
          + (l == context.replacedLayer
            ? "" : context.activation(l).meaningOfValue(inCurvature: false)),
      // A name of its own is said before it is used.
      formulas: l == context.replacedLayer
        ? [context.slopeText(l), formula] : [formula, context.slopeText(l)],
      latex: "\\delta_{\(l)} = \\frac{\\partial s}{\\partial z_{\(l)}} = D_{\(l)}^{\\mathsf T} "
        + latexOuter + ",\\quad D_{\(l)} = " + rule.latexSlope(layer: l),
      quantities: quantities,
      checkedAgainst: isLast ? "s from z\(l)" : "δ\(l + 1)·z\(l + 1) from \(name) and z\(l)",
      // W_{l+1} belongs to the layer after.
      layer: before.verdict == .wrong ? l + 1 : l,
      product: isLast || rule.coupling == .logsoftmax
        ? nil
        : try context.product(
          Matrix(column: derivatives.delta[l - 1]),
          of: [.slope(l), .transposedWeights(l + 1)],
          behind: .init("δ\(l + 1)", Matrix(column: derivatives.delta[l])), checkpoint: checkpoint))
  }

  /// ∂s/∂W_l = δ_l f_{l−1}ᵀ beside differences of s itself.
  func gradient(checkpoint: Checkpoint) throws -> DerivationStep {
    let value = derivatives.gradient(.weights(layer))
    let found = try context.differences.jacobian(
      of: NetworkFunction(
        sumNetwork, of: [.parameters(.weights(layer))], at: context.input), checkpoint: checkpoint)
    return DerivationStep(
      rule: "Only z\(layer)[p] knows W\(layer)[p,q], and moves with it by \(before)[q]: a column "
        + "times a row. A bias moves z\(layer)[p] by 1. This is what `gradient wrt W\(layer)` "
        + "answers, and the differences are of s itself.",
      formulas: [
        "∂s/∂W\(layer)[p,q] = ∂s/∂z\(layer)[p] · ∂z\(layer)[p]/∂W\(layer)[p,q] "
          + "= δ\(layer)[p] \(before)[q]",
        "∂s/∂W\(layer) = δ\(layer) \(before)ᵀ,  ∂s/∂b\(layer) = δ\(layer)",
      ],
      latex: "\\frac{\\partial s}{\\partial W_{\(layer)}} = \\delta_{\(layer)} "
        + "\(latexBefore)^{\\mathsf T},\\quad "
        + "\\frac{\\partial s}{\\partial b_{\(layer)}} = \\delta_{\(layer)}",
      quantities: [
        DerivedQuantity(
          "∂s/∂W\(layer)", value, rows: neurons(layer), columns: columns,
          estimates: found.estimates),
        try vector(
          "∂s/∂b\(layer)", derivatives.delta[layer - 1], neurons(layer),
          of: NetworkMap(sumNetwork, from: .preactivation(layer)),
          at: derivatives.preactivations[layer - 1], checkpoint: checkpoint),
      ], checkedAgainst: "s from W\(layer) and b\(layer)",
      product: StepProduct(
        value,
        of: [
          .init("δ\(layer)", Matrix(column: derivatives.delta[layer - 1])),
          .init("\(before)ᵀ", Matrix([factor])),
        ]))
  }

  /// A vector of slopes of a function with one value, beside its differences.
  private func vector(
    _ name: String, _ values: [Double], _ rows: DerivedQuantity.Axis, of map: NetworkMap?,
    at x: [Double], checkpoint: Checkpoint
  ) throws -> DerivedQuantity {
    let found = try map.map { map in
      try context.differences.jacobian(of: map, at: x, checkpoint: checkpoint)
    }
    return DerivedQuantity(name, values, rows: rows, estimates: found?.estimates)
  }
}

extension ActivationRule {
  /// "ᵀ" where D_l is not symmetric.
  var transposeMark: String { coupling == .logsoftmax ? "ᵀ" : "" }
}
