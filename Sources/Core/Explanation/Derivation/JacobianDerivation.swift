/// J = D_n W_n … D_1 W_1, derived with the numbers of a network at an input: the forward pass, each
/// layer's factor beside the differences of that layer alone, each partial product, the chain.
package struct JacobianDerivation: Derivation {
  private let context: DerivationContext

  /// - Parameter rule: the whole network, A from I.
  /// - Precondition: one value for each input.
  package init(of rule: ChainRule, at input: [Double], differences: FiniteDifference = .init()) {
    context = DerivationContext(rule, at: input, differences: differences)
  }

  package var steps: [PlannedStep] {
    let factors = (1...context.depth).map { l in
      PlannedStep("Layer \(l) alone: D\(l) W\(l)") { try factor(l, checkpoint: $0) }
    }
    let products = (1..<context.depth).dropFirst().map { l in
      PlannedStep("The chain up to f\(l)") { try product(l, checkpoint: $0) }
    }
    let chain = PlannedStep("The whole chain: J") {
      try context.jacobian(
        rule: "Chain rule over all layers: their factors multiplied, the last layer first. This is "
          + "what `jacobian` answers.", checkpoint: $0)
    }
    return [context.entrance, PlannedStep("The forward pass") { _ in forward }] + factors
      + products + [chain]
  }

  private var forward: DerivationStep {
    let quantities = (1...context.depth).flatMap { l in
      [
        DerivedQuantity(
          "z\(l)", context.value(of: .preactivation(l)), rows: .signal(.preactivation(l))),
        DerivedQuantity(
          context.name(l), context.value(of: .activation(l)), rows: .signal(.activation(l))),
      ]
    }
    return DerivationStep(
      rule: "Each D_l is taken at the z_l of this pass. Nothing is differentiated yet, so there is "
        + "nothing to check.",
      formulas: ["z_l = W_l f_(l−1) + b_l,  f_l = σ_l(z_l),  f_0 = I"],
      latex: #"z_l = W_l f_{l-1} + b_l,\quad f_l = \sigma_l(z_l),\quad f_0 = I"#,
      quantities: quantities)
  }

  private func factor(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let (name, before) = (context.name(l), context.name(l - 1))
    let activation = context.activation(l)
    let rule = activation.rule
    var quantities: [DerivedQuantity] = []
    let local = context.part(from: .preactivation(l), to: .activation(l))
    let z = context.value(of: .preactivation(l))
    if rule.coupling == nil {
      let slopes = local.activationDerivatives(at: z).compactMap { $0?.diagonal }.first ?? []
      quantities.append(DerivedQuantity("σ′(z\(l))", slopes, rows: .signal(.preactivation(l))))
    } else {
      quantities.append(DerivedQuantity("y", Softmax.values(z), rows: .signal(.activation(l))))
    }
    let slope = try context.checkedJacobian(
      "D\(l) W\(l) = ∂\(name)/∂\(before)",
      of: context.part(from: context.signal(l - 1), to: .activation(l)), checkpoint: checkpoint)
    quantities.append(slope)
    return DerivationStep(
      rule: "Chain rule inside the layer: the outer derivative D\(l), taken at z\(l), times the "
        + "inner one, W\(l)." + context.activation(l).meaningOfValue(inCurvature: false),
      formulas: ["∂\(name)/∂\(before) = D\(l) W\(l)", context.slopeText(l)],
      latex: #"\frac{\partial "# + context.latexName(l) + #"}{\partial "#
        + context.latexName(l - 1) + "} = D_{\(l)} W_{\(l)},\\quad D_{\(l)} = "
        + rule.latexSlope(layer: l),
      quantities: quantities, checkedAgainst: "\(name) from \(before), layer \(l) alone", layer: l,
      product: try context.product(
        slope.value, of: [.slope(l), .weights(l)], checkpoint: checkpoint))
  }

  private func product(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let (name, before) = (context.name(l), context.name(l - 1))
    let slope = try context.checkedJacobian(
      "∂\(name)/∂I", of: context.part(to: .activation(l)), checkpoint: checkpoint)
    return DerivationStep(
      rule: "Chain rule from layer to layer: this layer's factor times the product so far.",
      formulas: ["∂\(name)/∂I = D\(l) W\(l) · ∂\(before)/∂I"],
      latex: #"\frac{\partial "# + context.latexName(l) + "}{\\partial I} = D_{\(l)} W_{\(l)} "
        + #"\frac{\partial "# + context.latexName(l - 1) + #"}{\partial I}"#,
      quantities: [slope], checkedAgainst: "\(name) from I",
      product: l == 1
        ? nil
        : try context.product(
          slope.value, of: [.slope(l), .weights(l), .sofar("∂\(before)/∂I", l - 1)],
          checkpoint: checkpoint))
  }
}

extension ActivationRule {
  /// D_l in LaTeX.
  func latexSlope(layer l: Int) -> String {
    switch coupling {
    case nil: "\\operatorname{diag}(\\sigma'(z_{\(l)}))"
    case .softmax: #"\operatorname{diag}(y) - y y^{\mathsf T}"#
    case .logsoftmax: #"1 - \mathbf{1} y^{\mathsf T}"#
    }
  }
}
