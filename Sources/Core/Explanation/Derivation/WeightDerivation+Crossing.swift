/// The step on the block between two layers, for one weight of the later one.
extension WeightDerivation {
  /// ∂²s/∂W_{l+1}[p,q]∂W_l: what bends, and what W_{l+1}[p,q] meets.
  func crossing(checkpoint: Checkpoint) throws -> DerivationStep {
    let (l, r) = (layer, layer + 1)
    let (p, q) = crossed
    let weights = context.network.layers[l - 1].weights
    let later = context.network.layers[r - 1].weights
    let groups = (VariableBlock.parameters(.weights(r)), VariableBlock.parameters(.weights(l)))
    let block = try derivatives.hessian(groups.0, groups.1, checkpoint: checkpoint)
    let row = p * later.columns + q
    let value = Matrix(
      rows: weights.rows, columns: weights.columns,
      storage: weights.storage.indices.map { block[row, $0] })
    var direction = [Double](repeating: 0, count: later.storage.count)
    direction[row] = 1
    let function = NetworkFunction(
      sumNetwork,
      of: [.parameters(.weights(l)), .step(.parameters(.weights(r)), along: direction)],
      at: context.input)
    let found = try context.differences.hessian(
      of: function, outputs: [0],
      .block(rows: function.ranges[1], columns: function.ranges[0]), checkpoint: checkpoint)
    let entry = "W\(r)[\(p + 1),\(q + 1)]"
    let name = context.name(l)
    let isCoupled = context.activation(l).couplesNeurons
    let left = "∂²s/∂W\(r)[p,q]∂W\(l)[i,j]"
    return DerivationStep(
      rule:
        "W\(l) changes ∂s/∂\(entry) = δ\(r)[\(p + 1)] \(name)[\(q + 1)] in two ways: through "
        + "δ\(r), the first term, and through \(name)[\(q + 1)], the second"
        + (isCoupled
          ? "." : ", which only row i = \(q + 1) has, \(context.slopeName(l)) being diagonal.")
        + (r < context.depth
          ? " Layers further apart have ∂z/∂z between them in the place of W\(r) \(context.slopeName(l))."
          : ""),
      formulas: [
        "\(left) = (Γ\(r) W\(r) \(context.slopeName(l)))[p,i] \(name)[q] \(before)[j] +",
        "  δ\(r)[p] \(context.slopeName(l))[q,i] \(before)[j]",
      ],
      latex: "\\frac{\\partial^2 s}{\\partial W_{\(r)}[p,q]\\,\\partial W_{\(l)}[i,j]} = "
        + "(\\Gamma_{\(r)} W_{\(r)} D_{\(l)})[p,i]\\, \(context.latexName(l))[q]\\, "
        + "\(latexBefore)[j] + \\delta_{\(r)}[p]\\, D_{\(l)}[q,i]\\, \(latexBefore)[j]",
      quantities: [
        DerivedQuantity("δ\(r)[\(p + 1)]", [derivatives.delta[r - 1][p]], rows: .words([""])),
        DerivedQuantity(
          "∂²s/∂\(entry)∂W\(l)", value, rows: neurons(l), columns: columns,
          estimates: (0..<value.storage.count).map {
            found[0, function.ranges[1].lowerBound, function.ranges[0].lowerBound + $0]
          }),
      ], checkedAgainst: "s from \(entry) and W\(l)")
  }

  /// The weight of the next layer that is shown, from 0: of the output that counts most, and of the
  /// neuron before it that lets most through.
  private var crossed: (p: Int, q: Int) {
    let delta = derivatives.delta[layer]
    let slopes = derivatives.derivatives[layer - 1].diagonal ?? derivatives.activations[layer]
    func largest(_ values: [Double]) -> Int {
      values.indices.max { abs(values[$0]) < abs(values[$1]) } ?? 0
    }
    return (largest(delta), largest(slopes))
  }

  /// "Off the diagonal: W2[1,2] with W1".
  var crossingTitle: String {
    let (p, q) = crossed
    return "Off the diagonal: W\(layer + 1)[\(p + 1),\(q + 1)] with W\(layer)"
  }
}
