package import Core
internal import Programs

/// The layers of a network as nodes: z_l = W_l f_{l−1} + b_l, f_l = σ_l(z_l), for a batch of rows.
package struct ONNXForward {
  package var graph: ONNXGraph

  /// Whether an activation without a standard operator is a function of the model, or steps in the graph.
  private let writesFunctions: Bool

  private(set) var functions: [ONNXActivationFunction] = []

  package init(graph: ONNXGraph) {
    self.graph = graph
    writesFunctions = false
  }

  init(taken: [String]) {
    graph = ONNXGraph(taken: taken)
    writesFunctions = true
  }

  /// z of a layer, from the values before it.
  ///
  /// - Parameter l: the layer, counted from 1.
  package mutating func linear(_ layer: Layer, _ l: Int, of value: String) -> String {
    if layer.isScaling {
      let diagonal = (0..<layer.neuronCount).map { layer.weights[$0, $0] }
      let factor = graph.constant(diagonal, shape: [diagonal.count], named: "W\(l)_diagonal")
      let shift = graph.constant(layer.bias, shape: [diagonal.count], named: "b\(l)")
      return graph("Add", graph("Mul", value, factor), shift, named: "z\(l)")
    }
    let weights = graph.constant(
      layer.weights.storage, shape: [layer.neuronCount, layer.inputCount], named: "W\(l)")
    let bias = graph.constant(layer.bias, shape: [layer.neuronCount], named: "b\(l)")
    return graph(
      "Gemm", value, weights, bias, attributes: [.integer("transB", 1)], named: "z\(l)")
  }

  /// f of a layer, from its z.
  package mutating func activated(_ activation: Activation, _ l: Int, of z: String) -> String {
    guard let ranges = activation.ranges else { return single(activation, l, of: z) }
    let parts = split(z, ranges)
    let values = zip(parts, ranges).map { part, range in
      // What is passed on is a part of the layer all the same.
      writesFunctions && range.activation.name == "purelin"
        ? function(range.activation, l, of: part) : single(range.activation, l, of: part)
    }
    return joined(values, named: "f\(l)")
  }

  /// The parts of a value that have an activation each.
  package mutating func split(_ value: String, _ ranges: [ActivationRange]) -> [String] {
    let sizes = graph.integers(ranges.map(\.neurons.count), named: "sizes")
    return graph.node(
      "Split", [value, sizes], attributes: [.integer("axis", -1)],
      named: ranges.map { "\(value)_\($0.neurons.lowerBound + 1)" })
  }

  package mutating func joined(_ parts: [String], named name: String) -> String {
    graph.node("Concat", parts, attributes: [.integer("axis", -1)], named: [name])[0]
  }

  private mutating func single(_ activation: Activation, _ l: Int, of z: String) -> String {
    if activation.name == "purelin" { return z }
    if let type = Self.operators[activation.name], !activation.rule.isDefined {
      let attributes: [ONNXGraph.Attribute] =
        activation.couplesNeurons ? [.integer("axis", -1)] : []
      return graph.node(type, [z], attributes: attributes, named: ["f\(l)"])[0]
    }
    if let (low, high) = Self.clamps[activation.name] {
      return graph("Clip", z, graph.constant([low]), graph.constant([high]), named: "f\(l)")
    }
    guard writesFunctions else {
      let program = ActivationProgram.of(activation).keeping([ActivationProgram.value])
      return graph.results(of: program, at: z)[0]
    }
    return function(activation, l, of: z)
  }

  private mutating func function(_ activation: Activation, _ l: Int, of z: String) -> String {
    let known = functions.first { $0.activation == activation }
    let function =
      known ?? ONNXActivationFunction(activation, number: functions.count + 1)
    if known == nil { functions.append(function) }
    return graph.node(
      function.name, domain: ONNXActivationFunction.domain, [z], named: ["f\(l)"])[0]
  }

  /// What every engine computes in double, whatever the opset.
  private static let operators = [
    "tansig": "Tanh", "logsig": "Sigmoid", "poslin": "Relu", "sin": "Sin", "cos": "Cos",
    "exp": "Exp", "softmax": "Softmax", "logsoftmax": "LogSoftmax",
  ]

  private static let clamps = ["satlin": (0.0, 1.0), "satlins": (-1.0, 1.0), "relu6": (0.0, 6.0)]
}
