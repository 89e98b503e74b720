import Core
import Formats
import Foundation
import TestSupport
import Testing

/// Layers of Keras as a configuration tells them, around the arrays of a file of the repository:
/// `dense_2` takes 3 values and gives 4, `kind` and `value` take 4 and give 2 and 1.
@Suite struct KerasLayerTests {
  // MARK: Configurations

  private static func layer(
    _ type: String, _ name: String, _ config: String = "", inputs: [String]? = nil
  ) -> String {
    let nodes = inputs.map { names in
      let tensors = names.map { "[\"\($0)\", 0, 0, {}]" }.joined(separator: ", ")
      return ", \"inbound_nodes\": [[\(tensors)]]"
    }
    return """
      {"class_name": "\(type)", "config": {"name": "\(name)"\(config.isEmpty ? "" : ", ")\(config)}
      \(nodes ?? "")}
      """
  }

  private static let input = layer("InputLayer", "x", "\"batch_shape\": [null, 3]", inputs: [])

  private static func dense(_ name: String = "dense_2", inputs: [String]? = nil) -> String {
    layer("Dense", name, "\"activation\": \"linear\"", inputs: inputs)
  }

  private static func sequential(_ layers: String...) -> String {
    """
    {"class_name": "Sequential", "config": {"name": "s", "layers": [\
    \(layers.joined(separator: ", "))]}}
    """
  }

  private static func functional(
    _ layers: [String], inputs: [String] = ["x"], outputs: [String]
  ) -> String {
    func nodes(_ names: [String]) -> String {
      names.map { "[\"\($0)\", 0, 0]" }.joined(separator: ", ")
    }
    return """
      {"class_name": "Functional", "config": {"name": "f", "layers": [\
      \(layers.joined(separator: ", "))], "input_layers": [\(nodes(inputs))],
      "output_layers": [\(nodes(outputs))]}}
      """
  }

  private static func file(_ config: String, version: String = "3.15.0") throws -> [UInt8] {
    let bytes = try TestFiles.bytes("Tests/Networks/keras_own/two_outputs.keras")
    // Its members are stored, the weights last.
    let weights = try #require(
      bytes.firstRange(of: Array("\u{89}HDF".unicodeScalars.map { UInt8($0.value) })))
    let directory = try #require(bytes.firstRange(of: [0x50, 0x4B, 1, 2]))
    return StoredZIP(
      members: [
        ("metadata.json", Array("{\"keras_version\": \"\(version)\"}".utf8)),
        ("config.json", Array(config.utf8)),
        ("model.weights.h5", Array(bytes[weights.lowerBound..<directory.lowerBound])),
      ]
    ).bytes
  }

  private static var options: ReadOptions {
    var options = ReadOptions()
    options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
    return options
  }

  private func read(_ config: String, version: String = "3.15.0") throws -> ReadNetwork {
    try ModelFile.read(
      try Self.file(config, version: version), name: "a.keras", options: Self.options)
  }

  private func message(_ config: String, output: String? = nil) throws -> String? {
    var options = Self.options
    options.output = output
    return refusal(try Self.file(config), named: "a.keras", options: options)
  }

  private let x = [0.5, -1, 2]

  /// What `dense_2` gives.
  private func z() throws -> [Double] {
    try read(Self.sequential(Self.input, Self.dense())).network(x)
  }

  // MARK: One behind the other

  @Test(arguments: [
    ("LeakyReLU", "\"negative_slope\": 0.25", "leakyrelu", [0.25]),
    ("LeakyReLU", "\"alpha\": 0.125", "leakyrelu", [0.125]),
    ("LeakyReLU", "", "leakyrelu", [0.3]),
    (
      "LeakyReLU", "\"alpha\": {\"class_name\": \"__numpy__\", \"config\": {\"value\": 0.5}}",
      "leakyrelu", [0.5]
    ),
    ("ELU", "\"alpha\": 0.5", "elu", [0.5]), ("ELU", "", "elu", [1]),
    ("ReLU", "", "poslin", []), ("ReLU", "\"negative_slope\": 0.25", "leakyrelu", [0.25]),
    ("ReLU", "\"max_value\": 6", "relu6", []), ("ReLU", "\"max_value\": 1", "satlin", []),
    ("Softmax", "\"axis\": -1", "softmax", []),
    ("Activation", "\"activation\": \"hard_silu\"", "hardswish", []),
    ("Activation", "\"activation\": \"keras.activations>gelu\"", "gelu", []),
    ("Activation", "\"activation\": \"softmax\"", "softmax", []),
    (
      "Activation",
      "\"activation\": {\"class_name\": \"LeakyReLU\", \"config\": {\"negative_slope\": 0.25}}",
      "leakyrelu", [0.25]
    ),
    (
      "Activation",
      "\"activation\": {\"class_name\": \"LeakyReLU\", \"config\": {\"alpha\": 0.125}}",
      "leakyrelu", [0.125]
    ),
    ("Activation", "\"activation\": {\"class_name\": \"LeakyReLU\"}", "leakyrelu", [0.3]),
    (
      "Activation", "\"activation\": {\"class_name\": \"ELU\", \"config\": {\"alpha\": 0.5}}",
      "elu", [0.5]
    ),
    ("Activation", "\"activation\": {\"class_name\": \"ELU\", \"config\": {}}", "elu", [1]),
    ("Activation", "\"activation\": {\"class_name\": \"ReLU\", \"config\": {}}", "poslin", []),
    ("Activation", "\"activation\": {\"class_name\": \"gelu\", \"config\": {}}", "gelu", []),
    (
      "Activation", "\"activation\": {\"class_name\": \"function\", \"config\": \"tanh\"}",
      "tansig", []
    ),
  ])
  func activationsAreRead(type: String, config: String, name: String, parameters: [Double]) throws {
    let layers = try read(
      Self.sequential(Self.input, Self.dense(), Self.layer(type, "a", config))
    ).network.layers
    #expect(layers.count == 1)
    #expect(layers[0].activation.name == name)
    #expect(parameters.isEmpty || layers[0].activation.parameters == parameters)
  }

  /// Before version 3 a hard sigmoid rises by 0.2, since then by 1/6.
  @Test(arguments: [("2.12.0", 0.2), ("3.0", 1.0 / 6), ("unheard", 0.2)])
  func hardSigmoidIsThatOfItsVersion(version: String, slope: Double) throws {
    let network = try read(
      Self.sequential(
        Self.input, Self.dense(), Self.layer("Activation", "a", "\"activation\": \"hard_sigmoid\"")),
      version: version
    ).network
    for (found, z) in zip(network(x), try z()) {
      #expect(abs(found - min(max(slope * z + 0.5, 0), 1)) <= 1e-15)
    }
  }

  @Test(arguments: [
    ("ReLU", "\"threshold\": 1", "layer 'a' is ReLU with a threshold or a largest value"),
    ("PReLU", "", "layer 'a' is PReLU with other slopes"),
    (
      "Softmax", "\"axis\": [0]",
      "layer 'a' (Softmax) works along axis 0, which is that of the batch"
    ),
    ("Activation", "\"activation\": {}", "layer 'a' has an activation without a name"),
    (
      "Activation", "\"activation\": \"unheard\"",
      "layer 'a' has the activation 'unheard', which is not known"
    ),
    ("Conv1D", "", "layer 'a' is Conv1D, which is not read"),
    (
      "Reshape", "\"target_shape\": [3, -1]",
      "layer 'a' has a target_shape that 4 values do not fit"
    ),
    ("Reshape", "", "layer 'a' has a target_shape that 4 values do not fit"),
    (
      "Rescaling", "\"scale\": [1, 2]",
      "layer 'a' is Rescaling, and its numbers are missing or of another size"
    ),
    (
      "Normalization", "\"mean\": [1]",
      "layer 'a' is Normalization, and its numbers are missing or of another size"
    ),
    (
      "BatchNormalization", "",
      "layer 'a' is BatchNormalization, and its numbers are missing or of another size"
    ),
    ("Dense", "", "layer 'a' is Dense and has no kernel and bias"),
    ("Sequential", "", "its model has no layers"),
  ])
  func otherLayersAreRefused(type: String, config: String, expected: String) throws {
    let layer = Self.layer(type, "a", config)
    #expect(
      try message(Self.sequential(Self.input, Self.dense(), layer)) == "a Keras file: " + expected)
  }

  @Test func layersTakeAsManyValuesAsTheyAreGiven() throws {
    #expect(
      try message(Self.sequential(Self.input, Self.dense("kind")))
        == "a Keras file: layer 'kind' takes 4 values, and is given 3")
    #expect(
      try message(
        Self.sequential(
          Self.input, Self.dense(), Self.layer("Normalization", "a", "\"mean\": [1, \"b\"]")))
        == "a Keras file: layer 'a' is Normalization, and its numbers are missing or of another size"
    )
    let named = Self.layer("InputLayer", "speed_input", "\"batch_shape\": [null, 3]")
    #expect(
      try read(Self.sequential(named, Self.dense())).network.inputNames == nil)
  }

  @Test func scalingStandsInTheConfiguration() throws {
    let z = try z()
    func outputs(_ type: String, _ config: String) throws -> [Double] {
      try read(Self.sequential(Self.input, Self.dense(), Self.layer(type, "a", config))).network(x)
    }
    #expect(
      try outputs("Rescaling", "\"scale\": 2, \"offset\": [1, 2, 3, 4]")
        == (0..<4).map { 2 * z[$0] + Double($0 + 1) })
    #expect(try outputs("Rescaling", "\"scale\": [[2, 4, 8, 16]]") == zip(z, [2, 4, 8, 16]).map(*))
    let moments = "\"mean\": [[1, 2, 3, 4]], \"variance\": 16"
    let normal = try outputs("Normalization", moments)
    for i in 0..<4 { #expect(abs(normal[i] - (z[i] - Double(i + 1)) / 4) <= 1e-15) }
    #expect(
      try outputs("Normalization", moments + ", \"invert\": true")
        == (0..<4).map { 4 * z[$0] + Double($0 + 1) })
  }

  /// Indices that are made and taken back change nothing; what works along one of several would.
  @Test func shapesAreFollowed() throws {
    let square = Self.layer("Reshape", "r", "\"target_shape\": [-1, 2]")
    func refused(_ layers: String...) throws -> String? {
      let all = ([Self.input, Self.dense(), square] + layers).joined(separator: ", ")
      return try message("{\"class_name\": \"Sequential\", \"config\": [\(all)]}")
    }
    #expect(
      try read(Self.sequential(Self.input, Self.dense(), square, Self.layer("Flatten", "f")))
        .network(x) == z())
    #expect(
      try refused(Self.dense("kind"))
        == "a Keras file: layer 'kind' is Dense on 2 indices; flatten them first")
    #expect(
      try refused(Self.layer("Softmax", "a"))
        == "a Keras file: layer 'a' (Softmax) works along one of 2 indices; flatten them first")
    #expect(
      try refused(Self.layer("Activation", "a", "\"activation\": \"softmax\""))
        == "a Keras file: layer 'a' (Activation) works along one of 2 indices; flatten them first")
  }

  // MARK: Beside each other

  /// The layers behind `dense_2`: its tanh and its ReLU, which others join.
  private static func branches(_ layers: String...) -> [String] {
    [
      input, dense(inputs: ["x"]),
      layer("Activation", "t", "\"activation\": \"tanh\"", inputs: ["dense_2"]),
      layer("ReLU", "r", inputs: ["dense_2"]),
    ] + layers
  }

  @Test(arguments: [("Add", 1, 1), ("Subtract", 1, -1), ("Average", 0.5, 0.5)])
  func branchesAreJoined(type: String, first: Double, second: Double) throws {
    let network = try read(
      Self.functional(Self.branches(Self.layer(type, "j", inputs: ["t", "r"])), outputs: ["j"])
    ).network
    let expected = try z().map { first * tanh($0) + second * max($0, 0) }
    for (found, expected) in zip(network(x), expected) {
      #expect(abs(found - expected) <= 4e-16 * max(1, abs(expected)))
    }
  }

  @Test func branchesStandBehindEachOther() throws {
    let network = try read(
      Self.functional(
        Self.branches(Self.layer("Concatenate", "j", inputs: ["t", "r"])), outputs: ["j"])
    ).network
    #expect(network.outputCount == 8)
    #expect(Array(network(x)[4...]) == (try z().map { max($0, 0) }))
  }

  @Test(
    arguments: [
      (
        branches(layer("Subtract", "j", inputs: ["t", "r", "t"])), ["j"],
        "layer 'j' (Subtract) joins 3 layers, which is not read"
      ),
      (
        branches(dense("kind", inputs: ["t"]), layer("Add", "j", inputs: ["t", "kind"])), ["j"],
        "layer 'j' (Add) takes layers of different sizes"
      ),
      (
        branches(
          layer("Reshape", "s", "\"target_shape\": [2, 2]", inputs: ["t"]),
          layer("Add", "j", inputs: ["s", "s"])), ["j"], "layer 'j' (Add) joins what is not flat"
      ),
      (
        branches(layer("ReLU", "j", inputs: ["j"])), ["j"],
        "layer 'j' is used more than once, which is not read"
      ),
      (
        branches(layer("ReLU", "j", inputs: ["q"])), ["j"],
        "layer 'j' takes 'q', which is not before it"
      ),
      (branches(), ["q"], "its output 'q' is no layer of it"),
      (
        branches(layer("InputLayer", "y", "\"batch_shape\": [null, 3]", inputs: [])), ["r"],
        "layer 'y' is an input that its model does not name"
      ),
    ] as [([String], [String], String)])
  func otherGraphsAreRefused(layers: [String], outputs: [String], expected: String) throws {
    #expect(
      try message(Self.functional(layers, outputs: outputs)) == "a Keras file: " + expected)
  }

  @Test func outputsAreChosenAmongThoseThere() throws {
    let config = Self.functional(Self.branches(), outputs: ["t", "r"])
    #expect(
      try message(config, output: "q") == "a Keras file: it has no output 'q'; it has t, r")
    #expect(
      try message(Self.functional(Self.branches(), inputs: ["x", "q"], outputs: ["r"]))
        == "a Keras file: one of its inputs is no layer of it")
  }

  // MARK: Models in models

  private static func model(
    _ name: String, _ layers: [String], inputs: [String] = ["i"], outputs: [String],
    from nodes: [String]
  ) -> String {
    let inner = functional(layers, inputs: inputs, outputs: outputs)
      .replacing("\"name\": \"f\"", with: "\"name\": \"\(name)\"")
    let tensors = nodes.map { "[\"\($0)\", 0, 0, {}]" }.joined(separator: ", ")
    return inner.dropLast() + ", \"inbound_nodes\": [[\(tensors)]]}"
  }

  private static let inner = [
    layer("InputLayer", "i", "\"batch_shape\": [null, 4]", inputs: []),
    layer("ReLU", "p", inputs: ["i"]), layer("ELU", "e", inputs: ["i"]),
  ]

  @Test func modelsInModelsAreRead() throws {
    let network = try read(
      Self.functional(
        Self.branches(Self.model("m", Self.inner, outputs: ["p"], from: ["dense_2"])),
        outputs: ["m"])
    ).network
    #expect(network(x) == (try z().map { max($0, 0) }))
  }

  @Test(arguments: [
    (
      model("m", inner, outputs: ["p"], from: ["t", "r"]),
      "model 'm' takes 2 layers for its 1 inputs"
    ),
    (model("m", inner, outputs: ["p", "e"], from: ["t"]), "model 'm' has several outputs"),
  ])
  func otherModelsInModelsAreRefused(model: String, expected: String) throws {
    #expect(
      try message(Self.functional(Self.branches(model), outputs: ["m"]))
        == "a Keras file: " + expected)
  }

  @Test(arguments: [
    ("{}", "its configuration names no model"),
    (
      "{\"class_name\": \"Mine\", \"config\": {}}",
      "it is Mine, a class of its author; Sequential and Functional models are read"
    ),
    ("{\"class_name\": \"Sequential\", \"config\": {}}", "its model has no layers"),
    (
      "{\"class_name\": \"Sequential\", \"config\": [{}]}",
      "a layer of it has no class and no configuration"
    ),
    (
      (0..<17).reduce(input) { inner, _ in sequential(inner) }, "its models are nested too deep"
    ),
    ("{", "its config.json is no JSON that is read: line 1, column 2: "),
    (
      sequential(layer("Activation", "a", "\"activation\": \"tanh\"")),
      "it does not tell how many inputs it takes"
    ),
    (
      functional(
        [input, layer("InputLayer", "y", "\"batch_shape\": [null, null]", inputs: [])],
        inputs: ["x", "y"], outputs: ["x"]), "its input 'y' does not tell its size"
    ),
  ])
  func otherConfigurationsAreRefused(config: String, expected: String) throws {
    let message = try message(config)
    #expect(message?.hasPrefix("a Keras file: " + expected) == true, "\(message ?? "read")")
  }

  /// The size of the input: of the layer itself, of older files, or of the first kernel.
  @Test(arguments: ["\"batch_input_shape\": [null, 3]", "\"input_dim\": 3", ""])
  func inputsAreCounted(config: String) throws {
    let dense = Self.layer(
      "Dense", "dense_2",
      ([config] + ["\"activation\": null"]).filter { !$0.isEmpty }.joined(separator: ", "))
    #expect(try read(Self.sequential(dense)).network(x) == z())
  }
}
