/// Named tensors as a network's state is saved, gathered by the modules that they belong to.
struct StateDict {
  var modules: [Module] = []

  /// Tensors that are no parameters of a layer, by name: scalers, counters, standard deviations.
  var buffers: [(name: String, tensor: NumberArray)] = []

  /// Texts beside the tensors, such as `activation`.
  var texts: [(key: String, text: String)] = []

  struct Module {
    /// The name of the module, `net.0`; empty where the tensors have no module.
    var name: String
    var tensors: [(name: String, tensor: NumberArray)]

    subscript(name: String) -> NumberArray? { tensors.first { $0.name == name }?.tensor }
  }

  /// - Parameters:
  ///   - tensors: in the order of the file, by names such as `net.0.weight`.
  ///   - texts: what stands beside them.
  init(_ tensors: [(name: String, array: NumberArray)], texts: [(key: String, text: String)] = []) {
    self.texts = texts
    var places: [String: Int] = [:]
    for (name, array) in tensors { add(array, name, &places) }
    // What has no weight is no module: a buffer on its own.
    for module in modules where module["weight"] == nil {
      for (name, tensor) in module.tensors {
        buffers.append((module.name.isEmpty ? name : "\(module.name).\(name)", tensor))
      }
    }
    modules.removeAll { $0["weight"] == nil }
  }

  private mutating func add(
    _ tensor: NumberArray, _ key: String, _ places: inout [String: Int]
  ) {
    var module = ""
    var name = key
    if let dot = key.lastIndex(of: ".") {
      module = String(key[..<dot])
      name = String(key[key.index(after: dot)...])
    } else if let (stem, part) = Self.plainName(key) {
      // W1, b1 and w_1, b_1: parameters without modules.
      (module, name) = (stem, part)
    }
    // A parametrised layer: torch.nn.utils.weight_norm and the like compute the weight.
    if let place = places[module] {
      modules[place].tensors.append((name, tensor))
    } else {
      places[module] = modules.count
      modules.append(Module(name: module, tensors: [(name, tensor)]))
    }
  }

  private static func plainName(_ key: String) -> (String, String)? {
    for (mark, part) in [("weight", "weight"), ("bias", "bias"), ("w", "weight"), ("b", "bias")]
    where key.lowercased().hasPrefix(mark) {
      let rest = key.dropFirst(mark.count).drop { $0 == "_" }
      if !rest.isEmpty, rest.allSatisfy(\.isNumber) { return (String(rest), part) }
    }
    return nil
  }
}
