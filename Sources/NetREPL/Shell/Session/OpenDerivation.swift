import Core

/// A derivation and the step that is shown: its numbers are those of the network and input of the
/// moment, so only this is kept.
struct OpenDerivation {
  var subject: Subject

  /// The step, counted from 0.
  var position = 0

  /// Whether the last step was left behind: an empty line is an empty line again.
  var isAtEnd = false

  enum Subject {
    case jacobian

    /// Of one output, counted from 0; nil for as many as fit a screen.
    case hessian(output: Int?)

    /// Of one layer's weights, counted from 1; nil for the first that does more than scale.
    case weights(layer: Int?)
    case activation(Activation)
  }

  /// "hessian", as in the command that opened it and in `of` of JSON.
  var name: String {
    switch subject {
    case .jacobian: "jacobian"
    case .hessian: "hessian"
    case .weights: "weights"
    case .activation(let activation): activation.name
    }
  }

  /// More lines of Hessians than this do not fit a step's screen.
  private static let mostLines = 10.0

  /// Whether a step's screen holds the Hessians of all outputs.
  private static func allFit(_ network: Network) -> Bool {
    (Double(network.inputCount) + 2) * Double(network.outputCount) <= mostLines
  }

  /// What is to be known before the numbers are read: that all of them are 0.
  func preface(in session: Session) throws(CommandError) -> String? {
    guard case .weights = subject else { return nil }
    let network = try session.network()
    return try session.scalarNetwork().scalar.constantNote(in: network)
  }

  /// What is derived of several, where it was not asked for.
  func note(in session: Session) throws(CommandError) -> String? {
    switch subject {
    case .jacobian, .activation: return nil
    case .hessian(let output):
      let network = try session.network()
      guard output == nil, network.outputCount > 1, !Self.allFit(network) else { return nil }
      return
        "Of the \(network.outputCount) outputs A1 is derived; `derive hessian of A2` takes another."
    case .weights(let layer):
      let network = try session.network()
      let layers = network.layers
      let s = try session.scalarNetwork()
      if s.scalar.isLoss {
        return "\(s.words), written as layers behind z\(layers.count), with weights of its formula."
      }
      guard layer == nil, layers.count > 1 else { return nil }
      let other = WeightDerivation.standardLayer(of: network) == layers.count ? 1 : layers.count
      return "`derive weights wrt W\(other)` is about another layer."
    }
  }

  /// The steps at the session's network and input.
  ///
  /// - Throws: `CommandError` when there is no network or input, or the work does not fit.
  func steps(in session: Session, at range: Range<Int>?) throws(CommandError) -> any Derivation {
    switch subject {
    case .activation(let activation):
      return ActivationDerivation(of: activation, differences: session.finiteDifference)
    case .jacobian:
      return JacobianDerivation(
        of: session.rule(of: try session.network()),
        at: try session.input(),
        differences: session.finiteDifference)
    case .hessian(let output):
      return try hessian(output, in: session, at: range)
    case .weights(let layer): return try weights(layer, in: session, at: range)
    }
  }

  private func hessian(
    _ output: Int?, in session: Session, at range: Range<Int>?
  ) throws(CommandError) -> HessianDerivation {
    let rule = session.rule(of: try session.network())
    let map = rule.map
    let input = try session.input()
    let (d, m) = (map.inputCount, map.outputCount)
    if let output, output >= m {
      throw CommandError(
        "the derivation is of A\(output + 1), but the network has outputs 1 to \(m); begin again "
          + "with `derive hessian`", at: range)
    }
    let outputs = output.map { [$0] } ?? (Self.allFit(map.network) ? Array(0..<m) : [0])
    try Self.require(order: d, count: outputs.count, for: "a \(d)×\(d) Hessian", at: range)
    return HessianDerivation(
      of: rule, at: input, outputs: outputs, differences: session.finiteDifference)
  }

  private func weights(
    _ layer: Int?, in session: Session, at range: Range<Int>?
  ) throws(CommandError) -> WeightDerivation {
    let (s, input) = (try session.scalarNetwork(), try session.input())
    let network = try session.network()
    let layers = network.layers
    if let layer, layer > layers.count {
      throw CommandError(
        "the derivation is of W\(layer), but the network has layers 1 to \(layers.count); begin "
          + "again with `derive weights`", at: range)
    }
    let first = layer ?? WeightDerivation.standardLayer(of: network)
    // Γ_l of each layer on the way back, and X Xᵀ.
    let widest = layers[(first - 1)...].map(\.neuronCount).max() ?? 0
    let order = max(widest, layers[first - 1].inputCount)
    try Self.require(order: order, count: 1, for: "a layer of width \(order)", at: range)
    return WeightDerivation(
      of: s, layer: layer, at: input, fault: session.fault,
      differences: session.finiteDifference)
  }

  /// A square, its differences and what is spelled of them have to fit.
  private static func require(
    order: Int, count: Int, for what: String, at range: Range<Int>?
  ) throws(CommandError) {
    try Memory.require(
      bytes: 160 * Double(count) * Double(order) * Double(order), for: "the derivation of \(what)",
      at: range)
  }
}
