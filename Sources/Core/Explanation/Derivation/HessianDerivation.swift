/// H_k = Σ_l G_lᵀ diag(B_l[k,:] σ_l″(z_l)) G_l, derived with the numbers of a network at an input:
/// where the product rule acts, how each D_l changes, each layer's term, their sum, symmetry.
package struct HessianDerivation: Derivation {
  let context: DerivationContext

  /// The outputs k whose Hessians are derived, counted from 0.
  let outputs: [Int]

  /// - Parameters:
  ///   - rule: the whole network, A from I.
  ///   - outputs: counted from 0; nil for all.
  /// - Precondition: one value for each input; outputs that exist.
  package init(
    of rule: ChainRule, at input: [Double], outputs: [Int]? = nil,
    differences: FiniteDifference = .init()
  ) {
    context = DerivationContext(rule, at: input, differences: differences)
    self.outputs = outputs ?? Array(0..<rule.outputCount)
    precondition(self.outputs.allSatisfy { $0 >= 0 && $0 < rule.outputCount })
  }

  package var steps: [PlannedStep] {
    let jacobian = PlannedStep("The Jacobian to differentiate") {
      try context.jacobian(
        rule: "H_k is the derivative of row k of J. If this step is wrong already, "
          + "`derive jacobian` finds the layer.", checkpoint: $0)
    }
    let curved = context.curvedLayers
    let layers = curved.flatMap { l in
      [
        PlannedStep("From I to layer \(l): G\(l)") { try inputSide(l, checkpoint: $0) },
        PlannedStep("How D\(l) changes with I") { try change(l, checkpoint: $0) },
      ]
        + (l == context.depth
          ? [] : [PlannedStep("From layer \(l) to A: B\(l)") { try outputSide(l, checkpoint: $0) }])
        + (context.activation(l).couplesNeurons
          ? []
          : [
            PlannedStep("One entry of layer \(l), neuron by neuron") {
              try entrySum(l, checkpoint: $0)
            }
          ])
        + [PlannedStep("The term of layer \(l)") { try term(l, checkpoint: $0) }]
    }
    return [context.entrance, jacobian]
      + [PlannedStep("Where the product rule acts") { _ in productRule }] + layers
      + [PlannedStep("The sum of the terms: H", sum), PlannedStep("Symmetry", symmetry)]
      + (curved.isEmpty ? [] : [PlannedStep("One entry, taken apart", entryApart)])
  }

  // MARK: Steps

  private var productRule: DerivationStep {
    let curved = context.curvedLayers
    let flat = (1...context.depth).filter { !curved.contains($0) }
    let names = Self.list(curved)
    var rule =
      curved.isEmpty
      ? "No D_l changes: every σ is linear, or in pieces, so σ″ = 0 and H = 0."
      : "The weights are constant: of the factors of J only \(names) "
        + "\(curved.count == 1 ? "depends" : "depend") on I. The product rule gives one term for "
        + "\(curved.count == 1 ? "it" : "each")."
    if !flat.isEmpty, !curved.isEmpty {
      rule +=
        " \(Self.list(flat)) "
        + "\(flat.count == 1 ? "is" : "are") constant (σ″ = 0)."
    }
    var formulas = ["J = \(context.chain())"]
    if !curved.isEmpty {
      var terms = curved.map { "B\($0) (∂D\($0)/∂I_j) G\($0)" }
      if terms.count > 3 { terms.replaceSubrange(2..<(terms.count - 1), with: ["…"]) }
      formulas.append("∂J/∂I_j = " + terms.joined(separator: " + "))
      formulas.append("G_l = ∂z_l/∂I,  B_l = ∂A/∂f_l")
    }
    let layers = (1...context.depth).filter { !context.activation($0).couplesNeurons }
    return DerivationStep(
      rule: rule, formulas: formulas,
      latex: #"\frac{\partial J}{\partial I_j} = \sum_l B_l \frac{\partial D_l}{\partial I_j} G_l"#,
      quantities: layers.map { l in
        DerivedQuantity("σ″(z\(l))", context.second(l), rows: .signal(.preactivation(l)))
      })
  }

  /// "D1, D2 and D3", of many layers the ends.
  private static func list(_ layers: [Int]) -> String {
    var names = layers.map { "D\($0)" }
    if names.count > 6 { names.replaceSubrange(3..<(names.count - 1), with: ["…"]) }
    guard names.count > 1, let last = names.popLast() else { return names.joined() }
    return names.joined(separator: ", ") + " and " + last
  }

  private func inputSide(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let product = l == 1 ? "W1" : "W\(l) D\(l - 1) G\(l - 1)"
    let latex = l == 1 ? "W_1" : "W_{\(l)} D_{\(l - 1)} G_{\(l - 1)}"
    let g = try context.checkedJacobian(
      "G\(l) = ∂z\(l)/∂I", of: context.part(to: .preactivation(l)), checkpoint: checkpoint)
    return DerivationStep(
      rule: "Chain rule: how each input moves each neuron of layer \(l).",
      formulas: ["G\(l) = ∂z\(l)/∂I = \(product)"],
      latex: "G_{\(l)} = \\frac{\\partial z_{\(l)}}{\\partial I} = \(latex)",
      quantities: [g], checkedAgainst: "z\(l) from I",
      product: l == 1
        ? nil
        : try context.product(
          g.value, of: [.weights(l), .slope(l - 1), .inputSide(l - 1)], checkpoint: checkpoint))
  }

  private func outputSide(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let isLast = l + 1 == context.depth
    let tail = isLast ? "" : "B\(l + 1) "
    let b = try context.checkedJacobian(
      "B\(l) = ∂A/∂f\(l)", of: context.part(from: .activation(l), to: context.network.output),
      checkpoint: checkpoint)
    return DerivationStep(
      rule: "Chain rule from the other side: how each neuron of layer \(l) moves the output.",
      formulas: ["B\(l) = ∂A/∂f\(l) = \(tail)D\(l + 1) W\(l + 1)"],
      latex: "B_{\(l)} = \\frac{\\partial A}{\\partial f_{\(l)}} = "
        + (isLast ? "" : "B_{\(l + 1)} ") + "D_{\(l + 1)} W_{\(l + 1)}",
      quantities: [b], checkedAgainst: "A from f\(l)",
      product: try context.product(
        b.value, of: (isLast ? [] : [.outputSide(l + 1)]) + [.slope(l + 1), .weights(l + 1)],
        checkpoint: checkpoint))
  }

  private func sum(checkpoint: Checkpoint) throws -> DerivationStep {
    let values = try context.rule.hessian(
      at: context.input, outputs: outputs, checkpoint: checkpoint)
    let differences = try context.differences.hessian(
      of: context.map, at: context.input, outputs: outputs, checkpoint: checkpoint)
    let terms = context.curvedLayers.map { "K\($0)[k]" }
    return DerivationStep(
      rule: "The layers' terms added up, for each output k. This is what `hessian` answers.",
      formulas: terms.isEmpty
        ? ["H_k = 0"]
        : context.hasCoupledLayer
          ? ["H_k = \(terms.joined(separator: " + "))"]
          : [
            "H_k = \(terms.joined(separator: " + ")) =",
            "  Σ_l G_lᵀ diag(B_l[k,:] ∘ σ″(z_l)) G_l",
          ],
      latex: context.hasCoupledLayer
        ? #"H_k = \sum_l K_l[k]"#
        : #"H_k = \sum_l G_l^{\mathsf T} \operatorname{diag}(B_l[k,:] \circ \sigma_l''(z_l)) G_l"#,
      quantities: context.hessians({ "H\($0 + 1)" }, outputs, values, differences),
      checkedAgainst: "A from I")
  }

  /// Of a large Hessian the first inputs are shown entry by entry.
  private static let mostInputs = 6

  private func symmetry(checkpoint: Checkpoint) throws -> DerivationStep {
    let d = context.map.inputCount
    let shown = min(d, Self.mostInputs)
    let differences = try context.differences.hessian(
      of: context.map, at: context.input, outputs: outputs, checkpoint: checkpoint)
    var largest = 0.0
    let quantities = try outputs.map { k in
      var value = Matrix(rows: shown, columns: shown)
      for i in 0..<shown {
        for j in 0..<shown {
          value[i, j] =
            try context.rule.hessianContributions(
              at: context.input, output: k, i, j, checkpoint: checkpoint
            ).value
        }
      }
      for i in 0..<shown {
        for j in 0..<i { largest = max(largest, abs(value[i, j] - value[j, i])) }
      }
      let inputs = (1...shown).map { "I\($0)" }
      return DerivedQuantity(
        "H\(k + 1), entry by entry", value, rows: .words(inputs), columns: .words(inputs),
        estimates: (0..<shown).flatMap { i in (0..<shown).map { differences[k, i, $0] } })
    }
    let count = d * (d + 1) / 2
    return DerivationStep(
      rule:
        "Swapping i and j swaps two factors of every product, so H_k = H_kᵀ. Here each entry is "
        + "summed over the neurons by itself, in the order of its own terms; \(count) of \(d * d) are "
        + "enough.",
      formulas: [
        context.hasCoupledLayer
          ? "H_k[i,j] = Σ_l K_l[k,i,j] = H_k[j,i]"
          : "H_k[i,j] = Σ_l Σ_p B_l[k,p] σ″(z_l[p]) G_l[p,i] G_l[p,j] = H_k[j,i]"
      ],
      latex: context.hasCoupledLayer
        ? #"H_k[i,j] = \sum_l K_l[k,i,j] = H_k[j,i]"#
        : #"H_k[i,j] = \sum_l \sum_p B_l[k,p] \sigma_l''(z_l[p]) G_l[p,i] G_l[p,j] = H_k[j,i]"#,
      quantities: quantities + [
        DerivedQuantity("largest |H[i,j] − H[j,i]|", [largest], rows: .words([""]), isError: true)
      ], checkedAgainst: "A from I")
  }
}
