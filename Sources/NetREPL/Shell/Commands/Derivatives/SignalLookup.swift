import Core

/// From the words `of f2` and `wrt z1` to signals of the network at hand.
extension Invocation {
  /// The signal that an argument names and, where one component is meant, its index from 0.
  ///
  /// - Throws: `CommandError` when the network does not have it.
  func signal(
    _ name: String, in network: Network, standard: Signal
  ) throws(CommandError) -> (signal: Signal, component: Int?) {
    guard let quantity = arguments.quantity(name) else { return (standard, nil) }
    let range = arguments.range(name)
    try quantity.require(in: network, at: range)
    let signal: Signal
    switch quantity.symbol {
    case .input: signal = .input
    case .output: signal = network.output
    case .preactivation: signal = .preactivation(quantity.number ?? 1)
    case .activation: signal = .activation(quantity.number ?? 1)
    default:
      throw CommandError(
        "I, z1 and f1 can stand here; for weights there are `gradient wrt W1`, `jacobian wrt W1` "
          + "and `hessian wrt W1`", at: range)
    }
    return (signal, quantity.indices.first.map { $0 - 1 })
  }

  /// The part of the network between `wrt` and `of`, and the component of `of` that is meant.
  ///
  /// - Throws: `CommandError` when a signal does not exist, or `of` does not depend on `wrt`.
  func rule(_ session: Session) throws(CommandError) -> (rule: ChainRule, component: Int?) {
    let network = try session.network()
    let of = try signal("Q", in: network, standard: network.output)
    let wrt = try signal("R", in: network, standard: .input)
    if wrt.component != nil {
      throw CommandError(
        "derivatives are with respect to all components; "
          + "leave out the index and read the column", at: arguments.range("R"))
    }
    guard wrt.signal < of.signal else {
      throw CommandError(
        "\(of.signal.name(in: network)) does not depend on \(wrt.signal.name(in: network)), "
          + "which comes \(wrt.signal == of.signal ? "no earlier" : "later")",
        at: arguments.range("R") ?? arguments.range("Q"))
    }
    return (
      ChainRule(NetworkMap(network, from: wrt.signal, to: of.signal), fault: session.fault),
      of.component
    )
  }
}

extension QuantityName {
  /// The part of a network whose Jacobian the quantity is, for J, D, G and B; nil for others.
  ///
  /// - Precondition: the network has the layer.
  func jacobianMap(in network: Network, fault: Fault?) -> ChainRule? {
    let layer = number ?? 1
    let whole = ChainRule(NetworkMap(network), fault: fault)
    return switch symbol {
    case .jacobian: whole
    case .layerDerivative: whole.part(from: .preactivation(layer), to: .activation(layer))
    case .inputDerivative: whole.part(from: .input, to: .preactivation(layer))
    case .outputDerivative: whole.part(from: .activation(layer), to: network.output)
    default: nil
    }
  }
}
