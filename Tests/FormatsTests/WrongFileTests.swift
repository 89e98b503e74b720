import Core
import Formats
import TestSupport
import Testing

/// Files that are not what their names say.
@Suite struct WrongFileTests {
  @Test func theBytesDecideBetweenFormats() throws {
    for (path, name) in [
      ("pytorch_own/t113_module.pt", "a.onnx"), ("sklearn/iris_tanh_4_10_3.mlp_only.onnx", "a.pt"),
      ("keras_own/diabetes_tanh.h5", "a.pkl"), ("pmml/knime/NeuralNetworkIris.pmml", "a.txt"),
    ] {
      var options = ReadOptions()
      options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
      let read = try ModelFile.read(
        try TestFiles.bytes("Tests/Networks/" + path), name: name, options: options)
      #expect(read.network == (try readFile(path).network.renamed(read.network.name)))
    }
  }

  @Test(arguments: ["pt", "h5", "mat", "npz", "net", "pmml", "safetensors"])
  func bytesOfNoFormatAreSaid(ending: String) {
    let message = refusal("hello", named: "a." + ending)
    #expect(message?.hasPrefix("the name ends in .\(ending), but its bytes are neither ") == true)
  }

  @Test func emptyFilesAreSaid() {
    for name in ["a.pt", "a.h5", "a.onnx", "a.json"] {
      #expect(refusal("", named: name) == "the file is empty")
      #expect(refusal(" \n", named: name) == "the file is empty")
    }
  }

  @Test func aNameThatSaysAnotherActivationIsWarnedOf() throws {
    let bytes = try TestFiles.bytes("Tests/Networks/verisig/small_block.yml")
    func warnings(_ name: String) throws -> [String] {
      try ModelFile.read(bytes, name: name).warnings.map(\.message)
    }
    #expect(try warnings("controller_sigmoid.yml").isEmpty)
    #expect(
      try warnings("controller_relu.yml") == [
        "the name of the file says relu, and its activations are logsig, tansig, purelin"
      ])
  }

  /// What works along one of several indices, is used twice, or has its weight in parts would be another
  /// network if it were read as it looks, or one with a layer less.
  @Test(arguments: [
    ("keras_ranks/softmax_of_a_matrix.h5", "works along one of 2 indices"),
    ("keras_ranks/softmax_axis_1.h5", "works along one of 2 indices"),
    ("keras_ranks/flatten_channels_first.h5", "channels_first"),
    ("keras_ranks/concatenate_matrices.h5", "joins what is not flat"),
    ("keras_ranks/shared_layer.h5", "is used more than once"),
    ("pytorch_parts/weight_norm_state.pt", "is a part of which a weight is computed"),
    ("pytorch_parts/pruned_state.pt", "is a part of which a weight is computed"),
    ("pytorch_parts/subclass_of_linear.pt", "a class of its author with a weight of its own"),
  ])
  func whatWouldBeAnotherNetwork(path: String, words: String) throws {
    let message = try fileRefusal(path)
    #expect(message?.contains(words) == true, "\(message ?? "it was read")")
  }
}

extension Network {
  fileprivate func renamed(_ name: String) -> Network {
    var copy = self
    copy.name = name
    return copy
  }
}
