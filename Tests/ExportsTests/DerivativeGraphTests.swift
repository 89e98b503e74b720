import Core
import Exports
import Formats
import ONNXMessages
import SwiftProtobuf
import TestSupport
import Testing

/// Graphs of derivatives, run operator by operator, beside what the library computes.
@Suite struct DerivativeGraphTests {
  static let all = Set(DerivativeGraph.Quantity.allCases)

  @Test(arguments: 0..<40 as Range<UInt64>) func computesWhatTheLibraryComputes(seed: UInt64) throws
  {
    var random = SeededGenerator(seed: seed)
    try check(GraphNetworks.network(seed), at: &random)
  }

  @Test(arguments: ActivationRule.all.map(\.name)) func everyActivation(name: String) throws {
    var random = SeededGenerator(seed: 5)
    let activation = Activation(try #require(ActivationRule.named(name)))
    for layers in [
      GraphNetworks.layers([3, 4], [activation], &random),
      GraphNetworks.layers([2, 4, 1], [activation, Activation(.purelin)], &random),
      GraphNetworks.layers([2, 3, 3, 2], [activation, Activation(.tansig), activation], &random),
    ] {
      try check(Network(name: name, layers: layers), at: &random)
    }
  }

  /// Wide inputs go through the narrow layer behind them, wide tables are not made.
  @Test func manyInputs() throws {
    var random = SeededGenerator(seed: 9)
    let tansig = Activation(.tansig)
    for sizes in [[60, 3, 4, 2], [70, 64, 2], [5, 200, 180, 1]] {
      let layers = GraphNetworks.layers(
        sizes, Array(repeating: tansig, count: sizes.count - 2) + [Activation(.purelin)], &random)
      try check(Network(name: "wide", layers: layers), at: &random)
    }
  }

  /// σ′ and σ″ keep their digits where tansig is 1 to the last bit.
  @Test(arguments: [1.0, 5, 10, 15, 20, 300]) func saturated(z: Double) throws {
    let network = Network(
      name: "one", layers: [Layer(weights: Matrix([[1]]), activation: Activation(.tansig))])
    let found = try ONNXInterpreter.outputs(
      of: try DerivativeGraph.bytes(of: network, with: [.jacobian, .hessian]),
      at: ["I": .init(shape: [1, 1], values: [z])])
    let jet = Activation(.tansig).jet(z)
    #expect(abs((found["J"]?.values[0] ?? 0) - jet.first) <= 8 * jet.first.ulp)
    #expect(abs((found["H"]?.values[0] ?? 0) - jet.second) <= 8 * jet.second.ulp)
  }

  /// ln p where p is 1 but for what is far smaller than a last digit.
  @Test(arguments: [0.5, 5, 15, 20, 30, 40, 300]) func saturatedLogarithms(z: Double) throws {
    let network = Network(
      name: "three",
      layers: [
        Layer(
          weights: Matrix([[0], [0], [0.5]]), bias: [z, 0, -3], activation: Activation(.logsoftmax))
      ])
    let found = try ONNXInterpreter.outputs(
      of: try DerivativeGraph.bytes(of: network, with: []),
      at: ["I": .init(shape: [1, 1], values: [0])])
    let output = network([0])
    for (own, value) in zip(try #require(found["A"]).values, output) {
      #expect(abs(own - value) <= 8 * value.ulp, "\(own), not \(value)")
    }
  }

  @Test func onlyWhatIsAskedForIsMade() throws {
    let network = GraphNetworks.network(1)
    let model = try Onnx_Model(
      serializedBytes: try DerivativeGraph.bytes(of: network, with: [.jacobian], opset: 21))
    #expect(model.graph.output.map(\.name) == ["A", "J"])
    #expect(model.graph.input.map(\.name) == ["I"])
    #expect(model.opsetImport.map(\.version) == [21])
    #expect(model.functions.isEmpty)
    // The graph is one of its network to whoever wants that alone.
    var options = ReadOptions()
    options.output = "A"
    #expect(throws: Never.self) {
      let linear = Network(name: "a", layers: [Layer(weights: Matrix([[1, 2]]))])
      let bytes = try DerivativeGraph.bytes(of: linear, with: [])
      _ = try ModelFile.read(bytes, name: "a.onnx", options: options)
    }
  }

  // MARK: Comparison

  private func check(_ network: Network, at random: inout SeededGenerator) throws {
    let (d, m, rows) = (network.inputCount, network.outputCount, 3)
    let inputs = (0..<(rows * d)).map { _ in Double.random(in: -1.5...1.5, using: &random) }
    let weights = (0..<(rows * m)).map { _ in Double.random(in: -1...1, using: &random) }
    let found = try ONNXInterpreter.outputs(
      of: try DerivativeGraph.bytes(of: network, with: Self.all),
      at: [
        "I": .init(shape: [rows, d], values: inputs),
        "dout": .init(shape: [rows, m], values: weights),
      ])
    let map = NetworkMap(network)
    for row in 0..<rows {
      let input = Array(inputs[(row * d)..<((row + 1) * d)])
      let v = weights[(row * m)..<((row + 1) * m)]
      let jacobian = try map.jacobian(at: input)
      expect(found, "A", row, network(input), network.name)
      expect(found, "J", row, jacobian.storage, network.name)
      expect(
        found, "gradient", row,
        (0..<d).map { i in zip(v, jacobian.column(i)).reduce(0) { $0 + $1.0 * $1.1 } },
        network.name)
      let hessians = try map.hessian(at: input)
      let entries = hessians.flatMap { h in
        (0..<d).flatMap { i in (0..<d).map { h[i, $0] } }
      }
      expect(found, "H", row, entries, network.name)
    }
  }

  /// Relative to the largest entry: the two sum in other orders.
  private func expect(
    _ found: [String: ONNXInterpreter.Tensor], _ name: String, _ row: Int, _ expected: [Double],
    _ network: String
  ) {
    guard let tensor = found[name] else {
      Issue.record("\(name) is missing")
      return
    }
    let own = tensor.values[(row * expected.count)..<((row + 1) * expected.count)]
    let scale = expected.map { abs($0) }.max() ?? 0
    let error = zip(own, expected).map { abs($0 - $1) }.max() ?? .nan
    #expect(
      error <= 1e-13 * max(scale, 1e-3) && !error.isNaN,
      "\(network): \(name) is \(error) of \(scale) off")
  }
}

/// Networks of all kinds.
enum GraphNetworks {
  static func network(_ seed: UInt64) -> Network {
    var random = SeededGenerator(seed: seed)
    let sizes = (0...Int.random(in: 1...4, using: &random)).map { _ in
      Int.random(in: 1...6, using: &random)
    }
    var activations = sizes.dropFirst().map { activation($0, &random) }
    if seed % 2 == 0 { activations[activations.count - 1] = Activation(.purelin) }
    var layers = self.layers(sizes, activations, &random)
    if seed % 3 == 0, sizes[0] > 1 {
      layers.insert(
        Layer(weights: .diagonal(numbers(sizes[0], &random)), bias: numbers(sizes[0], &random)),
        at: 0)
    }
    if seed % 5 == 0, let last = sizes.last, last > 1 {
      layers.append(Layer(weights: .diagonal(numbers(last, &random)), bias: numbers(last, &random)))
    }
    return Network(name: "network \(seed)", layers: layers)
  }

  static func layers(
    _ sizes: [Int], _ activations: [Activation], _ random: inout SeededGenerator
  ) -> [Layer] {
    zip(zip(sizes, sizes.dropFirst()), activations).map { pair, activation in
      let scale = 1 / Double(pair.0).squareRoot()
      return Layer(
        weights: Matrix(
          rows: pair.1, columns: pair.0,
          storage: numbers(pair.0 * pair.1, &random).map { scale * $0 }),
        bias: numbers(pair.1, &random), activation: activation)
    }
  }

  private static func activation(_ neurons: Int, _ random: inout SeededGenerator) -> Activation {
    let rules = ActivationRule.all
    let others = rules.filter { $0.coupling == nil }
    func other() -> Activation {
      Activation(others[Int.random(in: 0..<others.count, using: &random)])
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where neurons > 2:
      return Activation(ranges: [
        ActivationRange(other(), 0..<2), ActivationRange(other(), 2..<neurons),
      ])
    case 1:
      guard let formula = try? Formula("x/(2 + abs(x)) + atan(x)/3") else { return other() }
      return Activation(ActivationRule(name: "own", formula: formula))
    default: return Activation(rules[Int.random(in: 0..<rules.count, using: &random)])
    }
  }

  private static func numbers(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in Double.random(in: -1.5...1.5, using: &random) }
  }
}
