import Core
import Testing

@testable import Shell

@Suite struct PerturbCommandTests {
  private static let network = Network(
    name: "smooth",
    layers: [
      Layer(
        weights: Matrix([[1, -0.5], [0.3, 0.8], [-1.2, 0.4]]), bias: [0.1, -0.2, 0.05],
        activation: Activation(.tansig)),
      Layer(
        weights: Matrix([[0.7, -1.1, 0.5], [0.2, 0.6, -0.9]]), bias: [0.2, -0.1],
        activation: Activation(.logsig)),
      Layer(
        weights: Matrix([[1.5, -2], [0.5, 1], [-1, 0.25]]), bias: [0, 0.1, -0.1],
        activation: Activation(.softmax)),
    ], input: [0.5, -1])

  /// What is changed: the words of `perturb`, and the same change of a network by `set`.
  static let changes = [
    "W1[1,1]", "W1[3,2]", "W2[1,2]", "W2[2,3]", "W3[2,1]", "b1[2]", "b2[1]", "b3[3]", "I1", "I2",
  ]

  /// A of the network with one entry really changed by that much.
  private func output(after entry: String, by t: Double) throws -> [Double] {
    var session = TestSession(Self.network)
    let before = try session.json("show \(entry)").number("value")
    try session.report("set \(entry) \(NumberFormat.shortest(before + t))")
    return try session.json("output").vector("value")
  }

  @Test(arguments: changes)
  func actualChangeIsThatOfAChangedNetwork(entry: String) throws {
    var session = TestSession(Self.network)
    let before = try session.json("output").vector("value")
    for t in [0.3, -0.01] {
      let object = try session.json("perturb \(entry) \(t)")
      let expected = zip(try output(after: entry, by: t), before).map { $0 - $1 }
      #expect(largestDifference(try object.vector("actual"), expected) < 1e-15)
    }
    // Nothing has been changed.
    #expect(try session.json("output").vector("value") == before)
    #expect(try session.network == Self.network)
  }

  /// The remainder after the linear term falls as t², after the quadratic one as t³.
  @Test(arguments: changes)
  func remaindersFallAsTheyShould(entry: String) throws {
    var session = TestSession(Self.network)
    func remainders(_ t: Double) throws -> (linear: Double, quadratic: Double) {
      let object = try session.json("perturb \(entry) \(t)")
      let actual = try object.vector("actual")
      return (
        largestDifference(actual, try object.vector("linear")),
        largestDifference(actual, try object.vector("quadratic"))
      )
    }
    let (large, small) = (try remainders(0.04), try remainders(0.01))
    // A quarter of the change: 16 and 64 times less.
    #expect((12.0...21).contains(large.linear / small.linear), "\(large) \(small)")
    #expect((40.0...100).contains(large.quadratic / small.quadratic), "\(large) \(small)")
  }

  @Test func oneInputIsTheSameAsAllWithZeros() throws {
    var session = TestSession(Self.network)
    let one = try session.text("perturb I2 0.1", .json)
    let all = try session.text("perturb input 0 0.1", .json)
    #expect(one == all)
  }

  @Test func aChangeWithoutEffectProvesNothing() throws {
    var session = try TestSession("load example small", "set activation 1 relu", "set input 0 0")
    // z1 = (0.1, −0.2, 0.05): the second neuron gives 0, so its weight does nothing.
    let text = try session.text("perturb W2[1,2] 0.5").squeezed
    #expect(text.hasSuffix("this says nothing about J and H."), "\(text)")
  }

  /// A = x², by hand: at x = 1 a change of 0.5 is 2·0.5 + 0.5².
  @Test func aParabolaIsItsOwnQuadraticModel() throws {
    let layer = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.square))
    var session = TestSession(Network(name: "parabola", layers: [layer], input: [1]))
    let object = try session.json("perturb I1 0.5")
    #expect(try object.vector("actual") == [1.25] && object.vector("linear") == [1])
    #expect(try object.vector("quadratic") == [1.25])
    #expect(try session.text("perturb I1 0.5").contains("The quadratic model is exact here."))
  }

  @Test func aLinearNetworkHasAnExactPrediction() throws {
    var session = try TestSession("new 2-3 seed 2", "set input 0.5 0.25")
    let text = try session.text("perturb input 0.5 0.25")
    #expect(text.contains("exact") || text.contains("no curvature"), "\(text)")
  }

  @Test(arguments: [
    ("perturb input 1", "the network takes 2 inputs, but 1 change was given", 14..<15),
    ("perturb input 1 2 3", "the network takes 2 inputs, but 3 changes were given", 14..<19),
    ("perturb input 1 inf", "a change must be finite", 16..<19),
    ("perturb W9[1,1] 1", "W9: the network has layers 1 to 3", 8..<15),
    ("perturb W1[4,1] 1", "W1[4,1]: W1 has rows 1 to 3", 8..<15),
    ("perturb W1[1,3] 1", "W1[1,3]: W1 has columns 1 to 2", 8..<15),
    ("perturb W1 1", "one entry is changed at a time: W1[1,1]", 8..<10),
    ("perturb W1[1] 1", "one entry is changed at a time: W1[1,1]", 8..<13),
    ("perturb b1 1", "one entry is changed at a time: b1[1]", 8..<10),
    ("perturb I 1", "all inputs at once are changed with: perturb input D...", 8..<9),
    ("perturb I3 1", "the network has inputs 1 to 2", 8..<10),
    ("perturb A1 1", "'A1' cannot stand here; give I, W1[i,j] or b1[i]", 8..<10),
  ])
  func whatCannotBeChangedSaysWhy(line: String, message: String, range: Range<Int>) throws {
    var session = TestSession(Self.network)
    #expect(try session.error(line) == CommandError(message, at: range))
  }
}
