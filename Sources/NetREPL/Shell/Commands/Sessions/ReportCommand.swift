import Core

extension CommandSpec {
  static let report = CommandSpec(
    name: "report", group: .session, summary: "write the session so far as a document to be read",
    pattern: [
      .argument("FILE", .file), .optional([.word("from"), .argument("SESSION", .file)]),
    ],
    arguments: [
      ("FILE", "a name in .html, .md or .tex"),
      ("SESSION", "a session file, whose commands are run from a fresh start, and its prose"),
    ],
    details:
      "HTML is one file without scripts, with formulas, tables and drawings; light, dark and on paper. Markdown is a "
      + "session file. `netrepl replay FILE` runs the commands of either again and compares every number. LaTeX has "
      + "the tables of the answers. Commands that name files find them from the folder of the report. A file of that name is replaced.",
    examples: ["report session.html", "report session.md", "report lesson.html from lesson.md"],
    request: { invocation in
      .report(
        ReportRequest(
          path: invocation.arguments.text("FILE") ?? "", range: invocation.arguments.range("FILE"),
          source: invocation.arguments.text("SESSION"),
          sourceRange: invocation.arguments.range("SESSION")))
    })
}
