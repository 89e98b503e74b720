/// What the derivations of a network share: its names, its input, and the steps that both have.
struct DerivationContext: Sendable {
  /// The whole network, A from I.
  let rule: ChainRule
  let input: [Double]
  let differences: FiniteDifference

  /// Where the last layers make a loss of A: which layer gives A, from 1; 0 where none does.
  let lossOf: Int?

  /// The layer, from 1, that a loss has with another activation than the network: what it says and its derivative
  /// are none of the network's, and have names of their own, L_l and E_l.
  let replacedLayer: Int?

  init(
    _ rule: ChainRule, at input: [Double], lossOf: Int? = nil, replacing replacedLayer: Int? = nil,
    differences: FiniteDifference
  ) {
    precondition(rule.from == .input && rule.to == rule.network.output)
    self.rule = rule
    self.input = input
    self.differences = differences
    self.lossOf = lossOf
    self.replacedLayer = replacedLayer
  }

  var map: NetworkMap { rule.map }
  var network: Network { rule.network }
  var depth: Int { network.layers.count }

  /// f_l, with f_0 = I.
  func signal(_ layer: Int) -> Signal { layer == 0 ? .input : .activation(layer) }

  /// I, f1, …, A, and behind a loss s.
  func name(_ layer: Int) -> String { namedEnd(layer) ?? "f\(layer)" }

  /// A column of ones, one for each neuron.
  func ones(_ layer: Int) -> String { "ones(\(network.layers[layer - 1].neuronCount))" }

  func latexName(_ layer: Int) -> String { namedEnd(layer) ?? "f_{\(layer)}" }

  /// D_l.
  func slopeName(_ layer: Int) -> String { layer == replacedLayer ? "E\(layer)" : "D\(layer)" }

  private func namedEnd(_ layer: Int) -> String? {
    layer == replacedLayer
      ? "L\(layer)" : layer == 0 ? "I" : layer == lossOf ?? depth ? "A" : layer == depth ? "s" : nil
  }

  func activation(_ layer: Int) -> Activation { network.layers[layer - 1].activation }

  /// Whether some layer's D is not diagonal.
  var hasCoupledLayer: Bool { network.layers.contains { $0.activation.couplesNeurons } }

  /// The value of a signal at the input.
  func value(of signal: Signal) -> [Double] { NetworkMap(network, to: signal)(input) }

  /// A part of the network, with whatever the whole carries.
  func part(from: Signal = .input, to: Signal) -> ChainRule {
    rule.part(from: from, to: to)
  }

  /// The Jacobian of a part beside its differences.
  func checkedJacobian(
    _ name: String, of part: ChainRule, checkpoint: Checkpoint
  ) throws -> DerivedQuantity {
    let x = value(of: part.from)
    let differences = try differences.jacobian(of: part.map, at: x, checkpoint: checkpoint)
    return DerivedQuantity(
      name, try part.jacobian(at: x, checkpoint: checkpoint), rows: .signal(part.to),
      columns: .signal(part.from), estimates: differences.estimates)
  }

  /// D_l, and what it is made of.
  func slopeText(_ l: Int) -> String {
    let rule = activation(l).rule
    return switch rule.coupling {
    case nil where l == replacedLayer:
      "E\(l) = eye(\(network.layers[l - 1].neuronCount))"
    case nil: "D\(l) = diag(σ′(z\(l))),  \(activation(l).slopeText)"
    case .softmax: "D\(l) = diag(y) − y yᵀ,  y = softmax(z\(l)) = \(name(l))"
    case .logsoftmax:
      "\(slopeName(l)) = eye(\(network.layers[l - 1].neuronCount)) − \(ones(l)) yᵀ,  y = softmax(z\(l))"
    }
  }

  /// A Hessian of each output beside its differences.
  func hessians(
    _ name: (_ k: Int) -> String, _ outputs: [Int], _ values: [PackedSymmetric],
    _ differences: HessianDifferences
  ) -> [DerivedQuantity] {
    zip(outputs, values).map { k, value in
      DerivedQuantity(
        name(k), value.matrix, rows: .signal(.input), columns: .signal(.input),
        estimates: differences.estimates(of: k))
    }
  }

  // MARK: Shared steps

  /// "A = z2,  z2 = W2 f1 + b2" and so on, from the output down to a layer.
  func layerFormulas(from first: Int = 1) -> [String] {
    // Of a deep network the first and the last layers say enough.
    let layers = Array((first...depth).reversed())
    let isCut = layers.count > 8
    let shown = isCut ? Array(layers.prefix(3) + layers.suffix(3)) : layers
    func outer(_ layer: Int) -> String {
      let activation = activation(layer)
      // σ1 is that of layer 1 with its own parameters, which its name alone does not tell.
      let isStandard = activation.parameters == activation.rule.parameters.map(\.standard)
      let name = isStandard && activation.ranges == nil ? activation.name : "σ\(layer)"
      return "\(self.name(layer)) = " + (name == "purelin" ? "z\(layer)" : "\(name)(z\(layer))")
    }
    var formulas = shown.map { layer in
      let inner = "z\(layer) = W\(layer) \(name(layer - 1)) + b\(layer)"
      return layer == replacedLayer ? inner : "\(outer(layer)),  \(inner)"
    }
    if isCut { formulas.insert("…", at: 3) }
    // A name of its own is said before it is used.
    return (replacedLayer.map { [outer($0)] } ?? []) + formulas
  }

  var entrance: PlannedStep { PlannedStep("Where I enters", entrance) }

  private func entrance(checkpoint: Checkpoint) throws -> DerivationStep {
    let quantity = try checkedJacobian(
      "∂z1/∂I = W1", of: part(to: .preactivation(1)), checkpoint: checkpoint)
    return DerivationStep(
      rule:
        "I stands in one place only, in z1 = W1 I + b1, so ∂z1/∂I = W1. Everything else depends "
        + "on I through the layer before it.",
      formulas: layerFormulas(),
      latex: #"z_l = W_l f_{l-1} + b_l,\quad f_l = \sigma_l(z_l),\quad f_0 = I,\quad A = f_{"#
        + "\(depth)}",
      quantities: [DerivedQuantity("I", input, rows: .signal(.input)), quantity],
      checkedAgainst: "z1 from I", layer: 1)
  }

  /// "D3 W3 D2 W2 D1 W1", of many layers the ends.
  func chain(latex: Bool = false) -> String {
    func factor(_ layer: Int) -> String {
      latex ? "D_{\(layer)} W_{\(layer)}" : "D\(layer) W\(layer)"
    }
    let factors = (1...depth).reversed().map(factor)
    if factors.count <= 8 { return factors.joined(separator: " ") }
    return (factors.prefix(2) + [latex ? #"\cdots"# : "…"] + factors.suffix(2))
      .joined(separator: " ")
  }

  func jacobian(rule: String, checkpoint: Checkpoint) throws -> DerivationStep {
    DerivationStep(
      rule: rule, formulas: ["J = ∂A/∂I = \(chain())"],
      latex: #"J = \frac{\partial A}{\partial I} = "# + chain(latex: true),
      quantities: [try checkedJacobian("J = ∂A/∂I", of: self.rule, checkpoint: checkpoint)],
      checkedAgainst: "A from I")
  }
}

extension Activation {
  /// tansig: σ′ = 4e^(−2x)/(1 + e^(−2x))² = 1 − T².
  var slopeText: String { "\(name): σ′ = \(rule.firstText)" }

  /// tansig: σ″ = −2T(1 − T²).
  var curvatureText: String { "\(name): σ″ = \(rule.secondText)" }

  /// What T is, where the formula of σ′ or of σ″ has it.
  func meaningOfValue(inCurvature: Bool) -> String {
    guard rule.coupling == nil else { return "" }
    return (inCurvature ? rule.secondText : rule.firstText).contains("T") ? " T is \(name)(x)." : ""
  }
}
