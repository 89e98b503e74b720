import Core
import Formats
import Foundation
import Platform
import TestSupport
import Testing

@testable import Shell

/// What the rows of a sweep come to.
@Suite struct SweepSumsTests {
  let folder: SweepFolder

  init() throws { folder = try SweepFolder() }

  private func numbers(_ text: String) -> [[Double]] {
    text.split(separator: "\n").map { $0.split(separator: ",").compactMap { Double($0) } }
  }

  /// Against NumPy (`Tests/Oracles/sensitivities.py`), over 200 rows.
  @Test func sensitivitiesAreThoseOfNumPy() throws {
    let oracle = TestSession.root + "Tests/Oracles/sensitivities/"
    let expected = numbers(try String(contentsOfFile: oracle + "expected.csv", encoding: .utf8))
    var session = try TestSession("load '\(oracle)net.json'")
    try session.report("sweep '\(oracle)rows.csv' to '\(folder.path("s.csv"))' sums crossed")
    let found = try ["s.csv", "s.crossed.csv"].flatMap { name in
      numbers(String(decoding: try folder.bytes(name), as: UTF8.self)).filter { !$0.isEmpty }
    }
    #expect(found.count == expected.count && found.count == 16)
    for (found, expected) in zip(found, expected) {
      #expect(found.count == expected.count)
      for (one, other) in zip(found, expected) {
        #expect(abs(one - other) <= 1e-12 * max(abs(other), 1e-3), "\(one) \(other)")
      }
    }
  }

  /// Three numbers by hand, as a network that is the identity has them: 1, 2, 4.
  @Test func measuresByHand() throws {
    try folder.folder.write(
      #"{"format":"netrepl-network","version":1,"name":"id","layers":[{"weights":[[1]],"bias":[0],"activation":"purelin"}]}"#,
      to: "id.json")
    try folder.folder.write("1\n2\nx\n4\n", to: "three.csv")
    var session = try TestSession("load '\(folder.path("id.json"))'")
    let report = try session.report(
      "sweep '\(folder.path("three.csv"))' to '\(folder.path("s.csv"))' output sums skip-bad")
    #expect(report.warnings.first?.hasPrefix("1 row is no input and left out: row 3") ?? false)
    let row = numbers(String(decoding: try folder.bytes("s.csv"), as: UTF8.self))[1]
    let expected: [Double] = [
      7.0 / 3, (7.0 / 3).squareRoot(), Double(7).squareRoot(), 7, 1, 4,
    ]
    for (one, other) in zip(row, expected) { #expect(abs(one - other) <= 2 * other.ulp) }
    #expect(row.count == 6)
    // 1/I is not finite at 0: such a row is in no sum, and told.
    try folder.folder.write("1\n0\n4\n", to: "zero.csv")
    let other = try session.report(
      "sweep '\(folder.path("zero.csv"))' to '\(folder.path("z.csv"))' sums of 1/I1")
    #expect(
      other.warnings == [
        "1/I1: 1 row is not finite, the first of them row 2; `doctor` says why at an input; they are in no sum"
      ])
    #expect(numbers(String(decoding: try folder.bytes("z.csv"), as: UTF8.self))[1].first == 0.625)
  }

  /// Whatever ends a file can have, the same numbers are in it.
  @Test(arguments: SweepSummary.endings) func everyEndingIsWritten(ending: String) throws {
    try folder.sweep("x.npy", "s\(ending)", "sums crossed")
    #expect(try !folder.bytes("s\(ending)").isEmpty)
    #expect(try folder.files().contains("s.crossed\(ending)") == (ending != ".sums"))
  }

  /// Means that every order gives: rows turned round make the same file of sums but for the name of the inputs.
  @Test func theOrderOfRowsDoesNotMatter() throws {
    try folder.folder.write(folder.lines.reversed().joined(separator: "\n"), to: "back.csv")
    try folder.sweep("x.csv", "a.csv", "hessian sums")
    try folder.sweep("back.csv", "b.csv", "hessian sums")
    #expect(try folder.bytes("a.csv") == folder.bytes("b.csv"))
  }

  /// A file of an earlier version is read to what it was: `sums/one.sums` beside the oracle.
  @Test func aKeptFileOfSumsIsRead() throws {
    let bytes = try Array(
      Data(
        contentsOf: URL(filePath: TestSession.root + "Tests/Oracles/sensitivities/sums/one.sums")))
    let sums = try #require(SweepSums(bytes))
    #expect(sums.sums.rows == 3 && sums.axes == [["A1", "A2"], ["I1", "I2"]])
    #expect(Array(sums.text.utf8) == bytes)
    for cut in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(SweepSums(Array(bytes[..<cut])) == nil)
    }
  }

  /// The loss over a file of inputs and targets, and its gradient, are the means of those at each row.
  @Test(arguments: ["mse", "sse", "halfsse"]) func aLossOverRowsIsTheMeanOfItsRows(loss: String)
    throws
  {
    let rows = folder.inputs.rowArrays.prefix(40).map { $0 + [$0[0] - 1, $0[1] * 2] }
    let lines = rows.map { $0.map { "\($0)" }.joined(separator: ",") }
    try folder.folder.write("a,b,c,u,v\n" + lines.joined(separator: "\n"), to: "data.csv")
    var session = try folder.session()
    try session.report("set loss \(loss) target 0 0")
    let words =
      "sweep '\(folder.path("data.csv"))' columns a b c against u v to '\(folder.path("l.csv"))' sums of"
    for (expression, width) in [("s", 1), ("ds/dW1", 15), ("ds/dI", 3)] {
      try session.report("\(words) \(expression)")
      let found = numbers(String(decoding: try folder.bytes("l.csv"), as: UTF8.self)).dropFirst()
      #expect(found.count == width)
      var sums = [Double](repeating: 0, count: width)
      for row in rows {
        let numbers = row.map { "\($0)" }
        var one = try folder.session()
        try one.report("set input \(numbers[..<3].joined(separator: " "))")
        try one.report("set loss \(loss) target \(numbers[3...].joined(separator: " "))")
        let value = try one.json("1 \(expression)")
        let values =
          try width == 1
          ? [value.number("value")]
          : width == 3 ? value.vector("value") : value.matrix("value").flatMap(\.self)
        for (index, number) in values.enumerated() { sums[index] += number / Double(rows.count) }
      }
      for (one, other) in zip(found, sums) {
        #expect(abs(one[0] - other) <= 1e-12 * max(1, abs(other)))
      }
    }
  }

  @Test(arguments: [
    ("against 1 to S sums of s", "a target has 2 columns, one for each output; 1 given"),
    ("against 1 2 to S sums", "a target goes with `of EXPRESSION`"),
  ]) func whatATargetIsNot(words: String, message: String) throws {
    let line = "sweep \(folder.path("x.npy")) \(words.replacing("S", with: folder.path("s.csv")))"
    #expect(try folder.error(line) == message)
  }
}
