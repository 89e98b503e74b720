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

  /// The layer that an argument names, from 1; nil without it.
  ///
  /// - Throws: `CommandError` when the network does not have it.
  func layer(_ name: String, in network: Network) throws(CommandError) -> Int? {
    guard let layer = arguments.integer(name) else { return nil }
    if layer <= network.layers.count { return layer }
    throw CommandError(
      "the network has layers 1 to \(network.layers.count)", at: arguments.range(name))
  }

  /// The input, weights or biases that an argument means as a whole; nil without it.
  ///
  /// - Throws: `CommandError` when the network has no such layer, or an entry is named.
  func variableBlock(_ name: String) throws(CommandError) -> VariableBlock? {
    guard let quantity = arguments.quantity(name) else { return nil }
    if quantity.symbol == .input, quantity.indices.isEmpty { return .input }
    let range = arguments.range(name)
    try quantity.require(in: try session.network(), at: range)
    guard quantity.indices.isEmpty else {
      throw CommandError(
        "derivatives are of all entries; leave out the index and read the entry", at: range)
    }
    let layer = quantity.number ?? 1
    return .parameters(quantity.symbol == .bias ? .bias(layer) : .weights(layer))
  }

  /// The weights or biases that an argument means as a whole; nil when it means something else.
  func parameterBlock(_ name: String) throws(CommandError) -> ParameterBlock? {
    guard let symbol = arguments.quantity(name)?.symbol, symbol == .weights || symbol == .bias,
      case .parameters(let block)? = try variableBlock(name)
    else { return nil }
    return block
  }

  /// The part of the network between `wrt` and `of`, and the component of `of` that is meant.
  ///
  /// - Throws: `CommandError` when a signal does not exist, or `of` does not depend on `wrt`.
  func rule() throws(CommandError) -> (rule: ChainRule, component: Int?) {
    let network = try session.network()
    let of = try signal("Q", in: network, standard: network.output)
    let wrt = try signal("R", in: network, standard: .input)
    if wrt.component != nil {
      throw arguments.error(
        "derivatives are with respect to all components; "
          + "leave out the index and read the column", at: "R")
    }
    guard wrt.signal < of.signal else {
      throw CommandError(
        "\(of.signal.name(in: network)) does not depend on \(wrt.signal.name(in: network)), "
          + "which comes \(wrt.signal == of.signal ? "no earlier" : "later")",
        at: arguments.range("R") ?? arguments.range("Q"))
    }
    return (session.rule(of: network).part(from: wrt.signal, to: of.signal), of.component)
  }
}

extension Invocation {
  /// The same with the components of `of` that are meant, counted from 0: one or all.
  func outputs() throws(CommandError) -> (rule: ChainRule, outputs: [Int]) {
    let (rule, component) = try rule()
    return (rule, component.map { [$0] } ?? Array(0..<rule.map.outputCount))
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
