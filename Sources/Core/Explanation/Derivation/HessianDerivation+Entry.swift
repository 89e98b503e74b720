/// The step that lies between how a layer changes and the product of matrices that its term is: one entry,
/// as a sum over neurons.
extension HessianDerivation {
  /// The output and the pair of inputs, counted from 0, that are taken for all others.
  private var entry: (k: Int, i: Int, j: Int) {
    (outputs.first ?? 0, 0, min(1, context.map.inputCount - 1))
  }

  /// (B_l (∂D_l/∂I_j) G_l)[k,i] = Σ_p B_l[k,p] σ″(z_l[p]) G_l[p,j] G_l[p,i].
  ///
  /// - Precondition: a layer of neurons that act alone.
  func entrySum(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let (k, i, j) = entry
    let isLast = l == context.depth
    let z = Signal.preactivation(l)
    let g = try context.part(to: z).jacobian(at: context.input, checkpoint: checkpoint)
    let row =
      isLast
      ? (0..<g.rows).map { $0 == k ? 1.0 : 0 }
      : Array(
        try context.part(from: .activation(l), to: context.network.output)
          .jacobian(at: context.value(of: .activation(l)), checkpoint: checkpoint).row(k))
    let second = context.second(l)
    let terms = (0..<g.rows).map { p in
      row[p] == 0 ? 0 : row[p] * second[p] * g[p, j] * g[p, i]
    }
    let alone = try context.mapCurvedOnly(in: l, checkpoint: checkpoint)
    let differences = try context.differences.hessian(
      of: alone, at: context.input, outputs: [k], checkpoint: checkpoint)
    let (b, latexB) = isLast ? ("e_k[p]", "e_k[p]") : ("B\(l)[k,p]", "B_{\(l)}[k,p]")
    let head = "k = \(k + 1), i = \(i + 1), j = \(j + 1)"
    let rows = (0..<g.rows).flatMap { p in [row[p], second[p], g[p, j], g[p, i], terms[p]] }
    return DerivationStep(
      rule:
        "∂D\(l)/∂I_j is diagonal, so that of the sums of this product one is left, over the neurons p "
        + "of layer \(l). A row of the table is a neuron, its last number the product of the others, and "
        + "the entry is their sum, here for \(head)\(isLast ? "; e_k is 1 at output k, else 0" : "").",
      formulas: [
        (isLast ? "((∂D\(l)/∂I_j) G\(l))[k,i] = " : "(B\(l) (∂D\(l)/∂I_j) G\(l))[k,i] = ")
          + "Σ_p \(b) · σ″(z\(l)[p]) G\(l)[p,j] · G\(l)[p,i]"
      ],
      latex: (isLast ? "" : "B_{\(l)} ") + "\\frac{\\partial D_{\(l)}}{\\partial I_j} G_{\(l)}"
        + "\\Big|_{k,i} = \\sum_p \(latexB)\\, \\sigma''(z_{\(l)}[p])\\, G_{\(l)}[p,j]\\, "
        + "G_{\(l)}[p,i]",
      quantities: [
        DerivedQuantity(
          "neuron by neuron", Matrix(rows: g.rows, columns: 5, storage: rows), rows: .signal(z),
          columns: .words([
            isLast ? "e_k" : "B\(l)[\(k + 1),p]", "σ″", "G\(l)[p,\(j + 1)]", "G\(l)[p,\(i + 1)]",
            "product",
          ])),
        DerivedQuantity(
          "their sum", [terms.reduce(0, +)],
          rows: .words(["K\(l)[\(k + 1),\(i + 1),\(j + 1)]"]),
          estimates: [differences[k, i, j]]),
      ], checkedAgainst: "layer \(l) between its tangents", layer: l)
  }

  /// One entry of H taken apart, as `why` does it.
  func entryApart(checkpoint: Checkpoint) throws -> DerivationStep {
    let (k, i, j) = entry
    let parts = try context.rule.hessianContributions(
      at: context.input, output: k, i, j, checkpoint: checkpoint)
    let shown = Array(parts.contributions.prefix(Self.mostNeurons))
    let rest = parts.contributions.count - shown.count
    let differences = try context.differences.hessian(
      of: context.map, at: context.input, outputs: [k],
      .pair(i, j), checkpoint: checkpoint)
    let name = "H\(k + 1)[\(i + 1),\(j + 1)]"
    let rows = zip(shown, parts.runningSums).flatMap { part, sum in
      [part.coefficient] + part.inputDerivatives + [part.term, sum]
    }
    let coupled = context.hasCoupledLayer
    return DerivationStep(
      rule:
        "The neurons of all layers that bend, the largest first: how the output depends on each, times "
        + "how each depends on both inputs\(coupled ? ", behind a softmax less their mean" : "")."
        + (rest > 0 ? " \(rest) smaller ones are in the last sum alone." : "")
        + " `why \(name)` explains it, and any other entry.",
      formulas: [
        coupled
          ? "\(name) = Σ_l K_l[\(k + 1),\(i + 1),\(j + 1)]"
          : "\(name) = Σ_l Σ_p B_l[\(k + 1),p] σ″(z_l[p]) G_l[p,\(i + 1)] G_l[p,\(j + 1)]"
      ],
      latex: coupled
        ? #"H_k[i,j] = \sum_l K_l[k,i,j]"#
        : #"H_k[i,j] = \sum_l \sum_p B_l[k,p] \sigma_l''(z_l[p]) G_l[p,i] G_l[p,j]"#,
      quantities: (shown.isEmpty
        ? []
        : [
          DerivedQuantity(
            "neuron by neuron", Matrix(rows: shown.count, columns: 5, storage: rows),
            rows: .words(shown.map { "z\($0.layer)[\($0.neuron)]" }),
            columns: .words([
              coupled ? "c_l[p]" : "B σ″", "G[p,\(i + 1)]", "G[p,\(j + 1)]", "product",
              "sum so far",
            ]))
        ]) + [
          DerivedQuantity(
            name, [parts.value], rows: .words([name]), estimates: [differences[k, i, j]])
        ], checkedAgainst: "A from I")
  }

  /// Of a wide network the neurons that count most are shown.
  private static let mostNeurons = 12
}

extension HessianPart {
  /// One entry: a block of one variable and another; all of a variable with itself.
  fileprivate static func pair(_ i: Int, _ j: Int) -> Self {
    i == j ? .diagonal : .block(rows: i..<(i + 1), columns: j..<(j + 1))
  }
}
