import Shell
import TestSupport
import Testing

@Suite struct RecordTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ lines: [String], _ arguments: String...) throws -> Program.Result {
    try Program.run(
      arguments + ["--format", "plain"], input: lines.map { $0 + "\n" }.joined())
  }

  private func isSame(_ name: String) throws {
    let file = try ReplayedFile(replaying: folder.file(name))
    #expect(file.isSame, "\(file.difference)")
  }

  @Test func aRecordingStartsAfreshAndGoesBack() throws {
    let path = folder.file("a.md")
    let ran = try run([
      "load example iris", "record \(path)", "load example small", "jacobian", "record stop",
      "network",
    ])
    #expect(ran.status == 0 && ran.errors.isEmpty, "\(ran.errors)")
    #expect(ran.output.contains("Recorded 3 commands in \(path)."))
    #expect(ran.output.contains("at I = (0.5, -1)  %1") && ran.output.contains("Inputs: sepal"))
    try isSame("a.md")
    let text = try folder.read("a.md")
    #expect(
      text.hasPrefix("# a.md\n\n") && text.contains("```session\n> load example iris\n")
        && text.hasSuffix("entries, h from 1.\n```\n"))
  }

  /// Whatever was done before: the recording replays on its own, with what stood then.
  @Test(arguments: [
    (["new 2-3-2 seed 5", "set input 0.5 -1", "set W1[1,2] 0.3"], "net", "load 'net.json'"),
    (
      ["load example small", "set input pi 0.1"], "set input 3.141592653589793 0.1",
      "load example small"
    ),
    (
      ["load example post", "set activation 1 relu", "set loss mse target 0.5"],
      "set loss mse target 0.5", "load 'net.json'"
    ),
    (
      ["define f(x) = x/(1 + exp(-x))", "new 2-3-2 f seed 2", "set input 1 2"], "net",
      "load 'net.json'"
    ),
    (["new 3-2-2 seed 1", "set dout 1 -2"], "set dout 1 -2", "load 'net.json'"),
    (
      ["load example small", "set precision 12", "set fd.method central"], "set precision 12",
      "set fd.method central"
    ),
    (
      ["define g(u) = u^3/2", "define f(x) = g(x) + 1", "load example small"],
      "define f(x) = g(x) + 1", "define g(u) = u^3/2"
    ),
    (["load example small", "M = J' J", "L = M + 1"], "M = J' J", "L = M + 1"),
    (
      ["load example small", "plant wrong-sign layer 1"], "plant random seed", "load example small"
    ),
  ])
  func itBeginsWithWhatStood(before: [String], line: String, load: String) throws {
    let ran = try run(
      before + [
        "output", "gradient wrt W1", "record \(folder.file("net.md"))", "output", "gradient wrt W1",
      ],
      "--keep-going")
    let text = try folder.read("net.md")
    #expect(text.contains("> \(load)\n") && text.contains(line), "\(text)")
    try isSame("net.md")
    // The same numbers before the recording and in it.
    let answers = ran.output.split(separator: "Recording to")
    for entry in answers[0].matches(of: /-?\d\.\d{5,}/).map(\.output)
    where !before.contains("set dout 1 -2") && !before.contains("M = J' J") {
      #expect(answers[1].contains(entry), "\(entry)")
    }
  }

  /// What was named in the standard names means the same in a recording that is in the forum's: √3.16, the norm of W2.
  @Test func namedExpressionsKeepTheirMeaning() throws {
    let ran = try run([
      "load example small", "Q = norm(B1)", "set names post", "record \(folder.file("q.md"))", "Q",
      "record stop",
    ])
    #expect(ran.status == 0 && ran.output.split(separator: "1.7776388").count == 3, "\(ran.output)")
    #expect(try folder.read("q.md").contains("> Q = norm(B1)\n"))
    try isSame("q.md")
  }

  @Test func itWritesOverNoFileOfThatName() throws {
    try folder.write("mine", to: "net.json")
    let ran = try run(["new 2-3-2 seed 5", "record \(folder.file("net.md"))"])
    #expect(
      ran.status == 1 && ran.errors.contains("would be written to net.json, which is there already")
    )
    #expect(try folder.read("net.json") == "mine")
  }

  @Test func quitAndTheEndOfInputCloseIt() throws {
    for (name, last) in [("a.md", "quit"), ("b.md", "output")] {
      #expect(try run(["record \(folder.file(name))", "load example small", last]).status == 0)
      #expect(try folder.read(name).hasSuffix("```\n"))
      try isSame(name)
    }
  }

  @Test func whatItRefuses() throws {
    let path = try folder.write("mine", to: "a.md")
    let lines = [
      "record \(path)", "record stop", "record \(folder.file("no/b.md"))",
      "settings; record \(folder.file("c.md"))", "record \(folder.file("d.md"))",
      "record \(folder.file("e.md"))", "record stop",
    ]
    let ran = try run(lines, "--keep-going")
    #expect(ran.status == 1)
    for message in [
      "a.md: there is such a file already", "nothing is being recorded", "there is no such file",
      "record stands on a line of its own", "d.md is being recorded",
    ] {
      #expect(ran.errors.contains(message), "\(message)")
    }
    #expect(try folder.read("a.md") == "mine")
    // What was refused while recording is in the recording, as an error; so is its replay's.
    #expect(try folder.read("d.md").contains("> record "))
  }

  /// Lines that a session could be confused by.
  @Test func oddLinesAreRecorded() throws {
    let ran = try run(
      [
        "record \(folder.file("a.md"))", "# note", "", "load example small as '> x'",
        "load example small as '```'", "load example small as '[1]'", "networks", "network",
        "load nothing.json", "set precision full", "output", "hessian entries", "history", "slope",
        "time 5 output",
        "show H1[1,2]", "set width 40", "jacobian; foo; output", "set inptu 1; output",
      ], "--keep-going")
    #expect(ran.status == 1)
    try isSame("a.md")
  }

  /// A mistake that chance has hidden is the same one when the recording is replayed.
  @Test func chanceIsReplayed() throws {
    var lines = ["record \(folder.file("lesson.md"))", "load example post"]
    for _ in 0..<5 { lines += ["plant random", "jacobian", "hessian", "unplant"] }
    let ran = try run(lines + ["record stop"])
    #expect(ran.status == 0)
    try isSame("lesson.md")
    let text = try folder.read("lesson.md")
    let found = Set(text.matches(of: /Taken out: ([-a-z]+)\. In layer (\d)/).map(\.output.0))
    #expect(found.count > 1, "chance hides more than one mistake")
  }

  private static let commands = [
    "load example small", "load example post", "load example iris", "new 2-3-2 seed 5",
    "new 3-4-2 logsig seed 7", "networks", "network", "use small", "use iris", "output", "trace",
    "jacobian", "jacobian entries", "jacobian of z1 wrt I", "jacobian of f1 wrt z1", "hessian",
    "hessian of A1", "hessian entries", "show W1", "show z1", "show J", "show H1[1,2]", "show D1",
    "perturb input 0.1 -0.2", "perturb W1[1,1] 0.01", "slope", "slope full", "check", "check J",
    "set input 0.5 pi/4", "set input 5.1 3.5 1.4 0.2", "set W1[1,2] 0.3", "set b1[1] -0.2",
    "set activation 1 logsig", "set activation 1 relu", "set activation 2 softmax",
    "set precision full", "set precision 12", "set precision 3", "set precision 6",
    "set fd.method central", "set fd.method ridders", "set fd.step 1e-4", "set fd.step auto",
    "set fd.limit 0", "set fd.limit 0.2", "set width 60", "set width auto", "settings", "undo",
    "_", "%1", "%3", "diff %1 %2", "help", "help hessian", "history", "foo", "set I1 nan",
    "set I1 1e300", "# note", "output; jacobian", "jacobian; foo; output", "show",
    "derive jacobian", "derive hessian", "derive hessian of A2 all", "derive tansig", "next",
    "next",
    "next", "back", "step", "step 4", "steps", "why J[1,2]", "why H1[1,2]", "plant random",
    "plant wrong-sign", "guess wrong-sign layer 1", "unplant", "slope 1 -0.5", "record b.md",
  ]

  /// Whatever is done: what was recorded replays the same, in another process.
  @Test(arguments: 0..<6) func randomWalksReplay(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(50 + seed))
    var lines = ["record \(folder.file("walk.md"))", "load example small"]
    for _ in 0..<70 { lines.append(Self.commands.randomElement(using: &random) ?? "") }
    let ran = try run(lines + ["record stop"], "--keep-going")
    #expect(ran.output.contains("Recorded 71 commands"), "\(ran.errors.suffix(400))")
    try isSame("walk.md")
  }
}
