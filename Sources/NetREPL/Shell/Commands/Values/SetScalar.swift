import Core

/// `set dout` and `set loss`: what s is.
extension CommandSpec {
  static func setScalar(
    _ arguments: Arguments, _ session: inout Session
  ) throws(CommandError) -> Report {
    let network = try session.network()
    guard !arguments.has("none") else {
      session.model.current?.scalar = nil
      return .line(
        "No loss: \(try session.scalarNetwork().words).", record: ["loss": String?.none])
    }
    let values = arguments.numbers("V") ?? []
    let scalar: Objective =
      if let kind = Objective.SquaredError.allCases.first(where: { arguments.has($0.name) }) {
        .squaredError(kind, target: values)
      } else if arguments.has("loss") {
        .crossEntropy(target: values)
      } else {
        .weighted(values)
      }
    if scalar.isLoss {
      // Its ending has a matrix of that many entries, and differences copy it.
      let bytes = 32 * Double(network.outputCount) * Double(network.outputCount)
      try Memory.require(
        bytes: bytes, for: "a loss of \(network.outputCount) outputs", at: arguments.range("V"))
    }
    let s = try ObjectiveNetwork(network, being: scalar, at: arguments.range)
    session.model.current?.scalar = scalar
    return s.report(at: session.model.current?.input)
  }
}

extension Arguments {
  /// The words that the problem is with.
  fileprivate func range(of problem: Objective.Problem) -> Range<Int>? {
    switch problem {
    case .count: range("V")
    case .entry(let index, _, _): range("V", at: index)
    case .noProbabilities: nil
    }
  }
}

extension ObjectiveNetwork {
  fileprivate func report(at input: [Double]?) -> Report {
    guard scalar.isLoss else {
      return .line(
        "dout = \(Prose.vector(scalar.values)): gradients are of s = dout · A",
        record: scalar.members)
    }
    var blocks: [Report.Block] = [.paragraph("\(words): gradients are of this loss.")]
    if let input { blocks.append(valueSentence(at: input)) }
    blocks += notes.map { .paragraph($0) }
    return Report(blocks, record: scalar.members)
  }

  /// What the definition leaves open, and what is unusual about the target.
  private var notes: [String] {
    let ending = original.layers[original.layers.count - 1].activation.name
    let isBinary = ending == "logsig"
    var notes: [String] = []
    switch scalar {
    case .weighted: break
    case .squaredError(.mean, _):
      if original.outputCount > 1 {
        notes.append(
          "It is the mean over the outputs, as in Keras and PyTorch; `sse` is the sum, `halfsse` half "
            + "of it.")
      }
    case .squaredError: break
    case .crossEntropy(let target):
      if ending == "purelin" {
        notes.append("The outputs are taken as logits, as by PyTorch's CrossEntropyLoss.")
      }
      if isBinary, original.outputCount > 1 {
        notes.append("It is the mean over the outputs, each a probability of its own.")
      }
      let sum = target.reduce(0, +)
      if !isBinary, abs(sum - 1) > 1e-9 {
        notes.append("The target sums to \(Prose.number(sum)), not to 1.")
      }
    }
    return notes
  }
}
