import Core

/// The networks of a session and which one is in use, and what has been defined.
struct Model: Equatable {
  /// In the order in which they were loaded.
  private(set) var networks: [LoadedNetwork] = []
  private(set) var currentName: String?

  /// The functions that the user has defined; the networks keep copies of what they use.
  var definitions = Definitions()

  /// The same with the names of the inputs and outputs at hand: what words can mean in a command.
  var vocabulary: Definitions {
    var result = definitions
    let network = current?.network
    result.componentNames = Set((network?.inputNames ?? []) + (network?.outputNames ?? []))
    for (index, name) in (network?.inputNames ?? []).enumerated() {
      // What two are called is neither of them.
      let isKnown = result.inputNumbers.updateValue(index + 1, forKey: name) != nil
      if isKnown { result.inputNumbers[name] = 0 }
    }
    result.inputNumbers = result.inputNumbers.filter { $0.value > 0 }
    return result
  }

  /// What the user has named, in the order of the naming.
  var named: [NamedExpression] = []

  var current: LoadedNetwork? {
    get { networks.first { $0.name == currentName } }
    set {
      guard let newValue, let index = networks.firstIndex(where: { $0.name == currentName }) else {
        return
      }
      networks[index] = newValue
    }
  }

  /// The memory, about, that it takes besides another one: layers that are the same are shared.
  func bytes(besides other: Model) -> Int {
    networks.reduce(1024) { sum, loaded in
      let others = other.networks.first { $0.name == loaded.name }?.network.layers ?? []
      let own = loaded.network.layers.enumerated().filter { l, layer in
        !others.indices.contains(l) || others[l] != layer
      }
      return sum + 8 * (loaded.input?.count ?? 0)
        + own.reduce(0) { $0 + 8 * ($1.element.inputCount + 1) * $1.element.neuronCount }
    }
  }

  /// Adds a network with its own input, in the place of one of that name, and uses it.
  mutating func add(_ network: Network, from source: LoadedNetwork.Source? = nil) {
    let loaded = LoadedNetwork(
      name: network.name, network: network, input: network.input, source: source)
    if let index = networks.firstIndex(where: { $0.name == network.name }) {
      networks[index] = loaded
    } else {
      networks.append(loaded)
    }
    currentName = network.name
  }

  /// Switches to the network of that name; false when there is none.
  mutating func use(_ name: String) -> Bool {
    guard networks.contains(where: { $0.name == name }) else { return false }
    currentName = name
    return true
  }
}

/// A network, the name it goes by, and its input.
struct LoadedNetwork: Equatable {
  var name: String
  var network: Network

  /// I; nil until it is set.
  var input: [Double]?

  /// What s is; nil until it is set, for the sum of the outputs or the first probability.
  var scalar: Objective?

  /// What `plant` has hidden in the formulas.
  var fault: Fault?

  /// Where it comes from; nil for one that was made here.
  var source: Source?

  /// What a file told of the network besides its numbers.
  struct Source: Equatable {
    var format: String

    /// Where each layer comes from: a key, a node, a layer's name.
    var origins: [String]

    /// What was assumed, and what of the file was left out; a sentence each, without its period.
    var remarks: [String]
  }
}
