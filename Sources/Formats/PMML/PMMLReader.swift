internal import Core

/// Makes layers of the neurons of a PMML file, which name each other.
struct PMMLReader {
  private let file: PMMLFile
  private var graph: NetworkGraph
  private var remarks: [String] = []

  /// The layer and the place in it of each neuron; the inputs are layer 0.
  private var places: [String: (layer: Int, index: Int)] = [:]
  private var layers: [NetworkGraph.Value] = []
  private var parameters = 0

  private var tree: XMLTree { file.tree }

  static func network(
    _ file: PMMLFile, name: String, options: ReadOptions
  ) throws(ModelFileError) -> ReadNetwork {
    guard let inputs = file.tree.child(file.model, "NeuralInputs") else {
      throw PMMLFile.refused("its network has no NeuralInputs")
    }
    var fields: [(id: String, field: PMMLField)] = []
    for input in file.tree.children(inputs, "NeuralInput") {
      fields.append((try file.text("id", of: input), try file.field(derivedIn: input)))
    }
    var names: [String] = []
    var columns: [String: Int] = [:]
    for entry in fields where columns[entry.field.name] == nil {
      columns[entry.field.name] = names.count
      names.append(entry.field.name)
    }
    guard !names.isEmpty else { throw PMMLFile.refused("its network has no inputs") }
    if let problem = ReadLimits.problem(.scaled, fields.count) { throw PMMLFile.refused(problem) }
    var reader = PMMLReader(file: file, inputCount: names.count, options: options)
    reader.addInputs(fields, columns, options)
    for layer in file.tree.children(file.model, "NeuralLayer") { try reader.add(layer) }
    guard reader.layers.count > 1 else { throw PMMLFile.refused("its network has no NeuralLayer") }
    let outputNames = try reader.addOutputs(options)
    guard let output = reader.layers.last else { throw PMMLFile.refused("it has no output") }
    let (layers, origins) = try reader.graph.layers(computing: output, kind: PMMLFile.kind)
    return ReadNetwork(
      layers: layers, origins: origins,
      name: file.tree.attribute("modelName", of: file.model) ?? name, format: PMMLFile.kind,
      inputNames: names, outputNames: outputNames, remarks: reader.remarks + reader.graph.remarks)
  }

  private init(file: PMMLFile, inputCount: Int, options: ReadOptions) {
    self.file = file
    graph = NetworkGraph(inputCount: inputCount, options: options, leavesOutScaling: false)
  }

  // MARK: Inputs

  private mutating func addInputs(
    _ fields: [(id: String, field: PMMLField)], _ columns: [String: Int], _ options: ReadOptions
  ) {
    for (k, entry) in fields.enumerated() { places[entry.id] = (0, k) }
    let value = graph.rows(fields.compactMap { columns[$0.field.name] }, of: graph.input)
    let isScaled = fields.contains { $0.field.factor != 1 || $0.field.shift != 0 }
    guard isScaled, !options.isRaw else {
      layers = [value]
      return
    }
    let scaling = Scaling(factor: fields.map(\.field.factor), shift: fields.map(\.field.shift))
    layers = [graph.scaling(scaling, of: value, from: "NormContinuous")]
  }

  // MARK: Layers

  private mutating func add(_ layer: XMLTree.Reference) throws(ModelFileError) {
    let number = layers.count
    let neurons = tree.children(layer, "Neuron")
    guard !neurons.isEmpty else {
      throw file.refused("layer \(number) has no neurons", at: layer)
    }
    if let problem = ReadLimits.problem(.layers, atLeast: number) {
      throw PMMLFile.refused(problem)
    }
    let sources = try sources(of: neurons)
    let widths = sources.map { layers[$0].width }
    let columns = widths.reduce(0, +)
    let (count, overflow) = neurons.count.multipliedReportingOverflow(by: columns)
    let (sum, overflows) = parameters.addingReportingOverflow(count)
    if let problem = ReadLimits.problem(.parameters, atLeast: overflow || overflows ? nil : sum) {
      throw PMMLFile.refused(problem)
    }
    parameters = sum
    var starts: [Int: Int] = [:]
    var start = 0
    for (source, width) in zip(sources, widths) {
      starts[source] = start
      start += width
    }
    var weights = Matrix(rows: neurons.count, columns: columns)
    var bias: [Double] = []
    for (i, neuron) in neurons.enumerated() {
      bias.append(
        tree.attribute("bias", of: neuron) == nil ? 0 : try file.number("bias", of: neuron))
      for connection in tree.children(neuron, "Con") {
        guard let place = places[try file.text("from", of: connection)],
          let start = starts[place.layer]
        else { throw file.refused("it takes a neuron that is not known", at: connection) }
        weights[i, start + place.index] += try file.number("weight", of: connection)
      }
    }
    for (i, neuron) in neurons.enumerated() {
      places[try file.text("id", of: neuron)] = (number, i)
    }
    let value = graph.affine(
      weights, bias: bias, of: graph.joined(sources.map { layers[$0] }), from: "layer \(number)")
    layers.append(try activated(value, layer))
  }

  /// The layers that neurons take: the one before as a rule.
  private func sources(of neurons: [XMLTree.Reference]) throws(ModelFileError) -> [Int] {
    var sources: Set<Int> = []
    for neuron in neurons {
      for connection in tree.children(neuron, "Con") {
        let from = try file.text("from", of: connection)
        guard let place = places[from] else {
          throw file.refused(
            "there is no neuron \(Quote.single(from)) in the layers before", at: connection)
        }
        sources.insert(place.layer)
      }
    }
    // A layer of biases alone.
    return sources.isEmpty ? [layers.count - 1] : sources.sorted()
  }

  /// The activation of a layer, and what its outputs are divided by.
  private mutating func activated(
    _ value: NetworkGraph.Value, _ layer: XMLTree.Reference
  ) throws(ModelFileError) -> NetworkGraph.Value {
    let name =
      tree.attribute("activationFunction", of: layer)
      ?? tree.attribute("activationFunction", of: file.model) ?? ""
    let activation = Self.activation(name)
    guard let activation else {
      throw file.refused(
        "the activation \(Quote.single(name)) is not read", at: layer)
    }
    let method =
      tree.attribute("normalizationMethod", of: layer)
      ?? tree.attribute("normalizationMethod", of: file.model) ?? "none"
    switch method {
    case "none": return graph.activation(activation, of: value, from: "")
    case "softmax":
      let inner = graph.activation(activation, of: value, from: "")
      return graph.activation(Activation(.softmax), of: inner, from: "softmax")
    // y_i/Σ y_j is the softmax of ln y.
    case "simplemax" where activation.name == "exp":
      return graph.activation(Activation(.softmax), of: value, from: "simplemax")
    case "simplemax" where activation.name == "logsig":
      remarks.append("simplemax, y/Σ y, is the softmax of ln y, and ln logsig(x) = −softplus(−x)")
      let negative = graph.scaling(.negation(value.width), of: value, from: "")
      let logarithm = graph.activation(Activation(.softplus), of: negative, from: "")
      return graph.activation(
        Activation(.softmax),
        of: graph.scaling(.negation(value.width), of: logarithm, from: ""), from: "simplemax")
    default:
      throw file.refused(
        "the normalization \(Quote.single(method)) of \(Quote.single(name)) is not read", at: layer)
    }
  }

  private static func activation(_ name: String) -> Activation? {
    switch name {
    case "logistic", "tanh", "identity", "exponential", "square", "sine", "cosine":
      .known(name)
    case "Gauss": .known("radbas")
    case "Elliott": .known("softsign")
    case "rectifier": .known("relu")
    case "arctan": ActivationByFormula.named("arctan", "2*atan(x)/pi")
    case "reciprocal": ActivationByFormula.named("reciprocal", "1/x")
    // threshold jumps; radialBasis is no function of a weighted sum.
    default: nil
    }
  }

  // MARK: Outputs

  /// Puts the outputs into their order and undoes their scaling; gives their names.
  private mutating func addOutputs(_ options: ReadOptions) throws(ModelFileError) -> [String]? {
    guard let list = tree.child(file.model, "NeuralOutputs") else { return nil }
    let outputs = tree.children(list, "NeuralOutput")
    guard !outputs.isEmpty else { return nil }
    if let problem = ReadLimits.problem(.scaled, outputs.count) { throw PMMLFile.refused(problem) }
    var rows: [NetworkGraph.Value] = []
    var names: [String] = []
    var scaling = Scaling(factor: [], shift: [])
    for output in outputs {
      let id = try file.text("outputNeuron", of: output)
      guard let place = places[id] else {
        throw file.refused("there is no neuron \(Quote.single(id))", at: output)
      }
      rows.append(graph.rows([place.index], of: layers[place.layer]))
      let derived = tree.child(output, "DerivedField") ?? output
      var line = (factor: 1.0, shift: 0.0)
      if let category = tree.child(derived, "NormDiscrete") {
        names.append(tree.attribute("value", of: category) ?? id)
      } else if let norm = tree.child(derived, "NormContinuous") {
        names.append(tree.attribute("field", of: norm) ?? id)
        if !options.isRaw { line = try file.line(norm) }
      } else {
        let reference = tree.child(derived, "FieldRef")
        names.append(reference.flatMap { tree.attribute("field", of: $0) } ?? id)
      }
      scaling.factor.append(1 / line.factor)
      scaling.shift.append(-line.shift / line.factor)
    }
    let wholeLayer = outputs.count == layers[layers.count - 1].width && isWholeLayer(outputs)
    var value = wholeLayer ? layers[layers.count - 1] : graph.joined(rows)
    if scaling.factor.contains(where: { $0 != 1 }) || scaling.shift.contains(where: { $0 != 0 }) {
      value = graph.scaling(scaling, of: value, from: "NormContinuous of the outputs")
    }
    layers.append(value)
    return names
  }

  /// Whether the outputs are the neurons of the last layer in their order.
  private func isWholeLayer(_ outputs: [XMLTree.Reference]) -> Bool {
    outputs.enumerated().allSatisfy { k, output in
      let place = tree.attribute("outputNeuron", of: output).flatMap { places[$0] }
      return place.map { $0 == (layers.count - 1, k) } ?? false
    }
  }
}
