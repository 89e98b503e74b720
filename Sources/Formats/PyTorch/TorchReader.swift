internal import Core

/// Makes a chain of what a PyTorch file holds: a state_dict, a checkpoint with one, or a module.
struct TorchReader {
  let file: TorchFile
  var graph: PickleGraph { file.graph }

  init(_ file: TorchFile) { self.file = file }

  func network(name: String, options: ReadOptions) throws(ModelFileError) -> ReadNetwork {
    let found = try content(file.root, path: "", depth: 0)
    var chain: Chain
    switch found.first {
    case .none: throw TorchFile.refused(try emptyReason())
    case .module(let reference, let path)?:
      chain = try moduleChain(reference, path: path, options: options)
      if !path.isEmpty { chain.remarks.append("the module was taken from \(Quote.single(path))") }
    case .state(let entries, let beside, let path)?:
      guard found.count == 1 else {
        throw TorchFile.refused(
          "it has the weights of \(found.count) networks: "
            + found.prefix(5).map { Quote.single($0.path) }.joined(separator: ", ")
            + "; save the one that is wanted: torch.save(d['\(found[0].path)'], 'weights.pt')")
      }
      chain = try states.chain(try state(entries, beside: beside), options: options)
      if !path.isEmpty { chain.remarks.append("the weights were taken from \(Quote.single(path))") }
    }
    return try chain.network(name: name, format: TorchFile.kind, options: options)
  }

  var states: StateDictReader { StateDictReader(kind: TorchFile.kind, bytes: file.bytes) }

  /// The tensors of a dictionary, and the texts of the one around it.
  private func state(
    _ entries: [PickleGraph.Entry], beside: [PickleGraph.Entry]
  ) throws(ModelFileError) -> StateDict {
    var tensors: [(String, NumberArray)] = []
    for entry in entries {
      guard let key = graph.text(entry.key),
        let array = NumberArray(stored: try file.tensor(entry.value))
      else { continue }
      tensors.append((key, array))
    }
    let texts = (beside + entries).compactMap { entry in
      graph.text(entry.key).flatMap { key in graph.text(entry.value).map { (key, $0) } }
    }
    return StateDict(tensors, texts: texts)
  }

  // MARK: What is in the file

  private enum Content {
    case module(PickleGraph.Reference, path: String)

    /// The tensors of a network, and what the dictionary around them has beside them.
    case state([PickleGraph.Entry], beside: [PickleGraph.Entry], path: String)

    var path: String {
      switch self {
      case .module(_, let path), .state(_, _, let path): path
      }
    }
  }

  /// The networks in a value: itself, or what a dictionary has under its keys.
  private func content(
    _ reference: PickleGraph.Reference, path: String, depth: Int,
    beside: [PickleGraph.Entry] = []
  ) throws(ModelFileError) -> [Content] {
    guard depth < 6 else { return [] }
    if let attributes = graph.attributes(reference), graph.value("_modules", in: attributes) != nil
    {
      return [.module(reference, path: path)]
    }
    guard let entries = graph.entries(reference) else { return [] }
    for entry in entries where graph.text(entry.key) != nil {
      if try file.tensor(entry.value) != nil {
        return [.state(entries, beside: beside, path: path)]
      }
    }
    guard entries.count <= 1000 else { return [] }
    var found: [Content] = []
    for entry in entries {
      guard let key = graph.text(entry.key), !Self.isOptimiser(key) else { continue }
      found += try content(
        entry.value, path: path.isEmpty ? key : "\(path).\(key)", depth: depth + 1,
        beside: entries)
      guard found.count <= 100 else { break }
    }
    return found
  }

  private static func isOptimiser(_ key: String) -> Bool {
    let key = key.lowercased()
    return ["optim", "scheduler", "scaler_state", "param_groups", "ema_"].contains {
      key.contains($0)
    }
      || key == "state"
  }

  private func emptyReason() throws(ModelFileError) -> String {
    if try file.tensor(file.root) != nil {
      return "it is one tensor; save the network's state_dict"
    }
    let keys = (graph.entries(file.root) ?? []).compactMap { graph.text($0.key) }
    if keys.contains(where: Self.isOptimiser) {
      return "it is an optimiser's state and has no weights of a network; save model.state_dict()"
    }
    let list = keys.prefix(6).map { Quote.single($0) }.joined(separator: ", ")
    return "it holds no weights of a network" + (list.isEmpty ? "" : "; it has \(list)")
      + "; save model.state_dict()"
  }
}
