import Core

/// A quantity that a sweep writes, as people name it.
package struct SweepQuantity {
  let name: String
  let work: Work

  enum Work {
    case batch(BatchQuantity)
    case expression(SweepExpression)
  }

  private init(name: String, quantity: BatchQuantity) {
    (self.name, work) = (name, .batch(quantity))
  }

  package init(_ expression: SweepExpression) {
    (name, work) = ("expression", .expression(expression))
  }

  /// What tells it from others in the record of a run, its direction included.
  var identity: String {
    switch work {
    case .batch(.hessian(packed: true)): "\(name) packed"
    case .batch(.hessianVectorProduct(let direction)):
      "\(name) \(Fingerprint.text { $0.add(direction) })"
    case .batch: name
    case .expression(let expression): "\(name) \(expression.identity)"
    }
  }

  /// What a person calls it.
  var words: String {
    if case .expression(let expression) = work { expression.text } else { name }
  }

  /// What its numbers are called.
  func columns(of network: Network) -> SweepColumns {
    func names(_ signal: Signal, _ count: Int) -> [String] {
      (0..<count).map(signal.labels(in: network).name)
    }
    let (inputs, outputs) = (
      names(.input, network.inputCount), names(network.output, network.outputCount)
    )
    let shape: [Int]
    let title: String
    var axes = [outputs, inputs]
    switch work {
    case .expression(let expression):
      (title, shape) = (expression.text, expression.shape)
      axes = zip(expression.axes, shape).map { signal, count in
        signal.map { names($0, count) } ?? (1...max(count, 1)).prefix(count).map { "\($0)" }
      }
    case .batch(let quantity):
      shape = quantity.shape(of: network)
      switch quantity {
      case .output: (title, axes) = ("A", [outputs])
      case .jacobian: title = "∂A/∂I"
      case .hessian(packed: false): (title, axes) = ("∂²A/∂I²", [outputs, inputs, inputs])
      case .hessian(packed: true):
        title = "∂²A/∂I²"
        axes[1] = inputs.indices.flatMap { i in (0...i).map { "\(inputs[i]) \(inputs[$0])" } }
      case .diagonal: title = "diagonal"
      case .laplacian: (title, axes) = ("laplacian", [outputs])
      case .hessianVectorProduct: title = "hvp"
      }
    }
    return SweepColumns(inputs: inputs, title: title, shape: shape, axes: axes)
  }

  /// The quantities asked for, in the order in which they are always written; without any, J.
  ///
  /// - Parameter direction: that of the Hessian-vector product, if there is one.
  package static func list(_ words: [SweepWord], direction: [Double]?) -> [SweepQuantity] {
    var chosen = SweepWord.allCases.filter(words.contains).compactMap { word in
      word.quantity.map { SweepQuantity(name: word.name, quantity: $0) }
    }
    if words.contains(.packed) {
      chosen = chosen.map {
        $0.name == SweepWord.hessian.name
          ? SweepQuantity(name: $0.name, quantity: .hessian(packed: true)) : $0
      }
    }
    if let direction {
      chosen.append(SweepQuantity(name: "hvp", quantity: .hessianVectorProduct(direction)))
    }
    return chosen.isEmpty ? [SweepQuantity(name: "jacobian", quantity: .jacobian)] : chosen
  }
}

/// What can be named of a sweep's results: a word at the prompt, a flag in a shell.
package struct SweepWord: CaseIterable, Hashable, Sendable {
  package let name: String

  /// What it is, beside the word.
  let note: String

  /// What the flag does, a sentence.
  package let help: String

  /// Nil where it is about another one.
  let quantity: BatchQuantity?

  /// Whether it names what is computed, or how it is written.
  package var isQuantity: Bool { quantity != nil || self == .packed }

  package static let hessian = SweepWord(
    name: "hessian", note: "∂²A/∂I² of each output", help: "Write the Hessians.",
    quantity: .hessian(packed: false))
  package static let packed = SweepWord(
    name: "packed", note: "of a Hessian the triangle alone",
    help: "Of each Hessian the lower triangle alone, row by row.", quantity: nil)

  package static let sums = SweepWord(
    name: "sums", note: "of all rows: mean, sd, rms, min, max of each entry",
    help: "Of all rows together: mean, sd, rms, mean square, min and max of each entry.",
    quantity: nil)
  package static let crossed = SweepWord(
    name: "crossed", note: "with sums: the mean products, too",
    help: "With --sums, the means of the products of derivatives, too, in a file of their own.",
    quantity: nil)

  /// In the order in which they are written.
  package static let allCases = [
    SweepWord(name: "output", note: "A", help: "Write the outputs.", quantity: .output),
    SweepWord(name: "jacobian", note: "∂A/∂I", help: "Write the Jacobians.", quantity: .jacobian),
    hessian, packed,
    SweepWord(
      name: "diagonal", note: "of the Hessians", help: "Write the diagonals of the Hessians.",
      quantity: .diagonal),
    SweepWord(
      name: "laplacian", note: "the traces of the Hessians",
      help: "Write the traces of the Hessians.", quantity: .laplacian),
    sums, crossed,
  ]
}
