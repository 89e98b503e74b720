internal import Formats

/// ∂z/∂u of a layer with respect to u, the input or a narrow z, turned round: one column a neuron.
enum Pushed {
  /// d × n.
  case constant(Matrix)

  /// The same with its columns scaled by numbers of N × n.
  case scaled(Matrix, by: String)

  /// N × d × n.
  case node(String)
}

extension DerivativeGraph {
  /// G ↦ W_l G.
  mutating func push(_ g: Pushed, through layer: Layer, _ l: Int) -> Pushed {
    switch g {
    case .constant(let matrix):
      return .constant(Product.of(matrix, layer.weights.transposed))
    case .scaled(let matrix, let factors):
      let (d, n, next) = (matrix.rows, matrix.columns, layer.neuronCount)
      guard d * n * next <= Self.largestTable else {
        return push(.node(node(g)), through: layer, l)
      }
      // One product for all: its table has G[i, a] W[b, a] at (a, i b).
      var table = Matrix(rows: n, columns: d * next)
      for a in 0..<n {
        for i in 0..<d {
          for b in 0..<next { table[a, i * next + b] = matrix[i, a] * layer.weights[b, a] }
        }
      }
      let product = graph("MatMul", factors, constant(table, named: "W\(l)_table"))
      return .node(graph("Reshape", product, graph.integers([-1, d, next]), named: "G\(l)"))
    case .node(let rows):
      if layer.isScaling {
        let diagonal = (0..<layer.neuronCount).map { layer.weights[$0, $0] }
        return .node(
          graph("Mul", rows, graph.constant(diagonal, shape: [diagonal.count], named: "diagonal")))
      }
      let weights = constant(layer.weights.transposed, named: "W\(l)_transposed")
      return .node(graph("MatMul", rows, weights, named: "G\(l)"))
    }
  }

  /// G ↦ D_l G.
  mutating func push(_ g: Pushed, over stage: Stage) -> Pushed {
    switch stage.form {
    case .alone(let first, _):
      switch (first, g) {
      case (.number(1), _): return g
      case (.number(let number), .constant(let matrix)):
        return .constant(
          Matrix(
            rows: matrix.rows, columns: matrix.columns, storage: matrix.storage.map { number * $0 })
        )
      case (.node(let name), .constant(let matrix)): return .scaled(matrix, by: name)
      case (.number, _): return .node(graph("Mul", node(g), term(first)))
      case (.node(let name), _):
        return .node(graph("Mul", node(g), unsqueezed(name, 1), named: "D\(stage.l)"))
      }
    case .coupled(let coupling, let p, _):
      let centred = self.centred(g, stage)
      return .node(coupling == .softmax ? graph("Mul", centred, unsqueezed(p, 1)) : centred)
    }
  }

  /// G with its rows centred on their p-weighted mean, of a layer whose neurons are coupled.
  private mutating func centred(_ g: Pushed, _ stage: Stage) -> String {
    guard case .coupled(_, _, let centring) = stage.form else { return node(g) }
    return graph("MatMul", node(g), transposed(centring, rank: 3), named: "centred\(stage.l)")
  }

  /// N × d × n, whatever it is.
  mutating func node(_ g: Pushed) -> String {
    switch g {
    case .node(let name): name
    case .constant(let matrix):
      eachRow(constant(matrix, named: "G"), [matrix.rows, matrix.columns])
    case .scaled(let matrix, let factors):
      graph("Mul", unsqueezed(factors, 1), constant(matrix, named: "G"))
    }
  }

  // MARK: Hessian

  /// ∂²A/∂I², N × m × d × d.
  mutating func hessian() -> String {
    let (d, m) = (network.inputCount, network.outputCount)
    let start = narrowest()
    let width = start.map { stages[$0].layer.neuronCount } ?? d
    var pulled: [Pulled] = []
    _ = pulledToInput { _, _, b in pulled.append(b) }
    pulled.reverse()
    guard let last = stages.lastIndex(where: \.isCurved) else {
      return eachRow(graph.constant([0], named: "number"), [m, d, d])
    }
    var g = Pushed.constant(.identity(width))
    var sum: String?
    for k in (start ?? 0)...last {
      let stage = stages[k]
      if k != start { g = push(g, through: stage.layer, stage.l) }
      if stage.isCurved {
        let term = bent(g, pulled[k], stage)
        sum = sum.map { graph("Add", $0, term) } ?? term
      }
      if k < last { g = push(g, over: stage) }
    }
    var result = sum ?? ""
    if let start {
      // ∂²A/∂I² = Vᵀ (∂²A/∂z²) V with the constant V = ∂z/∂I.
      let map = stages[0...start].dropFirst().reduce(stages[0].layer.weights) {
        Product.of($1.layer.weights, $0)
      }
      let right = graph("MatMul", result, constant(map, named: "V"))
      result = graph("MatMul", constant(map.transposed, named: "V_transposed"), right)
    }
    return result
  }

  /// The first layer with a σ′, where the Hessians are cheaper with respect to its z than to I.
  private func narrowest() -> Int? {
    guard
      let first = stages.firstIndex(where: { stage in
        if case .alone(let first, _) = stage.form { !first.isOne } else { true }
      })
    else { return nil }
    let (d, m) = (Double(network.inputCount), Double(network.outputCount))
    func cost(_ width: Double) -> Double {
      stages[first...].reduce(0) { sum, stage in
        let n = Double(stage.layer.neuronCount)
        return sum + width * n * Double(stage.layer.inputCount) + m * n * width * width
      }
    }
    let n = Double(stages[first].layer.neuronCount)
    return n < d && cost(n) + m * n * d * (n + d) < cost(d) ? first : nil
  }

  /// Σ_j c_kj g_j g_jᵀ of a layer, N × m × d × d.
  private mutating func bent(_ g: Pushed, _ b: Pulled, _ stage: Stage) -> String {
    switch stage.form {
    case .alone(_, let second):
      let c = scaled(b, by: second, stage)
      if case .diagonal(let bends) = c { return outer(g, bends, stage) }
      return sandwich(g, node(c, stage))
    case .coupled(let coupling, let p, _):
      let c: String
      if coupling == .softmax {
        c = node(pull(b, back: stage), stage)
      } else {
        let rows = node(b, stage)
        let sums = graph(
          "ReduceSum", rows, graph.integers([2], named: "axes"),
          attributes: [.integer("keepdims", 1)])
        c = graph("Mul", sums, unsqueezed(graph("Neg", p), 1))
      }
      return sandwich(.node(centred(g, stage)), c)
    }
  }

  /// σ_k″ g_k g_kᵀ, where each output is a neuron of its own.
  private mutating func outer(_ g: Pushed, _ bends: String, _ stage: Stage) -> String {
    let rows = transposed(node(g), rank: 3)
    let left = graph("Mul", unsqueezed(rows, 3), unsqueezed(bends, 2, 3))
    return graph("Mul", left, unsqueezed(rows, 2))
  }

  /// Gᵀ diag(c_k) G for c of N × m × n.
  private mutating func sandwich(_ g: Pushed, _ c: String) -> String {
    let m = network.outputCount
    switch g {
    case .constant(let matrix):
      let (d, n) = (matrix.rows, matrix.columns)
      guard d * d * n <= Self.largestTable else {
        let left = graph("Mul", unsqueezed(c, 2), constant(matrix, named: "G"))
        return graph("MatMul", left, constant(matrix.transposed, named: "G_transposed"))
      }
      // One product for all: its table has g_ai g_aj at (a, i j).
      var table = Matrix(rows: n, columns: d * d)
      for a in 0..<n {
        for i in 0..<d {
          for j in 0..<d { table[a, i * d + j] = matrix[i, a] * matrix[j, a] }
        }
      }
      let product = graph("MatMul", c, constant(table, named: "pairs"))
      return graph("Reshape", product, graph.integers([-1, m, d, d]))
    case .scaled, .node:
      let rows = node(g)
      if m == 1 {
        let product = graph("MatMul", graph("Mul", rows, c), transposed(rows, rank: 3))
        return unsqueezed(product, 1)
      }
      let left = graph("Mul", unsqueezed(rows, 1), unsqueezed(c, 2))
      return graph("MatMul", left, unsqueezed(transposed(rows, rank: 3), 1))
    }
  }
}
