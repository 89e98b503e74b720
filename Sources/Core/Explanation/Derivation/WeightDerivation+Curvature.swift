/// The steps from δ to the block of second derivatives.
extension WeightDerivation {
  /// What the second derivative needs: how δ_l changes.
  var productRule: DerivationStep {
    let l = layer
    let vectors = (l...context.depth).reversed().compactMap { layer in
      derivatives.derivatives[layer - 1].secondDiagonal.map {
        DerivedQuantity("σ″(z\(layer))", $0, rows: neurons(layer))
      }
    }
    let entry = "∂²s/∂W\(l)[p,q]∂W\(l)[i,j]"
    let next = l + 1
    let changes =
      l == context.depth
      ? "δ\(l) changes because \(context.slopeName(l)) does."
      : "δ\(l) = \(context.slopeName(l)) W\(next)ᵀ δ\(next) changes in two ways: \(context.slopeName(l)) does, and so does δ\(next)."
    return DerivationStep(
      rule: "\(before) does not depend on W\(l), so of δ\(l) \(before)ᵀ only δ\(l) changes, and it "
        + "does through z\(l) alone. Γ\(l), its derivative, is all that is needed. \(changes)",
      formulas: [
        "\(entry) = ∂δ\(l)[p]/∂z\(l)[i] · \(before)[q] \(before)[j] =",
        "  Γ\(l)[p,i] \(before)[q] \(before)[j]",
        "Γ_l = ∂δ_l/∂z_l = ∂²s/∂z_l²",
      ],
      latex: "\\frac{\\partial^2 s}{\\partial W_{\(l)}[p,q]\\,\\partial W_{\(l)}[i,j]} = "
        + "\\Gamma_{\(l)}[p,i]\\, \(latexBefore)[q]\\, \(latexBefore)[j],\\quad "
        + "\\Gamma_{\(l)} = \\frac{\\partial \\delta_{\(l)}}{\\partial z_{\(l)}}",
      quantities: vectors)
  }

  /// Γ_l = D_l W_{l+1}ᵀ Γ_{l+1} W_{l+1} D_l + the layer's own bend.
  func curvature(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let isLast = l == context.depth
    let outer = isLast ? seed : "(W\(l + 1)ᵀ δ\(l + 1))"
    let rule = context.activation(l).rule
    let gamma = try derivatives.gamma(layer: l, checkpoint: checkpoint)
    let model =
      isLast
      ? modelAfter(l)
      : modelAfter(l, curvature: try derivatives.gamma(layer: l + 1, checkpoint: checkpoint))
    let found = try context.differences.hessian(
      of: NetworkMap(model, from: .preactivation(1)), at: derivatives.preactivations[l - 1],
      checkpoint: checkpoint)
    var quantities: [DerivedQuantity] = []
    if let second = derivatives.derivatives[l - 1].secondDiagonal {
      quantities.append(
        DerivedQuantity(
          "σ″(z\(l)) ∘ \(outer)", zip(second, derivatives.outputSlopes[l - 1]).map(*),
          rows: neurons(l)))
    }
    quantities.append(
      DerivedQuantity(
        "Γ\(l)", gamma, rows: neurons(l), columns: neurons(l), estimates: found.estimates(of: 0)))
    let (own, meaning) = ownBend(of: rule, layer: l, outer: outer)
    let passed =
      "\(context.slopeName(l))\(rule.transposeMark) W\(l + 1)ᵀ Γ\(l + 1) W\(l + 1) \(context.slopeName(l))"
    let formula =
      "Γ\(l) = "
      + (isLast
        ? own
        : l == context.replacedLayer && rule.isPiecewiseLinear
          // What is linear in the loss is not so in the network, whose σ″ has the name.
          ? passed : "\(passed) " + (own.hasPrefix("−") ? "− \(own.dropFirst())" : "+ \(own)"))
    return DerivationStep(
      rule: isLast
        ? (isLoss
          ? "s is what the last layer gives: all its curvature at z\(l) is that of the activation"
          : "s is linear in A, so all its curvature at z\(l) is that of the last activation")
          + (context.activation(l).isPiecewiseLinear ? ", which has none." : ".")
        : "The product rule on δ\(l): the first term is what bends later, seen from here; the "
          + "second is that this layer bends. The check sees this layer alone: what follows is "
          + "replaced by its slope δ\(l + 1) and its curvature Γ\(l + 1)."
          + context.activation(l).meaningOfValue(inCurvature: true),
      // What names mean stands before they are used.
      formulas: rule.coupling == nil ? [formula, meaning] : [meaning, formula],
      latex: "\\Gamma_{\(l)} = "
        + (isLast
          ? ""
          : "D_{\(l)}^{\\mathsf T} W_{\(l + 1)}^{\\mathsf T} \\Gamma_{\(l + 1)} W_{\(l + 1)} D_{\(l)} + ")
        + latexOwnBend(of: rule, layer: l, isLast: isLast),
      quantities: quantities,
      checkedAgainst: isLast ? "s from z\(l)" : "layer \(l) before δ\(l + 1) and Γ\(l + 1)",
      layer: l)
  }

  /// Σ_i v_i ∂²f_l[i]/∂z_l² in signs, v being how s depends on f_l, and what the signs mean.
  private func ownBend(
    of rule: ActivationRule, layer l: Int, outer: String
  ) -> (formula: String, meaning: String) {
    switch rule.coupling {
    case nil:
      (
        outer == "1" ? "diag(σ″(z\(l)))" : "diag(σ″(z\(l)) ∘ \(outer))",
        context.activation(l).curvatureText
      )
    case .softmax:
      ("diag(u) − y uᵀ − u yᵀ", "y = softmax(z\(l)),  v = \(outer),  u = y ∘ (v − v·y)")
    case .logsoftmax:
      ("−sum(v) (diag(y) − y yᵀ)", "y = softmax(z\(l)),  v = \(outer)")
    }
  }

  private func latexOwnBend(of rule: ActivationRule, layer l: Int, isLast: Bool) -> String {
    let v = isLast ? latexSeed : "W_{\(l + 1)}^{\\mathsf T} \\delta_{\(l + 1)}"
    return switch rule.coupling {
    case nil: "\\operatorname{diag}(\\sigma''(z_{\(l)}) \\circ \(v))"
    case .softmax:
      #"\operatorname{diag}(u) - y u^{\mathsf T} - u y^{\mathsf T},\quad "#
        + #"u = y \circ (v - v \cdot y),\ v = "# + v
    case .logsoftmax:
      #"\Big(-\sum v\Big) (\operatorname{diag}(y) - y y^{\mathsf T}),\quad v = "# + v
    }
  }

  /// Γ_l ⊗ f fᵀ beside differences of s itself.
  func block(checkpoint: Checkpoint) throws -> DerivationStep {
    let l = layer
    let weights = context.network.layers[l - 1].weights
    let chosen = WeightSample(weights.rows, weights.columns, most: Self.mostInBlock)
    let gamma = try derivatives.gamma(layer: l, checkpoint: checkpoint)
    let entries = chosen.entries
    var value = Matrix(rows: entries.count, columns: entries.count)
    for (row, a) in entries.enumerated() {
      for (column, b) in entries.enumerated() {
        value[row, column] = gamma[a.neuron, b.neuron] * factor[a.input] * factor[b.input]
      }
    }
    let found = try context.differences.hessian(
      of: NetworkMap(sum(of: chosen)), at: values(of: chosen), checkpoint: checkpoint)
    let names = entries.map { "W\(l)[\($0.neuron + 1),\($0.input + 1)]" }
    let part =
      chosen.isAll
      ? ""
      : " Of \(weights.storage.count) weights those of \(chosen.neurons) neurons and "
        + "\(chosen.inputs) columns are shown."
    return DerivationStep(
      rule: "Four indices, two for each weight, written as a matrix: each entry of Γ\(l) times the "
        + "whole of \(before) \(before)ᵀ. The differences are of s itself.\(part)",
      formulas: [
        "∂²s/∂W\(l)[p,q]∂W\(l)[i,j] = Γ\(l)[p,i] \(before)[q] \(before)[j]",
        "∂²s/∂W\(l)² = Γ\(l) ⊗ (\(before) \(before)ᵀ),  ∂²s/∂b\(l)² = Γ\(l)",
      ],
      latex: "\\frac{\\partial^2 s}{\\partial W_{\(l)}^2} = \\Gamma_{\(l)} \\otimes "
        + "\(latexBefore) \(latexBefore)^{\\mathsf T}",
      quantities: [
        DerivedQuantity(
          "∂²s/∂W\(l)²", value, rows: .words(names), columns: .words(names),
          estimates: found.estimates(of: 0))
      ], checkedAgainst: "s from W\(l)")
  }
}
