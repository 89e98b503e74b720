public import Core

/// A network from a file, and what the reader noticed on the way.
public struct ReadNetwork: Sendable {
  public internal(set) var network: Network

  /// The format of the file, as people call it.
  public let format: String

  /// What a person should know about the file; none of it kept it from being read.
  public internal(set) var warnings: [ModelWarning]

  /// Where each layer comes from: a key, a node, a layer's name; empty where nothing tells.
  public var origins: [String] = []

  /// What was assumed, and what of the file was left out; a sentence each, without its period.
  public var remarks: [String] = []

  /// Whether the activations that were given stand in places that the file leaves open.
  var tookActivations = false

  /// A network that no file tells anything else about.
  public init(_ network: Network) {
    self.init(network: network, format: "", warnings: [])
  }

  init(
    network: Network, format: String, warnings: [ModelWarning], origins: [String] = [],
    remarks: [String] = []
  ) {
    (self.network, self.format, self.warnings) = (network, format, warnings)
    (self.origins, self.remarks) = (origins, remarks)
  }

  /// The network of layers that a file came to; names of another number than the values are dropped.
  init(
    layers: [Layer], origins: [String], name: String, format: String,
    inputNames: [String]? = nil, outputNames: [String]? = nil, remarks: [String] = [],
    warnings: [ModelWarning] = []
  ) {
    var notes = ReadingNotes()
    for (l, layer) in layers.enumerated() {
      let columns = layer.inputCount
      notes.keep(nonFiniteOf: layer.weights.storage) {
        "W\(l + 1)[\(($0 - 1) / columns + 1),\(($0 - 1) % columns + 1)]"
      }
      notes.keep(nonFiniteOf: layer.bias) { "b\(l + 1)[\($0)]" }
    }
    func fitting(_ names: [String]?, _ count: Int?) -> [String]? {
      names.flatMap { $0.count == count ? $0 : nil }
    }
    self.init(
      network: Network(
        name: name, layers: layers, inputNames: fitting(inputNames, layers.first?.inputCount),
        outputNames: fitting(outputNames, layers.last?.neuronCount)),
      format: format, warnings: warnings + notes.warnings, origins: origins, remarks: remarks)
  }

  /// Puts activations in place of those of the file: one for each layer, or for each that does not
  /// only scale; a single one is for all of these but the last, which keeps its own.
  mutating func replaceActivations(_ activations: [Activation]) throws(ModelFileError) {
    let layers = network.layers
    var places = layers.indices.filter { !layers[$0].isScaling }
    if activations.count == layers.count { places = Array(layers.indices) }
    if activations.count == 1, places.count > 1, let hidden = activations.first,
      let last = places.popLast()
    {
      for l in places { network.setActivation(layer: l, to: hidden) }
      remarks.append(
        "every layer has \(hidden.name) but the last, which keeps \(layers[last].activation.name)")
      return
    }
    guard activations.count == places.count else {
      throw ModelFileError(.activations(layers: places.count, given: activations.count))
    }
    for (l, activation) in zip(places, activations) {
      network.setActivation(layer: l, to: activation)
    }
  }

  /// Warns of activations that are none of those that the name of the file speaks of.
  mutating func compareActivations(withName name: String) {
    let words = ["sigmoid": ["sig"], "tanh": ["tan", "satlins"], "relu": ["relu", "poslin"]]
    let own = network.layers.flatMap { layer in
      layer.activation.ranges?.map(\.activation.name) ?? [layer.activation.name]
    }
    let named = name.lowercased().split { !$0.isLetter }.map(String.init)
    for (word, parts) in words.sorted(by: { $0.key < $1.key }) where named.contains(word) {
      // tansig is none of sigmoid.
      let names = own.map { word == "sigmoid" && $0.hasSuffix("tansig") ? "tanh" : $0 }
      guard !names.contains(where: { name in parts.contains { name.contains($0) } }) else {
        continue
      }
      warnings.append(
        .contradiction(
          "the name of the file says \(word), and its activations are "
            + own.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
            .joined(separator: ", ")))
    }
  }

  /// The remarks as sentences of their own.
  public var sentences: [String] { Self.sentences(remarks) }

  public static func sentences(_ remarks: [String]) -> [String] {
    remarks.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
  }
}

/// Something odd in a file that was read all the same.
public enum ModelWarning: Sendable, Hashable {
  /// Weights or biases that are not finite: the first of them, and how many there are in all.
  case notFinite(first: [NonFinite], count: Int)

  /// Keys that mean nothing here: the first of them, and how many there are in all.
  case unknownKeys(first: [UnknownKey], count: Int)

  /// Two places that do not say the same: a sentence without its period.
  case contradiction(String)

  public struct NonFinite: Sendable, Hashable {
    /// The entry as people name it, counted from 1: `W2[3,1]`.
    public let entry: String
    public let value: Double

    /// Equal when they name the same entry with the same value; here nan is the same as nan.
    public static func == (left: NonFinite, right: NonFinite) -> Bool {
      left.entry == right.entry && left.value.bitPattern == right.value.bitPattern
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(entry) }
  }

  public struct UnknownKey: Sendable, Hashable {
    public let key: String

    /// The layer it stands in, counted from 1; nil at the top.
    public let layer: Int?
  }
}

extension ModelWarning {
  /// The warning in one line. Words of the file stand in it as they are, control characters too.
  public var message: String {
    switch self {
    case .notFinite(let first, let count):
      let entries = first.map { "\($0.entry) is \($0.value)" }
      return (count == 1 ? "1 parameter is" : "\(count) parameters are")
        + " not finite: " + Self.list(entries, of: count)
    case .contradiction(let sentence): return sentence
    case .unknownKeys(let first, let count):
      let keys = first.map { key in
        Quote.double(key.key) + (key.layer.map { " in layer \($0)" } ?? "")
      }
      return (count == 1 ? "unknown key" : "unknown keys") + " ignored: "
        + Self.list(keys, of: count)
    }
  }

  private static func list(_ first: [String], of count: Int) -> String {
    first.joined(separator: ", ") + (count > first.count ? " and \(count - first.count) more" : "")
  }
}
