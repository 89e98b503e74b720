internal import Formats

/// A layer of the graph at its z: what its derivatives are made of.
struct Stage {
  let layer: Layer

  /// Its number, counted from 1.
  let l: Int

  let form: Form

  enum Form {
    /// σ′ and σ″ of each neuron.
    case alone(first: Factor, second: Factor)

    /// p = softmax(z), and Q with G̃ = Q G, the rows centred on their p-weighted mean.
    case coupled(ActivationRule.Coupling, p: String, centring: String)
  }

  /// Numbers of the neurons, N × n.
  enum Factor {
    case number(Double)
    case node(String)

    var isZero: Bool { if case .number(0) = self { true } else { false } }
    var isOne: Bool { if case .number(1) = self { true } else { false } }
  }

  /// Whether it adds to a Hessian.
  var isCurved: Bool {
    if case .alone(_, let second) = form { !second.isZero } else { true }
  }
}

extension DerivativeGraph {
  /// Writes the layers, keeps what their derivatives are made of, and gives A.
  mutating func forward() -> String {
    var value = "I"
    for (k, layer) in network.layers.enumerated() {
      var plain = ONNXForward(graph: graph)
      let z = plain.linear(layer, k + 1, of: value)
      graph = plain.graph
      value = activate(layer, k + 1, z)
    }
    return value
  }

  private mutating func activate(_ layer: Layer, _ l: Int, _ z: String) -> String {
    if let coupling = layer.activation.rule.coupling {
      let n = layer.neuronCount
      let p = graph.node("Softmax", [z], attributes: [.integer("axis", -1)], named: ["p\(l)"])[0]
      let rest = graph(
        "MatMul", p, constant(Self.allButDiagonal(n), named: "rest"), named: "others")
      stages.append(
        Stage(layer: layer, l: l, form: .coupled(coupling, p: p, centring: centring(p, rest, n))))
      return coupling == .softmax ? p : logarithm(p, rest, z)
    }
    let (value, first, second) = jet(layer.activation, l, z)
    stages.append(Stage(layer: layer, l: l, form: .alone(first: first, second: second)))
    return value
  }

  /// σ, σ′ and σ″ of a layer.
  private mutating func jet(
    _ activation: Activation, _ l: Int, _ z: String
  ) -> (value: String, first: Stage.Factor, second: Stage.Factor) {
    guard let ranges = activation.ranges else {
      let (value, first, second) = single(activation, z)
      return (node(value, like: z), first, second)
    }
    var plain = ONNXForward(graph: graph)
    let parts = plain.split(z, ranges)
    graph = plain.graph
    let jets = zip(ranges, parts).map { single($0.activation, $1) }
    func joined(_ factors: [Stage.Factor], _ name: String) -> Stage.Factor {
      if case .number(let number) = factors[0],
        factors.allSatisfy({ if case .number(number) = $0 { true } else { false } })
      {
        return .number(number)
      }
      let nodes = zip(factors, parts).map { node($0, like: $1) }
      return .node(
        graph.node("Concat", nodes, attributes: [.integer("axis", -1)], named: [name])[0])
    }
    return (
      node(joined(jets.map(\.0), "f\(l)"), like: z), joined(jets.map(\.1), "slope\(l)"),
      joined(jets.map(\.2), "bend\(l)")
    )
  }

  private mutating func single(
    _ activation: Activation, _ z: String
  ) -> (Stage.Factor, Stage.Factor, Stage.Factor) {
    if activation.name == "purelin" { return (.node(z), .number(1), .number(0)) }
    let needsSecond = quantities.contains(.hessian) && !activation.isPiecewiseLinear
    let needsFirst = !quantities.isEmpty
    let program = ActivationProgram.of(activation, for: .arrays)
    let kept = program.keeping(Array(0..<(needsSecond ? 3 : needsFirst ? 2 : 1)))
    let nodes = graph.results(of: kept, at: z)
    func factor(_ k: Int, otherwise number: Double) -> Stage.Factor {
      guard k < nodes.count else { return .number(number) }
      return kept.constant(k).map(Stage.Factor.number) ?? .node(nodes[k])
    }
    return (factor(0, otherwise: 0), factor(1, otherwise: 0), factor(2, otherwise: 0))
  }

  /// A factor with a number for each entry of a value.
  mutating func node(_ factor: Stage.Factor, like value: String) -> String {
    switch factor {
    case .node(let name): name
    case .number(let number):
      graph("Expand", graph.constant([number], named: "number"), graph("Shape", value))
    }
  }

  /// ln p: where p is close to 1 that of 1 − Σ of the others, of which an engine's own operator loses the
  /// digits.
  private mutating func logarithm(_ p: String, _ rest: String, _ z: String) -> String {
    let far = graph.node("LogSoftmax", [z], attributes: [.integer("axis", -1)], named: ["far"])[0]
    let near = graph.results(of: .logarithmOfOneMinus, at: rest)[0]
    return graph("Where", graph("Greater", p, graph.constant([0.5])), near, far)
  }

  /// Q = diag(1 − p) − (1 pᵀ without its diagonal), N × n × n, where 1 − p_i is the sum of the
  /// others: from 1 − p itself digits would be lost where a p is close to 1.
  private mutating func centring(_ p: String, _ rest: String, _ n: Int) -> String {
    graph(
      "Sub", graph("Mul", unsqueezed(rest, 2), constant(.identity(n), named: "identity")),
      graph("Mul", unsqueezed(p, 1), constant(Self.allButDiagonal(n), named: "rest")),
      named: "centring")
  }

  private static func allButDiagonal(_ n: Int) -> Matrix {
    Matrix(rows: n, columns: n, storage: (0..<(n * n)).map { $0 / n == $0 % n ? 0 : 1 })
  }
}
