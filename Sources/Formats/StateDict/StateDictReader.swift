internal import Core

/// Makes a chain of a network's saved state: its linear layers and normalisations, in their order.
///
/// Such a file does not tell how its modules follow each other, nor what stands between them.
struct StateDictReader {
  /// What the file is called in a message.
  let kind: String

  /// The file, in which tensors stand.
  let bytes: [UInt8]

  func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  /// The chain of a state.
  ///
  /// - Throws: when its layers do not follow each other, or are of a kind that is not read.
  func chain(_ state: StateDict, options: ReadOptions) throws(ModelFileError) -> Chain {
    if let name = state.buffers.first(where: { $0.name.contains("weight_hh") })?.name {
      throw refused("\(Quote.single(name)) belongs to a recurrent layer")
    }
    if options.layers == nil { try requireWholeLayers(state) }
    let modules = try chosen(state.modules, options)
    guard !modules.isEmpty else {
      let list = state.buffers.prefix(5).map {
        "\(Quote.shortened($0.name)) (\(shape($0.tensor)))"
      }
      throw refused(
        "it has no layer with a weight, only \(list.joined(separator: ", ")); "
          + "save model.state_dict()")
    }
    var chain = Chain()
    var last: (name: String, count: Int)?
    for (k, module) in modules.enumerated() {
      let kind = try kind(of: module)
      switch kind {
      case .linear(let step):
        if case .affine(let weights, _) = step {
          if let last, last.count != weights.columns {
            throw refused(unchained(module.name, weights.columns, last, state.modules))
          }
          last = (module.name, weights.rows)
        }
        chain.append(step, from: module.name)
      case .normalisation(let scaling):
        guard scaling.count == last?.count ?? scaling.count else {
          throw refused(
            unchained(module.name, scaling.count, last ?? ("", 0), state.modules))
        }
        chain.append(.scaling(scaling), from: module.name)
        chain.remarks.append(
          "\(Quote.single(module.name)) is taken as BatchNorm1d with eps 1e-05, as it is by default"
        )
      case .leak(let slopes):
        guard let leak = Activation.parametricRectifier(slopes, last?.count ?? slopes.count) else {
          throw refused(unchained(module.name, slopes.count, last ?? ("", 0), state.modules))
        }
        chain.append(.activation(leak), from: module.name)
        if slopes.count > 1 {
          chain.remarks.append(
            "\(Quote.single(module.name)) has one number a neuron and no bias: taken as PReLU")
        }
      }
      let next = k + 1 < modules.count ? try self.kind(of: modules[k + 1]) : nil
      let follower = k + 1 < modules.count ? modules[k + 1].name : nil
      let isOpen =
        switch (kind, next) {
        case (.leak, _), (_, .leak?): false
        case (.linear, .normalisation?):
          // Behind the normalisation, unless its number leaves no room there.
          hasRoom(module.name, follower) == true
            && hasRoom(follower ?? "", k + 2 < modules.count ? modules[k + 2].name : nil) == false
        case (.normalisation, .normalisation?): false
        case (.normalisation, _): hasRoom(module.name, follower) != false
        case (.linear, _): true
        }
      if isOpen { chain.append(.openActivation, from: "") }
    }
    // What the program itself has written has the order of its numbers.
    if options.layers == nil, state.notes(options).notes == nil {
      let order = modules.prefix(8).map { Quote.shortened($0.name) }.joined(separator: ", ")
      chain.remarks.append(
        "the layers are taken as a chain, \(order)\(modules.count > 8 ? ", ..." : ""): the file does "
          + "not tell their order; another one: load FILE layers NAMES")
    }
    try useBuffers(state, &chain)
    try useTexts(state, &chain, options)
    return chain
  }

  // MARK: Modules

  /// A layer whose weight is missing, or is made of other tensors, would be left out in silence.
  private func requireWholeLayers(_ state: StateDict) throws(ModelFileError) {
    func parts(_ name: String) -> [String] { name.split(separator: ".").map(String.init) }
    let computed = state.buffers.first { name, _ in
      parts(name).contains("parametrizations")
        || ["weight_g", "weight_v", "weight_orig", "weight_mask", "weight_u"]
          .contains(parts(name).last)
    }
    if let computed {
      throw refused(
        "\(Quote.single(computed.name)) is a part of which a weight is computed (weight_norm, spectral_norm "
          + "or pruning); make it whole before saving: "
          + "torch.nn.utils.parametrize.remove_parametrizations(m.LAYER, 'weight'), "
          + "remove_weight_norm or prune.remove")
    }
    let bare = state.buffers.map { parts($0.name) }.first { $0.count > 1 && $0.last == "bias" }
    if let bare {
      throw refused(
        "\(Quote.single(bare.dropLast().joined(separator: "."))) has a bias and no weight; say which "
          + "layers to read, in their order: load FILE layers NAMES")
    }
    let groups = Dictionary(grouping: state.modules) { parts($0.name).first ?? "" }
    let branches = groups.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
    let entries = Set(branches.map { $0.value[0]["weight"]?.shape ?? [] }.map { $0.last ?? 0 })
    if branches.count > 1, groups.values.contains(where: { $0.count == 1 }) == false,
      entries.count == 1
    {
      let names = branches.map { Quote.single($0.key) }.joined(separator: ", ")
      throw refused(
        "\(names) each begin with \(entries.first ?? 0) values: they may stand one behind the other or "
          + "side by side; say which layers to read, in their order: load FILE layers "
          + branches[0].value.prefix(8).map(\.name).joined(separator: ","))
    }
  }

  private enum Kind {
    case linear(Chain.Kind)
    case normalisation(Scaling)
    case leak([Double])
  }

  /// Whether a module stands between two of a Sequential, whose names are their numbers in it; nil
  /// where they have other names.
  private func hasRoom(_ name: String, _ next: String?) -> Bool? {
    guard let next, let (prefix, number) = Self.numbered(name),
      let (other, following) = Self.numbered(next), prefix == other, following > number
    else { return nil }
    return following > number + 1
  }

  private static func numbered(_ name: String) -> (prefix: Substring, number: Int)? {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0, let number = Int(name.suffix(digits)) else { return nil }
    return (name.dropLast(digits), number)
  }

  private func chosen(
    _ modules: [StateDict.Module], _ options: ReadOptions
  ) throws(ModelFileError) -> [StateDict.Module] {
    guard let names = options.layers else { return modules }
    var result: [StateDict.Module] = []
    for name in names {
      guard let module = modules.first(where: { $0.name == name }) else {
        throw ModelFileError(.noSuchLayer(kind: kind, name: name, known: modules.map(\.name)))
      }
      result.append(module)
    }
    return result
  }

  private func kind(of module: StateDict.Module) throws(ModelFileError) -> Kind {
    let name = module.name
    guard let weight = module["weight"] else { throw refused("\(name) has no weight") }
    if module.tensors.contains(where: { $0.name.hasPrefix("weight_") }) {
      throw refused("\(Quote.single(name)) is a recurrent or parametrised layer")
    }
    switch weight.shape.count {
    case 2: return .linear(try linear(name, weight, module["bias"]))
    case 1:
      if let mean = module["running_mean"], let variance = module["running_var"] {
        return .normalisation(
          try normalisation(
            name, weight: weight, bias: module["bias"], mean: mean, variance: variance,
            epsilon: 1e-5))
      }
      // A norm without a bias looks alike, but for its name.
      let isNorm = ["norm", "ln"].contains { name.lowercased().contains($0) }
      if module["bias"] == nil, weight.count == 1 || (weight.count > 0 && !isNorm) {
        return .leak(weight.doubles(in: bytes))
      }
      throw refused(
        "\(Quote.single(name)) looks like LayerNorm, whose division by the deviation of its own "
          + "inputs is no layer of a feed-forward network here")
    default:
      throw refused(
        "\(Quote.single(name + ".weight")) has \(weight.shape.count) indices: a convolution or "
          + "the like, and only linear layers are read")
    }
  }

  func linear(
    _ name: String, _ weight: NumberArray, _ bias: NumberArray?
  ) throws(ModelFileError) -> Chain.Kind {
    guard weight.shape.count == 2, weight.shape[0] > 0, weight.shape[1] > 0,
      bias.map({ $0.shape == [weight.shape[0]] }) ?? true
    else {
      throw refused(
        "\(Quote.single(name)): the weight is \(shape(weight)) and the bias "
          + (bias.map(shape) ?? "missing"))
    }
    return .affine(
      Matrix(
        rows: weight.shape[0], columns: weight.shape[1], storage: weight.doubles(in: bytes)),
      bias: bias?.doubles(in: bytes) ?? .init(repeating: 0, count: weight.shape[0]))
  }

  /// y = γ(x − mean)/√(variance + ε) + β, as in evaluation.
  func normalisation(
    _ name: String, weight: NumberArray?, bias: NumberArray?, mean: NumberArray,
    variance: NumberArray, epsilon: Double
  ) throws(ModelFileError) -> Scaling {
    let count = mean.count
    let parts = [weight, bias, mean, variance].compactMap { $0 }
    guard parts.allSatisfy({ $0.shape == [count] }), count > 0 else {
      throw refused(
        "\(Quote.single(name)): the parts of the normalisation differ in size")
    }
    let deviations = variance.doubles(in: bytes).map { ($0 + epsilon).squareRoot() }
    return Scaling.normalisation(
      gain: weight?.doubles(in: bytes), shift: bias?.doubles(in: bytes),
      mean: mean.doubles(in: bytes), deviation: deviations)
  }

  func shape(_ tensor: NumberArray) -> String {
    tensor.shape.map(String.init).joined(separator: "×")
  }

  private func unchained(
    _ name: String, _ columns: Int, _ last: (name: String, count: Int),
    _ modules: [StateDict.Module]
  ) -> String {
    // Arrays of their own, out of an npz, are called otherwise.
    let end = bytes.isEmpty ? "" : ".weight"
    return "\(Quote.single(name + end)) takes \(columns) values, but "
      + "\(Quote.single(last.name + end)) gives "
      + "\(last.count): not a chain; it has the layers "
      + modules.prefix(8).map(\.name).joined(separator: ", ")
      + "; say which to read, in their order: load FILE layers "
      + (modules.prefix { $0.name != name }.isEmpty
        ? "NAMES" : modules.prefix { $0.name != name }.suffix(8).map(\.name).joined(separator: ","))
  }
}
