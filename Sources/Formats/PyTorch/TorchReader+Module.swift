internal import Core

extension TorchReader {
  /// The chain of a whole module: the layers are data in the file, what a class of one's own does
  /// with them is not.
  func moduleChain(
    _ reference: PickleGraph.Reference, path: String, options: ReadOptions
  ) throws(ModelFileError) -> Chain {
    var walk = ModuleWalk(reader: self)
    // The order that somebody wants is one of the layers by their names, as in a state.
    if options.layers != nil {
      try walk.collect(reference, name: "", depth: 0)
      return try states.chain(StateDict(walk.tensors.map { ($0.name, $0.array) }), options: options)
    }
    try walk.add(reference, name: "", depth: 0)
    var chain = walk.chain
    guard let own = walk.ownClass else { return chain }
    try states.useBuffers(StateDict(walk.tensors), &chain)
    chain.remarks.append(
      "\(Quote.single(own)) is a class of its author: its modules are taken as a chain in their "
        + "order")
    // Functions between the modules, if any, stand in the author's program.
    if walk.activationCount == 0 || options.activations != nil {
      chain.steps = chain.steps.flatMap { step -> [Chain.Step] in
        switch step.kind {
        case .affine: [step, Chain.Step(kind: .openActivation, origin: "")]
        case .activation: []
        case .scaling, .openActivation: [step]
        }
      }
    }
    return chain
  }
}

/// A walk over the modules of a module, in their order.
private struct ModuleWalk {
  let reader: TorchReader
  var chain = Chain()

  /// The first class that is not PyTorch's own.
  var ownClass: String?
  var activationCount = 0

  /// What classes that are not PyTorch's own have of themselves; with `collect`, what all modules have.
  private(set) var tensors: [(name: String, array: NumberArray)] = []

  private var graph: PickleGraph { reader.graph }

  init(reader: TorchReader) { self.reader = reader }

  mutating func add(
    _ reference: PickleGraph.Reference, name: String, depth: Int
  ) throws(ModelFileError) {
    guard depth < PickleLimits.depth else {
      throw TorchFile.refused("its modules are nested too deep")
    }
    if let problem = ReadLimits.problem(.layers, chain.steps.count) {
      throw TorchFile.refused(problem)
    }
    guard let type = graph.maker(of: reference), let attributes = graph.attributes(reference) else {
      return
    }
    let origin = name.isEmpty ? type.name : name
    let isOwn = !type.module.hasPrefix("torch.nn.")
    switch type.name {
    case "Linear" where !isOwn:
      guard let weight = try parameter("weight", attributes) else {
        throw TorchFile.refused("\(Quote.single(origin)) has no weight")
      }
      chain.append(
        try reader.states.linear(origin, weight, try parameter("bias", attributes)), from: origin)
    case "BatchNorm1d" where !isOwn: try addNormalisation(origin, attributes)
    case "Dropout", "AlphaDropout", "Identity", "Flatten", "Dropout1d":
      chain.remarks.append("\(Quote.single(origin)), \(type.name), does nothing here")
    case "Sequential" where !isOwn, "ModuleList" where !isOwn:
      try addChildren(attributes, name, depth)
    case _ where !isOwn:
      guard let activation = try activation(type.name, origin, attributes) else {
        throw TorchFile.refused(
          "\(Quote.single(origin)) is a module \(type.name), which is not read")
      }
      activationCount += 1
      chain.append(.activation(activation), from: origin)
    default:
      if ownClass == nil { ownClass = type.path }
      if let weight = try parameter("weight", attributes), weight.shape.count > 1 {
        throw TorchFile.refused(
          "\(Quote.single(origin)) is \(Quote.shortened(type.path)), a class of its author with a "
            + "weight of its own: what it does with it is not in the file; save model.state_dict()")
      }
      try addTensors(attributes, name)
      try addChildren(attributes, name, depth)
    }
  }

  /// The tensors of a module and of all in it, by their names in a state_dict.
  mutating func collect(
    _ reference: PickleGraph.Reference, name: String, depth: Int
  ) throws(ModelFileError) {
    guard depth < PickleLimits.depth else {
      throw TorchFile.refused("its modules are nested too deep")
    }
    guard let attributes = graph.attributes(reference) else { return }
    try addTensors(attributes, name)
    for (name, child) in children(attributes, name) {
      try collect(child, name: name, depth: depth + 1)
    }
  }

  private mutating func addTensors(
    _ attributes: [PickleGraph.Entry], _ name: String
  ) throws(ModelFileError) {
    for group in ["_parameters", "_buffers"] {
      for entry in graph.value(group, in: attributes).flatMap({ graph.entries($0) }) ?? [] {
        guard let key = graph.text(entry.key),
          let array = NumberArray(stored: try reader.file.tensor(entry.value))
        else { continue }
        tensors.append((name.isEmpty ? key : "\(name).\(key)", array))
        // A module may be in the file once and stand in many others.
        if let problem = ReadLimits.problem(.values, atLeast: tensors.count) {
          throw TorchFile.refused(problem)
        }
      }
    }
  }

  private mutating func addChildren(
    _ attributes: [PickleGraph.Entry], _ name: String, _ depth: Int
  ) throws(ModelFileError) {
    for (name, child) in children(attributes, name) {
      try add(child, name: name, depth: depth + 1)
    }
  }

  private func children(
    _ attributes: [PickleGraph.Entry], _ name: String
  ) -> [(name: String, module: PickleGraph.Reference)] {
    let children = graph.value("_modules", in: attributes).flatMap { graph.entries($0) } ?? []
    return children.map { child in
      let key = graph.text(child.key) ?? ""
      return (name.isEmpty ? key : "\(name).\(key)", child.value)
    }
  }

  private func parameter(
    _ key: String, _ attributes: [PickleGraph.Entry], in group: String = "_parameters"
  ) throws(ModelFileError) -> NumberArray? {
    guard let group = graph.value(group, in: attributes).flatMap({ graph.entries($0) }),
      let value = graph.value(key, in: group)
    else { return nil }
    return NumberArray(stored: try reader.file.tensor(value))
  }

  private mutating func addNormalisation(
    _ origin: String, _ attributes: [PickleGraph.Entry]
  ) throws(ModelFileError) {
    guard let mean = try parameter("running_mean", attributes, in: "_buffers"),
      let variance = try parameter("running_var", attributes, in: "_buffers")
    else {
      throw TorchFile.refused(
        "\(Quote.single(origin)) normalises by the batch itself (track_running_stats=False)")
    }
    let epsilon = graph.value("eps", in: attributes).flatMap(graph.number) ?? 1e-5
    chain.append(
      .scaling(
        try reader.states.normalisation(
          origin, weight: try parameter("weight", attributes),
          bias: try parameter("bias", attributes), mean: mean, variance: variance,
          epsilon: epsilon)), from: origin)
  }

  /// The activation of a module of PyTorch; nil when it is another kind of module, or one whose
  /// parameters are not read.
  private mutating func activation(
    _ type: String, _ origin: String, _ attributes: [PickleGraph.Entry]
  ) throws(ModelFileError) -> Activation? {
    func number(_ key: String, _ standard: Double) -> Double {
      graph.value(key, in: attributes).flatMap(graph.number) ?? standard
    }
    switch type {
    case "Tanh", "Sigmoid", "ReLU", "SELU", "ReLU6", "Softsign", "Hardswish", "SiLU", "Mish",
      "Softmax",
      "LogSoftmax", "Hardsigmoid":
      if graph.value("dim", in: attributes).flatMap(graph.integer) == 0 {
        chain.remarks.append(
          "\(Quote.single(origin)) has dim=0: taken over the neurons, as for one sample alone")
      }
      return .known(type == "LogSoftmax" ? "logsoftmax" : type)
    case "LogSigmoid": return ActivationByFormula.named("logsigmoid", "-softplus(-x)")
    case "Tanhshrink": return ActivationByFormula.named("tanhshrink", "x - tanh(x)")
    case "LeakyReLU": return .known("leakyrelu", number("negative_slope", 0.01))
    case "ELU": return .known("elu", number("alpha", 1))
    case "CELU": return .known("celu", number("alpha", 1))
    case "Hardtanh":
      return number("min_val", -1) == -1 && number("max_val", 1) == 1 ? .known("satlins") : nil
    case "Softplus":
      chain.remarks.append(
        "\(Quote.single(origin)) is softplus on the whole line; PyTorch takes x itself from "
          + "βx > \(number("threshold", 20)) on, up to 2.1e-9 away")
      return .known("softplus", number("beta", 1))
    case "GELU":
      let kind = graph.value("approximate", in: attributes).flatMap { graph.text($0) } ?? "none"
      return .known(kind == "tanh" ? "gelutanh" : "gelu")
    case "PReLU":
      // One slope for all, or one a neuron.
      guard let weight = try parameter("weight", attributes), weight.shape.count == 1 else {
        return nil
      }
      return .parametricRectifier(
        weight.doubles(in: reader.file.bytes), chain.outputCount ?? weight.count)
    default: return nil
    }
  }
}
