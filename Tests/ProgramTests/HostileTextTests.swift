import Foundation
import TestSupport
import Testing

/// Nothing of a name, a file or an argument acts on the screen: what is written is escaped where it is
/// written, and two hundred texts in every place find no way around that.
@Suite struct HostileTextTests {
  private let folder: TemporaryFolder
  private let environment: [String: String]

  init() throws {
    folder = try TemporaryFolder()
    environment = ProgramUnderTest.environment(home: folder.path)
    #expect(Set(HostileText.all).count == 200)
    for text in HostileText.all {
      let name = Self.json(text)
      try folder.write(
        """
        {"format": "netrepl-network", "version": 1, "name": \(name), "layers": [{"weights": [[1, 2]], \
        "bias": [0], "activation": "tansig"}], "inputs": [\(name), "y"], "outputs": [\(name)], \
        "input": [0.5, 1], "remarks": [\(name)], "note \\u001b[31m": \(name)}
        """, to: "\(text).json")
      try folder.write(
        "{\"format\": \"netrepl-network\", \"version\": 1, \"name\": \(name), \(name): 1}",
        to: "\(text).bad.json")
      try folder.write(
        """
        {"format": "netrepl-network", "version": 1, "layers": [{"weights": [[1, 2]], "bias": [0], \
        "activation": {"name": \(name), "formula": "x + \\(name)"}}]}
        """.replacing("\\(name)", with: name.dropFirst().dropLast()), to: "\(text).act.json")
      try folder.write("\(text),y\n1,2\n\(text),3\n", to: "\(text).csv")
      try folder.write(
        "```session\n> \(text)\n\(text)\r\n> show \(text)\n[\(text)]\n[1]\r\n```\n",
        to: "\(text).md")
    }
  }

  /// A JSON string with all but letters escaped.
  private static func json(_ text: String) -> String {
    "\""
      + text.utf16.map {
        "\\u" + String(repeating: "0", count: 4 - String($0, radix: 16).count)
          + String($0, radix: 16)
      }.joined() + "\""
  }

  /// Each text in each place that a line has for one.
  private var script: String {
    HostileText.all.enumerated().map { index, text in
      // A line ends a script's line; nothing else does.
      let lines = [
        "load '\(text).json'", "network", "networks", "jacobian", "heat J", "bars J",
        "plot A1 along I1 from -1 to 1", "use '\(text)'",
        "load '\(text).json' as 'n\(text)'", "output", "show I", "load '\(text).bad.json'",
        "load '\(text).act.json'", "load 'no \(text).json'", "save 'new \(text).json'",
        "save 'new \(text)'",
        "set input row 1 of '\(text).csv'", "set input row 2 of '\(text).csv'",
        "set input row 1 of '\(text).csv' columns '\(text)' y",
        "sweep '\(text).csv' to 'o\(text).npy'",
        "sweep '\(text).csv' to 'o\(text).npy' skip-bad", "replay '\(text).md'",
        "record '\(text).md'",
        text, "set '\(text)' 1", "set activation 1 '\(text)'", "set precision '\(text)'",
        "define \(text)(x) = x", "define f\(index)(x) = '\(text)'", "claim tansig'(x) = \(text)",
        "show '\(text)'", "help '\(text)'", "why '\(text)'", "jacobian of '\(text)' wrt '\(text)'",
        "set input '\(text)' 1", "undo", "heat '\(text)'", "heat J > '\(text).svg'",
        "plot '\(text)' along I1", "plot activation '\(text)'",
      ]
      return
        (index.isMultiple(of: 4)
        ? lines
        : lines.enumerated().filter { ($0.offset + index).isMultiple(of: 3) }.map(\.element))
        .map { $0 + "\n" }.joined()
    }.joined()
  }

  private func isClean(_ text: String, _ what: String) {
    let raw = HostileText.raw(in: Array(text.utf8))
    #expect(raw.isEmpty, "\(what): \(Set(raw))")
  }

  @Test(arguments: ["unicode", "plain", "json"]) func onAPipe(format: String) throws {
    let run = try PlainRun(
      ProgramUnderTest.path, ["--format", format, "--keep-going", "--color", "never"],
      environment: environment, input: script, folder: folder.path, timeout: 300)
    #expect(run.status == .exited(1))
    isClean(run.output, "output")
    isClean(run.error, "errors")
    // They were shown, not lost.
    #expect(run.output.count > 20_000 && run.error.contains("\\u{1b}"))
    if format == "json" {
      for line in run.output.split(separator: "\n") {
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      }
    }
  }

  /// With colours nothing but the program's own few sequences is there, around its own words.
  @Test func inColours() throws {
    let run = try PlainRun(
      ProgramUnderTest.path, ["--keep-going", "--color", "always"],
      environment: environment, input: script, folder: folder.path, timeout: 300)
    for (text, what) in [(run.output, "output"), (run.error, "errors")] {
      #expect(text.contains("\u{1b}["))
      // The last ones are those of pictures: a colour of the sixteen, and one for the ground.
      isClean(
        text.replacing(
          /\u{1b}\[(0|1|2|32|33|1;31|(3|9)[0-7](;(4|10)[0-7])?|(4|10)[0-7])m/, with: ""),
        what)
    }
  }

  @Test func onATerminal() throws {
    try folder.write(script, to: "script")
    let terminal = try PseudoTerminal(
      "/bin/sh",
      ["-c", "exec \"$0\" --keep-going --color never < script", ProgramUnderTest.path],
      environment: environment, folder: folder.path)
    #expect(try terminal.waitForExit(timeout: 300) == .exited(1))
    // The terminal makes CR LF of LF; a sweep that takes long draws its bar, over and over.
    let text = String(decoding: terminal.bytes, as: UTF8.self)
    #expect(text.utf8.count > 20_000)
    isClean(text.replacing("\r\u{1b}[K", with: "").replacing("\r\n", with: "\n"), "screen")
  }

  /// The prompt has a name in it, Tab offers names, a paste brings anything.
  @Test func atThePrompt() throws {
    let names = ["\u{202e}nosj", "a\u{9b}31mred", "b\u{2066}in"]
    for text in names {
      try folder.write(
        folder.read("\(HostileText.all[0]).json").replacing(
          /"name": "[^"]*"/, with: "\"name\": \(Self.json(text))"), to: "x\(text).json")
    }
    let terminal = try PseudoTerminal(
      ProgramUnderTest.path, ["-i", "-c", "load 'x\(names[1]).json'"], environment: environment,
      columns: 200, rows: 50, folder: folder.path)
    try terminal.wait(for: "the prompt", timeout: 30) { $0.text.contains("31mred>") }
    for text in names {
      terminal.paste("load 'x\(text).json'")
      terminal.send("\u{15}load x")
      terminal.send("\t\t")
      usleep(200_000)
      terminal.send("\(text.prefix(2))\t\u{15}")
      usleep(200_000)
    }
    terminal.send("\u{15}quit\r")
    #expect(try terminal.waitForExit(timeout: 30) == .exited(0))
    let text = String(decoding: terminal.bytes, as: UTF8.self)
    #expect(text.contains("\\u{9b}"))
    // What moves the cursor is libedit's.
    #expect(
      HostileText.raw(in: terminal.bytes).allSatisfy { ["U+1b", "U+d", "U+8", "U+7"].contains($0) })
  }

  @Test func inTheWordsOfAShell() throws {
    try folder.write("1,2\n", to: "x.csv")
    let net = "\(HostileText.all[0]).json"
    for (index, text) in HostileText.all.enumerated() {
      let ways: [[String]] = [
        ["--width", text], [text], ["-c", text], ["replay", text], ["--format", text],
        ["sweep", text, text, "--out", text + ".npy"], ["merge", text + ".npy", text],
        ["--" + text],
        ["replay", "--junit", text + "/x", "\(text).md"], ["sweep", net, "x.csv", "--out", text],
        ["sweep", net, "x.csv", "--out", "a.npy", "--columns", text],
        ["sweep", net, "x.csv", "--out", "a.npy", "--hvp", text],
        ["sweep", net, "x.csv", "--out", "a.npy", "--shard", text], [net, text],
        ["replay", "--" + text],
        ["merge", text, text], ["--color=" + text], ["--width=" + text, "-c", "network"],
        ["sweep", "\(text).json", "\(text).csv", "--out", "\(index).npy", "--skip-bad"],
        ["\(text).json", "-c", "networks"],
      ]
      let arguments = ways[index % ways.count]
      let run = try PlainRun(
        ProgramUnderTest.path, arguments, environment: environment, folder: folder.path)
      isClean(run.output, "\(arguments)")
      isClean(run.error, "\(arguments)")
      #expect(!(run.output + run.error).isEmpty)
    }
  }

  /// An argument that cannot be read, as it was found: it coloured the screen.
  @Test(arguments: [["--width"], ["replay", "--junit"], ["sweep", "--threads"], ["merge"]])
  func argumentErrorsAreEscaped(_ words: [String]) throws {
    let run = try PlainRun(
      ProgramUnderTest.path, words + ["\u{1b}[31m"], environment: environment, folder: folder.path)
    #expect(run.status != .exited(0))
    isClean(run.error, "\(words)")
    if words == ["--width"] { #expect(run.error.contains("\\u{1b}[31m")) }
    #expect(run.status == .exited(64))
  }

  @Test func inAReplay() throws {
    let names = HostileText.all.map { "\($0).md" }
    let run = try PlainRun(
      ProgramUnderTest.path, ["replay"] + names + ["--junit", "j.xml"], environment: environment,
      folder: folder.path, timeout: 120)
    isClean(run.output, "output")
    isClean(run.error, "errors")
    #expect(run.output.contains("-[1]\n") || run.output.contains("different"))
    let junit = try folder.read("j.xml")
    isClean(junit, "junit")
    // A line of a session that ends as Windows has it is shown without its end.
    try folder.write("```session\n> settings\n...\n[1]\r\n```\n", to: "cr.md")
    let cr = try PlainRun(
      ProgramUnderTest.path, ["replay", "cr.md"], environment: environment, folder: folder.path)
    #expect(cr.output.contains("\n-[1]\n"))
    isClean(cr.output, "output")
  }

  /// Every way out of the program is one of those that escape.
  @Test func nothingWritesPastTheSink() throws {
    let root =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path() + "Sources/"
    let ways: [(word: String, places: [String])] = [
      ("writeToStandardError(", ["Program/ShownText.swift"]),
      ("writeAll(", ["Program/Terminal/BufferedOutput.swift"]),
      ("\\u{1b}", ["Shell/Text/ScreenText.swift", "Program/Terminal/LineEditor+Prompt.swift"]),
      ("print(to", []), ("fputs(", []), ("FileHandle.", []), ("Swift.print(", []),
    ]
    let files = FileManager.default.enumerator(atPath: root + "NetREPL")
    var count = 0
    while let name = files?.nextObject() as? String {
      guard name.hasSuffix(".swift") else { continue }
      count += 1
      let lines = try String(contentsOfFile: root + "NetREPL/" + name, encoding: .utf8)
        .split(separator: "\n").filter { !$0.contains("//") }
      for (word, places) in ways where !places.contains(name) {
        #expect(!lines.contains { $0.contains(word) }, "\(name) has \(word)")
      }
    }
    #expect(count > 100)
  }
}
