import Core
import Foundation
import Testing

@testable import Shell

@Suite struct ExpressionCommandTests {
  private static func small() throws -> TestSession { try TestSession("load example small") }

  /// A line that is an expression has the value that the command for it has.
  @Test(arguments: [
    ("W2 D1 W1", "jacobian"), ("∂A/∂I", "jacobian"), ("dA/dI", "jacobian"), ("J", "jacobian"),
    ("B1 D1 G1", "jacobian"), ("J''", "jacobian"), ("ds/dW2", "gradient wrt W2"),
    ("delta2 f1'", "gradient wrt W2"), ("δ1", "gradient wrt z1"), ("G2", "jacobian of z2"),
    ("D1", "jacobian of f1 wrt z1"), ("∂z2/∂f1", "jacobian of z2 wrt f1"),
  ])
  func linesHaveTheValuesOfCommands(line: String, command: String) throws {
    var session = try Self.small()
    let (one, other) = (try session.json(line), try session.json(command))
    #expect(try one.integers("shape") == other.integers("shape"))
    func numbers(_ object: JSONObject) throws -> [Double] {
      if let rows = object.members["value"] as? [[Double]] { return rows.flatMap(\.self) }
      return try object.vector("value")
    }
    for (a, b) in zip(try numbers(one), try numbers(other)) { #expect(abs(a - b) < 1e-15) }
  }

  /// What is a derivative stands beside its differences, whatever it is written as.
  @Test(arguments: ["J", "dA/dI", "∂²A1/∂I²", "H1[1,2]", "ds/dW2", "δ1", "ds/db1", "∂²A/∂I²"])
  func derivativesAreChecked(line: String) throws {
    var session = try Self.small()
    #expect(try session.json(line).string("verdict") == "agrees")
    #expect(try session.text(line).contains("agrees"))
  }

  @Test func namesStandForExpressionsOfTheMoment() throws {
    var session = try Self.small()
    try session.report("x = J I")
    let first = try session.json("x").vector("value")
    try session.report("set input 1 2")
    let second = try session.json("x").vector("value")
    #expect(first != second)
    #expect(try session.json("J I").vector("value") == second)
    // It is a change of the session, and taken back as one.
    try session.report("undo; undo")
    #expect(try session.error("x").message == "no command 'x'; `help` lists them")
  }

  @Test(arguments: [
    ("I = 3", "'I' is the input: `set I 3` sets it, and `claim I = 3` checks it", 0..<1),
    ("tansig = 3", "'tansig' is a function; give another name", 0..<6),
    ("pi = 3", "'pi' has a meaning in formulas; give another name", 0..<2),
    ("G1 B1 B1", "G1 B1 is 3×3, B1 is 2×3", 0..<8),
    ("J[1,3]", "J: columns 1 to 2", 0..<6),
  ])
  func whatIsWrongIsPointedAt(line: String, message: String, range: Range<Int>) throws {
    var session = try Self.small()
    let error = try session.error(line)
    if line != "J[1,3]" { #expect(error.message == message) }
    #expect(error.range == range)
  }

  /// Words that are mistyped are commands, and no products of letters.
  @Test func aMistypedCommandIsOne() throws {
    var session = try Self.small()
    #expect(try session.error("jacobain of A1").message.hasPrefix("no command 'jacobain'"))
    #expect(try session.error("./net.json").message.hasPrefix("no command"))
    #expect(try session.error("foo(3)").message.hasPrefix("no command"))
  }

  @Test func arithmeticNeedsNoNetwork() throws {
    var session = try TestSession()
    #expect(try session.text("2^10 - 24") == "2^10 - 24 = 1000  %1\n")
    #expect(try session.json("inv([2 0; 0 4])").matrix("value") == [[0.5, 0], [0, 0.25]])
    #expect(try session.error("J I").message.hasPrefix("no network is loaded"))
  }

  @Test func earlierResultsAreValues() throws {
    var session = try Self.small()
    try session.report("jacobian")
    #expect(try session.json("%1 - J").matrix("value") == [[0, 0], [0, 0]])
    #expect(try session.error("%9 + 1").message == "there is no result %9")
  }

  @Test func namesOfInputsAreIndices() throws {
    var session = try TestSession("load example iris")
    let names = try #require(try session.network.outputNames)
    let value = try session.json("J[\(names[0]),1]").number("value")
    #expect(value == (try session.json("jacobian").matrix("value")[0][0]))
  }
}

@Suite struct ExpressionClaimCommandTests {
  @Test(arguments: [
    (
      "claim J = W2 D1 W1",
      "True, here and at 8 random networks of the same layers, within rounding."
    ),
    ("claim H1[1,2] = -0.15", "True to the 2 digits given: it is -0.15010530132649147."),
    ("claim H1[1,2] = -0.16", "False: off by 9.9e-3."),
    ("claim G1 = W1'", "False: G1 is 3x2, W1' is 2x3."),
    (
      "claim H1 = G1' diag(B1[1,:] .* sigma'(z1)) G1",
      "False: 4 of 4 entries differ, [1,1] most, by 5.2e-1."
    ),
  ])
  func theWordsAreTrue(line: String, words: String) throws {
    var session = try TestSession("load example small")
    #expect(try session.text(line).hasPrefix(words))
    #expect(try session.json(line).bool("holds") == words.hasPrefix("True"))
  }

  /// What a fresh user found: vectors of one entry, columns, rounded matrices, zeros, numbers, names.
  @Test(arguments: [
    ("new 3-4-1 seed 1; set input 1 2 3", "claim delta2 = D2 dout", "True, here"),
    ("new 3-4-1 seed 1; set input 1 2 3", "claim A - b2 = W2 f1", "True, here"),
    ("new 1-1-1 seed 1; set input 0.5", "claim delta1 = D1 W2' delta2", "True, here"),
    ("new 1-3-1 seed 1; set input 0.5", "claim ds/dI = J' dout", "True, here"),
    ("load example small", "claim I = [0.5; -1]", "True"),
    ("load example small", "claim G1 = W1'", "False"),
    (
      "load example small", "claim J = [-0.1926 -0.4949; 0.6548 0.05186]",
      "True to the 4 digits given"
    ),
    ("load example small", "claim J = [-0.1926 -0.4948; 0.6548 0.05186]", "False"),
    ("load example small", "claim 2*J = J + J", "True, here"),
    ("load example small", "claim W1[2,1] = 3/10", "True at this network and input"),
    ("load example small", "claim Gamma2 = 0", "True, here"),
    ("load example small", "claim Gamma1 = 0", "False"),
    ("load example small", "claim exp(log(I1)) = I1", "True, here"),
    ("load example small", "claim J/0 = 2*J/0", "Not decidable here: not all of it is finite."),
    ("load example small; x = J I", "claim tansig'(x) = 1 - T^2", "True for every x"),
    ("load example small; plant wrong-sign layer 1", "claim J = W2 D1 W1", "A mistake is planted"),
    ("load example small", "claim H1 = -H1", "False"),
  ])
  func shapesAndNumbersAreTakenAsPeopleMeanThem(setUp: String, line: String, words: String) throws {
    var session = try TestSession(setUp)
    #expect(try session.text(line, width: 200).hasPrefix(words), "\(line)")
  }

  @Test func aNameIsNotMadeOfItself() throws {
    var session = try TestSession("load example small", "x = 1", "y = x")
    #expect(try session.error("x = x + 1").message.contains("made of itself"))
    #expect(try session.error("x = y").message.contains("made of itself"))
    #expect(try session.json("x").number("value") == 1)
  }

  @Test func aTransposeMayEndTheFirstWord() throws {
    var session = try TestSession("load example small")
    #expect(try session.json("W1ᵀ W1").integers("shape") == [2, 2])
    #expect(try session.error("claim J").message.hasPrefix("an equation belongs here"))
  }

  @Test func theSlipIsNamedAndMended() throws {
    var session = try TestSession("load example small")
    let text = try session.text("claim H1 = G1' diag(B1[1,:] .* sigma'(z1)) G1")
    #expect(text.contains("differentiated once too often or too rarely"))
    #expect(text.contains("H1 = G1' diag(B1[1,:] .* sigma''(z1)) G1"))
    // What does not fit together may be mended too.
    let error = try session.error("claim delta1 = D1 W2 delta2")
    #expect(error.message.contains("This is true: delta1 = D1 W2' delta2"))
  }

  /// What is true of this network alone is no identity.
  @Test func whatIsTrueByAccidentIsSaid() throws {
    var session = try TestSession("load example small")
    try session.report(
      "set W1[2,1] 0; set W1[2,2] 0; set W1[3,1] 0; set W1[3,2] 0; set W1[1,1] 0; set W1[1,2] 0")
    let text = try session.text("claim J = 0 J")
    #expect(text.contains("by accident"))
    #expect(try session.json("claim J = 0 J").bool("holds") == false)
  }

  /// Claims about an activation stay what they were.
  @Test(arguments: [
    "claim tansig'(x) = 1 - T^2", "claim logsig'(T) = T(1 − T)", "claim tansig(x)' = 1 - T²",
  ])
  func claimsOfOneVariableAreProved(line: String) throws {
    var session = try TestSession("load example small")
    #expect(try session.text(line).contains("True for every x"))
  }
}

@Suite struct SymbolHelpTests {
  @Test(arguments: [
    ("help G2", "G2: how the input moves layer 2, ∂z2/∂I.", "G2 = W2 D1 G1", [2, 2]),
    ("help H1", "H1: the Hessian ∂²A1/∂I² of output 1.", "H_k = Σ_l G_lᵀ", [2, 2]),
    ("help delta1", "delta1: the slope of s at layer 1, ∂s/∂z1.", "δ1 = D1 W2ᵀ δ2", [3]),
    ("help δ2", "δ2: the slope of s at layer 2, ∂s/∂z2.", "δ2 = D2 dout", [2]),
    ("help B2", "B2: how layer 2 moves the output, ∂A/∂f2.", "B2 = 1", [2, 2]),
    ("help Γ1", "Γ1: the curvature of s at layer 1", "Γ1 = D1 W2ᵀ Γ2 W2 D1 + diag(", [3, 3]),
    (
      "help T1", "T1: what layer 1 adds to the Hessians", "K1 = G1ᵀ diag(B1[k,:] ∘ σ″(z1)) G1",
      [2, 2, 2]
    ),
  ])
  func aSymbolIsTold(line: String, meaning: String, formula: String, shape: [Int]) throws {
    var session = try TestSession("load example small")
    let text = try session.text(line, .unicode, width: 200)
    #expect(text.hasPrefix(meaning) && text.contains(formula), "\(text)")
    #expect(try session.json(line).integers("shape") == shape)
  }

  /// The formula of the last layer, of a coupled one and of a loss are others, or none.
  @Test func formulasAreThoseOfTheNetwork() throws {
    var session = try TestSession("load example iris")
    let last = try session.network.layers.count
    #expect(
      try session.json("help D\(last)").string("formula").hasPrefix("D\(last) = diag(y) − y yᵀ"))
    #expect(try !session.json("help T\(last)").keys.contains("formula"))
    #expect(try session.json("help s").string("formula") == "s = dout · A")
    try session.report("set loss mse target 1 0 0")
    #expect(try session.json("help s").string("formula") != "s = dout · A")
    #expect(try !session.json("help δ\(last)").keys.contains("formula"))
  }

  @Test func whatTheNetworkHasNotIsToldWithoutAShape() throws {
    var session = try TestSession("load example small")
    #expect(try !session.json("help W9").keys.contains("shape"))
    #expect(try session.json("help G").string("formula") == "Gl = Wl D(l−1) G(l−1)")
    #expect(try session.text("help inv") == "inv(...): the inverse of a square matrix.\n")
    // Commands come first.
    #expect(try session.text("help trace").hasPrefix("trace: walk"))
    #expect(try session.error("help foo").message.hasPrefix("no command 'foo'"))
  }

  /// Sizes that no memory holds are told before they are formed.
  @Test(arguments: ["norm(2D1)", "eye(1e9)", "diag(z1)", "z1 z1'"]) func whatIsTooLargeSaysSo(
    line: String
  ) throws {
    var session = try TestSession("new 1-30000-1 seed 1", "set input 1")
    #expect(try session.error(line).message.contains("more than the 50000000 entries"))
  }

  /// Titles of tables are values that they are the titles of.
  @Test(arguments: [
    "jacobian", "jacobian of A1", "jacobian wrt I2", "jacobian wrt I[1..2]", "jacobian wrt I2 I1",
    "hessian of A1", "hessian of A2 wrt I2 I1", "hessian wrt z1", "jacobian of f1 wrt z1",
    "gradient wrt W1", "gradient wrt I", "jacobian of A2 wrt I1", "hessian of A1 wrt I2",
    "gradient wrt I2 I1",
  ])
  func titlesPasteBack(line: String) throws {
    var session = try TestSession("load example small")
    let shown = try #require(try session.tensor(line))
    let pasted = try #require(try session.tensor(shown.title))
    #expect(pasted.entryCount == shown.entryCount)
    for index in 0..<shown.entryCount {
      let (a, b) = (shown.entry(index).analytic, pasted.entry(index).analytic)
      // A row is formed by another order of the same product at most.
      #expect(abs(a - b) <= 4e-16 * max(1, abs(a)), "\(shown.title) \(index)")
    }
  }

  /// Help tells of a single entry and of σ what it is, by which formula, and its value now.
  @Test(arguments: [
    ("help H1[1,2]", "-0.15010530132649147"), ("help W1[2,1]", "0.3"),
    ("help σ″", "layer 1, tansig: -2T(1 - T^2)"), ("help sigma'", "layer 2, purelin: 1"),
    ("help J[2,1]", "Here it is 0.654815121059266"),
  ])
  func helpTellsOfEntriesAndOfSigma(line: String, expected: String) throws {
    var session = try TestSession("load example small")
    #expect(try session.text(line).contains(expected))
    #expect(try session.error("help H1[9,9]").message.hasPrefix("no command 'H1[9,9]'"))
  }
}
