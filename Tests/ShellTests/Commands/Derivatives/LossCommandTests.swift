import Core
import Foundation
import Testing

@testable import Shell

/// `set loss`, and what is of a loss: `gradient`, `hvp`, `gaussnewton`.
@Suite struct LossCommandTests {
  private func layer(_ weights: [[Double]], _ bias: [Double], _ activation: String) -> Layer {
    Layer(weights: Matrix(weights), bias: bias, activation: Activation(named: activation)!)
  }

  /// z = I, p = softmax(z) = (1/4, 3/4) at (0, ln 3).
  private func classifier() -> TestSession {
    TestSession(
      Network(name: "two", layers: [layer([[1, 0], [0, 1]], [0, 0], "softmax")]),
      input: [0, log(3)])
  }

  // MARK: Setting

  @Test func aLossIsSetShownAndUndone() throws {
    var session = classifier()
    let text = try session.text("set loss crossentropy target 1 0").squeezed
    #expect(text.contains("s = -sum t ln A, t = (1, 0): gradients are of this loss."))
    #expect(text.contains("s = 1.38629 at this input."))
    #expect(try session.text("network").contains("s = -sum t ln A, t = (1, 0)."))
    #expect(try session.text("settings").contains("s = -sum t ln A, t = (1, 0)."))
    let record = try session.json("network")
    let shown = try #require(record.members["s"] as? [String: Any])
    #expect(shown["loss"] as? String == "crossentropy")
    #expect(shown["target"] as? [Double] == [1, 0])
    try session.report("undo")
    #expect(try !session.text("network").contains("ln A"))
    try session.report("set loss mse target 1 0; set loss none")
    // The network ends in softmax: the first of its probabilities.
    #expect(try session.json("gradient").vector("dout") == [1, 0])
  }

  @Test(arguments: [
    ("softmax", "-sum t ln A"), ("logsoftmax", "-sum t A"), ("purelin", "-sum t ln softmax(A)"),
    ("logsig", "-sum (t ln A + (1 - t) ln(1 - A)) / 2"),
  ]) func theFormulaSaysWhatItIs(activation: String, formula: String) throws {
    var session = classifier()
    let text = try session.text(
      "set activation 1 \(activation); set loss crossentropy target 1 0"
    ).squeezed
    #expect(text.contains("s = \(formula), t = (1, 0)"))
    #expect(text.contains("logits") == (activation == "purelin"))
  }

  @Test func aTargetThatIsNoDistributionIsSaid() throws {
    var session = classifier()
    #expect(
      try session.text("set loss crossentropy target 1 0.5").contains(
        "The target sums to 1.5, not to 1."))
    #expect(try !session.text("set loss crossentropy target 0.5 0.5").contains("sums"))
    #expect(try !session.text("set loss mse target 3 4").contains("sums"))
  }

  @Test func everyNetworkHasItsOwn() throws {
    var session = try TestSession(
      "load example iris", "set loss mse target 1 0 0", "load example small")
    #expect(try session.json("gradient").vector("dout") == [1, 1])
    try session.report("use iris")
    #expect(try session.json("gradient").vector("target") == [1, 0, 0])
    // Loading the network again begins anew.
    try session.report("load example iris")
    #expect(try session.json("gradient").vector("dout") == [1, 0, 0])
  }

  @Test func aLossThatNoLongerFitsIsDropped() throws {
    var session = classifier()
    try session.report("set loss crossentropy target 1 0")
    let kept = try session.report("set activation 1 logsoftmax")
    #expect(kept.warnings.isEmpty)
    #expect(try session.json("gradient").string("loss") == "crossentropy")
    let dropped = try session.report("set activation 1 tansig")
    #expect(dropped.warnings.count == 1)
    #expect(dropped.warnings[0].hasPrefix("s is the sum of the outputs again: cross-entropy needs"))
    #expect(try session.json("gradient").vector("dout") == [1, 1])
    try session.report("undo")
    #expect(try session.json("gradient").string("loss") == "crossentropy")
    let squared = try session.report("set loss mse target 1 0; set activation 1 tansig")
    #expect(squared.warnings.isEmpty)
  }

  // MARK: Derivatives

  /// δ = p − t: (−3/4, 3/4), and W = 1, so that ∂s/∂I is the same.
  @Test func theGradientOfCrossEntropyByHand() throws {
    var session = classifier()
    try session.report("set loss crossentropy target 1 0")
    for wrt in ["b1", "z1", "I"] {
      let answer = try session.json("gradient wrt \(wrt)")
      #expect(try answer.string("wrt") == wrt && answer.string("loss") == "crossentropy")
      #expect(try answer.integers("shape") == [2] && answer.string("verdict") == "agrees")
      #expect(abs(try answer.number("s") - log(4)) < 1e-15)
      let (value, differences) = (
        try answer.vector("value"), try answer.vector("finiteDifference")
      )
      for (k, exact) in [-0.75, 0.75].enumerated() {
        #expect(abs(value[k] - exact) < 1e-15 && abs(differences[k] - exact) < 1e-12)
      }
    }
    let overview = try session.json("gradient")
    #expect(abs(try overview.number("s") - log(4)) < 1e-15)
    let weights = try session.json("gradient wrt W1").matrix("value")
    for (row, slope) in [-0.75, 0.75].enumerated() {
      #expect(abs(weights[row][1] - slope * log(3)) < 1e-15 && weights[row][0] == 0)
    }
  }

  /// H = diag(p) − p pᵀ = 3/16 (1, −1; −1, 1): along (1, 0) slope −3/4 and curvature 3/16.
  @Test(arguments: ["hvp 1 0", "hvp wrt I 1 0", "hvp wrt b1 1 0"])
  func productsByHand(line: String) throws {
    var session = classifier()
    try session.report("set loss crossentropy target 1 0")
    let answer = try session.json(line)
    #expect(try answer.string("command") == "hvp" && answer.integers("shape") == [2])
    #expect(try answer.vector("direction") == [1, 0] && answer.string("verdict") == "agrees")
    let (value, differences) = (try answer.vector("value"), try answer.vector("finiteDifference"))
    for (k, exact) in [0.1875, -0.1875].enumerated() {
      #expect(abs(value[k] - exact) < 1e-15 && abs(differences[k] - exact) < 1e-11)
    }
    #expect(abs(try answer.number("slope") + 0.75) < 1e-15)
    #expect(abs(try answer.number("curvature") - 0.1875) < 1e-15)
    #expect(try session.text(line).squeezed.contains("has the slope v * ds/d"))
  }

  @Test func randomDirectionsAreMadeAgain() throws {
    var session = try TestSession("load example iris", "set loss mse target 1 0 0")
    let first = try session.json("hvp wrt W2 random seed 7")
    #expect(try first.vector("direction").count == 40 && first.integers("shape") == [10, 4])
    #expect(try first.string("verdict") == "agrees")
    let direction = try first.vector("direction")
    #expect(try session.json("hvp wrt W2 random seed 7").vector("direction") == direction)
    #expect(try session.json("hvp wrt W2 random seed 8").vector("direction") != direction)
    #expect(try session.json("hvp ones").vector("direction") == [1, 1, 1, 1])
    // The same numbers typed, with the product from the whole Hessian.
    let block = try session.json("hessian wrt b2").matrix("value")
    let product = try session.json("hvp wrt b2 ones").vector("value")
    for (row, entry) in zip(block, product) { #expect(abs(row.reduce(0, +) - entry) < 1e-14) }
  }

  /// A = tanh(2I), t = 0.5: J = 2(1 − A²), G = 2J², H = G + 2(A − t)A″ with A″ = −8A(1 − A²),
  /// each to a few roundings of numbers of size 5.
  @Test func gaussNewtonByHand() throws {
    var session = TestSession(
      Network(name: "one", layers: [layer([[2]], [0], "tansig")]), input: [0.25])
    try session.report("set loss mse target 0.5")
    let answer = try session.json("gaussnewton")
    let a = tanh(0.5)
    let slope = 2 * (1 - a * a)
    let (part, whole) = (2 * slope * slope, 2 * slope * slope - 2 * (a - 0.5) * 8 * a * (1 - a * a))
    #expect(try answer.integers("shape") == [1, 1])
    #expect(abs(try answer.matrix("value")[0][0] - part) < 4e-15)
    #expect(abs(try answer.matrix("finiteDifference")[0][0] - part) < 1e-11)
    #expect(abs(try answer.matrix("hessian")[0][0] - whole) < 4e-15)
    #expect(abs(try answer.number("leftOut") - abs(whole - part)) < 4e-15)
    #expect(abs(try answer.number("hessianNorm") - abs(whole)) < 4e-15)
    #expect(try answer.string("verdict") == "agrees")
    #expect(try answer.string("hessianVerdict") == "agrees")
    let text = try session.text("gaussnewton").squeezed
    #expect(text.contains("J = dA/dI, L'' = d^2s/dA^2."))
    #expect(text.contains("Gauss-Newton leaves out how A curves: "))
  }

  @Test func nothingIsLeftOutOfTheLastLayer() throws {
    var session = try TestSession("load example iris", "set loss crossentropy target 0 1 0")
    let answer = try session.json("gaussnewton wrt b3")
    #expect(try answer.number("leftOut") == 0 && answer.integers("shape") == [3, 3])
    #expect(
      try session.text("gaussnewton wrt b3").squeezed.contains(
        "Gauss-Newton leaves nothing out here but rounding: how z3 curves with b3, weighted by how s "
          + "changes with z3, is 0."))
    #expect(try session.json("gaussnewton wrt b2").number("leftOut") > 1e-3)
    #expect(try session.json("gaussnewton wrt W3").integers("shape") == [3, 10, 3, 10])
  }

  /// The mistake is in the formulas, and not in the differences.
  @Test(arguments: ["gradient wrt b2", "hvp wrt b2 ones", "gaussnewton wrt b2"])
  func aPlantedMistakeIsFound(line: String) throws {
    var session = try TestSession("load example iris", "set loss crossentropy target 0 1 0")
    #expect(try session.json(line).string("verdict") == "agrees")
    try session.report("plant wrong-sign layer 2")
    // In second derivatives the sign comes twice.
    let expected = line.hasPrefix("gradient") ? "wrong" : "agrees"
    #expect(try session.json(line).string("verdict") == expected)
    try session.report("unplant; plant dropped-layer layer 2")
    #expect(try session.json(line).string("verdict") == "wrong")
  }

  @Test(arguments: [
    ("set loss mse target 1", "the network has 2 outputs, but 1 number was given", 20..<21),
    ("set loss crossentropy target 1 nan", "target 2 is nan; it must be finite", 31..<34),
    (
      "set loss crossentropy target 1 -0.5", "target 2 is -0.5; a probability is 0 or more",
      31..<35
    ),
    (
      "hvp 1",
      "a direction of I takes 2 numbers, but 1 number was given; `ones` and `random` make one",
      4..<5
    ),
    ("hvp 1 inf", "entry 2 of the direction is inf; it must be finite", 6..<9),
    ("hvp 0 0", "the direction is zero", 4..<7),
    ("hvp wrt W2 ones", "W2: the network has layers 1 to 1", 8..<10),
    (
      "gaussnewton",
      "Gauss-Newton needs a loss: s = dout · A is linear in A, so that JᵀL″J is 0; "
        + "`set loss mse target V...` makes s one", 0..<11
    ),
  ]) func badInput(line: String, message: String, range: Range<Int>) throws {
    var session = classifier()
    let before = session.session
    #expect(try session.error(line) == CommandError(message, at: range))
    #expect(session.session.model == before.model)
  }

  @Test func otherBadInput() throws {
    var session = classifier()
    try session.report("set loss crossentropy target 1 0")
    #expect(
      try session.error("gradient wrt A").message
        == "cross-entropy is computed from z1, where no digits are lost; give `gradient wrt z1`")
    try session.report("set loss mse target 1 0; gradient wrt A")
    try session.report("set activation 1 logsig")
    #expect(
      try session.error("set loss crossentropy target 1 1.5").message
        == "target 2 is 1.5; with logsig it is a probability, 0 to 1")
    try session.report("set activation 1 poslin")
    #expect(
      try session.error("set loss crossentropy target 1 0").message.hasSuffix(
        "the outputs here are poslin"))
  }
}
