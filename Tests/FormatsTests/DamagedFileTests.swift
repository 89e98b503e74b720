import Core
import Formats
import TestSupport
import Testing

/// Files of other programs, damaged in every way: they are refused with a sentence, or read as a
/// network, and never end the program. `DAMAGED_FILES=50000` sets how many of each are tried:
/// all cuts and single bits of a file that has no more. `DAMAGED_SEED=keras` keeps to the seeds with
/// that in their path.
@Suite struct DamagedFileTests {
  struct Seed: Sendable, CustomStringConvertible {
    var path: String
    var activations = false

    /// Whether each read is a process of its own.
    var isHDF5 = false
    var description: String { path }

    func read(_ bytes: [UInt8]) throws(ModelFileError) -> Network {
      var options = ReadOptions()
      options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
      if activations { options.activations = [Activation(.tansig)] }
      return try ModelFile.read(bytes, name: path, options: options).network
    }
  }

  /// One small file of each dialect.
  static let seeds = [
    Seed(path: "pytorch_own/t113_sd.pt", activations: true),
    Seed(path: "pytorch_own/t113_sd_legacy.pt", activations: true),
    Seed(path: "pytorch_own/t113_module.pt"),
    Seed(path: "sklearn_pickle_own/sk1.9.1_cls.joblib"),
    Seed(path: "sklearn_pickle_own/sk1.2.2_reg_z.joblib"),
    Seed(path: "sklearn_pickle_own/sk1.2.2_ttr.pkl"),
    Seed(path: "onnx_own/silu_composed.onnx"),
    Seed(path: "onnx_own/split.onnx"),
    Seed(path: "matlab_mat/iris_tanh_4_10_3_cells.mat"),
    Seed(path: "matlab_mat73/small_cells.mat", isHDF5: true),
    Seed(path: "matlab_genfunction/landing_control_4_2/myNeuralNetworkFunction.m"),
    Seed(path: "sklearn/iris_tanh_4_10_3.float32.safetensors", activations: true),
    Seed(path: "npz_own/small.npz", activations: true),
    Seed(path: "npz_own/small_transposed.npz", activations: true),
    Seed(path: "keras_own/diabetes_tanh.keras", isHDF5: true),
    Seed(path: "keras_own/diabetes_tanh.h5", isHDF5: true),
    Seed(path: "sisl_nnet/TestNetwork.nnet"),
    Seed(path: "fann/meetci/xor_float.net"),
    Seed(path: "pmml/knime/NeuralNetworkOzone.pmml"),
    Seed(path: "verisig/small_block.yml"),
    Seed(path: "verisig/small_flow.yml"),
  ].filter { seed in TestEnvironment.text("DAMAGED_SEED").map(seed.path.contains) ?? true }

  @Test(arguments: seeds) func mutations(seed: Seed) throws {
    let valid = try TestFiles.bytes("Tests/Networks/" + seed.path)
    _ = try seed.read(valid)
    var random = SeededGenerator(seed: 2026)
    // A large file takes longer to read, and says no more.
    let standard = seed.isHDF5 || valid.count > 100_000 ? 40 : 400
    let count = TestEnvironment.count("DAMAGED_FILES", standard: standard)
    for _ in 0..<count { try tryReading(damaged(valid, &random), seed) }
  }

  @Test(arguments: seeds) func truncations(seed: Seed) throws {
    let valid = try TestFiles.bytes("Tests/Networks/" + seed.path)
    let steps = TestEnvironment.count(
      "DAMAGED_FILES", standard: seed.isHDF5 || valid.count > 100_000 ? 20 : 400)
    for count in stride(from: 0, to: valid.count, by: 1 + (valid.count - 1) / steps) {
      try tryReading(Array(valid[..<count]), seed)
    }
  }

  @Test(arguments: seeds) func singleBits(seed: Seed) throws {
    var bytes = try TestFiles.bytes("Tests/Networks/" + seed.path)
    let steps = TestEnvironment.count(
      "DAMAGED_FILES", standard: seed.isHDF5 || bytes.count > 100_000 ? 20 : 400)
    for bit in stride(from: 0, to: 8 * bytes.count, by: 1 + (8 * bytes.count - 1) / steps) {
      bytes[bit / 8] ^= 1 << (bit % 8)
      try tryReading(bytes, seed)
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
  }

  private func tryReading(_ bytes: [UInt8], _ seed: Seed) throws {
    do throws(ModelFileError) {
      let network = try seed.read(bytes)
      _ = network(Array(repeating: 0.5, count: network.inputCount))
    } catch {
      #expect(!error.message.isEmpty && !error.message.contains("\n"))
    }
  }

  private func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) where !result.isEmpty {
      let at = Int.random(in: 0..<result.count, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0: result.removeSubrange(at...)
      case 1: result.removeSubrange(at..<min(at + 8, result.count))
      case 2: result.insert(contentsOf: result[at..<min(at + 8, result.count)], at: at)
      case 3:
        result.replaceSubrange(at..<min(at + 8, result.count), with: [0xFF, 0xFF, 0xFF, 0x7F])
      case 4..<7: result[at] = UInt8.random(in: 0...255, using: &random)
      default: result[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
    }
    return result
  }
}
