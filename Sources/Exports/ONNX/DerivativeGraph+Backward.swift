internal import Formats

/// ∂A/∂f of a layer, m × n for each row of the batch.
enum Pulled {
  case identity
  case constant(Matrix)

  /// A diagonal, N × m.
  case diagonal(String)

  /// N × m × n.
  case node(String)
}

extension DerivativeGraph {
  /// B ↦ B D_l: from the outputs of a layer to its z.
  mutating func pull(_ b: Pulled, back stage: Stage) -> Pulled {
    switch stage.form {
    case .alone(let first, _):
      if first.isOne { return b }
      if case .identity = b { return .diagonal(neurons(first, stage)) }
      return scaled(b, by: first, stage)
    case .coupled(let coupling, let p, let centring):
      // Rows of D are p_k Q_k, or Q_k of the logarithm.
      let isPlain = coupling == .logsoftmax
      switch b {
      case .identity:
        return .node(isPlain ? centring : graph("Mul", unsqueezed(p, 2), centring))
      case .constant, .diagonal, .node:
        let rows = node(b, stage)
        let weighted = isPlain ? rows : graph("Mul", rows, unsqueezed(p, 1))
        return .node(graph("MatMul", weighted, centring, named: "B\(stage.l)"))
      }
    }
  }

  /// B ↦ B W_l.
  mutating func pull(_ b: Pulled, through layer: Layer, _ l: Int) -> Pulled {
    switch b {
    case .identity: return .constant(layer.weights)
    case .constant(let matrix): return .constant(Product.of(matrix, layer.weights))
    case .diagonal(let diagonal):
      let weights = constant(layer.weights, named: "W\(l)")
      return .node(graph("Mul", unsqueezed(diagonal, 2), weights, named: "B\(l)"))
    case .node(let rows):
      if layer.isScaling {
        let diagonal = (0..<layer.neuronCount).map { layer.weights[$0, $0] }
        return .node(
          graph("Mul", rows, graph.constant(diagonal, shape: [diagonal.count], named: "diagonal")))
      }
      let weights = constant(layer.weights, named: "W\(l)")
      return .node(graph("MatMul", rows, weights, named: "B\(l)"))
    }
  }

  /// ∂A/∂I, N × m × d, in the order that costs the least.
  mutating func jacobian() -> String {
    let plan = JacobianPlan(NetworkMap(network))
    if !quantities.contains(.hessian), plan.fromInput < plan.fromOutput {
      var g = Pushed.constant(.identity(network.inputCount))
      for stage in stages {
        g = push(g, through: stage.layer, stage.l)
        g = push(g, over: stage)
      }
      return transposed(node(g), rank: 3)
    }
    return node(pulledToInput(), stages[0])
  }

  /// ∂A/∂f of each layer on the way from the outputs; `visit` sees it before the layer's own σ.
  mutating func pulledToInput(
    visit: (inout DerivativeGraph, Stage, Pulled) -> Void = { _, _, _ in }
  ) -> Pulled {
    var b = Pulled.identity
    for stage in stages.reversed() {
      visit(&self, stage, b)
      b = pull(b, back: stage)
      b = pull(b, through: stage.layer, stage.l)
    }
    return b
  }

  /// ∂(v·A)/∂I, N × d, for v of N × m.
  mutating func gradient(of weights: String) -> String {
    var row = weights
    for stage in stages.reversed() {
      switch stage.form {
      case .alone(let first, _):
        if !first.isOne { row = graph("Mul", row, term(first), named: "delta\(stage.l)") }
      case .coupled(let coupling, let p, let centring):
        let weighted = coupling == .softmax ? graph("Mul", row, p) : row
        let product = graph("MatMul", unsqueezed(weighted, 1), centring)
        row = graph(
          "Squeeze", product, graph.integers([1], named: "axes"), named: "delta\(stage.l)")
      }
      if stage.layer.isScaling {
        let n = stage.layer.neuronCount
        let diagonal = (0..<n).map { stage.layer.weights[$0, $0] }
        row = graph("Mul", row, graph.constant(diagonal, shape: [n], named: "diagonal"))
      } else {
        row = graph("MatMul", row, constant(stage.layer.weights, named: "W\(stage.l)"))
      }
    }
    return row
  }

  // MARK: Parts

  /// A factor as a value that is multiplied with: a number, or N × n.
  mutating func term(_ factor: Stage.Factor) -> String {
    switch factor {
    case .number(let number): graph.constant([number], named: "number")
    case .node(let name): name
    }
  }

  /// A factor with one number for each neuron, N × n.
  private mutating func neurons(_ factor: Stage.Factor, _ stage: Stage) -> String {
    switch factor {
    case .node(let name): name
    case .number(let number):
      eachRow(graph.constant([number], named: "number"), [stage.layer.neuronCount])
    }
  }

  /// The same for each row of the batch, N × the sizes.
  mutating func eachRow(_ value: String, _ sizes: [Int]) -> String {
    let rows = graph(
      "Gather", graph("Shape", "I", named: "shape"), graph.integers([0]), named: "rows")
    let shape = graph.node(
      "Concat", [rows, graph.integers(sizes)], attributes: [.integer("axis", 0)], named: ["shape"]
    )[0]
    return graph("Expand", value, shape, named: value)
  }

  /// B with its columns scaled, N × m × n.
  mutating func scaled(_ b: Pulled, by factor: Stage.Factor, _ stage: Stage) -> Pulled {
    switch factor {
    case .number(1): return b
    case .number:
      return .node(graph("Mul", node(b, stage), term(factor)))
    case .node(let name):
      switch b {
      case .identity: return .diagonal(name)
      case .diagonal(let diagonal): return .diagonal(graph("Mul", diagonal, name))
      case .constant(let matrix):
        return .node(
          graph("Mul", unsqueezed(name, 1), constant(matrix, named: "B"), named: "B\(stage.l)"))
      case .node(let rows):
        return .node(graph("Mul", rows, unsqueezed(name, 1), named: "B\(stage.l)"))
      }
    }
  }

  /// N × m × n, whatever it is.
  mutating func node(_ b: Pulled, _ stage: Stage) -> String {
    switch b {
    case .node(let name): return name
    case .identity: return node(.constant(.identity(network.outputCount)), stage)
    case .diagonal(let diagonal):
      return graph(
        "Mul", unsqueezed(diagonal, 2), constant(.identity(network.outputCount), named: "identity"))
    case .constant(let matrix):
      return eachRow(constant(matrix, named: "B"), [matrix.rows, matrix.columns])
    }
  }
}
