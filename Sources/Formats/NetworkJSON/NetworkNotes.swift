package import Core

/// What a network has beside its layers, for formats that hold only numbers or steps: a text that
/// stands with them.
package struct NetworkNotes {
  /// What such a text is called in a file.
  package static let key = "netrepl"

  var name: String?
  var inputNames: [String]?
  var outputNames: [String]?
  var input: [Double]?

  /// The activation of each layer; empty where the file itself has them.
  var activations: [Activation] = []

  package init(_ network: Network) {
    name = network.name
    inputNames = network.inputNames
    outputNames = network.outputNames
    // One that is not finite is no place to stand at.
    input = network.input.flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }
  }

  /// With the activations of the layers.
  static func withActivations(_ network: Network) -> NetworkNotes {
    var notes = NetworkNotes(network)
    notes.activations = network.layers.map(\.activation)
    return notes
  }

  package var text: String {
    var members: [(name: String, value: JSON)] = []
    if let name { members.append(("name", name.json)) }
    if let inputNames { members.append(("inputs", inputNames.json)) }
    if let outputNames { members.append(("outputs", outputNames.json)) }
    if let input { members.append(("input", input.json)) }
    if !activations.isEmpty {
      members.append(("activations", activations.map(NetworkJSONWriter.activations).json))
    }
    return JSON.object(members).text()
  }

  /// The notes of a text; what of it is not understood is left out.
  ///
  /// - Parameter neurons: how many each layer has, where activations are looked for.
  init(_ text: String, neurons: [Int] = []) {
    guard let root = try? JSONParser.parse(Array(text.utf8)) else { return }
    func texts(_ key: String) -> [String]? {
      guard let elements = root[key]?.elements else { return nil }
      let texts = elements.compactMap(\.string)
      return texts.count == elements.count ? texts : nil
    }
    name = root["name"]?.string
    inputNames = texts("inputs")
    outputNames = texts("outputs")
    if let elements = root["input"]?.elements {
      let numbers = elements.compactMap(\.number)
      input = numbers.count == elements.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
    }
    guard let elements = root["activations"]?.elements, elements.count == neurons.count else {
      return
    }
    let activations = zip(elements, neurons).compactMap { element, neurons in
      NetworkJSONReader.activations(from: element, neurons: neurons)
    }
    if activations.count == elements.count { self.activations = activations }
  }

  /// A network with the names and the input of these, where they fit it; it has no others.
  func applied(to network: Network) -> Network {
    func fitting<Entry>(_ list: [Entry]?, _ count: Int) -> [Entry]? {
      list.flatMap { $0.count == count ? $0 : nil }
    }
    return Network(
      name: name ?? network.name, layers: network.layers,
      inputNames: fitting(inputNames, network.inputCount),
      outputNames: fitting(outputNames, network.outputCount),
      input: fitting(input, network.inputCount))
  }
}
