import Core
import Formats
import TestSupport
import Testing

@Suite struct FANNTests {
  /// 1-1-1: σ(2·0.5(3x + 1)) and then the identity of 2y − 1.
  private func file(
    sizes: String = "2 2 2", other: String = "", activation: String = "3", hidden: String = "2"
  ) -> String {
    """
    FANN_FLO_2.1
    \(other)
    layer_sizes=\(sizes)
    neurons (num_inputs, activation_function, activation_steepness)=(0, 0, 0) (0, 0, 0) \
    (\(hidden), \(activation), 5.0e-001) (0, 0, 0) (2, 0, 1.0e+00) (0, 0, 0)
    connections (connected_to_neuron, weight)=(0, 3) (1, 1) (2, 2) (3, -1)
    """
  }

  private func read(_ text: String) throws(ModelFileError) -> Network {
    try ModelFile.read(Array(text.utf8), name: "a.net").network
  }

  @Test func steepnessIsMultipliedIntoTheWeights() throws {
    let network = try read(file())
    #expect(network.layers.map(\.activation.name) == ["logsig", "purelin"])
    #expect(network.layers[0].weights.storage == [3] && network.layers[0].bias == [1])
    // tanh(0.5 s): half of it.
    let symmetric = try read(file(activation: "5"))
    #expect(symmetric.layers[0].weights.storage == [1.5])
    #expect(symmetric.layers[0].activation.name == "tansig")
  }

  /// What is read can be kept: a formula by the name of an activation could not be read again.
  @Test(arguments: ["0", "3", "5", "7", "13", "14", "15", "16"])
  func everyActivationIsKept(number: String) throws {
    let network = try read(file(activation: number))
    let written = try ModelFile.write(network, endingIn: "json")
    #expect(try ModelFile.read(written, name: "b.json").network.layers == network.layers)
  }

  @Test func refusals() throws {
    func refused(_ text: String) -> String? { refusal(text, named: "a.net") }
    #expect(
      try fileRefusal("fann/meetci/xor_fixed.net")
        == "a FANN file: it holds whole numbers (FANN_FIX); save it with fann_save")
    #expect(refused(file(sizes: "")) == "a FANN file: its layer_sizes are missing or not read")
    #expect(
      refused(file(sizes: "2 2 3"))
        == "a FANN file: it has 6 neurons, and its layer_sizes say 7")
    #expect(
      refused(file(other: "network_type=1"))
        == "a FANN file: it has shortcut connections, which are not read")
    #expect(
      refused(file(other: "scale_included=1"))
        == "a FANN file: it has scaling of its own (scale_included=1), which is not read")
    #expect(
      refused(file(activation: "1"))
        == "a FANN file: layer 1 has activation number 1, which is not read")
    #expect(
      refused(file(hidden: "1"))
        == "a FANN file: neuron 1 of layer 1 has 1 connections; fully connected networks are read")
  }
}
