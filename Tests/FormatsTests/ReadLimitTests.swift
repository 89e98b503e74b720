import Core
import Formats
import Foundation
import TestSupport
import Testing

/// Every limit of what a file may hold: it is named where it refuses a file, with the words that raise
/// it, and they do.
@Suite struct ReadLimitTests {
  private func options(_ seed: DamagedFileTests.Seed, _ limits: ReadLimits) -> ReadOptions {
    var options = ReadOptions()
    options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
    if seed.activations { options.activations = [Activation(.tansig)] }
    options.limits = limits
    return options
  }

  /// The limit that a refusal names, and the number that would be enough.
  private func named(_ message: String) -> (limit: ReadLimit, value: Int)? {
    guard let start = message.range(of: "`set "),
      let end = ["` allows it", "` is enough for its size", "` allows twice that"].lazy
        .compactMap({ message.range(of: $0) }).first
    else { return nil }
    let words = message[start.upperBound..<end.lowerBound].split(separator: " ")
    guard words.count == 2, let limit = ReadLimit.allCases.first(where: { $0.name == words[0] }),
      let value = Int(words[1])
    else { return nil }
    return (limit, value)
  }

  /// With one limit so low that the file is refused, doing what the message says, again where another
  /// part of the file has more, reads it.
  @Test(
    arguments: DamagedFileTests.seeds, [ReadLimit.size, .layers, .parameters])
  func aRefusalSaysHowToReadTheFile(seed: DamagedFileTests.Seed, limit: ReadLimit) throws {
    let bytes = try TestFiles.bytes("Tests/Networks/" + seed.path)
    var limits = ReadLimits()
    limits[limit] = 1
    var refusals = 0
    while let message = refusal(bytes, named: seed.path, options: options(seed, limits)) {
      let found = try #require(named(message), "\(message)")
      #expect(found.limit == limit && found.value > limits[limit], "\(message)")
      #expect(message.contains("and \(limit.name) is \(limits[limit]); "), "\(message)")
      limits[limit] = found.value
      refusals += 1
      // Where all of it cannot be counted before, each answer doubles it.
      try #require(refusals <= (message.contains("` allows twice that") ? 40 : 4), "\(message)")
    }
    #expect(refusals > 0 || limit == .layers && seed.path.contains("split"))
  }

  /// The other limits, each by a file that has more of it.
  @Test(arguments: [
    ("sklearn/iris_tanh_4_10_3.float32.safetensors", ReadLimit.header),
    ("keras_own/diabetes_tanh.keras", .header),
    ("npz_own/small.npz", .entries), ("pytorch_own/t113_sd.pt", .entries),
    ("sklearn_pickle_own/sk1.2.2_ttr.pkl", .values), ("onnx_own/silu_composed.onnx", .values),
    ("pmml/knime/NeuralNetworkOzone.pmml", .scaled),
  ])
  func otherLimitsAreNamed(path: String, limit: ReadLimit) throws {
    let bytes = try TestFiles.bytes("Tests/Networks/" + path)
    let seed = DamagedFileTests.Seed(path: path, activations: true)
    var limits = ReadLimits()
    limits[limit] = 1
    let message = try #require(refusal(bytes, named: path, options: options(seed, limits)))
    let found = try #require(named(message), "\(message)")
    #expect(found.limit == limit, "\(message)")
    // Once is enough.
    limits[limit] = found.value
    if let message = refusal(bytes, named: path, options: options(seed, limits)) {
      #expect(named(message)?.limit != limit, "\(message)")
    }
  }

  /// What the program says a network has is what the limit counts, biases too, in every format.
  @Test(arguments: DamagedFileTests.seeds)
  func theLimitOfParametersIsExact(seed: DamagedFileTests.Seed) throws {
    let bytes = try TestFiles.bytes("Tests/Networks/" + seed.path)
    let read = try ModelFile.read(
      bytes, name: seed.path, options: options(seed, ReadLimits()))
    var limits = ReadLimits()
    limits[.parameters] = read.network.parameterCount - 1
    let message = try #require(refusal(bytes, named: seed.path, options: options(seed, limits)))
    #expect(message.contains("parameters, and read.parameters is"), "\(message)")
  }

  private func json(layers: Int) -> String {
    let layer = #"{"weights": [[1]], "bias": [0], "activation": "purelin"}"#
    return #"{"format": "netrepl-network", "version": 1, "layers": ["#
      + String(repeating: layer + ",", count: layers - 1) + layer + "]}"
  }

  @Test func theStandardLimitOfLayersHolds() throws {
    #expect(refusal(json(layers: 10_000), named: "a.json") == nil)
    let message = refusal(json(layers: 10_001), named: "a.json")
    #expect(
      message == "line 1, column 55: it has 10001 layers or steps, and read.layers is 10000; "
        + "`set read.layers 10001` allows it")
    var options = ReadOptions()
    options.limits[.layers] = 10_001
    #expect(refusal(json(layers: 10_001), named: "a.json", options: options) == nil)
  }

  @Test func whatIsBeyondEveryLimitIsSaid() {
    let text = "FANN_FLO_2.1\nlayer_sizes=1000000 1000000 \n"
    #expect(refusal(text, named: "a.net")?.hasPrefix("a FANN file: it has no neurons") == true)
    #expect(
      refusal("1,1,1,1,\n1\n\n4611686018427387904,1,1,1,\n", named: "a.nnet") != nil)
    var limits = ReadLimits()
    #expect(limits.problem(.parameters, nil)?.hasSuffix("no limit goes so far") == true)
    limits[.parameters] = 5
    #expect(limits.problem(.parameters, 5) == nil)
    #expect(
      limits.problem(.parameters, 6)
        == "it has 6 parameters, and read.parameters is 5; `set read.parameters 6` allows it")
  }
}
