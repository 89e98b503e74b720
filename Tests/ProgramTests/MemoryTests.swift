import TestSupport
import Testing

/// A file takes at most three times its size, or that of its numbers where they are more, and 64 MB:
/// whatever stands in it, read or refused.
@Suite struct MemoryTests {
  private struct File: CustomStringConvertible, Sendable {
    var name: String
    var head: String
    var filling: String
    var tail = ""

    /// How many numbers the filling is.
    var numbers = 0
    var line = "load FILE"
    var description: String { "\(name): \(head.prefix(20))\(filling)" }

    static let size = 6_000_000

    var text: String {
      head + String(repeating: filling, count: Self.size / filling.utf8.count) + tail
    }

    var bytes: Int { max(Self.size, 8 * numbers * Self.size / filling.utf8.count) }
  }

  private static let own = #"{"format": "netrepl-network", "version": 1, "layers": ["#
  private static let layer = own + #"{"activation": "purelin", "bias": [0], "weights": ["#

  /// The shortest that can be repeated in each format of texts.
  private static let files = [
    File(name: "a.json", head: "[", filling: "[],", tail: "0]"),
    File(name: "a.json", head: "[", filling: #"{"a":0},"#, tail: "0]"),
    File(name: "a.json", head: own, filling: "[],", tail: "0]}"),
    File(name: "a.json", head: own, filling: "{},", tail: "0]}"),
    File(name: "a.json", head: own, filling: "0,", tail: "0]}", numbers: 1),
    File(name: "a.json", head: own, filling: "null,", tail: "0]}"),
    File(name: "a.json", head: layer + "[", filling: "0,", tail: "0]]}]}", numbers: 1),
    File(name: "a.json", head: layer, filling: "[0],", tail: "[0]]}]}"),
    File(name: "a.json", head: layer + "[", filling: #""nan","#, tail: "0]]}]}", numbers: 1),
    File(name: "a.nnet", head: "1,1,1,1,\n1,1\n", filling: "\n"),
    File(name: "a.nnet", head: "1,1,1,1,\n1,1\n", filling: "0\n"),
    File(name: "a.nnet", head: "1,1,1,1,\n", filling: "1,", numbers: 1),
    File(name: "a.net", head: "FANN_FLO_2.1\n", filling: "a=\n"),
    File(name: "a.net", head: "FANN_FLO_2.1\nlayer_sizes=2 2\nneurons=", filling: "0 ", numbers: 1),
    File(name: "a.m", head: "IW1_1 = 1;\n", filling: ";"),
    File(name: "a.m", head: "IW1_1 = 1;\n", filling: "a=b\n"),
    File(name: "a.m", head: "IW1_1 = [", filling: "1;", tail: "1]", numbers: 1),
    File(name: "a.yml", head: "weights:\n", filling: "- a\n"),
    File(name: "a.yml", head: "weights: [", filling: "[],", tail: "0]"),
    File(name: "a.yml", head: "weights: [", filling: "0,", tail: "0]", numbers: 1),
    File(name: "a.pmml", head: "<PMML>", filling: "<a/>", tail: "</PMML>"),
    File(
      // A graph of one empty node, which adds to the graph before it.
      name: "a.onnx", head: "\u{8}\u{7}", filling: ":\u{2}\n\0"),
    File(
      name: "a.csv", head: "mean,std\n", filling: ",",
      line: "load example small; load example small as b; load NET scaler FILE"),
    File(
      name: "a.csv", head: "", filling: "0,", tail: "\n",
      line: "load example small; set input row 1 of FILE"),
    File(
      name: "a.csv", head: "", filling: "a,", tail: "\n0\n",
      line: "load example small; set input row 1 of FILE"),
    File(
      name: "a.csv", head: "", filling: "\n",
      line: "load example small; set input row 1 of FILE"),
    File(name: "a.md", head: "```session\n", filling: "\n", line: "replay FILE"),
    File(name: "a.md", head: "```session\n", filling: "> \n", line: "replay FILE"),
  ]

  @Test(arguments: files.indices) func aTextOfSixMegabytes(index: Int) throws {
    let file = Self.files[index]
    let folder = try TemporaryFolder()
    try folder.write(file.text, to: file.name)
    try folder.write(
      #"{"format": "netrepl-network", "version": 1, "layers": [{"activation": "purelin", "#
        + #""bias": [0], "weights": [[1]]}]}"#, to: "net.json")
    let line = file.line.replacing("FILE", with: file.name).replacing("NET", with: "net.json")
    let run = try PlainRun(
      ProgramUnderTest.path, ["--no-rc", "-c", line],
      environment: ProgramUnderTest.environment(home: folder.path), folder: folder.path,
      timeout: 120)
    guard case .exited = run.status else {
      Issue.record("\(file): \(run.status)")
      return
    }
    let most = 3 * file.bytes + 64 << 20
    #expect(
      run.peakBytes <= most,
      "\(file) takes \(run.peakBytes >> 20) MB, and may \(most >> 20): \(run.error.prefix(200))")
  }
}
