import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

/// `set input row` and `sweep` read the same rows of a file, in whatever way it is written.
@Suite struct InputRowTests {
  private let folder: TemporaryFolder
  private var session: TestSession

  /// The network of a user's report about files of inputs: inputs p, v, th, u1, u2.
  private static let network = """
    {"format": "netrepl-network", "version": 1, "name": "plant", "layers": [
      {"weights": [[0.03, 1.36, 1.22, -0.51, -0.3], [-0.53, 0.57, -0.06, 0.75, -1.85],
        [1.57, -0.1, 0.68, -0.14, -0.38]], "bias": [0.9, -0.23, -0.74], "activation": "tansig"},
      {"weights": [[0.54, 1.04, -0.21], [1.1, -1.28, -0.66]], "bias": [0.1, -0.2],
        "activation": "purelin"}],
     "input": [0.1, -0.2, 0.3, 0.5, -0.5], "inputs": ["p", "v", "th", "u1", "u2"]}
    """

  init() throws {
    folder = try TemporaryFolder()
    session = try TestSession("load \(try folder.write(Self.network, to: "net.json"))")
  }

  /// Without names of its own a network takes the numbers of a header, and warns of other words.
  @Test func aHeaderOfANetworkWithoutNames() throws {
    var session = try TestSession(
      "load \(try folder.write(Self.network.replacing(#", "inputs": ["p", "v", "th", "u1", "u2"]"#, with: ""), to: "plain.json"))"
    )
    let numbered = try folder.write("x5,x4,x3,x2,x1\n5,4,3,2,1\n", to: "numbered.csv")
    #expect(try session.report("set input row 1 of \(numbered)").warnings == [])
    #expect(try session.input == [1, 2, 3, 4, 5])
    let sweep = try session.report("sweep \(numbered) to \(folder.file("n.npy")) jacobian")
    #expect(sweep.warnings == [])
    let other = try folder.write("a,b,c,d,e\n1,2,3,4,5\n", to: "other.csv")
    for line in [
      "set input row 1 of \(other)", "sweep \(other) to \(folder.file("p.npy")) jacobian",
    ] {
      #expect(try session.text(line).contains("was not matched"))
    }
    #expect(try session.input == [1, 2, 3, 4, 5])
  }

  /// What both commands make of a file: its first row, or the same error of both.
  private func first(_ text: String, _ columns: String = "") throws -> String {
    var session = session
    let file = try folder.write(text, to: "x.csv")
    let (set, sweep) = (
      session.outcomes("set input row 1 of \(file)\(columns)")[0],
      session.outcomes("sweep \(file)\(columns) to \(folder.file("o.npy")) jacobian")[0]
    )
    switch (set, sweep) {
    case (.success, .success):
      let input = try session.input
      try session.report("jacobian")
      let jacobian = try session.json("jacobian").matrix("value").flat
      let bytes = Array(try Data(contentsOf: URL(filePath: folder.file("o.npy"))))
      let swept = (0..<10).map { k in
        Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[192 + 8 * k + $1]) << (8 * $1) })
      }
      #expect(largestDifference(jacobian, swept) < 1e-12, "\(text)")
      return input.map { NumberFormat.shortest($0) }.joined(separator: " ")
    case (.failure(let one), .failure(let other)):
      func words(_ error: CommandError) -> Substring {
        error.message.prefix { $0 != ";" }
      }
      #expect(words(one) == words(other), "\(text)")
      return one.message.replacing(file, with: "x.csv")
    default:
      Issue.record("\(text): one reads what the other refuses")
      return ""
    }
  }

  @Test(arguments: [
    ("\u{FEFF}0.1,0.2,0.3,0.4,0.5\n1e-1,2E-1,+3e-1,.4,5.\n", "0.1 0.2 0.3 0.4 0.5"),
    (
      "\"p\",\"v\",\"th\",\"u1\",\"u2\"\n\"0.1\",\"0.2\",\"0.3\",\"0.4\",\"0.5\"\n",
      "0.1 0.2 0.3 0.4 0.5"
    ),
    ("v,p,th,u1,u2\n0.1,0.2,0.3,0.4,0.5\n", "0.2 0.1 0.3 0.4 0.5"),
    ("id,p,v,th,u1,u2\n7,0.1,0.2,0.3,0.4,0.5\n", "0.1 0.2 0.3 0.4 0.5"),
    ("0.1,0.2,0.3,0.4,0.5,\n0.1,0.2,0.3,0.4,0.6,", "0.1 0.2 0.3 0.4 0.5"),
    ("0.1 0.2 0.3 0.4 0.5\r\n", "0.1 0.2 0.3 0.4 0.5"),
    ("0.1\t0.2\t0.3\t0.4\t0.5\n", "0.1 0.2 0.3 0.4 0.5"),
    ("0.1;0.2;0.3;0.4;0.5\n", "0.1 0.2 0.3 0.4 0.5"),
    // What is wrong.
    (
      "id,p,v,th,u1,u2\n7,0.1,,0.3,0.4,0.5\n", "x.csv, row 1 (line 2), column 3 (v) is empty"
    ),
    (
      "7,0.1,,0.3,0.4,0.5\n",
      "x.csv: line 1 has 6 columns, but the network takes 5 inputs; name the columns to take with "
        + "columns"
    ),
    (
      "a,b,c,d,e\n1,2,3,4,5\n",
      "x.csv: the header has a, b, c, d, e, but the inputs of the network are p, v, th, u1, u2; name "
        + "the columns to take with columns"
    ),
  ])
  func bothReadTheSame(text: String, answer: String) throws {
    let found = try first(text)
    #expect(found.split(separator: "; skip-bad").first ?? "" == answer)
  }

  @Test func columnsAreChosenAlike() throws {
    #expect(try first("a,7,0.1,0.2,0.3,0.4,0.5\n", " columns 3 4 5 6 7") == "0.1 0.2 0.3 0.4 0.5")
    #expect(
      try first("a,\"b b\",c,d,e\n1,2,3,4,5\n", " columns e \"b b\" a d c") == "5 2 1 4 3")
  }

  @Test func whatWasFoundByNameIsSaid() throws {
    var session = session
    let file = try folder.write("v,p,th,u1,u2\n0.1,0.2,0.3,0.4,0.5\n", to: "x.csv")
    let note = "columns by name: p, v, th, u1, u2 (columns 2, 1, 3, 4, 5)\n"
    #expect(try session.text("set input row 1 of \(file)").hasSuffix(note))
    #expect(try session.text("sweep \(file) to \(folder.file("o.npy"))").hasSuffix(note))
  }

  @Test func arraysHaveRowsToo() throws {
    let folder = try SweepFolder()
    var session = try folder.session()
    for row in [1, 2500] {
      try session.report("set input row \(row) of \(folder.path("x.npy"))")
      #expect(try session.input == folder.inputs.rowArrays[row - 1])
    }
    #expect(
      try session.error("set input row 2501 of \(folder.path("x.npy"))").message
        .hasSuffix("x.npy has 2500 rows, so there is no row 2501"))
  }
}
