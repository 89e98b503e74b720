internal import Core

extension Chain {
  /// The layers of the steps, and where each comes from.
  ///
  /// An activation belongs to the affine step before it. What only scales stands as a layer of its
  /// own, unless it is folded into the affine steps beside it.
  ///
  /// - Precondition: the steps fit each other, and no activation is open.
  func layers(folded: Bool) -> (layers: [Layer], origins: [String]) {
    var layers: [Layer] = []
    var origins: [String] = []
    var pending: (layer: Layer, origin: String)?
    func flush() {
      guard let last = pending else { return }
      layers.append(last.layer)
      origins.append(last.origin)
      pending = nil
    }
    for step in folded ? foldedSteps : steps {
      switch step.kind {
      case .affine(let weights, let bias):
        flush()
        pending = (Layer(weights: weights, bias: bias, activation: .init(.purelin)), step.origin)
      case .scaling(let scaling):
        flush()
        pending = (scaling.layer, step.origin)
      case .activation(let activation) where activation.rule.name != "purelin":
        if let last = pending {
          let origin = step.origin.isEmpty ? last.origin : "\(last.origin), \(step.origin)"
          pending = (
            Layer(weights: last.layer.weights, bias: last.layer.bias, activation: activation),
            origin
          )
        } else if let count = layers.last?.neuronCount {
          pending = (
            Layer(
              weights: .identity(count), bias: .init(repeating: 0, count: count),
              activation: activation), step.origin
          )
        }
        flush()
      case .activation, .openActivation: break
      }
    }
    flush()
    return (layers, origins)
  }

  /// The steps with every scaling multiplied into the affine step behind it, or else before it.
  private var foldedSteps: [Step] {
    var result: [Step] = []
    for step in steps {
      // The identity stands between no two steps.
      if case .activation(let activation) = step.kind, activation.name == "purelin" { continue }
      guard let last = result.last else {
        result.append(step)
        continue
      }
      let origin = "\(last.origin), \(step.origin)"
      switch (last.kind, step.kind) {
      case (.scaling(let scaling), .affine(let weights, let bias)):
        // W(f∘x + s) + b = (W diag f)x + (Ws + b)
        var columns = weights
        var shifted = bias
        for i in 0..<weights.rows {
          for j in 0..<weights.columns {
            shifted[i] += weights[i, j] * scaling.shift[j]
            columns[i, j] = weights[i, j] * scaling.factor[j]
          }
        }
        result[result.count - 1] = Step(kind: .affine(columns, bias: shifted), origin: origin)
      case (.affine(let weights, let bias), .scaling(let scaling)):
        var rows = weights
        for i in 0..<weights.rows {
          for j in 0..<weights.columns { rows[i, j] = scaling.factor[i] * weights[i, j] }
        }
        let scaled = bias.indices.map { scaling.factor[$0] * bias[$0] + scaling.shift[$0] }
        result[result.count - 1] = Step(kind: .affine(rows, bias: scaled), origin: origin)
      case (.scaling(let first), .scaling(let second)):
        let both = Scaling(
          factor: first.factor.indices.map { second.factor[$0] * first.factor[$0] },
          shift: first.shift.indices.map {
            second.factor[$0] * first.shift[$0] + second.shift[$0]
          })
        result[result.count - 1] = Step(kind: .scaling(both), origin: origin)
      default: result.append(step)
      }
    }
    return result
  }
}
