import Core
import Testing

@testable import Shell

@Suite struct ResultTests {
  @Test func resultsAreNumberedAndComeBack() throws {
    var session = try TestSession("load example small")
    #expect(try session.text("jacobian").contains("%1\n"))
    #expect(try session.text("output").contains("%2\n"))
    let jacobian = try session.text("%1", .json)
    #expect(try jacobian == session.text("jacobian", .json))
    #expect(try session.json("_").string("command") == "jacobian")
    #expect(try session.json("%2").vector("value").count == 2)
    // Looking at one again makes no new one.
    #expect(session.session.resultCount == 3)
    try session.report("set precision full")
    #expect(
      try session.text("%1").contains("-0.19259128691183"), "shown again in today's precision")
  }

  /// A result is shown again at the settings of the moment; its numbers stay.
  @Test func aResultFollowsTheSettings() throws {
    var session = try TestSession(
      "new 60-3 as n", "jacobian", "load example small", "show ds/dW1[1,1]")
    #expect(try session.text("%1").contains("columns not shown; `jacobian full` shows all."))
    try session.report("set limits off; set precision 3")
    let all = try session.text("%1")
    #expect(!all.contains("not shown") && all.contains("I15"))
    #expect(all.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(try session.text("%1", width: 40).split(separator: "\n").allSatisfy { $0.count <= 40 })
    let digits = try session.text("%2").split(separator: "\n").filter { $0.contains("delta") }
    try session.report("set precision full; set limits on")
    let more = try session.text("%2").split(separator: "\n").filter { $0.contains("delta") }
    #expect(digits.count == 1 && more.count == 1 && more[0].count > digits[0].count)
    #expect(try session.text("%1").contains("not shown"))
    #expect(session.session.resultCount == 2)
  }

  @Test func aResultStaysAsItWas() throws {
    var session = try TestSession("load example small", "output", "set I1 9", "set b2 5 5")
    let before = try session.json("%1").vector("value")
    #expect(largestDifference(before, [1.1506342064116621, 0.31126286859897145]) < 1e-15)
  }

  @Test func resultsThatAreNotThereAreNamed() throws {
    var session = try TestSession("load example small")
    #expect(try session.error("_") == CommandError("there is no result yet", at: 0..<1))
    #expect(try session.error("%1") == CommandError("there is no result yet", at: 0..<2))
    try session.report("output")
    #expect(
      try session.error("%2")
        == CommandError("there is no %2 yet; the last result is %1", at: 0..<2))
    #expect(
      try session.error("diff _ %9")
        == CommandError("there is no %9 yet; the last result is %1", at: 7..<9))
  }

  @Test func whatIsUndoneCanBeDoneAgain() throws {
    var session = try TestSession("load example small", "set I1 7", "set I2 8")
    try session.report("undo; undo")
    #expect(try session.session.input() == [0.5, -1])
    #expect(try session.text("redo") == "Done again: set I1 7\n")
    #expect(try session.session.input() == [7, -1])
    try session.report("redo")
    #expect(try session.session.input() == [7, 8])
    #expect(try session.error("redo").message == "there is nothing to redo")
    // Another change leaves nothing to go on to.
    try session.report("undo; set I1 1")
    #expect(try session.error("redo").message == "there is nothing to redo")
    #expect(try session.session.input() == [1, -1])
  }

  /// Capitals are no other command, and `exit` is `quit`.
  @Test(arguments: ["LOAD example small; Jacobian OF A1", "load Example small; JACOBIAN of A1"])
  func capitalsAreRead(line: String) throws {
    var session = try TestSession()
    #expect(try session.json(line).string("of") == "A1")
  }

  @Test func otherProgramsWords() throws {
    let parser = CommandTable.parser(allowsAbbreviations: false)
    for (line, name) in [("exit", "quit"), ("q", "quit"), ("bye", "quit"), ("? jacobian", "help")] {
      let statement = try #require(try Lexer.statements(in: line).first)
      #expect(try parser.parse(statement).0.name == name)
    }
  }

  /// What stands open goes on with the next line; a quote may be a slip.
  @Test(arguments: [
    ("W2 (D1", true), ("set input [1", true), ("x = {", true), ("W2 (D1)", false), ("'a b", false),
    ("a ) b", false), ("# (", false), ("", false),
  ])
  func openBrackets(line: String, isOpen: Bool) {
    #expect(Lexer.isOpen(line) == isOpen)
  }

  @Test func aFailureMakesNoResult() throws {
    var session = try TestSession("load example small", "output")
    _ = try session.error("jacobian of A9")
    #expect(session.session.resultCount == 1)
  }

  @Test func diffSubtractsTheFirstFromTheSecond() throws {
    var session = try TestSession(
      "load example small", "show W1", "set W1[2,1] 1.3", "set W1[3,2] -0.1", "show W1")
    let object = try session.json("diff %1 %2")
    let expected = [[0, 0], [1.3 - 0.3, 0], [0, -0.1 - 0.4]]
    #expect(try object.matrix("value") == expected)
    #expect(try object.integers("shape") == [3, 2])
    #expect(try object.number("largest") == 1)
    let text = try session.text("diff %1 %2")
    #expect(text.contains("(%2 - %1)"))
    #expect(text.contains("Largest difference 1.0e0 at "), "\(text)")
    #expect(try session.text("diff %1 %1").contains("They are equal to the last digit."))
    #expect(try session.json("diff %2 %1").matrix("value") == expected.map { $0.map { 0 - $0 } })
  }

  @Test func diffOfHessiansNamesTheOutput() throws {
    var session = try TestSession("load example small", "hessian", "set I1 0.6", "hessian")
    let object = try session.json("diff %1 %2")
    #expect(object.shape("value") == [2, 2, 2])
    #expect(try session.text("diff %1 %2").contains(" of d^2A2/dI^2"))
  }

  @Test func onlyResultsOfOneShapeAreCompared() throws {
    var session = try TestSession("load example small", "jacobian", "show W1")
    #expect(
      try session.error("diff %1 %2")
        == CommandError(
          "%1 is 2×2 but %2 is 3×2; only results of one shape can be compared", at: 0..<10))
  }

  // MARK: Other commands of a session

  @Test func historyShowsTheLastLines() throws {
    var session = try TestSession()
    let lines = (1...30).map { "line \($0)" }
    #expect(try session.report("history", history: []).blocks.count == 1)
    let report = try session.report("history", history: lines)
    let text = try TestSession.text(of: report)
    #expect(text.hasPrefix("11  line 11\n") && text.hasSuffix("30  line 30\n"))
    let three = try TestSession.text(of: session.report("history 3", history: lines))
    #expect(three == "28  line 28\n29  line 29\n30  line 30\n")
    let more = try TestSession.text(of: session.report("history 99", history: lines))
    #expect(more.hasPrefix(" 1  line 1\n"))
  }

  @Test func settingsListEveryOneWithItsValue() throws {
    var session = try TestSession("set precision full", "set fd.step 1e-3", "set width 100")
    let object = try session.json("settings")
    let expected = [
      "precision": "full", "width": "100", "color": "auto", "limits": "on", "checks": "shown",
      "names": "standard", "pager": "auto", "fd.method": "ridders",
      "fd.step": "0.001", "fd.limit": "0.2", "read.size": "268435456", "read.header": "10485760",
      "read.layers": "10000", "read.parameters": "100000000", "read.scaled": "10000",
      "read.values": "300000", "read.entries": "10000", "read.expansion": "100",
    ]
    #expect(try object.object("value") as? [String: String] == expected)
    let text = try session.text("settings")
    for (name, value) in expected {
      #expect(text.split(separator: "\n").contains { $0.hasPrefix(name) && $0.contains(value) })
    }
  }

  /// What `settings` prints can be typed back.
  @Test func everyValueOfASettingCanBeSet() throws {
    for setting in Setting.all {
      var settings = Settings()
      let value = setting.get(settings)
      #expect(setting.set(&settings, value))
      #expect(settings == Settings())
    }
  }

  @Test func differencesFollowTheirSettings() throws {
    var session = try TestSession("load example small", "set fd.method central", "set fd.step 1e-3")
    let text = try session.text("jacobian").squeezed
    #expect(text.contains("Differences: central on A alone, 4 of 4 entries, h from 0.001."))
    let value = try session.json("jacobian")
    // One central difference with h = 1e-3: an error of h²/6·|A‴|, about 1e-7.
    let error = try value.matrix("error").flat.largestMagnitude
    #expect((1e-9...1e-5).contains(error), "\(error)")
    try session.report("undo; undo")
    #expect(try session.json("jacobian").matrix("error").flat.largestMagnitude < 1e-12)
  }

  @Test func precisionFollowsItsSetting() throws {
    var session = try TestSession("load example small")
    try session.report("set precision 3")
    #expect(try session.text("jacobian").contains("-0.193"))
    try session.report("set precision full")
    let text = try session.text("output")
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    let expected = try session.json("output").vector("value")
    #expect(numbers == expected)
  }
}
