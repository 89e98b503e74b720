import Core
import Foundation
import Platform
import TestSupport
import Testing

@testable import Shell

/// Answers as csv, Markdown and LaTeX.
@Suite struct DocumentFormatTests {
  private func text(_ line: String, _ format: OutputFormat) throws -> String {
    var session = try TestSession("load example small")
    return try session.text(line, format)
  }

  /// A tensor is what `export` writes of it; other tables are as they are; the rest is one row.
  @Test(arguments: [
    ("show W1", ",I1,I2\nz1[1],1,-0.5\nz1[2],0.3,0.8\nz1[3],-1.2,0.4\n"),
    ("networks", ",name,layers,parameters,input\n*,small,2 → 3 tansig → 2 purelin,17,set\n"),
    ("set input 1 -2.5e-9", "command,input,network\nset,1 -2.5e-9,small\n"),
    ("I I'", ",I1,I2\nI1,0.25,-0.5\nI2,-0.5,1\n"),
    ("claim I2 = -1", ",I2,claimed,difference\n,-1,-1,0\n"),
  ])
  func separatedValues(line: String, expected: String) throws {
    #expect(try text(line, .csv) == expected)
  }

  @Test func aCheckedMatrixHasItsErrors() throws {
    let markdown = try text("jacobian", .markdown)
    #expect(
      markdown.hasPrefix(
        "**∂A/∂I** — 2×2, at I = (0.5, −1)\n\n|  | I1 | I2 | max error | bound | verdict |\n| --- | ---: | ---: | ---: | ---: | --- |\n| A1 | -0.192591 | -0.494908 | "
      ), "\(markdown)")
    #expect(markdown.contains(" agrees |\n| A2 | 0.654815 | 0.0518633 | "))
    #expect(markdown.hasSuffix("\n\nDifferences: Ridders on A alone, 4 of 4 entries, h from 1.\n"))
    // Behind the end of a line a bracket would be read as how far the next one is.
    let claim = try text("claim J = W2 D1 W1", .latex)
    #expect(claim.contains("{[1,1]} &") && !claim.contains("\n[1,1]"), "\(claim)")
    let latex = try text("jacobian", .latex)
    for part in [
      #"\paragraph{$\partial$A/$\partial$I} 2$\times$2, at I = (0.5, $-$1)"#,
      #"\begin{tabular}{lrrrrl}"#, #" & I1 & I2 & max error & bound & verdict \\"#,
      #"A1 & $-0.192591$ & $-0.494908$ & $"#, #"\bottomrule"#,
    ] { #expect(latex.contains(part), "\(part)") }
  }

  /// Nothing is left out of a document that a screen leaves out.
  @Test func nothingIsElided() throws {
    var session = TestSession(
      RandomNetwork.make([30, 4, 25], seed: 1), input: RandomNetwork.point(30, seed: 2))
    #expect(try session.text("jacobian", .plain).contains("not shown"))
    for format in [OutputFormat.markdown, .latex, .csv] {
      let text = try session.text("jacobian", format)
      let rows = text.split(separator: "\n").filter { $0.contains("A") && $0.count > 200 }
      #expect(rows.count == 25, "\(format)")
      #expect(!text.contains("not shown"))
    }
  }

  /// What a language would act on is written so that it does not.
  @Test func namesAreEscaped() throws {
    var network = RandomNetwork.make([2, 1], seed: 1)
    network = Network(
      name: "n|_%", layers: network.layers, inputNames: ["a|b", "c_d%"], outputNames: ["x,\"y"],
      input: [1, 2])
    var session = TestSession(network)
    #expect(try session.text("jacobian", .markdown).contains(#"a\|b"#))
    #expect(try session.text("jacobian", .latex).contains(#"c\_d\%"#))
    #expect(try session.text("jacobian", .csv).hasPrefix(",a|b,c_d%\n\"x,\"\"y\","))
  }

  /// What is no array of numbers goes to a file as the table that it is.
  @Test(arguments: [
    (
      "networks > t.csv", ",name,layers,parameters,input\n*,small,2 → 3 tansig → 2 purelin,17,set\n"
    ),
    (
      "networks > t.tsv",
      "\tname\tlayers\tparameters\tinput\n*\tsmall\t2 → 3 tansig → 2 purelin\t17\tset\n"
    ),
    (
      "networks > t.md",
      "|  | name | layers | parameters | input |\n| --- | --- | --- | ---: | --- |\n| \\* | small | 2 → 3 tansig → 2 purelin | 17 | set |\n"
    ),
  ])
  func tablesGoToFiles(line: String, expected: String) throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    let report = try session.report(line.replacing("t.", with: "\(folder.file("t"))."))
    #expect(report.isInFile)
    let name = "t." + line.suffix(from: line.lastIndex(of: ".") ?? line.endIndex).dropFirst()
    #expect(try folder.read(name) == expected)
  }

  @Test(arguments: [
    ("networks > t.npy", "this command answers a table, which .csv .tsv .md .tex and .json hold"),
    ("networks >> t.csv", "rows are added of numbers alone; `>` writes a table"),
    ("undo > t.csv", "there is nothing to undo"),
    (
      "set input 1 2 > t.csv", "this command answers no numbers and no table that a file could hold"
    ),
  ])
  func whatNoFileHoldsIsRefused(line: String, message: String) throws {
    let folder = try TemporaryFolder()
    var session = try TestSession()
    try session.report("load example small")
    if line.hasPrefix("undo") { session.engine.session.beginHere() }
    #expect(
      try session.error(line.replacing("t.", with: "\(folder.file("t")).")).message == message)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
