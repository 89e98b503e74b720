/// The two steps in which a layer's curvature enters.
extension HessianDerivation {
  /// ∂D_l/∂I, as the derivative of what D_l is made of: σ′(z_l), or the probabilities.
  func change(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    let activation = context.activation(l)
    let z = Signal.preactivation(l)
    let g = try context.part(to: z).jacobian(at: context.input, checkpoint: checkpoint)
    let differences = try context.differences.jacobian(
      of: context.slopeMap(l), at: context.input, checkpoint: checkpoint)
    let latex = "\\frac{\\partial D_{\(l)}}{\\partial I_j} = "
    guard let coupling = activation.rule.coupling else {
      return DerivationStep(
        rule:
          "Chain rule on each σ′(z\(l)[p]): its own derivative σ″ times how I_j moves z\(l)[p]. Row "
          + "p is σ″(z\(l)[p]) G\(l)[p,:]." + activation.meaningOfValue(inCurvature: true),
        formulas: [
          "∂D\(l)/∂I_j = diag(σ″(z\(l)) ∘ G\(l)[:,j])",
          activation.curvatureText,
        ],
        latex: latex + "\\operatorname{diag}(\\sigma''(z_{\(l)}) \\circ G_{\(l)}[:,j])",
        quantities: [
          DerivedQuantity(
            "∂σ′(z\(l))/∂I", g.scalingRows(by: context.second(l)), rows: .signal(z),
            columns: .signal(.input), estimates: differences.estimates)
        ], checkedAgainst: "σ′(z\(l)) from I", layer: l)
    }
    let (formula, latexFormula) =
      coupling == .softmax
      ? (
        "diag(r) − r yᵀ − y rᵀ",
        #"\operatorname{diag}(r) - r y^{\mathsf T} - y r^{\mathsf T}"#
      ) : ("−\(context.ones(l)) rᵀ", #"-\mathbf{1} r^{\mathsf T}"#)
    let rate = LayerDerivative(of: Activation(.softmax), at: context.value(of: z)).pushForward(g)
    return DerivationStep(
      rule:
        "D\(l) is made of the probabilities y alone, so the product rule on it needs only how I "
        + "moves them.",
      formulas: [
        "y = softmax(z\(l)),  g = G\(l)[:,j],  r = y ∘ (g − y·g)",
        "∂D\(l)/∂I_j = \(formula)",
      ],
      latex: latex + latexFormula
        + #",\quad r = \frac{\partial y}{\partial I_j} = y \circ (g - y \cdot g)"#,
      quantities: [
        DerivedQuantity(
          "∂y/∂I, r for each input", rate, rows: .words((1...g.rows).map { "y[\($0)]" }),
          columns: .signal(.input), estimates: differences.estimates)
      ], checkedAgainst: "y from I", layer: l)
  }

  /// One layer's share of the curvature.
  func term(_ l: Int, checkpoint: Checkpoint) throws -> DerivationStep {
    var values = outputs.map { _ in PackedSymmetric(order: context.map.inputCount) }
    try context.rule.forEachCurvatureTerm(
      at: context.input, outputs: outputs, checkpoint: checkpoint
    ) { term in
      guard term.layer == l else { return }
      for k in values.indices {
        try values[k].add(term.factor, weights: term.coefficients(k), checkpoint: checkpoint)
      }
    }
    let alone = try context.mapCurvedOnly(in: l, checkpoint: checkpoint)
    let differences = try context.differences.hessian(
      of: alone, at: context.input, outputs: outputs, checkpoint: checkpoint)
    let formulas: [String]
    let latex: String
    let isLast = l == context.depth
    let isCoupled = context.activation(l).couplesNeurons
    let row = isLast ? "e_k" : "B\(l)[k,:]"
    // G less its mean, which y weighs.
    let centred = "C = G\(l) − \(context.ones(l)) (G\(l)ᵀ y)ᵀ"
    switch context.activation(l).rule.coupling {
    case nil:
      formulas = ["K\(l)[k] = G\(l)ᵀ diag(\(row) ∘ σ″(z\(l))) G\(l)"]
      latex =
        "K_{\(l)}[k] = G_{\(l)}^{\\mathsf T} \\operatorname{diag}("
        + "\(isLast ? "e_k" : "B_{\(l)}[k,:]") \\circ "
        + "\\sigma''(z_{\(l)})) G_{\(l)}"
    case .softmax?:
      formulas = [
        "y = softmax(z\(l)),  v = \(row),  u = y ∘ (v − v·y),  \(centred)",
        "K\(l)[k] = G\(l)ᵀ (diag(u) − y uᵀ − u yᵀ) G\(l) = Cᵀ diag(u) C",
      ]
      latex =
        "K_{\(l)}[k] = C^{\\mathsf T} \\operatorname{diag}(u) C,\\quad "
        + "u = y \\circ (v - v \\cdot y),\\quad C = G_{\(l)} - \\mathbf{1} y^{\\mathsf T} "
        + "G_{\(l)}"
    case .logsoftmax?:
      formulas = [
        "y = softmax(z\(l)),  v = \(row),  \(centred)",
        "K\(l)[k] = −sum(v) G\(l)ᵀ (diag(y) − y yᵀ) G\(l) = −sum(v) Cᵀ diag(y) C",
      ]
      latex =
        "K_{\(l)}[k] = -\\Big(\\sum v\\Big) C^{\\mathsf T} \\operatorname{diag}(y) C"
    }
    return DerivationStep(
      rule: (isCoupled
        ? ""
        : "The sum over p is what a product of matrices is: collected over i and j it is "
          + "G\(l)ᵀ diag(…) G\(l). ")
        + "Row k of \(isLast ? "" : "B\(l) ")(∂D\(l)/∂I_j) G\(l) for every j: what layer \(l) alone "
        + "adds to H_k\(isLast ? "; e_k is 1 at output k, else 0" : ""). "
        + "The check bends this layer only: the others are replaced by their "
        + (isLast ? "tangent G\(l)." : "tangents G\(l) and B\(l)."),
      formulas: formulas, latex: latex,
      quantities: context.hessians({ "K\(l) of A\($0 + 1)" }, outputs, values, differences),
      checkedAgainst: "layer \(l) between its tangents", layer: l,
      product: isCoupled
        ? nil : try termProduct(l, values.first?.matrix, checkpoint: checkpoint))
  }

  /// G_lᵀ diag(B_l[k,:] ∘ σ″(z_l)) G_l of the first output that is derived.
  private func termProduct(
    _ l: Int, _ value: Matrix?, checkpoint: Checkpoint
  ) throws -> StepProduct? {
    guard let value, let k = outputs.first,
      StepProduct.isShown(context.network.layers[l - 1].neuronCount, context.map.inputCount)
    else { return nil }
    let g = try context.part(to: .preactivation(l)).jacobian(
      at: context.input, checkpoint: checkpoint)
    let b =
      l == context.depth
      ? Matrix.identity(context.map.outputCount)
      : try context.part(from: .activation(l), to: context.network.output)
        .jacobian(at: context.value(of: .activation(l)), checkpoint: checkpoint)
    let middle = Matrix.diagonal(zip(b.row(k), context.second(l)).map(*))
    let row = l == context.depth ? "e_\(k + 1)" : "B\(l)[\(k + 1),:]"
    return StepProduct(
      value,
      of: [
        .init("G\(l)ᵀ", g.transposed), .init("diag(\(row) ∘ σ″(z\(l)))", middle),
        .init("G\(l)", g),
      ])
  }
}

extension DerivationContext {
  /// The layers that bend, from 1: those that are not linear in pieces.
  var curvedLayers: [Int] {
    (1...depth).filter { !activation($0).isPiecewiseLinear }
  }

  /// σ″(z_l), as the Hessian uses it.
  ///
  /// - Precondition: neurons that act alone.
  func second(_ l: Int) -> [Double] {
    part(from: .preactivation(l), to: .activation(l))
      .activationDerivatives(at: value(of: .preactivation(l)))
      .compactMap { $0?.secondDiagonal }.first ?? []
  }

  /// σ′(z_l) as a function of I, or the probabilities where the neurons are coupled: a network of
  /// its own, so that finite differences can take its derivative.
  func slopeMap(_ l: Int) -> NetworkMap {
    var layers = Array(network.layers.prefix(l))
    layers[l - 1].activation =
      layers[l - 1].activation.couplesNeurons
      ? Activation(.softmax) : layers[l - 1].activation.mapping(\.slope)
    return NetworkMap(Network(name: network.name, layers: layers))
  }

  /// A from I with every layer but one replaced by its tangent at the input:
  /// B_l σ_l(z_l + G_l (I − I₀)), whose Hessian is that layer's term.
  func mapCurvedOnly(in l: Int, checkpoint: Checkpoint) throws -> NetworkMap {
    let g = try part(to: .preactivation(l)).jacobian(at: input, checkpoint: checkpoint)
    let b = try part(from: .activation(l), to: network.output).jacobian(
      at: value(of: .activation(l)), checkpoint: checkpoint)
    let moved = Product.of(g, input)
    let bias = zip(value(of: .preactivation(l)), moved).map { $0 - $1 }
    return NetworkMap(
      Network(
        name: network.name,
        layers: [
          Layer(weights: g, bias: bias, activation: activation(l)),
          Layer(weights: b),
        ]))
  }
}

extension Activation {
  /// σ′ as an activation, whose own derivative is σ″; for checks of σ″ alone.
  var slope: Activation {
    let rule = rule
    return Activation(
      ActivationRule(
        "\(name)′", parameters: rule.parameters,
        // Only values are asked of it.
        formula: nil, isPiecewiseLinear: rule.isPiecewiseLinear, kinks: rule.kinks,
        value: { x, a in rule.jet(x, a).first },
        jet: { x, a in
          let jet = rule.jet(x, a)
          return Jet(jet.first, jet.second, .nan)
        }),
      parameters: parameters)
  }
}
