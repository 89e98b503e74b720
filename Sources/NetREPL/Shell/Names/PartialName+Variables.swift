import Core

extension PartialName {
  /// The variables that are named, in a network that has them.
  ///
  /// - Parameter word: the word that names them, for errors.
  /// - Throws: `CommandError` when the network has no such output, layer or entry.
  func variables(in network: Network, at word: Word?) throws(CommandError) -> [Core.Variable] {
    if let output, output > network.outputCount {
      throw CommandError(
        "A\(output): the network has outputs 1 to \(network.outputCount)", at: word?.range)
    }
    var found: [Core.Variable] = []
    for variable in variables {
      let quantity = variable.name
      try quantity.require(in: network, at: word?.part(variable.range))
      let layer = quantity.number ?? 1
      let first = quantity.indices[0] - 1
      switch quantity.symbol {
      case .weights:
        let columns = network.layers[layer - 1].inputCount
        found.append(
          Core.Variable(
            .parameters(.weights(layer)), first * columns + quantity.indices[1] - 1))
      case .bias: found.append(Core.Variable(.parameters(.bias(layer)), first))
      default: found.append(Core.Variable(.input, first))
      }
    }
    return found
  }
}
