import Core

extension Session {
  /// What s is: what was set, otherwise the sum of the outputs, or behind a softmax, whose sum is 1,
  /// the first of them.
  ///
  /// - Throws: `CommandError` when no network is loaded.
  func scalar() throws(CommandError) -> Objective {
    let network = try network()
    return model.current?.scalar ?? .standard(of: network)
  }

  /// The network in use with s as its only output.
  ///
  /// - Throws: `CommandError` when no network is loaded.
  func scalarNetwork() throws(CommandError) -> ObjectiveNetwork {
    try ObjectiveNetwork(try network(), being: try scalar())
  }
}

extension ObjectiveNetwork {
  /// - Parameter range: where in the line the problem stands.
  /// - Throws: `CommandError` when the scalar does not fit the network.
  init(
    _ network: Network, being scalar: Objective,
    at range: (Objective.Problem) -> Range<Int>? = { _ in nil }
  ) throws(CommandError) {
    do throws(Objective.Problem) {
      try self.init(network, scalar)
    } catch {
      throw CommandError(error.message, at: range(error))
    }
  }
}

extension LoadedNetwork {
  /// Changes the network; s becomes what it is at first where it does not fit any more.
  ///
  /// - Returns: what is in the way of what s was.
  mutating func change(to network: Network) -> Objective.Problem? {
    self.network = network
    guard let scalar else { return nil }
    do throws(Objective.Problem) {
      _ = try ObjectiveNetwork(network, scalar)
      return nil
    } catch {
      self.scalar = nil
      return error
    }
  }
}

extension ObjectiveNetwork {
  /// What s is, with its numbers: "s = dout · A, dout = (1, 0)".
  var words: String {
    "s = \(formula), \(scalar.isLoss ? "t" : "dout") = \(Prose.vector(scalar.values))"
  }

  /// What s is.
  var formula: String {
    let m = original.outputCount
    switch scalar {
    case .weighted: return "dout · A"
    case .squaredError(let kind, _):
      let square = m == 1 ? "(A − t)²" : "Σ (A − t)²"
      switch kind {
      case .mean: return m == 1 ? square : "\(square) / \(m)"
      case .sum: return square
      case .half: return "½ \(square)"
      }
    case .crossEntropy:
      switch original.layers[original.layers.count - 1].activation.name {
      case "softmax": return "−Σ t ln A"
      case "logsoftmax": return "−Σ t A"
      case "logsig" where m == 1: return "−t ln A − (1 − t) ln(1 − A)"
      case "logsig": return "−Σ (t ln A + (1 − t) ln(1 − A)) / \(m)"
      default: return "−Σ t ln softmax(A)"
      }
    }
  }

  /// The sentence below a table.
  func valueSentence(at input: [Double]) -> Report.Block {
    .paragraph("s\u{a0}=\u{a0}\(Prose.number(self(input))) at this input.")
  }
}

extension Objective {
  /// What s is until it is set.
  static func standard(of network: Network) -> Objective {
    let isProbability = network.layers[network.layers.count - 1].activation.name == "softmax"
    return .weighted((0..<network.outputCount).map { $0 == 0 || !isProbability ? 1 : 0 })
  }

  static func standardWords(of network: Network) -> String {
    if case .weighted(let dout) = standard(of: network), dout.contains(0) {
      return "the first output"
    }
    return "the sum of the outputs"
  }

  /// A sentence that says that it is the same whatever the weights are; nil where it is not.
  func constantNote(in network: Network) -> String? {
    let output = network.layers[network.layers.count - 1].activation
    guard !isLoss, output.name == "softmax", Set(values).count == 1 else { return nil }
    if values.count == 1 {
      return "The softmax of one number is 1, so s is constant and all its derivatives are 0."
    }
    return
      "Probabilities add up to 1, so with equal dout s is constant and all its derivatives are "
      + "0; `set dout 1 0 ...` chooses one of them."
  }

  /// What it is, as members of a record.
  var members: Record {
    switch self {
    case .weighted(let dout): ["dout": dout]
    case .squaredError(let kind, let target): ["loss": kind.name, "target": target]
    case .crossEntropy(let target):
      ["loss": "crossentropy", "target": target]
    }
  }
}

extension Objective.SquaredError {
  /// The word for it in `set loss`.
  var name: String {
    switch self {
    case .mean: "mse"
    case .sum: "sse"
    case .half: "halfsse"
    }
  }
}

extension Objective.Problem {
  var message: String {
    switch self {
    case .count(let outputs, let found):
      return "the network has \(Prose.count(outputs, "output")), "
        + "but \(Prose.given(found, "number"))"
    case .entry(let index, let scalar, let requirement):
      let value = NumberFormat.shortest(scalar.values[index])
      return "\(scalar.isLoss ? "target" : "dout") \(index + 1) is \(value); "
        + requirement.words
    case .noProbabilities(let activation):
      return "cross-entropy needs probabilities, from softmax, logsoftmax or logsig, or several "
        + "purelin outputs as logits; the outputs here are \(activation.escapingControls)"
    }
  }
}

extension Objective.Requirement {
  fileprivate var words: String {
    switch self {
    case .finite: "it must be finite"
    case .notNegative: "a probability is 0 or more"
    case .atMostOne: "with logsig it is a probability, 0 to 1"
    }
  }
}
