internal import Core

/// A network as a file tells it: steps in the order of computation, from which layers are made.
struct Chain: Sendable {
  var steps: [Step] = []

  /// Names of the inputs and of the outputs, where the file has them.
  var inputNames: [String]?
  var outputNames: [String]?

  /// What was assumed, and what of the file was left out; a sentence each, without its period.
  var remarks: [String] = []
  var warnings: [ModelWarning] = []

  struct Step: Sendable {
    var kind: Kind

    /// Where in the file it comes from: a key, a node, a layer's name.
    var origin: String
  }

  enum Kind: Sendable {
    case affine(Matrix, bias: [Double])
    case scaling(Scaling)
    case activation(Activation)

    /// A place where an activation stands that the file does not tell.
    case openActivation
  }

  /// How many values come out of the steps so far; nil at the beginning.
  var outputCount: Int? {
    for step in steps.reversed() {
      switch step.kind {
      case .affine(let weights, _): return weights.rows
      case .scaling(let scaling): return scaling.count
      case .activation, .openActivation: continue
      }
    }
    return nil
  }

  /// How many values go in; nil when no step says so.
  var inputCount: Int? {
    for step in steps {
      switch step.kind {
      case .affine(let weights, _): return weights.columns
      case .scaling(let scaling): return scaling.count
      case .activation, .openActivation: continue
      }
    }
    return nil
  }

  mutating func append(_ kind: Kind, from origin: String) {
    steps.append(Step(kind: kind, origin: origin))
  }

  /// How many activations the file does not tell.
  var openCount: Int {
    steps.count { if case .openActivation = $0.kind { true } else { false } }
  }

  /// Puts activations into the places that the file leaves open.
  ///
  /// - Precondition: as many as there are places.
  mutating func fill(_ activations: [Activation]) {
    precondition(activations.count == openCount)
    var rest = activations[...]
    for k in steps.indices {
      guard case .openActivation = steps[k].kind, let next = rest.popFirst() else { continue }
      steps[k].kind = .activation(next)
    }
  }
}
