import Core

/// A quantity that a sweep writes, as people name it.
package struct SweepQuantity {
  let name: String
  let quantity: BatchQuantity

  /// What tells it from others in the record of a run, its direction included.
  var identity: String {
    switch quantity {
    case .hessian(packed: true): "\(name) packed"
    case .hessianVectorProduct(let direction):
      "\(name) \(Fingerprint.text { $0.add(direction) })"
    default: name
    }
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
        $0.quantity == .hessian(packed: false)
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

  package static let hessian = SweepWord(
    name: "hessian", note: "∂²A/∂I² of each output", help: "Write the Hessians.",
    quantity: .hessian(packed: false))
  package static let packed = SweepWord(
    name: "packed", note: "of a Hessian the triangle alone",
    help: "Of each Hessian the lower triangle alone, row by row.", quantity: nil)

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
  ]
}
