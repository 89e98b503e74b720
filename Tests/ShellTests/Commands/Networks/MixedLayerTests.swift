import Core
import Formats
import Foundation
import TestSupport
import Testing

@testable import Shell

/// A layer whose neurons have several activations, through every command.
@Suite struct MixedLayerTests {
  private static let text = #"""
    {"format": "netrepl-network", "version": 1, "name": "mixed",
     "layers": [
       {"weights": [[1, -0.5], [0.25, 0.75], [1, 0], [0, 1]], "bias": [0.1, -0.2, 0, 0],
        "activation": [{"neurons": 2, "name": "tansig"}, {"neurons": 2, "name": "purelin"}]},
       {"weights": [[0.5, 1, -1, 0.25], [1, -1, 0.5, 0.5], [0.3, 0.2, 0.1, 0.4]], "bias": [0, 0.1, 0.2],
        "activation": [{"neurons": 1, "name": "leakyrelu", "alpha": 0.2}, {"neurons": 1, "formula": "x^2/2"},
                       {"neurons": 1, "name": "logsig"}]}],
     "input": [0.5, -1]}
    """#

  private func network() throws -> Network {
    try ModelFile.read(Array(Self.text.utf8), name: "mixed.json").network
  }

  /// A by hand: T = tanh of the first two, the others passed on.
  @Test func valuesByHand() throws {
    let network = try network()
    let (t1, t2) = (tanh(0.5 + 0.5 + 0.1), tanh(0.125 - 0.75 - 0.2))
    let z1 = 0.5 * t1 + t2 - 0.5 - 0.25
    let z2 = t1 - t2 + 0.25 - 0.5 + 0.1
    let z3 = 0.3 * t1 + 0.2 * t2 + 0.05 - 0.4 + 0.2
    let expected = [z1 > 0 ? z1 : 0.2 * z1, z2 * z2 / 2, 1 / (1 + exp(-z3))]
    for (a, b) in zip(network([0.5, -1]), expected) { #expect(abs(a - b) <= 1e-15) }
    #expect(network.layers[0].activation.name == "(2 tansig + 2 purelin)")
  }

  @Test(arguments: [
    "jacobian", "hessian", "hessian wrt W1", "hessian wrt b2", "gradient wrt W1",
    "jacobian of A wrt W1", "jacobian of f1", "why J[1,2]", "why H2[1,1]", "budget of A2",
    "laplacian", "hvp 1 2", "diagonal", "spectrum J", "show D1",
  ])
  func everyCommandAgreesWithDifferences(_ command: String) throws {
    var session = TestSession(try network())
    let text = try session.text(command)
    #expect(!text.contains("wrong"), "\(text)")
    #expect(text.contains("agrees") || command.hasPrefix("show"), "\(text)")
  }

  @Test func aMixedLayerIsMadeByHand() throws {
    var session = TestSession(try network())
    try session.report("set activation 1 relu 1..2 leakyrelu(0.1) 3 leakyrelu(0.123456789) 4")
    let activations = try session.network.layers[0].activation.ranges(of: 4)
    #expect(activations.map(\.activation.name) == ["poslin", "leakyrelu", "leakyrelu"])
    #expect(activations.map(\.neurons) == [0..<2, 2..<3, 3..<4])
    #expect(
      try session.text("network").contains("Layer 1: alpha of its 2 leakyrelu is 0.1 to 0.123457."))
    try session.report("set activation 1 leakyrelu(0.123456789)")
    #expect(try session.text("network").contains("leakyrelu(0.123456789)"))
    #expect(try session.text("trace").contains("leakyrelu(0.123457)"))
  }

  /// A softmax head beside another, as it stands in three layers.
  @Test(arguments: [
    "jacobian", "hessian", "hessian wrt W2", "gradient wrt W1", "why J[1,2]", "why H2[1,1]",
    "budget of A2", "laplacian", "hvp ones", "diagonal", "spectrum J",
  ])
  func everyCommandAgreesForTwoHeads(_ command: String) throws {
    let file = TestFiles.place(of: "Tests/Networks/onnx_own/two_heads_logsoftmax.onnx")
    var session = try TestSession("load '\(file)'", "set input 0.3 -0.2 0.7 0.1 -0.5")
    let text = try session.text(command)
    #expect(text.contains("agrees") && !text.contains("wrong"), "\(text)")
  }

  @Test(arguments: ["jacobian", "hessian", "weights"])
  func everyStepOfADerivationAgrees(_ subject: String) throws {
    var session = TestSession(try network())
    var text = try session.report("derive \(subject)").record.json.text()
    var agreed = 0
    for _ in 0..<40 where !text.contains("That was the last step") {
      #expect(!text.contains(#""verdict":"wrong""#), "\(text)")
      agreed += text.contains(#""verdict":"agrees""#) ? 1 : 0
      text = try session.report("next").record.json.text()
    }
    #expect(agreed >= 3)
  }

  @Test(arguments: [
    "check", "slope", "doctor", "trace", "perturb input 0.1 0.2", "plan", "network",
  ])
  func everyOtherCommandAnswers(_ command: String) throws {
    var session = TestSession(try network())
    let text = try session.text(command)
    #expect(!text.isEmpty && !text.contains("is wrong") && !text.contains("nan"), "\(text)")
  }

  @Test func aFileKeepsIt() throws {
    let network = try network()
    let bytes = try ModelFile.write(network, endingIn: "json")
    #expect(try ModelFile.read(bytes, name: "mixed.json").network == network)
  }

  @Test(arguments: [
    (
      #"[{"neurons": 3, "name": "tansig"}, {"neurons": 2, "name": "purelin"}]"#,
      #"part 2 of "activation": "neurons" must be a count of the layer's 4 neurons, and is a number"#
    ),
    (
      #"[{"neurons": 2, "name": "tansig"}]"#,
      #"layer 1: "activation" must be a list for all 4 neurons, and is a list"#
    ),
    (
      #"[{"neurons": 2, "name": "softmax"}, {"neurons": 2, "name": "tansig"}]"#,
      "must be an activation of one neuron, which softmax is not"
    ),
    (#"[{"name": "tansig"}]"#, #""neurons" must be a count of the layer's 4 neurons"#),
    (#"[]"#, #"must be a list for all 4 neurons"#),
  ])
  func badListsAreRefused(list: String, message: String) {
    let good = #"[{"neurons": 2, "name": "tansig"}, {"neurons": 2, "name": "purelin"}]"#
    let text = Self.text.replacing(good, with: list)
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(Array(text.utf8), name: "mixed.json")
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }
}
