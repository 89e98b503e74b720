import Core
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct PyTorchTests {
  private func read(
    _ path: String, _ activations: [Activation]? = nil, layers: [String]? = nil
  ) throws -> ReadNetwork {
    var options = ReadOptions()
    (options.activations, options.layers) = (activations, layers)
    return try ModelFile.read(
      try TestFiles.bytes("Tests/Networks/" + path), name: path, options: options)
  }

  /// The module and its state are one network; 1.99901 is what torch gives.
  @Test func buffersOfAModuleScale() throws {
    let network = try readFile("pytorch_parts/buffers_that_scale.pt").network
    #expect(abs(network([0.3, -0.7, 1.1])[0] - 1.99901) < 1e-5)
  }

  /// Linear, LogSigmoid, Tanhshrink, BatchNorm1d, Linear: what stands for Tanh and Dropout in another
  /// module of torch, computed here by the definitions of torch's documentation.
  @Test func activationsByFormulaAreRead() throws {
    let read = try readFile("pytorch_parts/logsigmoid_tanhshrink.pt").network
    let plain = try readFile("pytorch_own/t113_module.pt").network
    let names = read.layers.map(\.activation.name)
    #expect(names.contains("logsigmoid") && names.contains("tanhshrink"))
    let input = [0.3, -0.7, 1.1]
    let first = plain.layers[0]
    let z = (0..<first.neuronCount).map { i in
      (0..<first.inputCount).reduce(first.bias[i]) { $0 + first.weights[i, $1] * input[$1] }
    }
    let middle = z.map { z in
      let logistic = -log1p(exp(-z))
      return logistic - tanh(logistic)
    }
    let rest = Network(name: "", layers: Array(plain.layers.dropFirst()))
    for (value, expected) in zip(read(input), rest(middle)) {
      #expect(abs(value - expected) <= 1e-14 * max(1, abs(expected)))
    }
  }

  @Test func layersOfAModuleAreInTheOrderThatIsSaid() throws {
    let read = try readFile("pytorch_parts/encoder_decoder.pt") {
      $0.layers = ["encoder", "decoder"]
      $0.activations = [Activation(.tansig), Activation(.purelin)]
    }
    let other = try readFile("pytorch_parts/encoder_decoder.pt") {
      $0.layers = ["decoder", "encoder"]
      $0.activations = [Activation(.tansig), Activation(.purelin)]
    }
    #expect(read.origins == ["encoder", "decoder"])
    #expect(read.network.layers.map(\.weights) == other.network.layers.map(\.weights).reversed())
  }

  private func refusal(_ path: String, _ activations: [Activation]? = nil) -> String? {
    #expect(throws: ModelFileError.self) { try read(path, activations) }?.message
  }

  /// One network in every dialect: the zip and the legacy file, in doubles, in a checkpoint. The
  /// module itself tells what the others are told.
  @Test(arguments: ["sd", "sd_legacy", "f64", "ckpt"])
  func dialectsAreOneNetwork(_ name: String) throws {
    let module = try read("pytorch_own/t113_module.pt").network
    let same = try read("pytorch_own/t113_\(name).pt", [.init(.tansig)]).network
    #expect(same.layers == module.layers)
    // Linear(3, 5), Tanh, Dropout, BatchNorm1d(5), Linear(5, 2).
    #expect(module.layers.map(\.activation.name) == ["tansig", "purelin", "purelin"])
    #expect(module.layers[1].isScaling)
  }

  /// Written after the network had been brain floats.
  @Test(arguments: ["proto3", "proto4", "proto5"])
  func protocolsAreOneNetwork(_ name: String) throws {
    let same = try read("pytorch_own/t113_\(name).pt", [.init(.tansig)]).network
    #expect(same.layers == (try read("pytorch_own/t113_bf16.pt", [.init(.tansig)]).network.layers))
  }

  /// Half of 11 and brain floats of 8 bits widen exactly: each weight is the float32 one rounded.
  @Test(arguments: [("f16", 0x1p-11), ("bf16", 0x1p-8)])
  func halfPrecisionWidens(name: String, unit: Double) throws {
    let exact = try read("pytorch_own/t113_sd.pt", [.init(.tansig)]).network
    let rounded = try read("pytorch_own/t113_\(name).pt", [.init(.tansig)]).network
    for (a, b) in zip(exact.layers[0].weights.storage, rounded.layers[0].weights.storage) {
      #expect(a != b && abs(a - b) <= unit * abs(a))
    }
  }

  @Test func whatIsAssumedIsSaid() throws {
    let read = try read("pytorch_own/t113_sd.pt", [.init(.tansig)])
    #expect(read.origins == ["0", "3", "4"])
    #expect(read.remarks.contains { $0.contains("eps 1e-05") })
    #expect(read.remarks.contains { $0.contains("every layer has tansig but the last") })
  }

  @Test func withoutActivationsAnAmbiguousFileAsks() {
    #expect(
      refusal("pytorch/cycloid_2_5_1/model.pt")
        == "a PyTorch file: it has the weights of 2 layers (linear_1, linear_2) and does not tell "
        + "their activations; say them: load FILE activations relu,linear")
    #expect(
      refusal("pytorch/cycloid_2_5_1/model.pt", [.init(.tansig), .init(.tansig), .init(.tansig)])?
        .hasSuffix("it has 2 layers (linear_1, linear_2), but 3 activations were given") == true)
  }

  @Test func layersAreChosenWhereTheyDoNotChain() throws {
    #expect(
      refusal("pytorch/ballbot_two_heads/best_model.pt")?.contains(
        "not a chain; it has the layers shared_net.0, shared_net.2, policy_mean_net.0, "
          + "policy_stddev_net.0; say which to read, in their order: load FILE layers "
          + "shared_net.0,shared_net.2,policy_mean_net.0") == true)
    #expect(refusal("pytorch/navigation_duelling_legacy/dqn_local.pth")?.contains("out_a") == true)
    let error = #expect(throws: ModelFileError.self) {
      try read("pytorch/ballbot_two_heads/best_model.pt", layers: ["shared"])
    }
    #expect(error?.message.contains("no layer 'shared'; it has shared_net.0") == true)
  }

  @Test func whatIsNoNetworkIsRefused() {
    #expect(refusal("pytorch_own/t113_script.pt")?.contains("it is TorchScript") == true)
    #expect(refusal("pytorch_own/t113_trace.pt")?.contains("torch.jit.load(FILE)") == true)
    #expect(
      refusal("pytorch_own/t113_views.pt")?.contains("only w (2×3), wt (5×4), p (2)") == true)
  }
}
