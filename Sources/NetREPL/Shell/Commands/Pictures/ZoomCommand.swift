import Core

extension CommandSpec {
  static let zoom = CommandSpec(
    name: "zoom", group: .pictures,
    summary: "walk through a large table: headers stay, entries are found and explained",
    pattern: [.rest("EXPRESSION", .expression)],
    arguments: [
      ("EXPRESSION", "J, H1, W2, G1 or anything made of them, as `help =` explains")
    ],
    details:
      "The terminal is the table's until q. Arrows, PgUp and PgDn move; m goes to the largest entry, e to the "
      + "worst error, / and a name to a row or a column, n to the next one; Tab shows the next matrix of several; "
      + "Enter takes the entry apart as `why` does. The last line has the entry with all its digits, and what "
      + "differences say of it.",
    examples: ["zoom J", "zoom H1", "zoom W2 D1 W1"],
    run: { invocation, _ in
      let (typed, _) = try invocation.typedPicture("EXPRESSION", options: [])
      var answer = try ExpressionReport(typed, invocation).tensor
      answer.command = "zoom"
      guard answer.parts.first?.values.entryCount ?? 0 > 0 else {
        throw invocation.error("there is no entry to walk to")
      }
      var report = Report(
        [.heading(answer.heading ?? answer.resultTitle, aside: answer.parts[0].aside)], of: answer)
      report.screen = .zoom(answer)
      return report
    })
}
