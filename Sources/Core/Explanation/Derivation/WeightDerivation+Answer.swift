/// The step on the forum's answer: why a product with f_{l−1}ᵀ twice is no second derivative.
extension WeightDerivation {
  /// c Xᵀ Xᵀ with the shapes of this network, and what is true instead: diag(c)[p,i] X[q] X[j].
  func answer(checkpoint: Checkpoint) throws -> DerivationStep {
    let l = layer
    let isLast = l == context.depth
    let (n, m) = (context.network.layers[l - 1].neuronCount, factor.count)
    let dsdf = derivatives.outputSlopes[l - 1]
    let curvature = derivatives.derivatives[l - 1].bend(weights: dsdf)
    // The neuron with most to show.
    let p = (0..<n).max { abs(curvature[$0, $0]) < abs(curvature[$1, $1]) } ?? 0
    let own = curvature[p, p]
    let value = Matrix(
      rows: m, columns: m, storage: factor.flatMap { a in factor.map { own * a * $0 } })
    let found = try context.differences.hessian(
      of: NetworkMap(bend(ofNeuron: p)),
      at: Array(context.network.layers[l - 1].weights.row(p)), checkpoint: checkpoint)
    let isCoupled = context.activation(l).couplesNeurons
    let outer = isLast ? "dout" : "∂s/∂\(context.name(l))"
    let x = before == "I" ? "X = I" : "X = \(before)"
    let c = isCoupled ? "C" : "diag(c)"
    let definition =
      isCoupled
      ? "C = Σ_k \(outer == "dout" ? "dout[k]" : "(\(outer))[k]") ∂²\(context.name(l))[k]/∂z\(l)²"
      : "c = \(outer) ∘ σ″(z\(l))"
    // What the layers that follow add, as in the step on Γ.
    let later =
      isLast ? "" : "D\(l)ᵀ W\(l + 1)ᵀ Γ\(l + 1) W\(l + 1) D\(l)"
    var quantities: [DerivedQuantity] = []
    if !isCoupled {
      quantities.append(
        DerivedQuantity("c", (0..<n).map { curvature[$0, $0] }, rows: neurons(l)))
    }
    quantities += [
      DerivedQuantity("X", factor, rows: columns),
      DerivedQuantity(
        isCoupled ? "C[\(p + 1),\(p + 1)] X Xᵀ" : "c[\(p + 1)] X Xᵀ, for p = i = \(p + 1)", value,
        rows: columns, columns: columns, estimates: found.estimates(of: 0)),
    ]
    return DerivationStep(
      rule: answerRule(n, m, isCoupled: isCoupled),
      formulas: [
        "∂²s/∂W\(l)[p,q]∂W\(l)[i,j] = "
          + (isLast ? "\(c)[p,i] X[q] X[j]" : "(\(c) + \(later))[p,i] X[q] X[j]") + ",",
        "\(definition),  \(x)",
      ],
      latex: "\\frac{\\partial^2 s}{\\partial W_{\(l)}[p,q]\\,\\partial W_{\(l)}[i,j]} = "
        + (isCoupled ? "C[p,i]" : #"\operatorname{diag}(c)[p,i]"#) + #"\, X_q X_j"#
        + (isLast ? "" : " + \\dots"),
      quantities: quantities,
      checkedAgainst: "\(outer) · \(context.name(l)) from row \(p + 1) of W\(l)", layer: l)
  }

  private func answerRule(_ n: Int, _ m: Int, isCoupled: Bool) -> String {
    let counted = (n * m).multipliedReportingOverflow(by: n * m)
    let numbers = counted.overflow ? "(\(n)·\(m))²" : "\(counted.partialValue)"
    let first =
      m == 1
      ? "The answer is (c Xᵀ) Xᵀ. With one column the product is defined by chance, but it gives \(n) numbers of the "
        + "\(numbers) that are asked for, those with p = i."
      : "The answer is (c Xᵀ) Xᵀ, here (\(n)×1 · 1×\(m)) · 1×\(m). c Xᵀ has the shape of W\(layer), and rightly "
        + "so. The second product is not defined: \(m) columns meet 1 row. \(n)×\(m) weights twice are four indices and \(numbers) numbers, "
        + "and X enters once for each weight: as X Xᵀ, not as Xᵀ Xᵀ."
    return first
      + (isCoupled
        ? " The neurons of this layer depend on each other, so C has two indices."
        : " diag(c) has c[p] where p\u{a0}=\u{a0}i, else 0.")
      + (layer == context.depth
        ? "" : " Layers that follow add their own curvature: all of it is in Γ\(layer).")
  }
}
