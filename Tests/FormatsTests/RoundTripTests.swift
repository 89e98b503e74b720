import Core
import Formats
import TestSupport
import Testing

@Suite struct RoundTripTests {
  @Test func theTextIsMadeToBeRead() throws {
    let network = Network(
      name: "a \"b\"\u{1B}",
      layers: [
        Layer(
          weights: Matrix([[1, -0.5], [1e300, 0.1]]), bias: [0, .nan],
          activation: try #require(Activation(named: "tanh"))),
        Layer(
          weights: Matrix([[.infinity, -0.0]]), bias: [-.infinity],
          activation: try #require(Activation(named: "purelin"))),
      ],
      inputNames: ["x", "y"], outputNames: ["z"], input: [0.5, -1])
    let text = String(
      decoding: try ModelFile.write(network, endingIn: "json"), as: UTF8.self)
    #expect(
      text == #"""
        {
          "format": "netrepl-network",
          "version": 1,
          "name": "a \"b\"\u001b",
          "layers": [
            {
              "weights": [
                [1, -0.5],
                [1e300, 0.1]
              ],
              "bias": [0, "nan"],
              "activation": "tansig"
            },
            {
              "weights": [
                ["inf", -0.0]
              ],
              "bias": ["-inf"],
              "activation": "purelin"
            }
          ],
          "inputs": ["x", "y"],
          "outputs": ["z"],
          "input": [0.5, -1]
        }

        """#)
    let back = try ModelFile.read(Array(text.utf8), name: "x").network
    #expect(bits(back) == bits(network))
    #expect(back.name == network.name)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func whatIsWrittenReadsBackToTheSameNetwork(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let network = randomNetwork(&random)
    let read = try ModelFile.read(
      try ModelFile.write(network, endingIn: "json"), name: "other.json")
    #expect(read.network == network)
    #expect(bits(read.network) == bits(network))
    #expect(read.warnings.isEmpty)
  }

  @Test func anInputThatIsNotFiniteIsNotWritten() throws {
    let network = Network(
      name: "a",
      layers: [
        Layer(
          weights: Matrix([[1, 2]]), bias: [0],
          activation: try #require(Activation(named: "purelin")))
      ], input: [1, .nan])
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.write(network, endingIn: "json")
    }
    #expect(error?.message == "\"input\" 2 is nan; an input is finite")
  }

  // MARK: Networks

  /// Every parameter bit for bit, where 0 is not −0 and nan is nan.
  private func bits(_ network: Network) -> [UInt64] {
    network.layers.flatMap { $0.weights.storage + $0.bias }.map(\.bitPattern)
  }

  private func randomNetwork(_ random: inout SeededGenerator) -> Network {
    let sizes = (0...Int.random(in: 1...4, using: &random)).map { _ in
      Int.random(in: 1...7, using: &random)
    }
    var layers: [Layer] = []
    for (inputs, neurons) in zip(sizes, sizes.dropFirst()) {
      let rule = ActivationRule.all[Int.random(in: 0..<ActivationRule.all.count, using: &random)]
      layers.append(
        Layer(
          weights: Matrix(
            rows: neurons, columns: inputs, storage: numbers(neurons * inputs, &random)),
          bias: numbers(neurons, &random), activation: Activation(rule)))
    }
    return Network(
      name: "net \(sizes) é😀\n", layers: layers,
      inputNames: Bool.random(using: &random) ? names(sizes[0]) : nil,
      outputNames: Bool.random(using: &random) ? names(sizes[sizes.count - 1]) : nil,
      input: Bool.random(using: &random) ? numbers(sizes[0], &random) : nil)
  }

  private func names(_ count: Int) -> [String] { (0..<count).map { "x \($0)\t\"\\" } }

  /// Finite doubles of every size: any bit pattern, and the edges.
  private func numbers(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
    let edges = [
      0, -0.0, 1, -1, 1e308, .greatestFiniteMagnitude, .leastNormalMagnitude,
      -.leastNonzeroMagnitude, 123_456_789, 1e16, 0.1,
    ]
    return (0..<count).map { _ in
      let value = Double(bitPattern: random.next())
      return value.isFinite && Bool.random(using: &random)
        ? value : edges[Int.random(in: 0..<edges.count, using: &random)]
    }
  }
}
