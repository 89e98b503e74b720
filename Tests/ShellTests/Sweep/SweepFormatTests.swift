import Core
import Formats
import Platform
import TestSupport
import Testing

@testable import Shell

/// The results of a sweep as texts and archives, and expressions as what is swept.
@Suite struct SweepFormatTests {
  let folder: SweepFolder

  init() throws { folder = try SweepFolder() }

  private func lines(_ name: String) throws -> [String] {
    String(decoding: try folder.bytes(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// A network with names, and one row: the head and the digits are those of the network itself.
  @Test func aTextHasNamesInputsAndDigits() throws {
    try folder.folder.write(
      #"{"format":"netrepl-network","version":1,"name":"n","inputs":["speed","a,b"],"outputs":["torque"],"layers":[{"weights":[[2,-0.5]],"bias":[0.25],"activation":"purelin"}]}"#,
      to: "named.json")
    try folder.folder.write("0.1,3\n-1e-9,0\n", to: "two.csv")
    var session = try TestSession("load '\(folder.path("named.json"))'")
    for (line, file, expected) in [
      (
        "jacobian", "j.csv",
        "speed,\"a,b\",∂A/∂I torque speed,\"∂A/∂I torque a,b\"\n0.1,3,2,-0.5\n-1e-9,0,2,-0.5\n"
      ),
      ("output", "o.tsv", "speed\ta,b\tA torque\n0.1\t3\t-1.05\n-1e-9\t0\t0.249999998\n"),
      (
        "hessian packed", "h.csv",
        "speed,\"a,b\",∂²A/∂I² torque speed speed,\"∂²A/∂I² torque a,b speed\",\"∂²A/∂I² torque a,b a,b\"\n0.1,3,0,0,0\n-1e-9,0,0,0,0\n"
      ),
      (
        "of 2 J[1,:]", "e.csv",
        "speed,\"a,b\",\"2 J[1,:] speed\",\"2 J[1,:] a,b\"\n0.1,3,4,-1\n-1e-9,0,4,-1\n"
      ),
      ("of A1^2", "a.csv", "speed,\"a,b\",A1^2\n0.1,3,1.1025\n-1e-9,0,0.06249999900000001\n"),
    ] {
      try session.report("sweep '\(folder.path("two.csv"))' to '\(folder.path(file))' \(line)")
      let text = String(decoding: try folder.bytes(file), as: UTF8.self)
      #expect(
        text == expected, "\(line)")
    }
  }

  /// Every number reads back as that of the array, and so do the inputs.
  @Test func aTextAndAnArchiveHaveTheNumbersOfTheArray() throws {
    for name in ["a.npy", "a.csv", "a.tsv", "a.npz"] { try folder.sweep("x.npy", name, "hessian") }
    let expected = try folder.rows("a.npy", columns: 18)
    #expect(try folder.rows("a.npz", columns: 18, member: "value") == expected)
    for (name, separator) in [("a.csv", ","), ("a.tsv", "\t")] {
      let rows = try lines(name).dropFirst().map { line in
        line.split(separator: Character(separator)).map { Double($0) ?? .nan }
      }
      #expect(rows.map { Array($0.dropFirst(3)) } == expected)
      #expect(rows.map { Array($0.prefix(3)) } == folder.inputs.rowArrays)
      #expect(try lines(name)[0].split(separator: Character(separator)).count == 21)
    }
  }

  @Test func anExpressionIsThatOfEachRow() throws {
    try folder.sweep("x.npy", "e.npy", "of trace(H1)")
    try folder.sweep("x.npy", "l.npy", "laplacian")
    let traces = try folder.rows("e.npy", columns: 1)
    let laplacians = try folder.rows("l.npy", columns: 2)
    for (one, other) in zip(traces, laplacians) {
      #expect(abs(one[0] - other[0]) <= 1e-13 * max(1, abs(other[0])))
    }
  }

  @Test func whereAnExpressionHasNoValueTheRowIsNamed() throws {
    try folder.folder.write("0,1,2\n1,1,1\n2,1,1\n", to: "few.csv")
    let line = "sweep '\(folder.path("few.csv"))' to '\(folder.path("e.csv"))'"
    let message = try folder.error("\(line) of inv([I1, 0; 0, I1 - 1])")
    #expect(message.contains("few.csv, row 1: "), "\(message)")
    #expect(message.contains("skip-bad would keep such rows as nan; nothing was kept"))
    var session = try folder.session()
    let report = try session.report("\(line) skip-bad of inv([I1, 0; 0, I1 - 1])")
    #expect(report.warnings.first?.hasPrefix("2 rows are no inputs and are nan: row 1: ") ?? false)
    #expect(
      try lines("e.csv").dropFirst() == [
        "0,1,2,nan,nan,nan,nan", "1,1,1,nan,nan,nan,nan", "2,1,1,0.5,0,0,1",
      ])
  }

  @Test(arguments: [
    ("to r.txt", "results are written as .npy, .npz, .csv or .tsv: give a name that ends so"),
    ("to r", "results are written as .npy, .npz, .csv or .tsv: give a name that ends so"),
    ("to r.csv jacobian of J", "an expression is swept alone"),
    ("to r.csv of J[9,1]", "J has indices 1 to 2"),
    ("to r.sums", "results are written as .npy, .npz, .csv or .tsv: give a name that ends so"),
    ("to r.csv sums resume", "sums are not gone on with; share the rows out among shards"),
  ]) func whatCannotBeIsRefused(words: String, message: String) throws {
    let before = try folder.files()
    let line =
      "sweep \(folder.path("x.npy")) \(words.replacing("to r", with: "to \(folder.path("r"))"))"
    #expect(try folder.error(line) == message)
    #expect(try folder.files() == before)
  }

  @Test func aTextOfOthersIsLeftAlone() throws {
    try folder.folder.write("I1,I2,I3,A A1,A A2\nmine\n", to: "a.csv.part")
    let message = try folder.error(
      "sweep \(folder.path("x.npy")) to \(folder.path("a.csv")) output")
    #expect(message.contains("a.csv.part is there, and no sweep that goes on here"))
    #expect(try lines("a.csv.part").last == "mine")
  }
}
