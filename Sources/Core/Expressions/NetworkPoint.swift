/// A network at an input: the value of every quantity of it, each worked out once.
package final class NetworkPoint {
  package let rule: ChainRule
  package let input: [Double]

  /// What δ and Γ are of.
  package let scalar: ObjectiveNetwork

  let checkpoint: Checkpoint
  private var known: [Quantity: Tensor] = [:]
  private var ofWeights: WeightDerivatives?
  private var blocks: [Block: Matrix] = [:]

  /// - Parameter rule: the whole network, A from I.
  /// - Precondition: one value for each input.
  package init(
    _ rule: ChainRule, at input: [Double], scalar: ObjectiveNetwork,
    checkpoint: @escaping Checkpoint = {}
  ) {
    precondition(input.count == rule.inputCount)
    (self.rule, self.input, self.scalar, self.checkpoint) = (rule, input, scalar, checkpoint)
  }

  package var network: Network { rule.network }
  var layers: Int { network.layers.count }

  /// - Throws: `Missing` where the network does not have it, and what the checkpoint throws.
  func value(of quantity: Quantity) throws -> Tensor {
    if let known = known[quantity] { return known }
    if isOfLoss(quantity), let ofLoss { return try ofLoss.value(of: quantity) }
    try require(quantity)
    try TensorSize.require(quantity.shape(in: network), of: quantity.text)
    let value = try worked(quantity)
    known[quantity] = value
    return value
  }

  /// Why a network does not have a quantity.
  struct Missing: Error { var message: String }

  private func require(_ quantity: Quantity) throws(Missing) {
    guard let (what, range) = quantity.choices(in: network), let number = quantity.number,
      !range.contains(number)
    else { return }
    throw Missing(
      message:
        "\(quantity.text): the network has \(what) \(range.lowerBound) to \(range.upperBound)")
  }

  /// One count for each index.
  ///
  /// - Throws: `Missing` where the network does not have it.
  func shape(of quantity: Quantity) throws -> [Int] {
    if isOfLoss(quantity) { return quantity.shape(in: scalar.network) }
    try require(quantity)
    return quantity.shape(in: network)
  }

  /// Whether it is of a layer behind the network's own, of which a loss is made.
  private func isOfLoss(_ quantity: Quantity) -> Bool {
    guard scalar.scalar.isLoss, quantity.symbol.countsLayers, let layer = quantity.number else {
      return false
    }
    return layer > layers && layer <= scalar.network.layers.count
  }

  /// The network of the loss, whose one output is s.
  private lazy var ofLoss = (try? ObjectiveNetwork(scalar.network, .weighted([1]))).map {
    NetworkPoint(
      ChainRule(NetworkMap(scalar.network), fault: rule.fault), at: input, scalar: $0,
      checkpoint: checkpoint)
  }

  /// The network of the loss, where a layer is one of those behind the network's own.
  func behind(layer: Int) -> NetworkPoint? {
    isOfLoss(Quantity(.preactivation, layer)) ? ofLoss : nil
  }

  private func part(_ from: Signal, _ to: Signal) throws -> Tensor {
    if from == to { return Tensor(.identity(network.count(of: from)), rows: to, columns: from) }
    let part = rule.part(from: from, to: to)
    return Tensor(
      try part.jacobian(at: value(of: from), checkpoint: checkpoint), rows: to, columns: from)
  }

  /// A signal's value.
  func value(of signal: Signal) -> [Double] { NetworkMap(network, to: signal)(input) }

  private var weightDerivatives: WeightDerivatives {
    if let ofWeights { return ofWeights }
    let derivatives = WeightDerivatives(scalar, at: input, fault: rule.fault)
    ofWeights = derivatives
    return derivatives
  }

  private func worked(_ quantity: Quantity) throws -> Tensor {
    let l = quantity.number ?? 0
    let (i, a) = (Signal.input, network.output)
    switch quantity.symbol {
    case .input: return l == 0 ? Tensor(input, along: i) : Tensor(input[l - 1])
    case .output:
      let values = value(of: a)
      return l == 0 ? Tensor(values, along: a) : Tensor(values[l - 1])
    case .jacobian: return try part(i, a)
    case .hessian:
      let hessians = try rule.hessian(
        at: input, outputs: l == 0 ? nil : [l - 1], checkpoint: checkpoint)
      return l == 0
        ? .stack(hessians.map(\.matrix), along: a, i, i)
        : Tensor(hessians[0].matrix, rows: i, columns: i)
    case .weights:
      return Tensor(
        network.layers[l - 1].weights, rows: .preactivation(l),
        columns: l == 1 ? .input : .activation(l - 1))
    case .bias: return Tensor(network.layers[l - 1].bias, along: .preactivation(l))
    case .preactivation:
      return Tensor(value(of: .preactivation(l)), along: .preactivation(l))
    case .activation:
      return l == 0
        ? Tensor(input, along: i) : Tensor(value(of: .activation(l)), along: .activation(l))
    case .layerDerivative: return try part(.preactivation(l), .activation(l))
    case .inputDerivative: return try part(i, .preactivation(l))
    case .outputDerivative: return try part(.activation(l), a)
    case .slope: return Tensor(weightDerivatives.delta[l - 1], along: .preactivation(l))
    case .curvature:
      return Tensor(
        try weightDerivatives.gamma(layer: l, checkpoint: checkpoint), rows: .preactivation(l),
        columns: .preactivation(l))
    case .term: return try term(l)
    case .scalar: return Tensor(scalar(input))
    case .outputWeights:
      guard scalar.hasOutput else {
        throw Missing(message: "this loss is a function of z\(layers), and has no dout")
      }
      return Tensor(weightDerivatives.gradient(a), along: a)
    }
  }

  /// What layer l adds to the Hessian of each output.
  private func term(_ l: Int) throws -> Tensor {
    let m = rule.outputCount
    var terms = (0..<m).map { _ in PackedSymmetric(order: rule.inputCount) }
    try rule.forEachCurvatureTerm(
      at: input, outputs: Array(0..<m), checkpoint: checkpoint
    ) { found in
      guard found.layer == l else { return }
      for k in 0..<m {
        try terms[k].add(found.factor, weights: found.coefficients(k), checkpoint: checkpoint)
      }
    }
    return .stack(terms.map(\.matrix), along: network.output, .input, .input)
  }

  /// ∂D_l/∂I: of D_l[p,q], how it changes with each input; n × n × d.
  ///
  /// diag(σ″(z_l) ∘ G_l[:,j]) where neurons act alone. With y = softmax(z_l) and r = ∂y/∂I_j it is
  /// diag(r) − r yᵀ − y rᵀ, and −1 rᵀ for its logarithm.
  func slopeChange(of layer: Int) throws -> Tensor {
    let z = Signal.preactivation(layer)
    let (n, d) = (network.layers[layer - 1].neuronCount, rule.inputCount)
    try TensorSize.require([n, n, d], of: "∂D\(layer)/∂I")
    let g = try rule.part(from: .input, to: z).jacobian(at: input, checkpoint: checkpoint)
    var storage = [Double](repeating: 0, count: n * n * d)
    if let second = activation(layer, order: 2) {
      for p in 0..<n {
        for j in 0..<d { storage[(p * n + p) * d + j] = second.storage[p] * g[p, j] }
      }
    } else {
      let y = Activation(.softmax).values(value(of: z))
      let isSoftmax = network.layers[layer - 1].activation.rule.coupling == .softmax
      for j in 0..<d {
        let mean = zip(y, (0..<n).map { g[$0, j] }).map(*).reduce(0, +)
        let r = (0..<n).map { y[$0] * (g[$0, j] - mean) }
        for p in 0..<n {
          for q in 0..<n {
            storage[(p * n + q) * d + j] =
              isSoftmax ? (p == q ? r[p] : 0) - r[p] * y[q] - y[p] * r[q] : -r[q]
          }
        }
      }
    }
    return Tensor(
      shape: [n, n, d], storage, axes: [.activation(layer), .preactivation(layer), .input])
  }

  /// One entry of a Hessian, without the others.
  func hessianEntry(output k: Int, _ i: Int, _ j: Int) throws -> Tensor {
    var seed = Matrix(rows: rule.inputCount, columns: 2)
    (seed[i, 0], seed[j, 1]) = (1, 1)
    var terms: [Double] = []
    try rule.forEachCurvatureTerm(
      at: input, outputs: [k], seed: seed, checkpoint: checkpoint
    ) { term in
      terms += term.coefficients(0).enumerated().map { p, coefficient in
        coefficient == 0 ? 0 : coefficient * term.factor[p, 0] * term.factor[p, 1]
      }
    }
    return Tensor(
      shape: [], [terms.reduce(0, +)],
      noise: Tensor.rounding(of: terms, times: Double(16 + terms.count)))
  }

  /// σ, σ′ or σ″ of a layer at its pre-activations; nil where its neurons are coupled.
  func activation(_ l: Int, order: Int) -> Tensor? {
    let signal = Signal.preactivation(l)
    if order == 0 { return Tensor(value(of: .activation(l)), along: signal) }
    let derivative = rule.part(from: signal, to: .activation(l))
      .activationDerivatives(at: value(of: signal)).compactMap(\.self).first
    let values = order == 1 ? derivative?.diagonal : derivative?.secondDiagonal
    return values.map { Tensor($0, along: signal) }
  }

  /// ∂of/∂wrt of signals, as a matrix, and of weights, as a stack with one matrix for each component.
  func derivative(of: Signal, by: Signal) throws -> Tensor { try part(by, of) }

  /// ∂s/∂W_l or ∂s/∂b_l.
  func gradient(_ group: ParameterBlock) -> Tensor {
    let matrix = weightDerivatives.gradient(group)
    let rows = Signal.preactivation(group.layer)
    if case .bias = group { return Tensor(matrix.storage, along: rows) }
    return Tensor(
      matrix, rows: rows, columns: group.layer == 1 ? .input : .activation(group.layer - 1))
  }

  /// ∂s/∂I, ∂s/∂z_l or ∂s/∂f_l.
  func gradient(_ signal: Signal) -> Tensor {
    Tensor(weightDerivatives.gradient(signal), along: signal)
  }

  /// Second derivatives of s or of one output by two groups of variables.
  private struct Block: Hashable {
    var output: Int?
    var rows: VariableBlock
    var columns: VariableBlock
  }

  /// ∂²/∂rows∂columns of s, or of one output counted from 0.
  func hessian(
    output: Int?, _ rows: VariableBlock, _ columns: VariableBlock
  ) throws -> Matrix {
    let block = Block(output: output, rows: rows, columns: columns)
    if let known = blocks[block] { return known }
    var derivatives = weightDerivatives
    if let output {
      let dout = (0..<network.outputCount).map { $0 == output ? 1.0 : 0 }
      derivatives = WeightDerivatives(
        try ObjectiveNetwork(network, .weighted(dout)), at: input, fault: rule.fault)
    }
    let matrix = try derivatives.hessian(rows, columns, checkpoint: checkpoint)
      .matrix(checkpoint: checkpoint)
    blocks[block] = matrix
    return matrix
  }

  /// ∂²to_k/∂from², for one component or all.
  func hessian(of: Signal, component: Int?, by: Signal) throws -> Tensor {
    let hessians = try rule.part(from: by, to: of).hessian(
      at: value(of: by), outputs: component.map { [$0] }, checkpoint: checkpoint)
    return component == nil
      ? .stack(hessians.map(\.matrix), along: of, by, by)
      : Tensor(hessians[0].matrix, rows: by, columns: by)
  }
}
