import Core
import Formats
import TestSupport
import Testing

@Suite struct KerasTests {
  private func read(_ bytes: [UInt8], _ name: String) throws(ModelFileError) -> ReadNetwork {
    var options = ReadOptions()
    options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
    return try ModelFile.read(bytes, name: name, options: options)
  }

  private func read(_ path: String) throws -> ReadNetwork {
    try read(try TestFiles.bytes("Tests/Networks/" + path), path)
  }

  @Test func bothDialectsAreOneNetwork() throws {
    for name in ["exponential", "functional", "gelu", "norm_bn_dropout", "softplus", "tanh"] {
      let archive = try read("keras_own/diabetes_\(name).keras")
      #expect(try read("keras_own/diabetes_\(name).h5").network.layers == archive.network.layers)
    }
  }

  @Test func layersAreNamedAndWhatDoesNothingIsSaid() throws {
    let read = try read("keras_own/diabetes_norm_bn_dropout.keras")
    #expect(read.network.layers.map(\.neuronCount) == [10, 16, 16, 4, 1, 1])
    #expect(read.network.layers[0].isScaling)
    #expect(read.origins.count == 6 && read.origins.allSatisfy { !$0.isEmpty })
    #expect(read.remarks == ["'drop', Dropout, does nothing here"])
  }

  /// Folding multiplies scaling into the weights beside it: fewer layers, the same function.
  @Test func scalingFolds() throws {
    var options = ReadOptions()
    options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
    options.isFolded = true
    let path = "keras_own/diabetes_norm_bn_dropout.keras"
    let folded = try ModelFile.read(
      try TestFiles.bytes("Tests/Networks/" + path), name: path, options: options
    ).network
    let network = try read(path).network
    #expect(folded.layers.map(\.neuronCount) == [16, 4, 1])
    let x = (0..<10).map { 0.1 * Double($0) - 0.4 }
    let (a, b) = (network(x)[0], folded(x)[0])
    // A few roundings of numbers of a hundred.
    #expect(abs(a - b) <= 1e-12 * abs(a))
  }

  /// Three inputs of one column each, by their names, and a scaling of all.
  @Test(arguments: ["keras_own/three_columns.keras", "onnx_own/three_columns.onnx"])
  func severalInputsStandOneBehindTheOther(path: String) throws {
    let read = try readFile(path)
    #expect(read.network.inputNames == ["age", "height", "weight"])
    #expect(read.network.outputNames == ["risk"])
    #expect(
      read.remarks
        == ["its 3 inputs stand one behind the other: age (1), height (1), weight (1)"])
    // By Keras and by ONNX Runtime, in single precision.
    let expected = path.hasSuffix("onnx") ? 0.32617238 : 0.27120316
    #expect(abs(read.network([0.5, -1, 2])[0] - expected) <= 1e-6)
  }

  /// Without its scaling the network takes what the scaling gives.
  @Test(arguments: ["keras_own/three_columns.keras", "onnx_own/three_columns.onnx"])
  func scalingIsLeftOut(path: String) throws {
    let whole = try readFile(path).network
    for isFolded in [false, true] {
      let raw = try readFile(path) { ($0.isRaw, $0.isFolded) = (true, isFolded) }
      #expect(raw.network.layers == Array(whole.layers.dropFirst()))
      #expect(raw.remarks.last?.hasPrefix("scaling left out: ") == true)
    }
  }

  @Test func oneOfTwoOutputsIsChosen() throws {
    let path = "keras_own/two_outputs.keras"
    #expect(
      try fileRefusal(path)
        == "a Keras file: it has 2 outputs, kind, value; say which: load FILE output kind")
    let read = try readFile(path) { $0.output = "value" }
    #expect(read.network.layers.map(\.neuronCount) == [4, 1])
    #expect(read.network.outputNames == ["value"])
  }

  /// Whatever a file does to libhdf5, this program gets a sentence.
  @Test func damagedHDF5IsRefusedOrRead() throws {
    let valid = try TestFiles.bytes("Tests/Networks/keras_own/diabetes_tanh.h5")
    var random = SeededGenerator(seed: 7)
    let count = TestEnvironment.count("DAMAGED_FILES", standard: 200)
    for k in 0..<count {
      var bytes = valid
      if k % 8 == 0 {
        bytes.removeSubrange(Int.random(in: 0..<bytes.count, using: &random)...)
      }
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        // The tree stands at the front, and in blocks between the arrays.
        let end = Bool.random(using: &random) ? min(4096, bytes.count) : bytes.count
        bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      do throws(ModelFileError) {
        _ = try read(bytes, "a.h5")
      } catch {
        #expect(!error.message.isEmpty && !error.message.contains("\n"))
      }
    }
  }

  @Test func aMissingReaderIsSaid() throws {
    var options = ReadOptions()
    options.hdf5Reader = "/nowhere/netrepl-hdf5"
    let bytes = try TestFiles.bytes("Tests/Networks/keras_own/diabetes_tanh.h5")
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(bytes, name: "a.h5", options: options)
    }
    #expect(
      error?.message.hasPrefix("a Keras file: its reader /nowhere/netrepl-hdf5 cannot be started")
        == true)
  }
}
