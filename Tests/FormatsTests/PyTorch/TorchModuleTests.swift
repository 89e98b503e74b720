import Core
import Formats
import Foundation
import TestSupport
import Testing

/// Modules of PyTorch and the tensors beside them, by what their files hold.
@Suite struct TorchModuleTests {
  private typealias Module = TorchWriter

  private func read(
    _ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> ReadNetwork {
    var options = ReadOptions()
    change(&options)
    return try ModelFile.read(bytes, name: "net.pt", options: options)
  }

  private func message(
    _ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }
  ) -> String? {
    var options = ReadOptions()
    change(&options)
    return refusal(bytes, named: "net.pt", options: options)
  }

  /// Linear(2, 2), and what stands behind it.
  private func behindLinear(_ modules: (inout TorchWriter) -> [Pickle]) -> [UInt8] {
    var writer = TorchWriter()
    let linear = writer.linear([[1, 2], [3, 4]], [0.5, -0.5])
    let all = [linear] + modules(&writer)
    return writer.file(
      Module.module("Sequential", modules: all.enumerated().map { ("\($0)", $1) }))
  }

  // MARK: Activations

  @Test(
    arguments: [
      ("LeakyReLU", [("negative_slope", .number(0.25))], "leakyrelu", [0.25]),
      ("LeakyReLU", [], "leakyrelu", [0.01]), ("ELU", [("alpha", .int(2))], "elu", [2]),
      ("ELU", [], "elu", [1]), ("CELU", [("alpha", .bool(true))], "celu", [1]),
      ("Hardtanh", [], "satlins", []),
      ("Hardtanh", [("min_val", .number(-1)), ("max_val", .int(1))], "satlins", []),
      ("Softplus", [("beta", .number(2))], "softplus", [2]), ("GELU", [], "gelu", []),
      ("GELU", [("approximate", .text("tanh"))], "gelutanh", []),
      ("LogSoftmax", [("dim", .int(0))], "logsoftmax", []),
      ("Softmax", [("dim", .int(1))], "softmax", []),
    ] as [(String, [(String, Pickle)], String, [Double])])
  func activationsAreRead(
    type: String, attributes: [(String, Pickle)], name: String, parameters: [Double]
  ) throws {
    let read = try read(behindLinear { _ in [Module.module(type, attributes)] })
    #expect(read.network.layers.count == 1)
    let activation = read.network.layers[0].activation
    #expect(activation.name == name)
    #expect(parameters.isEmpty || activation.parameters == parameters)
    #expect(read.remarks.count == (["LogSoftmax", "Softplus"].contains(type) ? 1 : 0))
  }

  /// At [1, 1] the layer gives [3.5, 6.5], at the other end [−2.5, −7.5].
  @Test(arguments: [([0.25], [-0.625, -1.875]), ([0.5, 0.25], [-1.25, -1.875])])
  func slopesAreOneOrOneANeuron(slopes: [Double], expected: [Double]) throws {
    let network = try read(
      behindLinear {
        [Module.module("PReLU", parameters: [("weight", $0.tensor([slopes.count], slopes))])]
      }
    ).network
    #expect(network([1, 1]) == [3.5, 6.5])
    #expect(network([-1, -1]) == expected)
  }

  // MARK: Refusals

  @Test(
    arguments: [
      ("Conv1d", [], "'1' is a module Conv1d, which is not read"),
      ("Hardtanh", [("max_val", .int(6))], "'1' is a module Hardtanh, which is not read"),
      ("PReLU", [], "'1' is a module PReLU, which is not read"),
      ("Linear", [], "'1' has no weight"),
      (
        "BatchNorm1d", [], "'1' normalises by the batch itself (track_running_stats=False)"
      ),
    ] as [(String, [(String, Pickle)], String)])
  func otherModulesAreRefused(
    type: String, attributes: [(String, Pickle)], expected: String
  ) {
    #expect(
      message(behindLinear { _ in [Module.module(type, attributes)] })
        == "a PyTorch file: " + expected)
  }

  @Test func normalisationsAreWhole() throws {
    func norm(_ writer: inout TorchWriter, _ mean: [Double], _ attributes: [(String, Pickle)])
      -> Pickle
    {
      Module.module(
        "BatchNorm1d", parameters: [("weight", writer.tensor([2], [2, 4]))],
        buffers: [
          ("running_mean", writer.tensor([mean.count], mean)),
          ("running_var", writer.tensor([2], [3, 15])),
        ], attributes)
    }
    // γ(z − mean)/√(variance + 1), without a shift.
    let network = try read(behindLinear { [norm(&$0, [1, 2], [("eps", .int(1))])] }).network
    #expect(network([1, 1]) == [2.5, 4.5])
    let folded = try read(behindLinear { [norm(&$0, [1, 2], [("eps", .int(1))])] }) {
      $0.isFolded = true
    }
    #expect(folded.network.layers.count == 1 && folded.network([1, 1]) == [2.5, 4.5])
    let standard = try read(behindLinear { [norm(&$0, [1, 2], [])] }).network
    #expect(abs(standard([1, 1])[0] - 5 / (3.0 + 1e-5).squareRoot()) <= 1e-15)
    #expect(
      message(behindLinear { [norm(&$0, [1, 2, 3], [])] })
        == "a PyTorch file: '1': the parts of the normalisation differ in size")
  }

  @Test func modulesThatAreNestedTooDeepAreRefused() {
    let deep = (0..<80).reduce(Module.module("Tanh")) { inner, _ in Module.sequential(inner) }
    let bytes = TorchWriter().file(deep)
    #expect(message(bytes) == "a PyTorch file: its modules are nested too deep")
    #expect(
      message(bytes) { $0.layers = ["a"] } == "a PyTorch file: its modules are nested too deep")
  }

  // MARK: Classes of an author

  /// A class of its author with two Linears, and functions between them that stand in its program.
  private func own(
    _ parameters: (inout TorchWriter) -> [(String, Pickle)] = { _ in [] }
  ) -> [UInt8] {
    var writer = TorchWriter()
    let (a, b) = (writer.linear([[2], [3]], [0, 1]), writer.linear([[1, -1]], [0]))
    let own = parameters(&writer)
    return writer.file(
      Module.module(
        "Net", of: "mine", parameters: own,
        modules: [("a", a), ("drop", Module.module("Dropout")), ("b", b), ("n", .none)]))
  }

  @Test func classesOfAnAuthorAreChains() throws {
    let read = try read(own()) { $0.activations = [Activation(.poslin), Activation(.purelin)] }
    // 2x and 3x + 1, each where it is positive.
    #expect(read.network([-1]) == [0])
    #expect(read.network([1]) == [-2])
    #expect(
      read.remarks.contains(
        "'mine.Net' is a class of its author: its modules are taken as a chain in their order"))
    #expect(
      message(own { [("weight", $0.tensor([1, 1], [1]))] })
        == "a PyTorch file: 'Net' is mine.Net, a class of its author with a weight of its own: what "
        + "it does with it is not in the file; save model.state_dict()")
  }

  @Test func modulesAreFoundInADictionary() throws {
    var writer = TorchWriter()
    let linear = writer.linear([[2]], [1])
    let read = try read(writer.file(.dictionary([("model", Module.sequential(linear))])))
    #expect(read.network([3]) == [7])
    #expect(read.remarks == ["the module was taken from 'model'"])
  }

  // MARK: States

  private func state(
    _ names: [(String, [Int])]
  ) -> [UInt8] {
    var writer = TorchWriter()
    let entries = names.map { name, shape in
      (key: name, value: writer.tensor(shape, .init(repeating: 1, count: shape.reduce(1, *))))
    }
    return writer.file(.dictionary(entries))
  }

  @Test(
    arguments: [
      ([("rnn.weight_hh_l0", [2, 2])], "'rnn.weight_hh_l0' belongs to a recurrent layer"),
      (
        [("a.bias", [2])],
        "'a' has a bias and no weight; say which layers to read, in their order: load FILE layers NAMES"
      ),
      (
        [("c.weight", [2, 2, 3])],
        "'c.weight' has 3 indices: a convolution or the like, and only linear layers are read"
      ),
      ([("a.weight", [2, 2]), ("a.bias", [3])], "'a': the weight is 2×2 and the bias 3"),
      ([("a.weight", [0, 2])], "'a': the weight is 0×2 and the bias missing"),
      (
        [("a.weight", [2]), ("a.bias", [2])],
        "'a' looks like LayerNorm, whose division by the deviation of its own inputs is no layer of a "
          + "feed-forward network here"
      ),
      (
        [
          ("a.weight", [2, 2]), ("n.weight", [3]), ("n.running_mean", [3]), ("n.running_var", [3]),
        ],
        "'n.weight' takes 3 values, but 'a.weight' gives 2: not a chain; it has the layers a, n; say "
          + "which to read, in their order: load FILE layers a"
      ),
      (
        [("a.weight", [2, 2]), ("p.weight", [3])],
        "'p.weight' takes 3 values, but 'a.weight' gives 2: not a chain; it has the layers a, p; say "
          + "which to read, in their order: load FILE layers a"
      ),
      (
        [
          ("p.0.weight", [4, 3]), ("p.2.weight", [3, 4]), ("q.0.weight", [4, 3]),
          ("q.2.weight", [1, 4]),
        ],
        "'p', 'q' each begin with 3 values: they may stand one behind the other or side by side; say "
          + "which layers to read, in their order: load FILE layers p.0,p.2"
      ),
    ] as [([(String, [Int])], String)])
  func otherStatesAreRefused(tensors: [(String, [Int])], expected: String) {
    #expect(message(state(tensors)) == "a PyTorch file: " + expected)
  }

  @Test func whatHoldsNoNetworkIsRefused() {
    var writer = TorchWriter()
    let tensor = writer.tensor([2], [1, 2])
    func refused(_ root: Pickle) -> String? { message(writer.file(root)) }
    let start = "a PyTorch file: "
    #expect(refused(tensor) == start + "it is one tensor; save the network's state_dict")
    #expect(
      refused(.dictionary([("optimizer", .dictionary([]))]))
        == start
        + "it is an optimiser's state and has no weights of a network; save model.state_dict()")
    #expect(
      refused(.dictionary([("epoch", .int(1))]))
        == start + "it holds no weights of a network; it has 'epoch'; save model.state_dict()")
    let two = Pickle.dictionary([
      ("a", .dictionary([("w.weight", tensor)])), ("b", .dictionary([("w.weight", tensor)])),
    ])
    #expect(
      refused(two)
        == start + "it has the weights of 2 networks: 'a', 'b'; save the one that is wanted: "
        + "torch.save(d['a'], 'weights.pt')")
    #expect(
      refused(.dictionary([("w", TorchWriter.tensor([2], key: "9"))]))
        == start + "the numbers of storage '9' are missing")
    #expect(
      refused(.dictionary([("w", TorchWriter.tensor([2], key: "0", storage: "QInt8Storage"))]))
        == start + "a tensor has numbers of a type that is not read")
    #expect(
      refused(.dictionary([("w", TorchWriter.tensor([3], key: "0"))]))
        == start + "a tensor does not fit its storage '0': the file is damaged")
    #expect(
      message(StoredZIP(members: [("net/data.pkl", Array("NI".utf8))]).bytes)
        == start + "its pickle: byte 43: it is written in pickle's protocol 0 or 1; write it with "
        + "protocol=2 or higher")
  }

  /// Tensors and classes in the words of other versions.
  @Test func otherVersionsWriteOtherWords() throws {
    var writer = TorchWriter()
    guard case .call(_, let arguments) = writer.tensor([1, 2], [2, 3]) else { return }
    func utility(_ name: String, _ arguments: Pickle...) -> Pickle {
      .call(.global("torch._utils", name), arguments)
    }
    let weight = utility(
      "_rebuild_from_type_v2", .none, .none, .tuple(arguments), .dictionary([]))
    let read = try read(
      writer.file(
        .dictionary([
          ("a.weight", weight), ("b", utility("_rebuild_parameter")),
          ("c", utility("_rebuild_from_type_v2")), ("d", utility("_rebuild_tensor", .int(1))),
        ]))
    ) { $0.activations = [Activation(.purelin)] }
    #expect(read.network([1, 10]) == [32])
    // Before 1.6 the class of a module stood with its source.
    let linear = writer.linear([[2]], [1])
    guard case .built(_, let state) = linear else { return }
    func module(_ name: Pickle) -> [UInt8] {
      writer.file(Module.sequential(.built(.call(.persistent(name), []), state: state)))
    }
    let old = Pickle.tuple([
      .text("module"), .global("torch.nn.modules.linear", "Linear"), .text("linear.py"),
    ])
    #expect(try self.read(module(old)).network([3]) == [7])
    #expect(message(module(.text("module"))) == "a PyTorch file: it holds no layer")
  }

  @Test func layersOfAnAuthorsClassAreChosen() throws {
    let chosen = try read(own()) {
      $0.layers = ["b", "a"]
      $0.activations = [Activation(.poslin), Activation(.purelin)]
    }
    // x₁ − x₂ where it is positive, then 2 and 3 times that, and 1.
    #expect(chosen.network([3, 1]) == [4, 7])
    var writer = TorchWriter()
    let (a, b) = (writer.linear([[2]], [1]), writer.linear([[3]], [0]))
    let bytes = writer.file(
      Module.module(
        "Net", of: "mine", parameters: [("scale", .none)],
        modules: [("a", a), ("t", Module.module("Tanh")), ("b", b)]))
    let linear = try read(bytes) { $0.activations = [Activation(.purelin), Activation(.purelin)] }
    #expect(linear.network([1]) == [9])
  }

  @Test func textsBesideTensorsNameTheActivation() throws {
    var writer = TorchWriter()
    let (a, b) = (writer.tensor([1, 1], [2]), writer.tensor([1, 1], [3]))
    let read = try read(
      writer.file(
        .dictionary([("activation", .text("relu")), ("0.weight", a), ("1.weight", b)])))
    #expect(read.network.layers.map(\.activation.name) == ["poslin", "purelin"])
    #expect(read.network([-1]) == [0])
  }

  /// Normalisations first, behind each other and between numbered layers; and many layers.
  @Test func statesOfEveryOrderAreRead() throws {
    let linear = Activation(.purelin)
    func norm(_ name: String) -> [(String, [Int])] {
      ["weight", "running_mean", "running_var"].map { ("\(name).\($0)", [2]) }
    }
    let first = try read(state(norm("n") + norm("o") + [("a.weight", [1, 2])])) {
      $0.activations = [linear]
    }
    // (x − 1)/√(1 + ε) twice; then the sum.
    #expect(abs(first.network([3, 2])[0] - 1) <= 3e-5)
    let numbered = try read(state([("0.weight", [2, 2])] + norm("1") + [("2.weight", [1, 2])])) {
      $0.activations = [linear]
    }
    #expect(numbered.network.layers.count == 3)
    let many = try read(state((0..<10).map { ("l\($0).weight", [1, 1]) })) {
      $0.activations = .init(repeating: linear, count: 10)
    }
    #expect(many.remarks.contains { $0.contains("l7, ...: the file does not tell their order") })
    let leak = try read(state([("p.weight", [2]), ("a.weight", [1, 2])])) {
      $0.activations = [linear]
    }
    #expect(leak.network([3, -1]) == [2])
    #expect(
      message(state([("l.weight", [2, 2]), ("l.weight_ih", [2, 2])]))
        == "a PyTorch file: 'l' is a recurrent or parametrised layer")
  }
}
