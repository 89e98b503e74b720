import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

@Suite struct ExportCommandTests {
  @Test func aTableHasItsNames() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    let file = folder.file("j.csv")
    #expect(
      try session.text("export J \(file)", width: 400)
        == "Written to \(file): dA/dI, 2x2, agrees.  %1\n")
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == ",I1,I2")
    let value = try session.json("jacobian").matrix("value")
    for (line, row) in zip(lines.dropFirst(), value) {
      // Every digit is there.
      #expect(line.split(separator: ",").dropFirst().map { Double($0) } == row)
    }
    #expect(lines[1].hasPrefix("A1,"))
  }

  @Test func behindACommandItIsTheSame() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    try session.report("export J \(folder.file("a.csv")); jacobian > \(folder.file("b.csv"))")
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("a.csv")))
        == Data(contentsOf: URL(filePath: folder.file("b.csv"))))
  }

  @Test func theArrowNeedsNoSpaces() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    try session.report("J>\(folder.file("a.csv"))")
    try session.report("J[1,:]>>\(folder.file("b.csv")); J[1,:] >>\(folder.file("b.csv"))")
    #expect(try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8).hasPrefix(",I1,I2\n"))
    #expect(
      try String(contentsOfFile: folder.file("b.csv"), encoding: .utf8).split(separator: "\n").count
        == 3)
  }

  @Test func rowsAreAddedWithTheirPoint() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    let file = folder.file("rows.csv")
    try session.report("J[1,:] >> \(file); set input 1 2; J[1,:] >> \(file)")
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0] == "network,I1,I2,\"J[1,:] I1\",\"J[1,:] I2\"")
    #expect(lines[1].hasPrefix("small,0.5,-1,") && lines[2].hasPrefix("small,1,2,"))
    // Another answer has other columns, and the file stays as it is.
    let before = try Data(contentsOf: URL(filePath: file))
    #expect(try session.error("A >> \(file)").message.contains("columns of this file are others"))
    #expect(try Data(contentsOf: URL(filePath: file)) == before)
  }

  @Test(arguments: [
    ("J > x.foo", "results are not written as '.foo'"),
    ("J > x", "the name of the file needs an ending"),
    ("set input 1 2 > n.csv", "this command answers no numbers and no table"),
    ("J > a.csv b.csv", "one file belongs behind >"),
    ("J >> a.npy", "rows are added to .csv and .tsv"),
    ("export J", "export needs an expression and a file"),
    ("J > no/such/folder/a.csv", "no/such/folder"), ("quit > a.csv", "quit answers nothing"),
  ])
  func whatIsWrongSaysWhy(line: String, message: String) throws {
    var session = try TestSession("load example small")
    #expect(try session.error(line).message.contains(message))
  }

  @Test func aSessionWritesBelowItsFolderAlone() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    try "```session\n> export J ../out.csv\n```\n".write(
      toFile: folder.file("s.md"), atomically: true, encoding: .utf8)
    session.engine.run("replay \(folder.file("s.md"))")
    let above = URL(filePath: folder.file("s.md")).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "out.csv")
    #expect(!FileManager.default.fileExists(atPath: above.path()))
  }
}
