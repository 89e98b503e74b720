import Core
import TestSupport
import Testing

@testable import Shell

/// Networks and inputs on which derivatives are hard or do not exist.
@Suite struct HardInputTests {
  private static let commands = [
    "output", "trace", "jacobian", "jacobian entries", "hessian", "hessian entries",
    "hessian of A1",
    "perturb input 0.1 0.1", "perturb W1[1,1] 0.5", "show H1[1,2]", "show J[1]", "show D1",
    "show B2",
    "show G1", "show W1", "jacobian wrt z1", "hessian of z1", "hessian of z2 wrt z1",
  ]

  /// Every command in every format: no trap, and JSON that another parser reads.
  private func runEverything(_ session: inout TestSession) throws {
    for command in Self.commands {
      for format in OutputFormat.allCases {
        #expect(try !session.text(command, format, width: 40).isEmpty, "\(command)")
      }
      #expect(try !session.json(command).keys.isEmpty, "\(command)")
    }
  }

  // MARK: Not finite

  @Test(arguments: ["nan", "inf", "-inf"])
  func weightsThatAreNotFiniteAreNamedAndShown(word: String) throws {
    for entry in ["W1[2,1]", "b1[3]", "W2[1,3]", "b2[2]"] {
      var session = try TestSession("load example small")
      let warnings = try session.report("set \(entry) \(word)").warnings
      #expect(warnings == ["\(entry) is now \(word), which is not finite"])
      try runEverything(&session)
      if entry.hasPrefix("b") || word == "nan" { continue }
      // tansig(±∞) = ±1, W2·∞ = ∞: the outputs are what arithmetic says.
      let first = try #require(session.json("output").members["value"] as? [Any])
      #expect(entry == "W1[2,1]" ? first[0] is Double : first[0] is String)
    }
  }

  @Test func outputsThatAreNotNumbersSaySo() throws {
    var session = try TestSession("load example small", "set W2[1,3] nan")
    #expect(
      try session.text("output", .unicode).contains("A1  nan")
        || session.text("output").contains("nan"))
    let object = try session.json("output")
    let value = try #require(object.members["value"] as? [Any])
    #expect(value[0] as? String == "nan")
    #expect(abs(try #require(value[1] as? Double) - 0.31126286859897145) < 1e-15)
    let jacobian = try #require(session.json("jacobian").members["value"] as? [[Any]])
    #expect(jacobian[0].allSatisfy { $0 as? String == "nan" })
    #expect(jacobian[1].allSatisfy { $0 is Double })
  }

  /// A Hessian is symmetric: three entries are checked, and three are counted.
  @Test func countsOfVerdictsAreThoseOfTheEntries() throws {
    var session = try TestSession("load example small", "set W2[1,3] nan")
    let one = try session.text("hessian of A1").squeezed
    #expect(one.contains("3 of 3 entries") && one.contains("A is not finite here"), "\(one)")
    let both = try session.text("hessian").squeezed
    #expect(both.contains("6 of 6 entries") && both.contains(" of 6 agree"), "\(both)")
  }

  @Test func aWholeMatrixNamesItsFirstBadEntry() throws {
    var session = try TestSession("load example small")
    #expect(
      try session.report("set W1 1 2 3 nan 5 inf").warnings
        == ["W1[2,2] is now nan, which is not finite"])
    #expect(
      try session.report("set W1[3] 1 inf").warnings == ["W1[3,2] is now inf, which is not finite"])
    #expect(
      try session.report("set b1 1 -inf nan").warnings == ["b1[2] is now -inf, which is not finite"]
    )
    #expect(try session.report("set b1 1 2 3").warnings.isEmpty)
  }

  @Test func aFileWithBadNumbersNamesThem() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      {"format": "netrepl-network", "version": 1, "layers": [
        {"weights": [[1, "nan"], ["-inf", 2]], "bias": [0, "inf"], "activation": "tansig"}]}
      """, to: "bad.json")
    var session = try TestSession()
    let warnings = try session.report("load \(file)").warnings.joined(separator: "\n")
    for name in ["W1[1,2]", "W1[2,1]", "b1[2]"] { #expect(warnings.contains(name), "\(warnings)") }
  }

  // MARK: Extreme inputs

  @Test(arguments: ["1e4 -1e4", "1e308 1e308", "-1e308 1e308", "5e-324 -5e-324", "0 0", "-0.0 0"])
  func extremeInputsAreAnswered(input: String) throws {
    for activation in ["tansig", "poslin", "softplus", "softmax", "exp"] {
      var session = try TestSession(
        "load example small", "set activation 1 \(activation)", "set input \(input)")
      try runEverything(&session)
    }
  }

  /// tansig at ±20 000 is ±1 to the last digit, and both derivatives are 0.
  @Test func saturatedNeuronsHaveNoDerivative() throws {
    var session = try TestSession("load example small", "set input 20000 -20000")
    let z = try session.json("show z1").vector("value")
    #expect(z.allSatisfy { abs($0) > 9_000 })
    #expect(try session.json("jacobian").matrix("value").flat.allSatisfy { $0 == 0 })
    #expect(try session.json("hessian").cube("value").joined().flat.allSatisfy { $0 == 0 })
    #expect(try session.json("jacobian").string("verdict") == "agrees")
    // W2·(1, −1, −1) + b2.
    let expected = [0.7 + 1.1 - 0.5 + 0.2, 0.2 - 0.6 + 0.9 - 0.1]
    #expect(largestDifference(try session.json("output").vector("value"), expected) < 1e-15)
  }

  // MARK: Small and kinked

  @Test func oneNeuronIsANetwork() throws {
    let layer = Layer(weights: Matrix([[2]]), bias: [-1], activation: Activation(.tansig))
    var session = TestSession(Network(name: "one", layers: [layer], input: [0.75]))
    let t = 0.46211715726000976  // tanh 0.5, from a table
    #expect(largestDifference(try session.json("output").vector("value"), [t]) < 3e-16)
    #expect(abs(try session.json("jacobian").matrix("value")[0][0] - 2 * (1 - t * t)) < 1e-15)
    #expect(
      abs(try session.json("hessian").cube("value")[0][0][0] + 8 * t * (1 - t * t)) < 1e-15)
    for width in [20, 40, 80] {
      for command in ["output", "jacobian", "hessian", "trace", "show D1", "show B1", "network"] {
        #expect(try !session.text(command, width: width).isEmpty)
      }
    }
    #expect(try session.json("show B1").matrix("value") == [[1]])
  }

  @Test func aReluExactlyOnItsKinkSaysSo() throws {
    let layers = [
      Layer(
        weights: Matrix([[1, 1], [1, -1]]), bias: [0, 0.5], activation: Activation(.poslin)),
      Layer(weights: Matrix([[1, 2]]), bias: [0], activation: Activation(.purelin)),
    ]
    var session = TestSession(Network(name: "kinked", layers: layers, input: [1, -1]))
    let text = try session.text("jacobian").squeezed
    #expect(
      text.contains(
        "On a kink, where the derivative is the frameworks' convention: neuron 1 of layer 1"),
      "\(text)")
    // relu′(0) = 0: only the second neuron, z = 2.5, counts.
    #expect(try session.json("jacobian").matrix("value") == [[2, -2]])
    #expect(try session.json("jacobian").string("verdict") == "not checkable")
    #expect(try session.text("hessian").squeezed.contains("neuron 1 of layer 1"))
    // A little beside the kink nothing is said.
    try session.report("set I1 1.5")
    #expect(try !session.text("jacobian").squeezed.contains("On a kink"))
    #expect(try session.json("jacobian").matrix("value") == [[3, -1]])
  }
}
