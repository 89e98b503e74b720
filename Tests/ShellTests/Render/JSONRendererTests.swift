import TestSupport
import Testing

@testable import Shell

/// The names and shapes that programs rely on.
@Suite struct JSONRendererTests {
  @Test(arguments: [
    ("output", ["command", "shape", "value", "network", "input", "axes"]),
    ("jacobian", checked), ("jacobian of f1 wrt I", checked), ("jacobian full", checked),
    ("jacobian entries", checked), ("hessian", checked), ("hessian of A2", checked),
    ("hessian entries wrt z1", checked),
    (
      "perturb input 0.1 -0.05",
      perturbed
    ), ("perturb W1[1,1] 0.1", perturbed),
  ])
  func keysAreThoseOfTheContract(line: String, keys: [String]) throws {
    var session = try TestSession("load example small")
    let object = try session.json(line)
    #expect(object.keys == Set(keys))
    #expect(try object.string("command") == line.prefix { $0 != " " })
  }

  private static let perturbed = [
    "command", "of", "wrt", "shape", "value", "network", "input", "axes", "delta", "actual",
    "linear", "quadratic", "certificate",
  ]

  private static let checked = [
    "command", "of", "wrt", "shape", "value", "finiteDifference", "error", "bound", "verdict",
    "network", "input", "axes", "verdicts",
  ]

  @Test func theOrderOfKeysIsThatOfTheContract() throws {
    var session = try TestSession("load example small")
    #expect(
      try session.text("jacobian", .json).hasPrefix(
        "{\"command\":\"jacobian\",\"of\":\"A\",\"wrt\":\"I\",\"shape\":[2,2],\"value\":[[-0.19259")
    )
    #expect(
      try session.text("output", .json).hasPrefix(
        "{\"command\":\"output\",\"shape\":[2],\"value\":["))
  }

  @Test(arguments: [
    ("load example small", 2, 2), ("load example iris", 3, 4), ("new 1-2-3 as n", 3, 1),
    ("new 5-1 as n", 1, 5), ("new 1-1 as n", 1, 1),
  ])
  func shapesAreThoseOfTheNetwork(load: String, outputs m: Int, inputs d: Int) throws {
    var session = try TestSession(load)
    let output = try session.json("output")
    #expect(try output.integers("shape") == [m] && output.shape("value") == [m])
    let jacobian = try session.json("jacobian")
    #expect(try jacobian.integers("shape") == [m, d])
    let hessian = try session.json("hessian")
    #expect(try hessian.integers("shape") == [m, d, d])
    for key in ["value", "finiteDifference", "error", "bound"] {
      #expect(jacobian.shape(key) == [m, d])
      #expect(hessian.shape(key) == [m, d, d])
    }
    let one = try session.json("hessian of A\(m)")
    #expect(try one.integers("shape") == [d, d] && one.shape("value") == [d, d])
    let zeros = Array(repeating: "0.1", count: d).joined(separator: " ")
    let perturb = try session.json("perturb input \(zeros)")
    #expect(perturb.shape("delta") == [d])
    for key in ["actual", "linear", "quadratic"] { #expect(perturb.shape(key) == [m]) }
  }

  @Test func ofAndWrtNameTheSignals() throws {
    var session = try TestSession("load example small")
    for (line, of, wrt) in [
      ("jacobian", "A", "I"), ("jacobian of z2 wrt f1", "z2", "f1"), ("hessian of A2", "A2", "I"),
      ("hessian wrt z1", "A", "z1"), ("hessian of z2[1]", "z2[1]", "I"),
      ("jacobian of f2", "A", "I"),
    ] {
      let object = try session.json(line)
      #expect(try object.string("of") == of && object.string("wrt") == wrt, "\(line)")
    }
  }

  @Test func errorsAreTheDifferencesAndBoundsHoldThem() throws {
    var session = try TestSession("load example iris")
    for line in ["jacobian of z3 wrt f1", "jacobian"] {
      let object = try session.json(line)
      let value = try object.matrix("value").flat
      let difference = try object.matrix("finiteDifference").flat
      let expected = zip(value, difference).map { abs($0 - $1) }
      #expect(try object.matrix("error").flat == expected)
      #expect(try zip(expected, object.matrix("bound").flat).allSatisfy { $0 <= $1 })
      #expect(try object.string("verdict") == "agrees")
    }
  }

  /// With next to no time for differences the corners are checked; what is not is null.
  @Test func uncheckedEntriesAreNull() throws {
    var session = try TestSession("new 9-3-2 as n", "set fd.limit 1e-9")
    let jacobian = try session.json("jacobian")
    for key in ["finiteDifference", "error", "bound"] {
      let rows = try #require(jacobian.members[key] as? [[Any]])
      #expect(rows.count == 2 && rows.allSatisfy { $0.count == 9 })
      // Whole columns, the first and the last among them.
      #expect(rows[0].count { $0 is Double } == 2)
      #expect(rows[0].map { $0 is Double } == rows[1].map { $0 is Double })
      #expect(rows[0][0] is Double && rows[0][8] is Double)
    }
    #expect(try jacobian.matrix("value").flat.count == 18)
    #expect(try jacobian.string("verdict") == "agrees")
    let hessian = try session.json("hessian")
    let cube = try #require(hessian.members["error"] as? [[[Any]]])
    let lower = (0..<9).flatMap { i in (0...i).map { cube[0][i][$0] } }
    #expect(lower.count { $0 is Double } == 4)
    for i in 0..<9 {
      for j in 0..<9 { #expect((cube[1][i][j] is Double) == (cube[1][j][i] is Double)) }
    }
    #expect(try session.text("jacobian").squeezed.contains("4 of 18 entries, a fixed sample"))
  }

  @Test func numbersThatAreNotFiniteAreWords() throws {
    var session = try TestSession("new 1-3 as n", "set W1 1 1 1", "set I1 1", "set b1 nan inf -inf")
    let value = try #require(session.json("output").members["value"] as? [String])
    #expect(value == ["nan", "inf", "-inf"])
  }

  @Test func numbersReadBackExactly() throws {
    var session = try TestSession("new 3-1 as n")
    let numbers = [
      "0.1", "5e-324", "-0.0", "1.7976931348623157e308", "0.30000000000000004", "1e22",
    ]
    for number in numbers {
      try session.report("set b1[1] \(number)")
      let text = try session.text("show b1", .json)
      #expect(text.contains("\"value\":[\(number)],"), "\(text)")
    }
  }

  @Test func namesAreEscaped() throws {
    let name = "a\"b\\c\u{1b}[31m\t\u{7f}é"
    var session = try TestSession("load example small as '\(name)'")
    #expect(try session.json("network").string("name") == name)
    let text = try session.text("network", .json)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    #expect(text.contains("\\u001b[31m"))
  }

  @Test(arguments: CommandTable.all.map(\.name))
  func everyCommandAnswersWithItsName(name: String) throws {
    let folder = try TemporaryFolder()
    let spec = try #require(CommandTable.all.first { $0.name == name })
    // These are answered by the loop, and have objects of their own or none.
    for example in spec.examples
    where !["quit", "replay", "record", "report", "clear", "tour"].contains(name) {
      var session = try TestSession("load example iris")
      let line = try folder.inside(example)
      let object = try session.json(line)
      let last = try #require(try Lexer.statements(in: line).last?.words.first?.text)
      // D, G and B are Jacobians, and H is a Hessian, with everything that those objects have.
      let named = try object.string("command")
      // Moving about in a derivation answers as `derive` does, with one step.
      #expect(
        named == last || last == "show" && ["jacobian", "hessian"].contains(named)
          || ["next", "back", "step"].contains(last) && named == "derive"
          // Forms of the Hessian have the names that they have had.
          || last == "hessian" && ["diagonal", "laplacian", "hvp"].contains(named)
          // What it shows again has its own name.
          || last == "checks" && named == "jacobian")
    }
  }
}
