import Core
import Testing

@testable import Shell

@Suite struct GradientCommandTests {
  /// The forum post's layer with its X and dout.
  private static func post() throws -> TestSession {
    let layer = Layer(
      weights: Matrix([[0.5, -1], [1, 0.3]]), bias: [0.2, -0.4],
      activation: try #require(Activation(named: "posttansig")))
    var session = TestSession(Network(name: "post", layers: [layer]), input: [1, 0.5])
    try session.report("set dout 1 -2")
    return session
  }

  /// Worked by hand: dout σ′(z) times X.
  @Test func theGradientOfThePost() throws {
    var session = try Self.post()
    let answer = try session.json("gradient wrt W1")
    #expect(try answer.string("wrt") == "W1" && answer.string("of") == "s")
    #expect(try answer.integers("shape") == [2, 2])
    #expect(try answer.string("verdict") == "agrees")
    let (value, differences) = (
      try answer.matrix("value"), try answer.matrix("finiteDifference")
    )
    for (i, slope) in [0.480521, -2 * 0.298293].enumerated() {
      for (j, x) in [1, 0.5].enumerated() {
        // The factors by hand have six digits.
        #expect(abs(value[i][j] - slope * x) < 2e-6)
        #expect(abs(differences[i][j] - value[i][j]) < 1e-10)
      }
    }
    let biases = try session.json("gradient wrt b1")
    #expect(try biases.vector("value") == value.map { $0[0] })
    #expect(try biases.string("verdict") == "agrees")
    #expect(try session.text("gradient wrt W1").contains("on s alone, 4 of 4 entries"))
  }

  /// Γ ⊗ X Xᵀ by hand, Γ = diag(−dout T (1 − T²)).
  @Test func theHessianOfThePost() throws {
    var session = try Self.post()
    let answer = try session.json("hessian wrt W1")
    #expect(try answer.integers("shape") == [2, 2, 2, 2] && answer.shape("value") == [2, 2, 2, 2])
    #expect(try answer.string("verdict") == "agrees")
    #expect(try session.text("hessian wrt W1").contains("W1[2,1]"))
    let biases = try session.json("hessian wrt b1")
    #expect(try biases.string("verdict") == "agrees")
    let gamma = try biases.matrix("value")
    let block = try session.json("hessian wrt W1 b1")
    #expect(try block.integers("shape") == [2, 2, 2])
    #expect(block.members["wrt"] as? [String] == ["W1", "b1"])
    let mixed = try block.cube("value")
    for (i, t) in [0.197375, 0.635149].enumerated() {
      let exact = -[1.0, -2][i] * t * (1 - t * t)
      // T by hand has six digits.
      #expect(abs(gamma[i][i] - exact) < 4e-6 && gamma[i][1 - i] == 0)
      for (j, x) in [1, 0.5].enumerated() { #expect(mixed[i][j][i] == gamma[i][i] * x) }
    }
  }

  @Test func theSizeOfEveryGradient() throws {
    var session = try Self.post()
    let value = try session.json("gradient wrt W1").matrix("value").flat
    let sizes = try session.json("gradient")
    let norm = value.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(try sizes.vector("norm")[0] - norm) < 1e-15)
    #expect(try sizes.vector("largest")[0] == value.largestMagnitude)
  }

  @Test func everyGradientInFull() throws {
    var session = try TestSession("load example iris", "set dout 1 0 0", "set limits on")
    let parts = try session.json("gradient full").parts("gradients")
    let names = ["W1", "b1", "W2", "b2", "W3", "b3"]
    #expect(try parts.map { try $0.string("wrt") } == names)
    for (part, name) in zip(parts, names) {
      let alone = try session.json("gradient wrt \(name)")
      #expect(try part.string("verdict") == "agrees")
      if name.hasPrefix("W") {
        #expect(try part.matrix("value") == alone.matrix("value"))
      } else {
        #expect(try part.vector("value") == alone.vector("value"))
      }
    }
    // 10 rows, where eliding would show fewer columns or rows of larger layers.
    #expect(try session.text("gradient full").contains("z2[10]"))
  }

  /// The mistake is in the formula, not in the differences.
  @Test func aPlantedMistakeIsFound() throws {
    var session = try TestSession("load example iris", "set dout 1 0 0", "plant wrong-sign")
    let layers = try session.network.layers.count
    let verdicts = try (1...layers).map {
      try session.json("gradient wrt b\($0)").string("verdict")
    }
    #expect(verdicts.contains("wrong"))
  }

  @Test func doutIsUndoneAndAllOnesAtFirst() throws {
    var session = try TestSession("load example small", "set dout 1 0")
    #expect(try session.json("gradient").vector("dout") == [1, 0])
    try session.report("undo")
    #expect(try session.json("gradient").vector("dout") == [1, 1])
  }

  /// The sum of probabilities is 1: s is the first of them until it is chosen.
  @Test func doutIsTheFirstOutputBehindASoftmax() throws {
    var session = try TestSession("load example iris", "set dout 0 1 0")
    #expect(try session.json("gradient").vector("dout") == [0, 1, 0])
    try session.report("undo")
    #expect(try session.json("gradient").vector("dout") == [1, 0, 0])
    #expect(try session.text("gradient").contains("dout = (1, 0, 0)"))
    #expect(try session.text("derive weights").contains("dout = (1, 0, 0)"))
    #expect(
      try session.json("gradient wrt W2").matrix("value").joined().contains { abs($0) > 1e-3 })
    // The logarithms of probabilities have no constant sum.
    try session.report("set activation 3 logsoftmax")
    #expect(try session.json("gradient").vector("dout") == [1, 1, 1])
  }

  @Test func aDoutThatIsSetStays() throws {
    var session = try TestSession("load example iris", "set dout 1 1 1")
    #expect(try session.json("gradient").vector("dout") == [1, 1, 1])
    // Zeros agree with differences that are zero within their bound.
    for variables in ["W2", "b2", "W3", "b3", "I"] {
      #expect(try session.json("gradient wrt \(variables)").string("verdict") == "agrees")
    }
  }

  @Test(arguments: [
    "gradient", "gradient wrt W2", "derive weights", "show ds/db3[1]", "why ds/dW2[1,2]",
  ])
  func aConstantIsSaidFirst(line: String) throws {
    var session = try TestSession("load example iris", "set dout 1 1 1")
    let text = try session.text(line).squeezed
    let note = try #require(text.ranges(of: "with equal dout s is constant").first)
    let numbers = text.ranges(of: "agrees").first ?? text.ranges(of: "s = 1 at").first
    #expect(numbers.map { note.lowerBound < $0.lowerBound } ?? true)
  }

  @Test func zerosOfASumOfProbabilitiesAreExplained() throws {
    var session = try TestSession("load example iris", "set dout 1 1 1")
    #expect(try session.text("gradient").squeezed.contains("with equal dout s is constant"))
    #expect(try !session.text("set dout 1 0 0; gradient").contains("s is constant"))
  }

  @Test(arguments: [
    ("set dout 1", "the network has 2 outputs, but 1 number was given"),
    ("set dout 1 inf", "dout 2 is inf; it must be finite"),
    ("gradient wrt W2", "W2: the network has layers 1 to 1"),
    (
      "gradient wrt W1[1,2]",
      "derivatives are of all entries; leave out the index and read the entry"
    ),
    (
      "gradient wrt H", "'H' cannot stand here; give a quantity such as I, z1, W2 or b1"
    ),
  ]) func badInput(line: String, message: String) throws {
    var session = try Self.post()
    #expect(try session.error(line).message == message)
  }
}
