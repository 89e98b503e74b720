import Core
import Formats
import TestSupport
import Testing

/// Networks that are written in each format, and read again.
@Suite struct SavedNetworkTests {
  static let endings = ["json", "onnx", "safetensors", "npz"]

  @Test(arguments: endings, 0..<40 as Range<UInt64>)
  func whatIsReadBackIsTheSame(ending: String, seed: UInt64) throws {
    let network = Self.network(seed)
    let read = try ModelFile.read(
      try ModelFile.write(network, endingIn: ending), name: "other." + ending)
    #expect(read.network == network)
    #expect(
      zip(read.network.layers, network.layers).allSatisfy {
        $0.weights.storage.map(\.bitPattern) == $1.weights.storage.map(\.bitPattern)
          && $0.bias.map(\.bitPattern) == $1.bias.map(\.bitPattern)
      })
    #expect(read.warnings.isEmpty)
    #expect(read.remarks.isEmpty, "\(read.remarks)")
  }

  @Test(arguments: ActivationRule.all.map(\.name)) func everyActivation(name: String) throws {
    let rule = try #require(ActivationRule.named(name))
    let parameters = rule.parameters.map { $0.standard * 1.25 }
    let activation = Activation(rule, parameters: parameters)
    let network = Network(
      name: name,
      layers: [
        Layer(weights: Matrix([[1, 0.5], [-0.25, 2], [3, -1]]), activation: activation),
        Layer(weights: Matrix([[1, 2, 3], [0.5, 0.25, 0.125]]), activation: activation),
      ])
    for ending in Self.endings {
      let read = try ModelFile.read(
        try ModelFile.write(network, endingIn: ending), name: "x." + ending)
      #expect(read.network == network, "\(ending)")
    }
  }

  @Test(arguments: WriteOptions.opsets) func everyOpset(opset: Int) throws {
    let network = Self.network(7)
    let bytes = try ModelFile.write(
      network, endingIn: "onnx", options: WriteOptions(opset: opset))
    #expect(try ModelFile.read(bytes, name: "x.onnx").network == network)
    #expect(throws: ModelFileError.self) {
      try ModelFile.write(network, endingIn: "json", options: WriteOptions(opset: opset))
    }
  }

  /// What is changed in the steps of a function is another activation.
  @Test func aFunctionIsReadByItsSteps() throws {
    let network = Network(
      name: "a", layers: [Layer(weights: Matrix([[1, 2]]), activation: Activation(.gelu))])
    var bytes = try ModelFile.write(network, endingIn: "onnx")
    let name = Array("Tanh".utf8) + []
    let exp = Array("Exp".utf8)
    #expect(!bytes.isEmpty && !name.isEmpty)
    guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: exp) }) else {
      Issue.record("no exponential in it")
      return
    }
    bytes.replaceSubrange(place..<(place + 3), with: Array("Sin".utf8))
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(bytes, name: "x.onnx")
    }
    #expect(error?.message.contains("no function of the file that is read") == true)
  }

  // MARK: MATLAB

  @Test func aProgramOfMATLAB() throws {
    let network = Network(
      name: "two layers",
      layers: [
        Layer(weights: Matrix([[2, 0], [0, -0.5]]), bias: [0.1, -0.0]),
        Layer(
          weights: Matrix([[1, 0.5], [-0.25, 2]]), bias: [1e-17, 3], activation: Activation(.tansig)
        ),
        Layer(
          weights: Matrix([[1, 1], [-1, 2], [3, 4]]), bias: [0, 0, 1e300],
          activation: Activation(.softmax)),
      ], inputNames: ["a\nb", "c"])
    let bytes = try ModelFile.write(network, endingIn: "m")
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("function [y1] = two_layers(x1)"))
    #expect(text.contains("b2 = [1e-17;3];"))
    #expect(text.contains("%   x1: 2 rows, ab, c\n"))
    let read = try ModelFile.read(bytes, name: "x.m").network
    #expect(read == network)
    let named = String(
      decoding: try ModelFile.write(
        network, endingIn: "m", options: WriteOptions(function: "my-net")), as: UTF8.self)
    #expect(named.contains("function [y1] = my_net(x1)"))
  }

  @Test(arguments: ["tansig", "logsig", "poslin", "satlin", "satlins", "radbas", "softsign"])
  func transferFunctionsOfMATLAB(name: String) throws {
    let network = Network(
      name: "f",
      layers: [
        Layer(
          weights: Matrix([[1, 0.5]]), activation: try #require(Activation(named: name)))
      ])
    let read = try ModelFile.read(try ModelFile.write(network, endingIn: "m"), name: "x.m")
    #expect(read.network.layers == network.layers)
  }

  @Test func whatMATLABHasNotIsRefused() throws {
    let network = Network(
      name: "f", layers: [Layer(weights: Matrix([[1, 0.5]]), activation: Activation(.gelu))])
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.write(network, endingIn: "m")
    }
    #expect(
      error?.message
        == "a program of MATLAB: layer 1 has gelu, for which MATLAB has no transfer function; save it as .json or .onnx, or `export code matlab`"
    )
  }

  // MARK: Networks

  /// Networks of all activations, with scaling, ranges of neurons and formulas.
  static func network(_ seed: UInt64) -> Network {
    var random = SeededGenerator(seed: seed)
    let sizes = (0...Int.random(in: 1...4, using: &random)).map { _ in
      Int.random(in: 1...7, using: &random)
    }
    var layers: [Layer] = []
    if seed % 3 == 0, sizes[0] > 1 {
      layers.append(
        Layer(
          weights: .diagonal(numbers(sizes[0], &random)), bias: numbers(sizes[0], &random)))
    }
    for (inputs, neurons) in zip(sizes, sizes.dropFirst()) {
      layers.append(
        Layer(
          weights: Matrix(
            rows: neurons, columns: inputs, storage: numbers(neurons * inputs, &random)),
          bias: numbers(neurons, &random), activation: activation(neurons, &random)))
    }
    return Network(
      name: "net \(seed) é😀\n", layers: layers,
      inputNames: seed % 2 == 0 ? (0..<sizes[0]).map { "x \($0)\t\"\\" } : nil,
      outputNames: seed % 5 == 0 ? (0..<sizes[sizes.count - 1]).map { "y\($0)" } : nil,
      input: seed % 4 == 0 ? numbers(sizes[0], &random) : nil)
  }

  private static func activation(
    _ neurons: Int, _ random: inout SeededGenerator
  ) -> Activation {
    let rules = ActivationRule.all
    let rule = rules[Int.random(in: 0..<rules.count, using: &random)]
    let others = rules.filter { $0.coupling == nil }
    if neurons > 2, Int.random(in: 0..<3, using: &random) == 0 {
      let own = others[Int.random(in: 0..<others.count, using: &random)]
      return Activation(ranges: [
        ActivationRange(Activation(own), 0..<2), ActivationRange(Activation(.sin), 2..<neurons),
      ])
    }
    if Int.random(in: 0..<4, using: &random) == 0, let formula = try? Formula("x/(2 + abs(x))") {
      return Activation(ActivationRule(name: "own", formula: formula))
    }
    return Activation(rule)
  }

  private static func numbers(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in Double.random(in: -2...2, using: &random) }
  }
}
