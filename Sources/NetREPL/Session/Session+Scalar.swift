import Core

extension Session {
  /// What s is: what was set, the sum of the outputs otherwise.
  ///
  /// - Throws: `CommandError` when no network is loaded.
  func scalar() throws(CommandError) -> Scalar {
    let count = try network().outputCount
    return model.current?.scalar ?? .weighted(Array(repeating: 1, count: count))
  }

  /// The network in use with s as its only output.
  ///
  /// - Throws: `CommandError` when no network is loaded.
  func scalarNetwork() throws(CommandError) -> ScalarNetwork {
    let (network, scalar) = (try network(), try scalar())
    do throws(Scalar.Problem) {
      return try ScalarNetwork(network, scalar)
    } catch {
      throw CommandError(error.message)
    }
  }
}

extension Scalar {
  /// What s is, as a formula with its numbers: "s = dout · A, dout = (1, 0)".
  var words: String {
    let vector = Prose.vector(values)
    return switch self {
    case .weighted: "s = dout · A, dout = \(vector)"
    case .meanSquaredError: "s = mean squared error, t = \(vector)"
    case .crossEntropy: "s = cross-entropy, t = \(vector)"
    }
  }

  /// What it is, as members of a record.
  var members: [(String, JSONValue)] {
    switch self {
    case .weighted(let dout): [("dout", .numbers(dout))]
    case .meanSquaredError(let target): [("loss", .string("mse")), ("target", .numbers(target))]
    case .crossEntropy(let target):
      [("loss", .string("crossentropy")), ("target", .numbers(target))]
    }
  }
}

extension Scalar.Problem {
  var message: String {
    switch self {
    case .count(let outputs, let found):
      "the network has \(Prose.count(outputs, "output")), "
        + "but \(Prose.count(found, "number was", "numbers were")) given"
    case .notFinite(let index): "number \(index + 1) must be finite"
    case .negative(let index): "target \(index + 1) is negative; a probability is 0 or more"
    case .aboveOne(let index): "target \(index + 1) is above 1; with logsig it is a probability"
    case .noProbabilities(let activation):
      "cross-entropy needs probabilities: softmax, logsoftmax or logsig at the end, or several "
        + "purelin outputs as logits, not \(activation.escapingControls)"
    }
  }
}
