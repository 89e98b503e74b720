import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

/// Some components of a derivative: what is chosen is what the whole has in these places.
@Suite struct ChoiceTests {
  /// Ten named inputs, one named output.
  private static let load = "load example diabetes"

  @Test(arguments: [
    ("jacobian wrt bmi bp", [0], [2, 3], [1, 2]), ("jacobian wrt I[3..4]", [0], [2, 3], [1, 2]),
    ("jacobian wrt I[bp,bmi]", [0], [3, 2], [1, 2]),
    ("jacobian of progression wrt I1 I9", [0], [0, 8], [2]),
    ("jacobian of A[1] wrt s5", [0], [8], []), ("jacobian of A1", [0], Array(0..<10), [10]),
    ("jacobian of A[progression] wrt I[1..2]", [0], [0, 1], [2]),
    ("jacobian wrt I[s1, s5]", [0], [4, 8], [1, 2]),
    ("jacobian wrt bmi age sex", [0], [2, 0, 1], [1, 3]),
    ("jacobian wrt I3 I[1..2]", [0], [2, 0, 1], [1, 3]),
  ])
  func theJacobianOfSome(line: String, rows: [Int], columns: [Int], shape: [Int]) throws {
    var session = try TestSession(Self.load)
    let whole = try session.json("jacobian").matrix("value")
    let tensor = try #require(try session.tensor(line))
    #expect(tensor.shape == shape)
    let expected = rows.flatMap { i in columns.map { whole[i][$0] } }
    #expect((0..<tensor.entryCount).map { tensor.entry($0).analytic } == expected)
    // Each has a difference of its own, taken of these inputs alone.
    #expect(tensor.verdict == .agrees)
    #expect(tensor.summary.total == expected.count)
  }

  @Test(arguments: [
    ("hessian of A1 wrt bmi age", [2, 0], [2, 2]), ("hessian wrt I[1..3]", [0, 1, 2], [1, 3, 3]),
    ("hessian wrt bmi", [2], [1]), ("hessian of progression wrt bmi", [2], []),
  ])
  func theHessianOfSome(line: String, inputs: [Int], shape: [Int]) throws {
    var session = try TestSession(Self.load)
    let whole = try session.json("hessian of A1").matrix("value")
    let tensor = try #require(try session.tensor(line))
    #expect(tensor.shape == shape)
    let expected = inputs.flatMap { i in inputs.map { whole[i][$0] } }
    #expect((0..<tensor.entryCount).map { tensor.entry($0).analytic } == expected)
    #expect(tensor.verdict == .agrees)
  }

  /// Two outputs: 2-3-2. What is of one of them has no index for it.
  @Test func oneOfSeveralOutputs() throws {
    var session = try TestSession("load example small")
    let hessians = try session.json("hessian").cube("value")
    #expect(try session.json("hessian of A2").matrix("value") == hessians[1])
    #expect(try session.json("show H2").matrix("value") == hessians[1])
    #expect(try session.json("H2").matrix("value") == hessians[1])
    #expect(try session.json("hessian of A[2..2]").cube("value") == [hessians[1]])
    #expect(try session.json("hessian of A2 A1").cube("value") == [hessians[1], hessians[0]])
    #expect(try session.json("hessian wrt I2").vector("value") == hessians.map { $0[1][1] })
    let jacobian = try session.json("jacobian").matrix("value")
    #expect(try session.json("jacobian of A2").vector("value") == jacobian[1])
    #expect(try session.json("jacobian wrt I1").vector("value") == jacobian.map { $0[0] })
    #expect(
      try session.json("diagonal of A1 wrt I2 I1").vector("value")
        == [hessians[0][1][1], hessians[0][0][0]])
    #expect(
      abs(
        try session.json("laplacian wrt I1").vector("value")[1] - hessians[1][0][0]) < 1e-15)
    let slopes = try session.json("gradient wrt I").vector("value")
    #expect(try session.json("gradient wrt I2 I1").vector("value") == [slopes[1], slopes[0]])
    for line in ["diagonal wrt I2", "laplacian wrt I1", "gradient wrt I2", "jacobian wrt z1[2..3]"]
    {
      #expect(try session.tensor(line)?.verdict == .agrees, "\(line)")
    }
  }

  /// H1[1,2] of 784 inputs takes the differences of two inputs alone, not of 307,720 pairs.
  @Test func oneEntryIsChecked() throws {
    var session = try TestSession("new 784-20-2 seed 3", "set input random seed 1")
    let entry = try #require(try session.tensor("show H1[700,2]"))
    #expect(entry.verdict == .agrees && entry.summary.total == 1)
    let same = try #require(try session.tensor("show H1[2,700]"))
    #expect(entry.entry(0).analytic == same.entry(0).analytic)
    #expect(try session.tensor("show H2[5,5]")?.verdict == .agrees)
    #expect(try session.tensor("show J[2,784]")?.verdict == .agrees)
  }

  @Test(arguments: [
    ("jacobian top 2", [8, 3]), ("jacobian where |x| > 10", [3, 8]),
    ("jacobian where |x|>10 top 1", [8]), ("jacobian sort by x top 3", [8, 3, 2]),
    ("jacobian where x <= -5", [1, 9]), ("J top 2", [8, 3]), ("show J top 2", [8, 3]),
    ("J[1,:] top 2", [8, 3]), ("jacobian where |x| >= 12.5", []), ("jacobian where error > 1", []),
  ])
  func theLargest(line: String, expected: [Int]) throws {
    var session = try TestSession(Self.load)
    let whole = try session.json("jacobian").matrix("value")[0]
    let object = try session.json(line)
    let entries = try #require(object.members["entries"] as? [[String: Any]])
    #expect(entries.compactMap { $0["value"] as? Double } == expected.map { whole[$0] })
    if let first = entries.first, let names = first["names"] as? [String] {
      #expect(
        names.last == ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"][expected[0]])
    }
  }

  /// Tables of several parts, and blocks by weights: the name of an entry is that of its value.
  @Test(arguments: [
    "jacobian of A1 wrt W1", "jacobian wrt W1", "jacobian wrt b1", "hessian", "hessian wrt W2 W1",
    "hessian wrt all", "hessian wrt z1", "gradient wrt W2", "show H1[1]", "T1", "show W1",
  ])
  func entriesOfSeveralTables(line: String) throws {
    var session = try TestSession("load example small")
    let object = try session.json("\(line) top 3")
    let entries = try #require(object.members["entries"] as? [[String: Any]])
    #expect(entries.count == (line == "show H1[1]" ? 2 : 3))
    for entry in entries {
      let name = try #require(entry["entry"] as? String)
      let value = try #require(entry["value"] as? Double)
      // ∂A1/∂W1[1,2] is an expression by itself.
      let pasted = try session.json("show \(name)").number("value")
      #expect(abs(pasted - value) <= 1e-15, "\(name)")
    }
  }

  @Test func whatIsChosenIsWhatAFileHolds() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession(Self.load)
    try session.report("jacobian where |x| > 10 top 1 > \(folder.file("a.csv"))")
    let text = try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8)
    #expect(text == ",∂A/∂I\n∂A1/∂I9,12.003259697843651\n")
  }

  @Test func inputsByTheirNames() throws {
    var session = try TestSession(Self.load)
    try session.report("set input bmi 0.3; set bp -0.5")
    #expect(try session.session.input()[2...3] == [0.3, -0.5])
    #expect(try session.text("perturb bmi 0.01").contains("0.31"))
    try session.report("set input zeros")
    #expect(try session.session.input() == Array(repeating: 0, count: 10))
    try session.report("set input ones")
    #expect(try session.session.input() == Array(repeating: 1, count: 10))
    try session.report("set input random seed 3")
    let random = try session.session.input()
    #expect(random.allSatisfy { abs($0) <= 1 } && Set(random).count == 10)
    try session.report("set input ones; set input random seed 3")
    #expect(try session.session.input() == random)
  }

  @Test(arguments: [
    ("jacobian wrt bmx", "'bmx' does not name a quantity; did you mean 'bmi'?", 13..<16),
    ("jacobian wrt I[1..99]", "I[1..99]: I has indices 1 to 10", 13..<21),
    ("jacobian wrt I[5..2]", "I[5..2]: I has indices 1 to 10, the smaller one first", 13..<20),
    ("jacobian wrt I[bmx]", "I has no component 'bmx'; did you mean 'bmi'?", 13..<19),
    ("jacobian wrt bmi bmi", "I3 bmi is named twice", 13..<20),
    (
      "jacobian wrt I1 z1[1]",
      "components of one signal can stand here, and 'z1[1]' is none of I", 16..<21
    ),
    ("hessian of progression A1", "A1 progression is named twice", 11..<25),
    ("budget wrt I1", "this is with respect to all components; leave out the index", 11..<13),
    ("jacobian top 0", "'0' is not a whole number from 1", 13..<14),
    (
      "jacobian where x", "a condition reads |x| > 1e-3, also of x and error, with < <= >=", 15..<16
    ),
    ("jacobian sort by size", "entries are sorted by |x|, x or error, not by 'size'", 17..<21),
    (
      "J top",
      "behind an expression can stand `top 10`, `sort by |x|`, `where |x| > 1e-3` or `full`",
      2..<5
    ),
    ("set input bmi", "'set input bmi' needs a number next; `help set` explains", 13..<14),
  ])
  func whatIsWrongIsPointedAt(line: String, message: String, range: Range<Int>) throws {
    var session = try TestSession(Self.load)
    #expect(try session.error(line) == CommandError(message, at: range))
  }
}
