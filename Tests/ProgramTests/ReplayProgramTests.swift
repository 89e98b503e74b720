import Foundation
import TestSupport
import Testing

/// `netrepl replay` as people start it.
@Suite struct ReplayProgramTests {
  private let folder: TemporaryFolder
  private static let session = """
    # A lesson

    Prose stays as it is,  with   its spaces.

    ```session
    > load example small
    small: 2 -> 3 tansig -> 2 purelin, 17 parameters. Input from the file:
    I = (0.5, -1).

    > output
    A                                                           at I = (0.5, -1)  %1
    A1  1.15063
    A2  0.311(+-0.001)
    ```

    More prose.

    ```session
    > foo
    error: no command 'foo'; `help` lists them
    [1]

    > jacobian
    ...
    A1  -0.192591  -0.494908  |  <1e-12  <1e-11  agrees
    A2   0.654815   0.051863  |  <1e-12  <1e-11  agrees
    Differences: Ridders on A alone, 4 of 4 entries, h from 1.
    ```

    """

  init() throws { folder = try TemporaryFolder() }

  private func replay(_ name: String, _ options: String...) throws -> Program.Result {
    try Program.run(["replay", folder.file(name)] + options)
  }

  private func write(_ text: String, _ name: String = "a.md") throws {
    try folder.write(text, to: name)
  }

  @Test func whatIsUnchangedIsTheSame() throws {
    try write(Self.session)
    let run = try replay("a.md")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.output)")
    #expect(run.output.hasSuffix("a.md: 4 commands, the same\n"))
  }

  @Test(arguments: [
    (
      "1.15063", "1.15064", 12, "expected 1.15064, got 1.15063, difference 1.0e-5, tolerance 5.0e-6"
    ),
    ("0.311(+", "0.321(+", 13, "expected 0.321(+-0.001), got 0.31126"),
    ("agrees\nA2", "disagrees\nA2", 25, "expected disagrees, got agrees"),
    ("4 of 4", "4 of 5", 27, "expected 5, got 4"), ("[1]", "[2]", 21, "exit status 2, got 1"),
    ("no command", "no comand", 20, "expected comand, got command"),
    ("\n[1]", "", 19, "expected exit status 0, got 1"),
    ("<1e-12  <1e-11  agrees\nA2", "<1e-22  <1e-11  agrees\nA2", 25, "expected <1e-22, got "),
    ("%1\n", "%1\nA0  1\n", 12, "expected, but not printed"),
  ])
  func oneChangeIsTold(_ old: String, _ new: String, _ line: Int, _ told: String) throws {
    try write(Self.session.replacing(old, with: new, maxReplacements: 1))
    let run = try replay("a.md")
    #expect(run.status == 1)
    let path = folder.file("a.md")
    #expect(run.output.hasPrefix("--- \(path)\n+++ \(path), replayed\n@@ \(path):"))
    let notes = run.output.split(separator: "\n").filter { $0.hasPrefix("\(path):") }
    #expect(
      notes.contains { $0.hasPrefix("\(path):\(line): ") && $0.contains(told) }, "\(run.output)")
    #expect(run.output.hasSuffix("4 commands, 1 different\n"))
  }

  @Test func statusTwoForWhatCannotBeRead() throws {
    try write("no session")
    for name in ["missing.md", "a.md"] {
      let run = try replay(name)
      #expect(run.status == 2 && run.output.isEmpty && run.errors.hasPrefix("error: "), "\(run)")
    }
    #expect(try Program.run(["replay"]).status == 64)
    #expect(try Program.run(["replay", "a", "--update-status"]).status == 64)
  }

  // MARK: Update

  @Test func updateChangesOnlyWhatDiffers() throws {
    let stale = Self.session.replacing("1.15063", with: "9.9").replacing("0.311(", with: "0.5(")
    try write(stale)
    let run = try replay("a.md", "--update")
    #expect(run.status == 0 && run.output.hasSuffix("1 block rewritten\n"), "\(run)")
    #expect(
      try folder.read("a.md")
        == Self.session.replacing("0.311(+-0.001)", with: "0.311263(+-0.001)"))
    #expect(try replay("a.md").status == 0)
  }

  @Test func updateKeepsBoundsAndDots() throws {
    try write(Self.session.replacing("-0.192591", with: "7.5"))
    #expect(try replay("a.md", "--update").status == 0)
    #expect(try folder.read("a.md") == Self.session)
  }

  @Test func updateFillsInWhatIsEmpty() throws {
    try write("```session\n> load example small\n\n> hessian\n\n> show H1[1,2]\n```\nEnd")
    #expect(try replay("a.md", "--update").status == 0)
    let text = try folder.read("a.md")
    #expect(text.hasSuffix("```\nEnd") && text.contains("|    <1e-"))
    #expect(try replay("a.md").status == 0)
  }

  @Test func aSuccessBecomesNoErrorUnlessAsked() throws {
    let text = "```session\n> foo\nA  1\n\n> # a note\nB\n```\n"
    try write(text)
    let run = try replay("a.md", "--update")
    #expect(run.status == 1 && run.output.contains("--update-status writes that too"))
    #expect(try folder.read("a.md") == text.replacing("B\n", with: ""))
    #expect(try replay("a.md", "--update", "--update-status").status == 0)
    #expect(try folder.read("a.md").hasPrefix("```session\n> foo\nerror: no command"))
    #expect(try folder.read("a.md").contains("\n[1]\n"))
  }

  @Test func updateKeepsTheLineEnds() throws {
    try write(Self.session.replacing("1.15063", with: "9.9").replacing("\n", with: "\r\n"))
    #expect(try replay("a.md", "--update").status == 0)
    #expect(try folder.read("a.md") == Self.session.replacing("\n", with: "\r\n"))
  }

  // MARK: Files

  @Test func filesAreFoundBesideTheSession() throws {
    _ = try Program.run(["-c", "load example small; save '\(folder.file("net.json"))'"])
    try write("```session\n> load net.json\n...\n\n> save copy.json\n...\n```\n")
    #expect(try replay("a.md").status == 0)
    #expect(try folder.read("copy.json") == folder.read("net.json"))
  }

  @Test func sessionsReplayOneAnotherButNeverThemselves() throws {
    try write("```session\n> output\n[1]\n\n> load example small\n```", "inner.md")
    try write("```session\n> replay inner.md\n\n> output\n```\n")
    #expect(try replay("a.md", "--update").status == 0)
    let text = try folder.read("a.md")
    #expect(text.contains("inner.md> load example small\nsmall: 2 -> 3") && text.contains("A1  1"))
    #expect(try replay("a.md").status == 0)

    try write("```session\n> replay ./two.md\n```", "one.md")
    try write("```session\n> replay one.md\n```", "two.md")
    #expect(try replay("one.md").output.contains("error: one.md is being replayed already"))

    for number in 1...17 {
      try write("```session\n> replay \(number + 1).md\n```", "\(number).md")
    }
    try write("```session\n> settings\n...\n```", "18.md")
    #expect(try replay("1.md").output.contains("error: 17.md: sessions may replay one another 16"))
    #expect(!(try replay("4.md").output.contains("error:")))
  }

  @Test func atThePromptTheLinesRun() throws {
    try write("load example small\noutput\n", "list.txt")
    let path = folder.file("list.txt")
    let run = try Program.run(["--format", "plain", "-c", "replay \(path); show W1[1,1]"])
    #expect(run.status == 0 && run.output.hasPrefix("list.txt> load example small\nsmall: 2 -> 3"))
    #expect(run.output.contains("\n\nlist.txt> output\nA ") && run.output.contains("W1[1,1] = 1"))
    try write("foo\noutput\n", "list.txt")
    let failing = try Program.run(["-c", "replay \(path)"])
    #expect(failing.status == 1 && !failing.output.contains("> output"))
    #expect(try replay("list.txt").status == 1)
  }

  @Test func junitIsXML() throws {
    try write(Self.session.replacing("1.15063", with: "1.2<&\"\u{1}"))
    let path = folder.file("j.xml")
    #expect(try replay("a.md", "--junit", path).status == 1)
    let text = try folder.read("j.xml")
    let names = try XMLNames(text)
    // A case a command.
    #expect(names.elements.count { $0 == "testcase" } == 4)
    #expect(text.contains(#"name="line 6: load example small" time=""#))
    #expect(text.contains(#"<failure message="prints something else">"#))
    #expect(names.elements.count { $0 == "failure" } == 1)
    #expect(text.contains("tests=\"4\" failures=\"1\"") && text.contains("1.2&lt;&amp;&quot;"))

    #expect(try replay("missing.md", "--junit", path).status == 2)
    let missing = try folder.read("j.xml")
    #expect(try XMLNames(missing).elements.last == "error" && missing.contains("errors=\"1\""))
  }
}

/// The elements of an XML text that can be parsed; a small checker, since Foundation's needs a
/// library of its own.
private struct XMLNames {
  var elements: [String] = []

  init(_ text: String) throws {
    var open: [Substring] = []
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    for part in text.split(separator: "<").dropFirst() {
      let end = try #require(part.firstIndex(of: ">"))
      let tag = part[..<end]
      let content = part[part.index(after: end)...]
      #expect(!content.contains(">") && tag.filter { $0 == "\"" }.count.isMultiple(of: 2))
      for entity in content.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
        #expect(["amp;", "lt;", "gt;", "quot;"].contains { entity.hasPrefix($0) })
      }
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter }
      if tag.hasPrefix("/") {
        #expect(open.popLast() == name)
      } else {
        elements.append(String(name))
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    #expect(open.isEmpty)
  }
}
