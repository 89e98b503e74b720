import Core
import TestSupport
import Testing

@testable import Shell

/// Blocks of second derivatives, J with respect to weights and single entries, as commands.
@Suite struct WeightBlocksCommandTests {
  /// 2-3-2, tansig and purelin, I = (0.5, −1), with dout that no output leaves out.
  private static func small() throws -> TestSession {
    try TestSession("load example small", "set dout 1 -0.5")
  }

  // MARK: Blocks

  @Test(arguments: [
    ("W2 W1", [2, 3, 3, 2]), ("W1 W2", [3, 2, 2, 3]), ("W2 b1", [2, 3, 3]), ("b2 W1", [2, 3, 2]),
    ("b1 b2", [3, 2]), ("W1 I", [3, 2, 2]), ("I W1", [2, 3, 2]), ("W2 I", [2, 3, 2]),
    ("b1 I", [3, 2]), ("I b2", [2, 2]), ("I I", [2, 2]),
  ]) func aBlockKeepsTheIndicesOfBothSides(words: String, shape: [Int]) throws {
    var session = try Self.small()
    let block = try session.json("hessian wrt \(words)")
    #expect(try block.integers("shape") == shape)
    #expect(block.members["wrt"] as? [String] == words.split(separator: " ").map(String.init))
    #expect(try block.vector("dout") == [1, -0.5])
    for key in ["value", "finiteDifference", "error", "bound"] {
      #expect(block.shape(key) == shape, "\(key)")
    }
    #expect(try block.string("verdict") == "agrees")
  }

  @Test func theTwoSidesCanBeSwapped() throws {
    var session = try Self.small()
    let block = try session.result("hessian wrt W2 W1")
    let swapped = try session.result("hessian wrt W1 W2")
    #expect(block.rows == 6 && block.columns == 6)
    for a in 0..<6 {
      for b in 0..<6 { #expect(block[a, b] == swapped[b, a]) }
    }
  }

  @Test func theFormulaStandsBelowTheTable() throws {
    var session = try Self.small()
    let block = try session.text("hessian wrt W2")
    #expect(block.contains("d^2s/dW2[p,q]dW2[i,j] = Gamma2[p,i] f1[q] f1[j]"))
    let other = try session.text("hessian wrt W2 W1", .unicode).squeezed
    #expect(
      other.contains(
        "∂²s/∂W2[p,q]∂W1[i,j] = (Γ2 ∂z2/∂z1)[p,i] f1[q] I[j] + δ2[p] (∂f1/∂z1)[q,i] I[j]"))
    let mixed = try session.text("hessian wrt I W1", .unicode).squeezed
    #expect(mixed.contains("∂²s/∂I[i]∂W1[p,q] = (Γ1 G1)[p,i] I[q] + δ1[p] [q = i]"))
    #expect(mixed.contains("Γ1 = ∂²s/∂z1² is `hessian wrt b1`, δ1 = ∂s/∂z1 `gradient wrt b1`."))
  }

  @Test func entriesOfABlockAreALineEach() throws {
    var session = try Self.small()
    let text = try session.text("hessian entries wrt b1 I")
    #expect(text.contains("d^2s/db1[3]dI2"))
    #expect(text.split(separator: "\n").filter { $0.hasSuffix("agrees") }.count == 6)
  }

  @Test(arguments: ["mse", "crossentropy"]) func lossesHaveBlocksToo(loss: String) throws {
    var session = try TestSession("load example iris", "set loss \(loss) target 0 1 0")
    for line in ["hessian wrt W3 b2", "hessian wrt b2 I", "hessian wrt all"] {
      let block = try session.json(line)
      #expect(try block.string("verdict") == "agrees", "\(line)")
      #expect(try block.string("loss") == loss && block.vector("target") == [0, 1, 0])
    }
    let entry = try session.json("show d2s/dW3[1,2]dI1")
    let value = try session.result("hessian wrt W3 I")[1, 0]
    #expect(try entry.number("value") == value && entry.string("verdict") == "agrees")
  }

  @Test func oneOutputIsAScalarToo() throws {
    var session = try Self.small()
    let one = try session.json("hessian of A2 wrt W2 W1")
    #expect(try one.string("of") == "A2" && one.string("verdict") == "agrees")
    let value = try session.result("hessian of A2 wrt W2 W1")
    try session.report("set dout 0 1")
    let weighed = try session.result("hessian wrt W2 W1")
    #expect(value.storage == weighed.storage)
  }

  // MARK: All parameters

  @Test func allParametersTogether() throws {
    var session = try Self.small()
    let whole = try session.json("hessian wrt all")
    let names = try #require(whole.members["parameters"] as? [String])
    #expect(try whole.string("wrt") == "all" && whole.string("verdict") == "agrees")
    #expect(try whole.integers("shape") == [17, 17] && whole.shape("value") == [17, 17])
    #expect(names.count == 17 && names[5] == "W1[3,2]" && names[6] == "b1[1]")
    let value = try whole.matrix("value")
    for a in 0..<17 {
      for b in 0..<17 { #expect(value[a][b] == value[b][a]) }
    }
    // W2 has the places 9 to 14, W1 0 to 5.
    let block = try session.result("hessian wrt W2 W1")
    for a in 0..<6 {
      for b in 0..<6 { #expect(value[9 + a][b] == block[a, b]) }
    }
    #expect(try session.text("hessian wrt all").contains("153 of 153 entries"))
  }

  @Test func tooManyParametersAreRefusedWithTheSize() throws {
    var session = try TestSession("new 60-30-10-3 seed 1")
    let error = try session.error("hessian wrt all")
    #expect(
      error.message
        == "the Hessian of all 2173 parameters has 2.36e6 entries, 19 MB; it is shown up to 2000 "
        + "parameters. Instead a block: hessian wrt b3; an entry: show d2s/dW3[1,1]dW1[1,1]")
    #expect(try session.error("time hessian wrt all").message == error.message)
    for line in ["hessian wrt b3", "show d2s/dW3[1,1]dW1[1,1]"] { try session.report(line) }
  }

  // MARK: Jacobians

  @Test(arguments: [
    ("jacobian wrt W1", [2, 3, 2]), ("jacobian of A2 wrt W1", [1, 3, 2]),
    ("jacobian wrt b2", [2, 2]), ("jacobian of z2 wrt W1", [2, 3, 2]),
    ("jacobian of f1 wrt b1", [3, 3]), ("jacobian of z1 wrt W1", [3, 3, 2]),
    ("jacobian of z1[2] wrt b1", [1, 3]), ("jacobian entries wrt W2", [2, 2, 3]),
  ]) func aJacobianKeepsTheIndicesOfTheWeights(line: String, shape: [Int]) throws {
    var session = try Self.small()
    let jacobian = try session.json(line)
    #expect(try jacobian.integers("shape") == shape)
    for key in ["value", "finiteDifference", "error", "bound"] {
      #expect(jacobian.shape(key) == shape, "\(key)")
    }
    #expect(try jacobian.string("verdict") == "agrees")
  }

  @Test func weighedByDoutItIsTheGradient() throws {
    var session = try Self.small()
    let jacobian = try session.json("jacobian wrt W1").cube("value")
    let gradient = try session.json("gradient wrt W1").matrix("value")
    for i in 0..<3 {
      for j in 0..<2 {
        let sum = jacobian[0][i][j] - 0.5 * jacobian[1][i][j]
        #expect(abs(sum - gradient[i][j]) < 1e-15)
      }
    }
  }

  @Test func manyMatricesAreCounted() throws {
    var session = try TestSession("new 2-3-20 seed 1")
    let text = try session.text("jacobian wrt W1").squeezed
    #expect(text.contains("16 more matrices not shown; `jacobian of A5 wrt W1` shows one"))
    #expect(text.contains("on A alone, 120 of 120 entries"))
    #expect(try !session.text("jacobian wrt W1 full").contains("not shown"))
  }

  // MARK: One entry

  @Test func showHasTheEntriesOfTheBlocks() throws {
    var session = try Self.small()
    let groups = ["W1", "b1", "W2", "b2", "I"]
    for rows in groups {
      for columns in groups {
        let block = try session.report("hessian wrt \(rows) \(columns)")
        let result = try #require(block.result).tensor
        let values = result.parts[0].values
        for a in stride(from: 0, to: values.rows, by: 2) {
          for b in stride(from: 0, to: values.columns, by: 3) {
            let name = "d2s/d\(result.rows.short(a))d\(result.columns.short(b))"
            let entry = try session.json("show \(name)")
            #expect(try entry.number("value") == values[a, b], "\(name)")
            #expect(try entry.string("verdict") == "agrees", "\(name)")
          }
        }
      }
    }
  }

  @Test func theTermsOfAnEntry() throws {
    var session = try Self.small()
    let entry = try session.json("show d2s/dW2[1,2]dW1[2,1]")
    #expect(entry.members["wrt"] as? [String] == ["W2[1,2]", "W1[2,1]"])
    let terms = try entry.matrix("terms")
    // Γ2 of a purelin layer is 0; δ2 is dout, D1 the slope of tansig.
    #expect(terms.count == 2 && terms[0][0] == 0 && terms[1][0] == 1 && terms[1][2] == 0.5)
    #expect(abs(terms[1].reduce(1, *) - (try entry.number("value"))) < 1e-16)
    let text = try session.text("show d2s/dW2[1,2]dW1[2,1]", .unicode)
    #expect(text.hasPrefix("∂²s/∂W2[1,2]∂W1[2,1] ") && text.contains("\n= 0.261211493932416\n"))
    #expect(text.contains("(Γ2 ∂z2/∂z1)[1,2] · f1[2] · I1"))
    #expect(text.contains("δ2[1] · (∂f1/∂z1)[2,2] · I1"))
  }

  @Test func aFirstDerivative() throws {
    var session = try Self.small()
    let gradient = try session.json("gradient wrt W2").matrix("value")
    let entry = try session.json("show ds/dW2[1,2]")
    #expect(try entry.number("value") == gradient[0][1])
    #expect(try entry.string("verdict") == "agrees")
    let one = try session.json("show dA2/dI1")
    let jacobian = try session.json("jacobian").matrix("value")
    // The same products in another order.
    #expect(abs(try one.number("value") - jacobian[1][0]) < 1e-15)
    #expect(try one.string("verdict") == "agrees")
  }

  @Test(arguments: [
    "d2s/dW2[1,2]dW1[2,1]", "d^2s/dW2[1,2]dW1[2,1]", "∂²s/∂W2[1,2]∂W1[2,1]",
    "∂2s/∂W2[1, 2]∂W1[2, 1]",
  ]) func namesAreReadAsTheyArePrinted(name: String) throws {
    #expect(try PartialName(name).text == "∂²s/∂W2[1,2]∂W1[2,1]")
  }

  @Test func theSameVariableTwice() throws {
    #expect(try PartialName("d2s/dI1^2").text == "∂²s/∂I1²")
    #expect(try PartialName("∂²A2/∂b1[1]²").text == "∂²A2/∂b1[1]²")
    #expect(try PartialName("d2s/dI1dI1").text == "∂²s/∂I1²")
    #expect(try PartialName("ds/db1[2]").text == "∂s/∂b1[2]")
  }

  @Test(arguments: [
    ("d2s/dW2[1,2]", "a second derivative has two variables: d2s/dW2[1,2]dW1[2,1]", 9..<17),
    ("ds/dW2[1,2]dI1", "a first derivative has one variable; a second one begins with d2", 8..<19),
    ("d2s/dW2[1,2]dW9[1,1]", "W9: the network has layers 1 to 2", 18..<25),
    ("d2s/dW2[1,9]dW1[1,1]", "W2[1,9]: W2 has columns 1 to 3", 10..<17),
    (
      "d2s/dz1[1]dI1", "'z1[1]' is no variable here; give an entry W2[1,2], b1[2] or I1", 10..<15
    ),
    ("d2s/dw1dI1", "'w1' does not name a quantity", 10..<12),
    ("d2A9/dI1dI2", "A9: the network has outputs 1 to 2", 5..<16),
    (
      "d2x/dI1dI2",
      "'d2x/dI1dI2' does not name a derivative; they read ds/dW2[1,2] and d2s/dW2[1,2]dW1[2,1]",
      5..<15
    ),
    (
      "d2s", "'d2s' does not name a derivative; they read ds/dW2[1,2] and d2s/dW2[1,2]dW1[2,1]",
      5..<8
    ),
    (
      "ds/", "'ds/' does not name a derivative; they read ds/dW2[1,2] and d2s/dW2[1,2]dW1[2,1]",
      5..<8
    ),
  ]) func whatIsNoDerivativeSaysWhere(name: String, message: String, range: Range<Int>) throws {
    var session = try Self.small()
    let error = try session.error("show \(name)")
    #expect(error.message == message)
    #expect(error.range == range)
  }

  @Test func whatFollowsIsOffered() throws {
    let session = try Self.small().session
    func texts(_ line: String) -> [String] {
      Completer(commands: CommandTable.all).completions(for: line, in: session)
        .candidates.map(\.text)
    }
    #expect(
      texts("show d") == ["ds/d", "d2s/d", "delta1", "delta2", "dout", "diag(", "dot(", "det("])
    #expect(
      texts("show ds/d") == ["ds/dW1[", "ds/dW2[", "ds/db1[", "ds/db2[", "ds/dI1", "ds/dI2"])
    #expect(texts("show d2s/dW2[1,") == ["d2s/dW2[1,1]d", "d2s/dW2[1,2]d", "d2s/dW2[1,3]d"])
    #expect(texts("show d2s/dW2[1,1]dI") == ["d2s/dW2[1,1]dI1", "d2s/dW2[1,1]dI2"])
    #expect(
      texts("hessian wrt W2 ") == ["W1", "W2", "b1", "b2", "I", "top", "sort", "where", "full"])
    #expect(texts("hessian wrt a") == ["all"])
    #expect(texts("jacobian wrt W") == ["W1", "W2"])
  }

  /// 500 × 500 × 500: what P² entries would never be, two products of matrices are.
  @Test func anEntryOfALargeNetwork() throws {
    var session = try TestSession("new 200-300-300-2 seed 1")
    let entry = try session.json("show d2s/dW3[1,200]dW1[150,100]")
    #expect(try entry.string("verdict") == "agrees")
  }

  // MARK: Words

  @Test(arguments: [
    ("hessian wrt W2 W3", "W3: the network has layers 1 to 2"),
    (
      "hessian wrt W2 W1[1,1]",
      "derivatives are of all entries; leave out the index and read the entry"
    ),
    (
      "hessian wrt z1 W1",
      "'W1' cannot stand here; these words can: top, sort, where, full"
    ),
    (
      "diagonal wrt W1",
      "I, z1 and f1 can stand here; for weights there are `gradient wrt W1`, `jacobian wrt W1` and "
        + "`hessian wrt W1`"
    ),
    ("hessian wrt W1 z1", "'z1' cannot stand here; give W2, b1 or I"),
    (
      "hessian of z2 wrt W1",
      "with weights a Hessian is of s, or of one output such as A1; `set dout` weighs them"
    ),
    (
      "hessian of A wrt W1 I",
      "with weights a Hessian is of s, or of one output such as A1; `set dout` weighs them"
    ),
    ("jacobian of z1 wrt W2", "z1 does not depend on W2, which comes later"),
    ("jacobian of f1 wrt b2", "f1 does not depend on b2, which comes later"),
    ("jacobian of I wrt W1", "I does not depend on W1, which comes later"),
    ("jacobian of A9 wrt W1", "A9: A has indices 1 to 2"),
    (
      "jacobian wrt W1[1,1]",
      "derivatives are of all entries; leave out the index and read the entry"
    ),
  ]) func badInput(line: String, message: String) throws {
    var session = try Self.small()
    #expect(try session.error(line).message == message)
  }

  /// Γ2 of 2-3-2: the product with the row dout, (1·2)(2 + 1); z1 to z2 is W2 alone; and 2·2·3 for
  /// Γ2 times it. f1 from z1 is diagonal.
  @Test func theCostOfABlockIsSaidBefore() throws {
    var session = try Self.small()
    let plan = try session.json("plan wrt W2 W1")
    #expect(try plan.integers("shape") == [6, 6])
    #expect(try plan.object("factors")["multiplyAdds"] as? Double == 6 + 12)
    // Γ M is 2×3, the Jacobian of f1 3×3, δ2, f1 and I.
    #expect(try plan.object("factors")["bytes"] as? Double == 8 * (6 + 9 + 2 + 3 + 2))
    #expect(try plan.object("entries")["multiplyAdds"] as? Double == 36 * 4)
    #expect(try plan.bool("fits"))
    let one = try session.text("plan of A2 wrt W2 W1", .unicode)
    #expect(one.contains("∂²A2/∂W2∂W1") && one.contains("`show d2A2/dW2[1,1]dW1[1,1]`"))
    let all = try session.json("plan wrt all")
    #expect(try all.string("wrt") == "all" && all.integers("shape") == [17, 17])
    #expect(try all.object("entries")["bytes"] as? Double == 8 * 153)
    let text = try session.text("new 60-30-10-3 seed 1; plan wrt all").squeezed
    #expect(text.contains("It would not be formed: the Hessian of all 2173 parameters has"))
    #expect(try session.text("plan wrt W3 W1").contains("`show d2s/dW3[1,1]dW1[1,1]`"))
  }

  @Test func blocksAreTimed() throws {
    var session = try Self.small()
    for command in ["hessian wrt W2 W1", "hessian wrt all", "jacobian wrt W1"] {
      let json = try session.json("time 3 \(command)")
      #expect(try json.string("of") == command && json.number("seconds") > 0)
    }
  }

  // MARK: Mistakes and zeros

  /// Each mistake that `plant` can hide in these networks shows in one of these tables.
  @Test(arguments: Fault.Kind.allCases) func plantedFaultsAreFound(_ kind: Fault.Kind) throws {
    for seed in 1...3 {
      let network = RandomNetwork.make([3, 3, 3, 2], gain: 1.5, seed: UInt64(seed))
      let input = RandomNetwork.point(3, seed: UInt64(seed))
      for fault in Fault.all(in: network, at: input) where fault.kind == kind {
        var session = TestSession(network, input: input)
        try session.report("set dout 1 -0.5")
        try session.report("plant \(kind.rawValue) layer \(fault.layer)")
        let verdicts = try [
          "hessian wrt W3 W1", "hessian wrt W1 I", "hessian wrt all", "jacobian wrt W1",
        ].map { try session.json($0).string("verdict") }
        #expect(verdicts.contains("wrong"), "\(fault) seed \(seed)")
      }
    }
  }

  @Test func aPlantedMistakeIsInAnEntryToo() throws {
    var session = try TestSession("load example iris", "set dout 1 0 0")
    let line = "show d2s/dW3[1,2]dW2[2,1]"
    #expect(try session.json(line).string("verdict") == "agrees")
    try session.report("plant wrong-sign layer 2")
    #expect(try session.json(line).string("verdict") == "wrong")
  }

  @Test(arguments: ["hessian wrt W3 W2", "hessian wrt b3 I", "hessian wrt all", "show ds/db3[1]"])
  func zerosOfASumOfProbabilitiesAreExplained(line: String) throws {
    var session = try TestSession("load example iris", "set dout 1 1 1")
    #expect(try session.text(line).squeezed.contains("with equal dout s is constant"))
    #expect(try !session.text("set dout 1 0 0; \(line)").contains("s is constant"))
  }
}

extension TestSession {
  /// The matrix that a command computed.
  fileprivate mutating func result(_ line: String) throws -> Matrix {
    let values = try #require(try report(line).result).tensor.parts[0].values
    return Matrix(
      rows: values.rows, columns: values.columns,
      storage: (0..<values.rows).flatMap { i in (0..<values.columns).map { values[i, $0] } })
  }
}
