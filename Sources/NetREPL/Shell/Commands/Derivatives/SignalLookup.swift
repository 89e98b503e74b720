import Core

/// From the words `of f2` and `wrt z1` to signals of the network at hand.
extension Invocation {
  /// The signal that the words of an argument name and, where components are meant, which.
  ///
  /// - Parameter standard: the signal without words, and that names standing alone are of.
  /// - Throws: `CommandError` when the network does not have them, or they are of several signals.
  func signal(
    _ name: String, in network: Network, standard: Signal
  ) throws(CommandError) -> (signal: Signal, choice: Choice?) {
    let names = arguments.components(name)
    var (signal, indices): (Signal?, [Int]) = (nil, [])
    for (component, word) in names {
      let found = try component.found(in: network, standard: standard, at: word.range)
      if let signal, signal != found.signal {
        throw word.error(
          "components of one signal can stand here, and \(word.text.quoted) is none of "
            + signal.name(in: network))
      }
      signal = found.signal
      guard let components = found.components else {
        guard names.count == 1 else {
          throw word.error("\(word.text.quoted) is all of them; name it alone")
        }
        return (found.signal, nil)
      }
      indices += components
    }
    guard let signal else { return (standard, nil) }
    var seen: Set<Int> = []
    if let twice = indices.first(where: { !seen.insert($0).inserted }) {
      throw arguments.error(
        "\(signal.labels(in: network).long(twice)) is named twice".escapingControls, at: name)
    }
    return (signal, Choice(indices: indices, isOne: names.count == 1 && names[0].name.isOne))
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
    if arguments.all(name).count > 1 {
      throw arguments.error(
        "weights stand here alone, or two blocks behind `hessian wrt`: W2 b1", at: name)
    }
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

  /// The part of the network between `wrt` and `of`, and the components of both that are meant.
  ///
  /// - Throws: `CommandError` when a signal does not exist, or `of` does not depend on `wrt`.
  func rule() throws(CommandError) -> (rule: ChainRule, outputs: Choice?, inputs: Choice?) {
    let network = try session.network()
    let wrt = try signal("R", in: network, standard: .input)
    if isOfScalar { return try ruleOfScalar(wrt: wrt.signal, wrt.choice, in: network) }
    let of = try signal("Q", in: network, standard: network.output)
    guard wrt.signal < of.signal else {
      throw CommandError(
        "\(of.signal.name(in: network)) does not depend on \(wrt.signal.name(in: network)), "
          + "which comes \(wrt.signal == of.signal ? "no earlier" : "later")",
        at: arguments.range("R") ?? arguments.range("Q"))
    }
    return (session.rule(of: network).part(from: wrt.signal, to: of.signal), of.choice, wrt.choice)
  }

  /// Whether Q is s, which is no component of anything.
  var isOfScalar: Bool { arguments.quantity("Q")?.symbol == .scalar }

  /// The same for s as a function of a signal before A.
  private func ruleOfScalar(
    wrt signal: Signal, _ choice: Choice?, in network: Network
  ) throws(CommandError) -> (rule: ChainRule, outputs: Choice?, inputs: Choice?) {
    let s = try session.scalarNetwork().network
    guard signal < network.output else {
      throw arguments.error(
        "s is taken here as a function of I, or of a z or f before A; "
          + "`gradient wrt A` is what it does with A", at: "R")
    }
    let whole = Choice(indices: [0], isOne: true)
    return (session.rule(of: s).part(from: signal, to: s.output), whole, choice)
  }

  /// The same where one component or all can be meant.
  func ruleOfOne() throws(CommandError) -> (rule: ChainRule, output: Int?) {
    let (rule, outputs, inputs) = try rule()
    guard inputs == nil else {
      throw arguments.error("this is with respect to all components; leave out the index", at: "R")
    }
    guard outputs?.isOne != false else {
      throw arguments.error("this is of one component, or of all", at: "Q")
    }
    return (rule, outputs?.indices.first)
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
