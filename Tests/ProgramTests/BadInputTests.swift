import TestSupport
import Testing

/// Everything bad that a user may hand over: one line that says what is wrong, and status 1.
@Suite struct BadInputTests {
  private static func network(_ layers: String, _ more: String = "") -> String {
    "{\"format\": \"netrepl-network\", \"version\": 1, \"layers\": [\(layers)]\(more)}"
  }

  private static func layer(_ weights: String, _ bias: String, _ activation: String) -> String {
    "{\"weights\": \(weights), \"bias\": \(bias), \"activation\": \(activation)}"
  }

  private static let good = layer("[[1, 2], [3, 4]]", "[0, 0]", "\"tansig\"")

  static let files: [(text: String, message: String)] = [
    ("", "the file is empty"), (" \n\t ", "the file is empty"),
    ("hello", "not JSON"), ("{\"format\": ", "not JSON"),
    ("[1, 2]", "a network file is a JSON object"),
    ("{}", "this JSON has no \"format\""), (network(""), "the network has no layers"),
    (
      "{\"format\": \"netrepl-network\", \"version\": 2, \"layers\": []}",
      "the format's version is 2"
    ),
    (
      network(layer("[[1, 2], [3]]", "[0, 0]", "\"tansig\"")),
      "layer 1, row 2 has 1 number where row 1 has 2"
    ),
    (
      network(layer("[[1, 2], [3, 4]]", "[0]", "\"tansig\"")),
      "layer 1: \"bias\" has 1 number, but the layer has 2 neurons"
    ),
    (
      network(good + ", " + layer("[[1, 2, 3]]", "[0]", "\"purelin\"")),
      "layer 2 takes 3 inputs, but layer 1 gives 2"
    ),
    (
      network(layer("[[1, 2]]", "[0]", "\"tanisg\"")),
      "layer 1: no activation 'tanisg'; did you mean 'tansig'?"
    ),
    (network(layer("[[1, \"x\"]]", "[0]", "\"tansig\"")), "W1[1,2] must be a number, and is \"x\""),
    (network(layer("[]", "[]", "\"tansig\"")), "layer 1: \"weights\" has no rows"),
    (network(layer("[[]]", "[0]", "\"tansig\"")), "layer 1, row 1 of \"weights\" is empty"),
    (network(layer("[[1e999]]", "[0]", "\"tansig\"")), "1e999 is beyond the range of a double"),
    (network(good, ", \"input\": [1]"), "\"input\" has 1, but the network has 2 inputs"),
    (network(good, ", \"outputs\": [\"a\"]"), "\"outputs\" has 1, but the network has 2 outputs"),
    (String(repeating: "[", count: 200_000), ""),
  ]

  @Test(arguments: files.indices)
  func aBadFileIsNamedWithItsFault(index: Int) throws {
    let (text, message) = Self.files[index]
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "net.json")
    let run = try Program.run([file, "-c", "output"])
    #expect(run.status == 1 && run.output.isEmpty)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.first?.hasPrefix("error: \(file): ") == true, "\(run.errors.prefix(300))")
    #expect(lines.first?.contains(message) == true, "\(run.errors.prefix(300))")
    #expect(lines.count { $0.hasPrefix("error:") } == 1)
    #expect(run.errors.count < 1_500)
  }

  @Test func pathsThatAreNoFilesSaySo() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "file")
    for (path, message) in [
      ("missing.json", "there is no such file"), ("", "it is a folder"),
      ("/dev/null", "not a regular file"),
      (folder.file("file/net.json"), "a part of the path is not a folder"),
    ] {
      let path = path.hasPrefix("/") ? path : folder.file(path)
      let run = try Program.run(["-c", "load '\(path)'"])
      #expect(run.status == 1)
      let isFolder = message == "it is a folder"
      #expect(
        run.errors.hasPrefix("error: \(path)"), "\(run.errors)")
      #expect(
        run.errors.contains(isFolder ? "is a folder; give a file in it" : message), "\(run.errors)")
    }
  }

  @Test(arguments: [
    ("load example small; set input 1", "the network takes 2 inputs, but 1 number was given"),
    ("load example small; set input 1 2 3", "the network takes 2 inputs, but 3 numbers were given"),
    ("load example small; set input 1 0x", "'0x' is not a number"),
    ("load example small; set input 1 1e999", "1e999 is too large for a double"),
    ("load example small; set input 1 1e", "'1e' is not a number"),
    ("load example small; show W1[4,1]", "W1[4,1]: W1 has rows 1 to 3"),
    ("load example small; show W1[1,0]", "'0' is not an index; they count from 1"),
    ("load example small; show z3", "z3: the network has layers 1 to 2"),
    ("load example small; hessian of A3", "A3: A has indices 1 to 2"),
    ("load example small; set activation 1 rleu", "no activation 'rleu'; did you mean 'relu'?"),
    ("load example smll", "no example 'smll'; did you mean 'small'?"),
    ("jacobian", "no network is loaded; try `load example iris` or `new 2-3-1`"),
    ("new 0-1", "'0-1' is not a list of layer sizes such as 2-3-1"),
    ("new 3000000-3000000", "that network needs 144 TB"),
    ("new 70000-1-70000; jacobian", "a 70000×70000 Jacobian needs 235 GB"),
    ("load example small; load \"x", "this quote is not closed"),
  ])
  func aBadCommandIsOneLineAndAStatus(line: String, message: String) throws {
    let run = try Program.run(["-c", line])
    #expect(run.status == 1)
    let lines = run.errors.split(separator: "\n")
    #expect(lines[0].hasPrefix("error: \(message)"), "\(run.errors)")
    #expect(lines.count { $0.hasPrefix("error:") } == 1)
  }

  @Test func bytesThatAreNoTextAreAnError() throws {
    let folder = try TemporaryFolder()
    let script = String(decoding: [UInt8](repeating: 0xFF, count: 50) + [10, 0, 10], as: UTF8.self)
    let run = try Program.run(["--keep-going"], input: script)
    #expect(run.status == 1)
    #expect(run.errors.contains("error: no command "))
    let file = try folder.write("\u{0}\u{1}\u{2}", to: "net.json")
    #expect(try Program.run([file]).status == 1)
  }

  /// Control characters of a name reach the terminal escaped, or not at all.
  @Test func namesCannotDriveTheTerminal() throws {
    let folder = try TemporaryFolder()
    let text = Self.network(
      Self.good, ", \"name\": \"\\u001b[31mx\", \"outputs\": [\"\\u001b[2Ja\", \"b\"]")
    let file = try folder.write(text, to: "net.json")
    let script =
      "network; networks; set input 1 2; output; jacobian; hessian; trace; use '\u{1b}[2Jy'"
    let run = try Program.run([file, "-c", script])
    #expect(run.status == 1)
    #expect(!(run.output + run.errors).contains("\u{1b}"))
  }
}
