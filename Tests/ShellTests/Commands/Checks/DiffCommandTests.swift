import Core
import Formats
import Foundation
import TestSupport
import Testing

@testable import Shell

/// `diff` of networks, files and expressions; that of results stands in `ResultTests`.
@Suite struct DiffCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func session(_ lines: String...) throws -> TestSession {
    var session = try TestSession("load example small")
    session.engine.session.folder = folder.path
    for line in lines { try session.report(line) }
    return session
  }

  // MARK: Numbers

  /// By hand: which entries differ, the largest first, by name.
  @Test(
    arguments: [
      ("diff W1, W1", 6, 0, nil, 0), ("diff W1, 2 W1", 6, 6, "z1[3], I1", -1.2),
      ("diff W1, W1 + [0 0; 0 0.5; 0 0]", 6, 1, "z1[2], I2", 0.5),
      ("diff I, [0.5 -3]", 2, 1, "I2", -2),
      ("diff 2, 5", 1, 1, "", 3), ("diff W1[2,:], [0.3 0.8]", 2, 0, nil, 0),
      ("diff b1 b1", 3, 0, nil, 0),
    ] as [(String, Double, Double, String?, Double)])
  func expressions(line: String, compared: Double, differing: Double, at: String?, largest: Double)
    throws
  {
    var session = try session()
    let record = try session.json(line)
    #expect(try record.number("compared") == compared && record.number("differing") == differing)
    #expect(try abs(record.number("largest") - largest) < 1e-15)
    #expect(try record.bool("same") == (differing == 0))
    if let at { #expect(try record.string("at") == at) }
    let text = try session.text(line)
    #expect(text.contains(differing == 0 ? "equal to the last digit" : " differ, most"))
  }

  @Test func filesOfEveryFormatThatIsReadAreEqualToTheirExpression() throws {
    for name in ["J", "H", "W1", "A", "s"] {
      for ending in ResultFile.readEndings {
        let file = "\(name).\(ending)"
        var session = try session("set input 0.1 1e-9", "export \(name) \(file)")
        let record = try session.json("\(name); diff \(file) _")
        #expect(try record.bool("same"), "\(file)")
      }
    }
  }

  @Test func rowsAndColumnsAreMatchedByTheirNames() throws {
    try folder.write(",x,y\na,1,2\nb,3,4\n", to: "one.csv")
    try folder.write(",y,x\nb,4,3.5\na,2,1\n", to: "turned.csv")
    try folder.write("\tx\ty\tz\na\t1\t2\t9\n", to: "less.tsv")
    var session = try session()
    let turned = try session.json("diff one.csv turned.csv")
    #expect(try turned.number("differing") == 1 && turned.string("at") == "b, x")
    #expect(try turned.number("largest") == 0.5)
    let less = try session.text("diff one.csv less.tsv")
    #expect(less.contains("2 entries are equal to the last digit."))
    #expect(less.contains("Only one.csv has b.") && less.contains("Only less.tsv has z."))
    #expect(try session.json("diff one.csv less.tsv").bool("same") == false)
  }

  @Test func whatIsNoNumberDiffersMost() throws {
    try folder.write("a,b,c\n1,nan,inf\n", to: "one.csv")
    try folder.write("a,b,c\n9,nan,5\n", to: "two.csv")
    var session = try session()
    let record = try session.json("diff one.csv two.csv")
    #expect(try record.number("differing") == 2 && record.string("at") == "1, c")
  }

  // MARK: Networks

  @Test func networksAreToldByLayersWeightsAndOutputs() throws {
    var session = try session(
      "save a.json", "set W1[2,1] 0.35", "set b2[1] 0.25", "save b.json")
    let record = try session.json("diff a.json b.json")
    let text = try session.text("diff a.json b.json")
    #expect(try record.bool("same") == false)
    #expect(text.hasPrefix("b.json - a.json\nBoth are 2 -> 3 tansig -> 2 purelin."))
    for part in [
      "W1       1 of 6  0.0500000  W1[2,1]  0.0500000",
      "b2       1 of 2  0.0500000  b2[1]    0.0500000",
      "Equal to the last digit: b1, W2.", "at I = (0.5, -1)",
    ] { #expect(text.contains(part), "\(part)") }
    // The outputs are those of the networks.
    let outputs = try record.matrix("outputs")
    let before = try session.json("load a.json; output").vector("value")
    #expect(outputs[0] == before)
    #expect(
      try session.text("diff a.json a.json").contains("The weights are equal to the last digit."))
    #expect(try session.json("load example small; diff small a.json").bool("same"))
  }

  @Test func otherLayersAreNamed() throws {
    var session = try session("new 2-4-2 seed 3 as four")
    let text = try session.text("diff small four")
    #expect(text.contains("layer 1  3 tansig  4 tansig"), "\(text)")
    #expect(text.contains("b2 "))
    try session.report("new 3-2 seed 1 as three")
    let other = try session.text("diff small three")
    #expect(other.contains("inputs") && other.contains("there is no input that both take"))
  }

  // MARK: What cannot be

  @Test(arguments: [
    ("diff J", "diff compares two: "), ("diff J, W1, b1", "diff compares two: "),
    (
      "diff foo bar",
      "'foo' is no result, no network that is loaded, no file and no expression here"
    ),
    ("diff J, W1", "J is 2×2 but W1 is 3×2, and their names do not tell what belongs together"),
    ("diff small W1", "a network is compared with a network"),
    ("diff %9 %1", "there is no result yet"), ("diff J, K", "no quantity"),
    ("diff bad.csv bad.csv", "bad.csv: row 2, column 2: 'x' is no number"),
    ("diff ragged.csv bad.csv", "ragged.csv: row 2 has 1 cells, the first line 2"),
    ("diff empty.csv bad.csv", "empty.csv: the file is empty"),
    ("diff net.npy bad.csv", "net.npy: "),
  ])
  func whatCannotBeComparedIsSaidInOneLine(line: String, message: String) throws {
    try folder.write("a,b\n1,2\n3,x\n", to: "bad.csv")
    try folder.write("a,b\n1,2\n3\n", to: "ragged.csv")
    try folder.write("", to: "empty.csv")
    try folder.write("\u{93}NUMPY", to: "net.npy")
    var session = try session()
    let found = try session.error(line).message
    #expect(found.contains(message) || message == "no quantity", "\(found)")
    #expect(!found.contains("\n"))
  }
}
