internal import Core
internal import ONNXMessages

/// Follows the nodes of an ONNX graph from its input to an output, and makes layers of them.
struct ONNXReader {
  let model: ONNXModel
  let options: ReadOptions
  var graph: NetworkGraph
  var values: [String: ONNXValue] = [:]
  var classes: [String]?

  private init(_ model: ONNXModel, inputs: [GraphInput], options: ReadOptions) {
    (self.model, self.options) = (model, options)
    graph = NetworkGraph(inputCount: inputs.reduce(0) { $0 + $1.count }, options: options)
    for (name, constant) in model.constants { values[name] = .constant(constant) }
    for input in inputs {
      let value = graph.rows(Array(input.columns), of: graph.input)
      values[input.name] = .dynamic(.init(shape: input.shape, value: value))
    }
  }

  static func network(
    of model: ONNXModel, name: String, options: ReadOptions
  ) throws(ModelFileError) -> ReadNetwork {
    if let wanted = options.output {
      guard model.outputs.contains(wanted) else {
        throw ONNXModel.refused(
          "it has no output \(Quote.single(wanted)); it has "
            + model.outputs.prefix(8).joined(separator: ", "))
      }
      return try network(of: model, output: wanted, name: name, options: options)
    }
    // A label beside the probabilities is no output of the network.
    var networks: [(output: String, network: ReadNetwork)] = []
    var problems: [ModelFileError] = []
    for output in model.outputs.prefix(16) {
      do throws(ModelFileError) {
        networks.append(
          (output, try network(of: model, output: output, name: name, options: options)))
      } catch {
        problems.append(error)
      }
    }
    guard let output = networks.first?.output, var read = networks.first?.network else {
      throw problems.first ?? ONNXModel.refused("it has no output")
    }
    guard networks.count == 1 else {
      throw ONNXModel.refused(
        "it has \(networks.count) outputs, \(networks.map(\.output).joined(separator: ", ")); "
          + "say which: load FILE output \(output)")
    }
    let others = model.outputs.filter { $0 != output }
    if !others.isEmpty {
      read.remarks.append(
        "the output is \(Quote.single(output)); left out: "
          + others.prefix(5).map { Quote.single($0) }.joined(separator: ", "))
    }
    return read
  }

  private static func network(
    of model: ONNXModel, output: String, name: String, options: ReadOptions
  ) throws(ModelFileError) -> ReadNetwork {
    let needed = neededNodes(model, output)
    let inputs = try model.inputs(of: needed)
    var reader = ONNXReader(model, inputs: inputs, options: options)
    for k in needed { try reader.follow(ONNXNode(message: model.nodes[k], opset: model.opset)) }
    guard case .dynamic(let result)? = reader.values[output] else {
      throw ONNXModel.refused("its output \(Quote.single(output)) does not depend on its input")
    }
    guard let value = result.value, value.width > 0 else {
      throw ONNXModel.refused("its output \(Quote.single(output)) is a part of a GELU")
    }
    let (layers, origins) = try reader.graph.layers(computing: value, kind: ONNXModel.kind)
    // Names of another number than the outputs are dropped.
    let names = reader.classes ?? (ONNXModel.isName(output) ? [output] : nil)
    return ReadNetwork(
      layers: layers, origins: origins, name: name, format: ONNXModel.kind,
      inputNames: GraphInput.names(inputs), outputNames: names,
      remarks: [GraphInput.remark(inputs)].compactMap(\.self) + reader.graph.remarks)
  }

  /// The nodes that an output needs, in the order of the file.
  private static func neededNodes(_ model: ONNXModel, _ output: String) -> [Int] {
    var makers: [String: Int] = [:]
    for (k, node) in model.nodes.enumerated() {
      for name in node.output where makers[name] == nil { makers[name] = k }
    }
    var needed: Set<Int> = []
    var pending = [output]
    while let name = pending.popLast() {
      guard let k = makers[name], needed.insert(k).inserted else { continue }
      pending += model.nodes[k].input
    }
    return needed.sorted()
  }
}

/// What a name of the graph stands for.
enum ONNXValue {
  case constant(ONNXTensor)
  case dynamic(Dynamic)

  /// What depends on the input.
  struct Dynamic {
    var shape: [Int]

    /// Nil for a part of a GELU that is no value of its own.
    var value: NetworkGraph.Value?

    /// How it was made, where an activation is written as several nodes.
    var recipe: ONNXRecipe?
  }
}
