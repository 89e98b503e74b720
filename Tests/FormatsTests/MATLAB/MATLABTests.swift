import Core
import Formats
import TestSupport
import Testing

@Suite struct MATLABTests {
  private let tanh = [Activation(.tansig), Activation(.purelin)]

  /// Version 7.3 is HDF5, whose indices stand the other way round.
  @Test func bothVersionsAreOneNetwork() throws {
    let cells = try readFile("matlab_mat73/small_cells.mat").network
    #expect(cells.layers.map(\.activation.name) == ["tansig", "purelin"])
    #expect(cells.layers[0].weights.row(0) == [-0.556, 0.7415, -0.5866])
    #expect(cells.layers[1].bias == [-0.3449, -0.7117])
    let plain = try readFile("matlab_mat73/small_plain.mat") { $0.activations = tanh }.network
    #expect(plain.layers == cells.layers)
  }

  @Test func cellsAndMatricesAreOneNetwork() throws {
    for name in ["iris_tanh_4_10_3", "linnerud_logistic_3_6_3"] {
      let cells = try readFile("matlab_mat/\(name)_cells.mat").network
      let plain = try readFile("matlab_mat/\(name)_plain.mat") {
        $0.activations = cells.layers.map(\.activation)
      }.network
      #expect(plain.layers == cells.layers)
    }
  }

  @Test func otherActivationsThanTheFilesAreWarnedOf() throws {
    let read = try readFile("matlab_mat73/small_cells.mat") {
      $0.activations = [Activation(.poslin), Activation(.purelin)]
    }
    #expect(
      read.warnings.map(\.message)
        == ["act_fcns says other activations than were given: tansig, linear"])
    #expect(read.network.layers[0].activation.name == "poslin")
  }

  @Test func variablesAreFoundOrAskedFor() throws {
    #expect(
      try fileRefusal("matlab_mat73/nothing.mat")
        == "a MATLAB file: it has no weights W1, b1, W2, b2, ..., only 'x'")
    #expect(
      try fileRefusal("matlab_mat73/small_cells.mat") { $0.variable = "net" }
        == "a MATLAB file: it has no variable 'net'; it has W, act_fcns, b, note")
    #expect(
      try fileRefusal("matlab_mat73/small_plain.mat")?.contains(
        "does not tell their activations; say them: load FILE activations relu,linear") == true)
  }

  // MARK: genFunction

  @Test func programsThatAreNoChainAreRefused() throws {
    let message = try fileRefusal("matlab_genfunction/narx_2inputs/myNeuralNetworkFunction.m")
    #expect(message?.hasPrefix("a MATLAB program: ") == true)
    #expect(
      refusal("x = 1;", named: "a.m")
        == "a MATLAB program: it is not what genFunction writes; in MATLAB: genFunction(net, "
        + "'name', 'MatrixOnly', 'yes')")
  }
}
