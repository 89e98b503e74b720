import Core
import TestSupport
import Testing

@testable import Shell

@Suite struct NetworkCommandTests {
  // MARK: load

  @Test func aNetworkIsLoadedUnderAName() throws {
    var session = try TestSession("load example small as first")
    #expect(try session.network.name == "first")
    #expect(try session.input == [0.5, -1])
    try session.report("load example small activations relu leakyrelu(0.5)")
    let activations = try session.network.layers.map(\.activation)
    #expect(activations.map(\.name) == ["poslin", "leakyrelu"])
    #expect(activations[1].parameters == [0.5])
    #expect(session.session.model.networks.map(\.name) == ["first", "small"])
  }

  @Test func theNumberOfActivationsMustFit() throws {
    var session = try TestSession()
    #expect(
      try session.error("load example small activations relu relu tansig")
        == CommandError("the network has 2 layers, but 3 activations were given", at: 41..<47))
    #expect(session.session.model.networks.isEmpty)
    let file = TestFiles.place(of: "Tests/Networks/pytorch_own/t113_sd.pt")
    let line = "load '\(file)' activations relu,relu,linear,tanh,tanh,tanh"
    let error = try session.error(line)
    #expect(error.message.contains("but 6 activations were given"))
    let range = try #require(error.range)
    let word = Array(line)[range]
    #expect(String(word) == "linear" || String(word) == "tanh")
  }

  /// One rule, whether the file tells its activations or not.
  @Test func oneActivationIsThatOfEveryLayerButTheLast() throws {
    var session = try TestSession()
    let text = try session.text("load example small activations relu")
    #expect(try session.network.layers.map(\.activation.name) == ["poslin", "purelin"])
    #expect(text.contains("Every layer has poslin but the last, which keeps purelin."))
  }

  @Test func whatAFileToldIsSavedWithIt() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("", to: "a.json")
    let file = TestFiles.place(of: "Tests/Networks/pytorch_own/t113_sd.pt")
    var session = try TestSession("load '\(file)' activations relu", "save '\(path)'")
    let before = try session.json("network")
    try session.report("load '\(path)'")
    let after = try session.json("network")
    for key in ["origins", "remarks"] {
      let texts = try #require(before.members[key] as? [String])
      #expect(!texts.isEmpty && after.members[key] as? [String] == texts)
    }
    #expect(before.members["format"] as? String == "a PyTorch file")
    #expect(try session.text("network").contains("but the last, which is linear."))
  }

  @Test func anOptionGivenTwiceIsSaid() throws {
    var session = try TestSession()
    for (line, word) in [
      ("load a.pt raw raw", "raw"), ("load a.pt activations relu activations tanh", "activations"),
    ] {
      let error = try session.error(line)
      #expect(error.message == "'\(word)' is given twice", "\(line)")
    }
  }

  @Test func aNetworkOfTheSameNameIsReplaced() throws {
    let session = try TestSession("load example small", "set I1 9", "load example small")
    #expect(session.session.model.networks.count == 1)
    #expect(try session.input == [0.5, -1])
  }

  @Test func aNetworkWithoutInputAsksForOne() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      {"format": "netrepl-network", "version": 1, "layers": [
        {"weights": [[1, 2]], "bias": [0], "activation": "purelin"}]}
      """, to: "bare.json")
    var session = try TestSession()
    #expect(
      try session.text("load \(file)", width: 200)
        == "bare: 2 -> 1 purelin, 3 parameters. No input yet: set input takes 2 numbers.\n")
    for line in [
      "output", "jacobian", "hessian", "trace", "show z1", "perturb input 1 1", "show J",
    ] {
      #expect(
        try session.error(line).message == "no input is set; give 2 numbers: set input 0 0",
        "\(line)")
    }
    #expect(try session.text("show W1").contains("1"))
    try session.report("set input 1 1")
    #expect(try session.json("output").vector("value") == [3])
  }

  @Test func withoutANetworkCommandsSayWhatToDo() throws {
    var session = try TestSession()
    for line in [
      "output", "jacobian", "hessian", "trace", "show W1", "network", "save x.json", "set I1 1",
      "set input 1", "set W1[1,1] 1", "set activation 1 relu", "perturb input 1",
    ] {
      #expect(
        try session.error(line).message
          == "no network is loaded; try `load example iris` or `new 2-3-1`", "\(line)")
    }
    #expect(try session.text("networks") == "No network is loaded.\n")
  }

  // MARK: new

  /// From SplitMix64 of its authors, seed 1, worked out in another language.
  @Test func newNetworksAreTheSameEverywhere() throws {
    var session = try TestSession("new 2-3-1")
    let network = try session.network
    #expect(
      network.layers[0].weights
        == Matrix([[-1.0617, -0.6227], [-0.071, 1.0885], [1.0882, -0.5808]]))
    #expect(network.layers[0].bias == [-0.2453, -0.9539, 0.571])
    #expect(network.layers[1].weights == Matrix([[-0.412, 0.8083, -0.7892]]))
    #expect(network.layers[1].bias == [0.9099])
    #expect(try session.input == [-0.9398, 0.8719])
    #expect(network.layers.map(\.activation.name) == ["tansig", "purelin"])
    #expect(network.name == "2-3-1")
    try session.report("new 2-3-1 seed 1 as again")
    #expect(try session.network.layers == network.layers)
    try session.report("new 2-3-1 logsig seed 2 as other")
    #expect(try session.network.layers[0].weights != network.layers[0].weights)
    #expect(try session.network.layers.map(\.activation.name) == ["logsig", "purelin"])
  }

  @Test func sizesBeyondTheMemoryAreRefused() throws {
    var session = try TestSession()
    for sizes in [
      "1000000-1000000", "9999999999-9999999999", "9223372036854775807-1", "1-9223372036854775807",
      "3037000500-3037000500-3037000500-3037000500",
    ] {
      let error = try session.error("new \(sizes)")
      #expect(error.message.hasPrefix("that network needs "), "\(error.message)")
      #expect(error.range == 4..<(4 + sizes.count))
    }
    #expect(try session.error("new 2-99999999999999999999").message.contains("not a list of layer"))
  }

  @Test func derivativesBeyondTheMemoryAreRefused() throws {
    var session = try TestSession("new 70000-1-70000")
    let jacobian = try session.error("jacobian").message
    #expect(jacobian.hasPrefix("a 70000×70000 Jacobian needs 235 GB; this machine can give "))
    let hessian = try session.error("hessian").message
    #expect(hessian.hasPrefix("70000 Hessians of 70000×70000 needs "))
    #expect(hessian.hasSuffix("; this fits: hessian of A1 wrt z1"))
  }

  // MARK: networks, use, network

  @Test func networksAreListedAndSwitched() throws {
    var session = try TestSession("load example small", "new 1-2-1 as other")
    let text = try session.text("networks")
    #expect(text.contains("*  other  1 -> 2 tansig -> 1"))
    #expect(text.contains("   small  2 -> 3 tansig -> 2 purelin          17  set"))
    let list = try session.json("networks")
    #expect(list.members["names"] as? [String] == ["small", "other"])
    #expect(try list.string("current") == "other")
    #expect(try session.json("use small").string("name") == "small")
    #expect(try session.network.name == "small")
    #expect(
      try session.error("use smal")
        == CommandError("no network 'smal' is loaded; did you mean 'small'?", at: 4..<8))
  }

  @Test func eachNetworkKeepsItsInput() throws {
    var session = try TestSession("load example small", "load example iris", "use small")
    try session.report("set I1 7; use iris")
    #expect(try session.input == [5.1, 3.5, 1.4, 0.2])
    try session.report("use small")
    #expect(try session.input == [7, -1])
  }

  @Test func networkDescribesItself() throws {
    var session = try TestSession("load example iris")
    let text = try session.text("network")
    for part in [
      "4-4-10-3, 103 parameters", "purelin (scaling)", "W2 10x4", "softmax",
      "Outputs: setosa, versicolor, virginica.", "I = (5.1, 3.5, 1.4, 0.2).",
    ] { #expect(text.contains(part), "\(part)") }
    let object = try session.json("network")
    #expect(try object.integers("widths") == [4, 4, 10, 3])
    #expect(object.members["activations"] as? [String] == ["purelin", "tansig", "softmax"])
    #expect(try object.number("parameters") == 103)
  }
}
