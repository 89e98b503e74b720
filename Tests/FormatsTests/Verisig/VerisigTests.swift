import Core
import Formats
import TestSupport
import Testing

@Suite struct VerisigTests {
  @Test func bothStylesAreOneNetwork() throws {
    let block = try ModelFile.read(
      TestFiles.bytes("Tests/Networks/verisig/small_block.yml"), name: "small_block.yml")
    let flow = try ModelFile.read(
      TestFiles.bytes("Tests/Networks/verisig/small_flow.yml"), name: "small_flow.yaml")
    #expect(block.network.layers == flow.network.layers)
    #expect(block.network.layers.map(\.activation.name) == ["logsig", "tansig", "purelin"])
    #expect(block.network.layers.map(\.neuronCount) == [4, 3, 1])
    #expect(
      block.network.layers[0].weights
        == Matrix([
          [0.031365, 0.349539], [-1.261359, 0.047635], [0.519531, 1.171907],
          [-1.623506, -0.786395],
        ]))
    #expect(block.network.layers[2].bias == [-0.072131])
    #expect(block.origins == (1...3).map { "weights \($0), offsets \($0)" })
  }

  /// Comments, quotes and columns of sequences as editors write them.
  @Test func looksDoNotMatter() throws {
    let text = """
      --- # a controller
      weights:
          1:   # one row
              - [1, 2.5e-3]
      offsets: {1: [-0.5]}
      'activations':
        "1": Tanh
      """
    let network = try ModelFile.read(Array(text.utf8), name: "a.yml").network
    #expect(network.layers[0].weights.storage == [1, 0.0025])
    #expect(network.layers[0].bias == [-0.5])
    #expect(network.layers[0].activation.name == "tansig")
  }

  @Test(
    arguments: [
      ("weights: {1: [[1]]}", "it has no weights and offsets by the numbers of the layers"),
      (
        "weights: {1: [[1]]}\noffsets: {1: [1], 2: [1]}",
        "it has weights for 1 layers and offsets for 2"
      ),
      (
        "weights: {1: [[1, 2], [3]]}\noffsets: {1: [1, 2]}",
        "the weights and offsets of layer 1 are missing, or do not fit"
      ),
      (
        "weights: {2: [[1]]}\noffsets: {2: [1]}",
        "the weights and offsets of layer 1 are missing, or do not fit"
      ),
      (
        "weights: {1: [[1]]}\noffsets: {1: [1]}\nactivations: {1: Hardlim}",
        "the activation 'Hardlim' of layer 1 is not known"
      ),
      (
        "weights: {1: [[1]], 2: [[1, 2]]}\noffsets: {1: [1], 2: [1]}\n"
          + "activations: {1: Tanh, 2: Tanh}",
        "'weights 2, offsets 2' takes 2 values, but what stands before it gives 1"
      ),
      ("weights: [1", "line 1: a bracket is not closed"),
      ("weights:\n  1: &a [1]", "line 2: '&' is not read"),
      ("weights: 'a", "line 1: a text is not closed"),
    ])
  func refusals(text: String, expected: String) {
    #expect(refusal(text, named: "a.yml") == "a Verisig file: " + expected)
  }

  @Test func nestingIsLimited() {
    #expect(
      refusal("weights: " + String(repeating: "[", count: 100_000), named: "a.yml")
        == "a Verisig file: line 1: values are nested too deep")
  }
}
