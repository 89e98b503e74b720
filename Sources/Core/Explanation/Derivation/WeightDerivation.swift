/// ∂s/∂W_l = δ_l f_{l−1}ᵀ and ∂²s/∂W_l² = Γ_l ⊗ f_{l−1} f_{l−1}ᵀ for s = dout · A, derived with the
/// numbers of a network at an input: δ and then Γ carried back, one step a layer, and what a product
/// with f_{l−1}ᵀ twice would be.
package struct WeightDerivation: Derivation {
  let context: DerivationContext
  let derivatives: WeightDerivatives

  /// The weight of each output in s.
  let dout: [Double]

  /// l, from 1: the layer whose weights they are.
  let layer: Int

  /// - Parameters:
  ///   - rule: the whole network, A from I.
  ///   - layer: counted from 1; nil for the first that does more than scale its inputs.
  /// - Precondition: one value for each input and for each output; a layer that exists.
  package init(
    of rule: ChainRule, layer: Int? = nil, at input: [Double], dout: [Double],
    differences: FiniteDifference = .init()
  ) {
    self.init(
      DerivationContext(rule, at: input, differences: differences), layer: layer, dout: dout)
  }

  /// The same for any scalar; a loss is carried back through the layers that it is written as.
  ///
  /// - Precondition: one value for each input; a layer of the original network.
  package init(
    of s: ObjectiveNetwork, layer: Int? = nil, at input: [Double], fault: Fault? = nil,
    differences: FiniteDifference = .init()
  ) {
    switch s.scalar {
    case .weighted(let dout):
      self.init(
        of: ChainRule(NetworkMap(s.original), fault: fault), layer: layer, at: input,
        dout: dout,
        differences: differences)
    case .squaredError, .crossEntropy:
      self.init(
        DerivationContext(
          ChainRule(NetworkMap(s.network), fault: fault), at: input,
          lossOf: s.hasOutput ? s.original.layers.count : 0,
          replacing: s.hasOutput ? nil : s.original.layers.count,
          differences: differences),
        layer: layer ?? Self.standardLayer(of: s.original), dout: [1])
    }
  }

  private init(_ context: DerivationContext, layer: Int?, dout: [Double]) {
    self.context = context
    let network = context.network
    derivatives = WeightDerivatives(
      network, at: context.input, dout: dout, fault: context.rule.fault)
    self.dout = dout
    self.layer = layer ?? Self.standardLayer(of: network)
  }

  /// The first layer that does more than scale its inputs, from 1: both recursions go back to it.
  package static func standardLayer(of network: Network) -> Int {
    (network.layers.firstIndex { !$0.isScaling } ?? 0) + 1
  }

  package var steps: [PlannedStep] {
    let end = isLoss ? "At the loss" : "At the output"
    let back = (layer...context.depth).reversed()
    let slopes = back.map { l in
      PlannedStep((l == context.depth ? end : "Back to layer \(l)") + ": δ\(l)") {
        try slope(l, checkpoint: $0)
      }
    }
    let curvatures = back.map { l in
      PlannedStep((l == context.depth ? "\(end) once more" : "Back to layer \(l)") + ": Γ\(l)") {
        try curvature(l, checkpoint: $0)
      }
    }
    return [PlannedStep("Where W\(layer) enters", entrance)] + slopes + [
      PlannedStep("The outer product: ∂s/∂W\(layer)", gradient),
      PlannedStep("What is left to differentiate") { _ in productRule },
    ] + curvatures + [
      PlannedStep("The block of W\(layer): Γ\(layer) ⊗ (\(before) \(before)ᵀ)", block)
    ] + (layer < context.depth ? [PlannedStep(crossingTitle, crossing)] : [])
      + [PlannedStep("Where the answer goes wrong: \(before)ᵀ twice", answer)]
  }

  // MARK: Names

  /// Whether s is a loss, made of A by layers behind it.
  var isLoss: Bool { context.lossOf != nil }

  /// The slope of s where it leaves the last layer.
  var seed: String { isLoss ? "1" : "dout" }
  var latexSeed: String { isLoss ? "1" : #"\mathrm{dout}"# }

  /// f_{l−1}, what the weights multiply: "I" or "f1".
  var before: String { context.name(layer - 1) }
  var latexBefore: String { context.latexName(layer - 1) }

  /// The values of f_{l−1}.
  var factor: [Double] { derivatives.activations[layer - 1] }

  /// The neurons of a layer as rows, z1[1], z1[2], …
  func neurons(_ l: Int) -> DerivedQuantity.Axis { .signal(.preactivation(l)) }

  /// The columns of W_l: the components of f_{l−1}.
  var columns: DerivedQuantity.Axis { .signal(context.signal(layer - 1)) }

  // MARK: The first step

  private func entrance(checkpoint: Checkpoint) throws -> DerivationStep {
    // z_l[1] as a function of the first row of W_l, which is all that it depends on of W_l.
    let row = context.network.layers[layer - 1]
    let layers = [Layer(weights: Matrix([factor]), bias: [row.bias[0]])]
    let neuron = NetworkMap(Network(name: context.network.name, layers: layers))
    let differences = try context.differences.jacobian(
      of: neuron, at: Array(row.weights.row(0)), checkpoint: checkpoint)
    let s = zip(dout, derivatives.activations[context.depth]).reduce(0) { $0 + $1.0 * $1.1 }
    return DerivationStep(
      rule: "W\(layer) stands in one place only, and its row p moves z\(layer)[p] alone: entry "
        + "[p,q] by \(before)[q]. Everything else depends on W\(layer) through z\(layer).",
      formulas: (isLoss ? [] : ["s = dout · A"]) + context.layerFormulas(from: layer),
      latex: (isLoss ? "" : #"s = \mathrm{dout} \cdot A,\quad "#) + #"\frac{\partial z_{"#
        + "\(layer)"
        + #"}[p]}{\partial W_{"# + "\(layer)" + "}[p,q]} = \(latexBefore)[q]",
      quantities: (isLoss
        ? [] : [DerivedQuantity("dout", dout, rows: .signal(context.network.output))]) + [
          DerivedQuantity("s", [s], rows: .words(["s"])),
          DerivedQuantity(
            "∂z\(layer)[1]/∂W\(layer)[1,q] = \(before)[q]", Matrix([factor]),
            rows: .words(["z\(layer)[1]"]), columns: columns,
            estimates: differences.estimates),
        ], checkedAgainst: "z\(layer)[1] from row 1 of W\(layer)", layer: layer)
  }
}
