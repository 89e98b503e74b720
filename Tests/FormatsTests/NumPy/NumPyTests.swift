import Core
import Formats
import TestSupport
import Testing

@Suite struct NumPyTests {
  private let tanh = [Activation(.tansig), Activation(.purelin)]

  private func read(_ name: String) throws -> Network {
    try readFile("npz_own/\(name).npz") { $0.activations = tanh }.network
  }

  /// W1, b1 or w_1, b_1, outputs × inputs or turned, packed or not.
  @Test func matricesAreTurnedAsTheyFit() throws {
    let network = try read("small")
    #expect(network.layers[0].weights.row(0) == [-0.556, 0.7415, -0.5866])
    #expect(try read("small_transposed").layers == network.layers)
  }

  /// As PyTorch names them, one of them column by column.
  @Test func singlePrecisionWidensExactly() throws {
    let (exact, single) = (try read("small"), try read("small_f32"))
    for (a, b) in zip(exact.layers, single.layers) {
      #expect(b.weights.storage == a.weights.storage.map { Double(Float($0)) })
      #expect(b.bias == a.bias.map { Double(Float($0)) })
    }
  }

  @Test func refusals() throws {
    #expect(
      try fileRefusal("npz_own/unfitting.npz")
        == "an npz file: its matrices and biases do not follow each other: 1: 4×3, 4; 2: 2×5, 2")
    #expect(
      try fileRefusal("npz_own/scaler.npz")
        == "an npz file: it has no weights W1, b1, W2, b2, ..., only 'mean', 'std'")
    #expect(
      try fileRefusal("npz_own/small.npz")?.hasSuffix(
        "does not tell their activations; say them: load FILE activations relu,linear") == true)
  }

  private func archive(_ arrays: (String, [[Double]])...) -> [UInt8] {
    StoredZIP(
      members: arrays.map { name, rows in
        var array = NPYExample(rows)
        if rows.count == 1 { array.shape = "(\(rows[0].count),)" }
        return (name + ".npy", array.bytes)
      }
    ).bytes
  }

  /// A matrix of one row or one column may be a vector: y = [1, 2]·max(3x, 0) where x has one value.
  @Test func vectorsAreMatrices() throws {
    let bytes = archive(
      ("W1", [[1, 3]]), ("b1", [[0, 1]]), ("W2", [[1, 2]]), ("b2", [[0.5]]))
    var options = ReadOptions()
    options.activations = [Activation(.poslin), Activation(.purelin)]
    let network = try ModelFile.read(bytes, name: "a.npz", options: options).network
    #expect(network([2]) == [16.5])
    #expect(
      refusal(archive(("x", [[1]])), named: "a.npz")
        == "an npz file: it has no weights W1, b1, W2, b2, ..., only 'x'")
  }

  @Test func aScalerStandsBeforeTheNetwork() throws {
    var read = try readFile("npz_own/small.npz") { $0.activations = tanh }
    let plain = read.network
    try read.scale(
      .inputs,
      by: ScalerFile.read(try TestFiles.bytes("Tests/Networks/npz_own/scaler.npz"), name: "s.npz"))
    #expect(read.network([2, 4, -1]) == plain([2, 1, -1]))
  }
}
