internal import Core

/// Reads a network file of the program's own format.
struct NetworkJSONReader {
  let bytes: [UInt8]
  var notes = ReadingNotes()

  /// The weights so far.
  private var parameters = 0

  /// The activations by formulas that have been read so far.
  var formulas: [FormulaKey: Activation] = [:]

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func read(
    _ bytes: [UInt8], fallbackName: String
  ) throws(ModelFileError) -> ReadNetwork {
    let root: JSONValue
    do {
      root = try JSONParser.parse(bytes)
    } catch {
      throw ModelFileError(
        error.isJSON ? .unusableJSON(error.message) : .notJSON(error.message), at: error.position)
    }
    var reader = NetworkJSONReader(bytes)
    let network = try reader.network(root, fallbackName: fallbackName)
    return ReadNetwork(
      network: network, format: ModelFormat.networkJSON.name, warnings: reader.notes.warnings,
      origins: try reader.names(root, "origins", needed: network.layers.count, of: "layer") ?? [],
      remarks: try reader.names(root, "remarks") ?? [])
  }

  /// The activation that a text names as a layer does; nil where it is none.
  static func activation(from text: String) -> Activation? {
    let bytes = Array(text.utf8)
    var reader = NetworkJSONReader(bytes)
    guard let value = try? JSONParser.parse(bytes) else { return nil }
    return try? reader.activation(value, layer: 1)
  }

  /// The activation, or those of ranges of neurons, that a layer has; nil where it is none.
  static func activations(from value: JSONValue, neurons: Int) -> Activation? {
    var reader = NetworkJSONReader([])
    return try? reader.activations(value, layer: 1, neurons: neurons)
  }

  // MARK: The whole

  private mutating func network(
    _ root: JSONValue, fallbackName: String
  ) throws(ModelFileError) -> Network {
    try checkMark(root)
    notes.keep(
      unknownKeysOf: root, layer: nil,
      known: [
        "format", "version", "name", "layers", "inputs", "outputs", "input", "origins", "remarks",
      ])
    var name = fallbackName
    if let value = root["name"] { name = try string(value, place: "\"name\"") }
    let layers = try layers(root)
    let (inputs, outputs) = (layers[0].inputCount, layers[layers.count - 1].neuronCount)
    return Network(
      name: name, layers: layers,
      inputNames: try names(root, "inputs", needed: inputs, of: "input"),
      outputNames: try names(root, "outputs", needed: outputs, of: "output"),
      input: try input(root, needed: inputs))
  }

  /// The format and its version.
  private func checkMark(_ root: JSONValue) throws(ModelFileError) {
    guard root.members != nil else {
      throw error(.notAnObject(found: root.kind), at: root)
    }
    guard let format = root["format"] else { throw error(.noFormat, at: root) }
    let text = try string(format, place: "\"format\"")
    guard text == NetworkJSON.format else { throw error(.otherFormat(text), at: format) }
    guard let version = root["version"] else {
      throw error(.missing(key: "version", place: "network"), at: root)
    }
    guard let number = version.number else {
      throw wrongKind(version, place: "\"version\"", needed: "1")
    }
    guard number == NetworkJSON.version else {
      throw error(.otherVersion(JSONText.shortest(number)), at: version)
    }
  }

  private mutating func layers(_ root: JSONValue) throws(ModelFileError) -> [Layer] {
    guard let value = root["layers"] else {
      throw error(.missing(key: "layers", place: "network"), at: root)
    }
    guard let elements = value.elements else {
      throw wrongKind(value, place: "\"layers\"", needed: "a list")
    }
    guard !elements.isEmpty else { throw error(.noLayers, at: value) }
    if let problem = ReadLimits.problem(.layers, elements.count) {
      throw error(.tooLarge(problem), at: value)
    }
    var layers: [Layer] = []
    for element in elements {
      let layer = try layer(element, number: layers.count + 1)
      if let before = layers.last, before.neuronCount != layer.inputCount {
        throw error(
          .inputsOfLayer(
            layer: layers.count + 1, count: layer.inputCount, before: before.neuronCount),
          at: element)
      }
      layers.append(layer)
    }
    return layers
  }

  /// Counts weights before they are read.
  mutating func keep(_ count: Int, of value: JSONValue) throws(ModelFileError) {
    parameters += count
    if let problem = ReadLimits.problem(
      .parameters, atLeast: parameters, enough: bytes.count / 2 + 1)
    {
      throw error(.tooLarge(problem), at: value)
    }
  }

  /// - Parameter needed: how many there have to be; nil for any number.
  private func names(
    _ root: JSONValue, _ key: String, needed: Int? = nil, of what: String = ""
  ) throws(ModelFileError) -> [String]? {
    guard let value = root[key] else { return nil }
    guard let elements = value.elements else {
      throw wrongKind(value, place: "\"\(key)\"", needed: "a list of names")
    }
    var names: [String] = []
    for element in elements {
      names.append(try string(element, place: "\"\(key)\" \(names.count + 1)"))
    }
    if let needed { try checkCount(names.count, of: key, needed: needed, what, at: value) }
    return names
  }

  private func input(_ root: JSONValue, needed: Int) throws(ModelFileError) -> [Double]? {
    guard let value = root["input"] else { return nil }
    let input = try numbers(value, place: "\"input\"", needed: "a list of numbers") { j in
      "\"input\" \(j)"
    }
    try checkCount(input.count, of: "input", needed: needed, "input", at: value)
    if let j = input.firstIndex(where: { !$0.isFinite }) {
      throw error(.inputNotFinite(entry: j + 1, value: input[j]), at: value)
    }
    return input
  }

  private func checkCount(
    _ count: Int, of key: String, needed: Int, _ what: String, at value: JSONValue
  ) throws(ModelFileError) {
    guard count == needed else {
      throw error(.count(key: key, count: count, needed: needed, of: what), at: value)
    }
  }
}
