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
}

extension Network {
  fileprivate func renamed(_ name: String) -> Network {
    var copy = self
    copy.name = name
    return copy
  }
}
