import Core

extension CommandSpec {
  static let settings = CommandSpec(
    name: "settings", group: .session, summary: "list the settings and their values", pattern: [],
    details: "Change one with `set NAME VALUE`. Which s gradients are of goes with the network.",
    examples: ["settings"],
    run: { _, session in
      let settings = session.settings
      var blocks: [Report.Block] = [
        .table(
          Table(columns: [
            Table.text("setting", Setting.all.map(\.name)),
            Table.text("value", Setting.all.map { $0.get(settings) }),
            Table.text("", Setting.all.map(\.summary)),
          ]))
      ]
      var members: [(String, JSONValue)] = [
        ("command", .string("settings")),
        ("value", .object(Setting.all.map { ($0.name, .string($0.get(settings))) })),
      ]
      if session.model.current?.scalar != nil {
        let s = try session.scalarNetwork()
        blocks.append(.paragraph("\(s.words)."))
        members.append(("s", .object(s.scalar.members)))
      }
      return .report(Report(blocks: blocks, record: .object(members)))
    })

  static let undo = CommandSpec(
    name: "undo", group: .session, summary: "take back the last change",
    pattern: [], examples: ["set I1 0; undo"],
    run: { _, session in
      guard let change = session.undo() else { throw CommandError("there is nothing to undo") }
      return .report(
        .lines(
          "Undone: \(change)".escapingControls,
          record: .object([("command", .string("undo")), ("undone", .string(change))])))
    })

  static let history = CommandSpec(
    name: "history", group: .session, summary: "list the lines typed so far",
    pattern: [.optional([.argument("COUNT", .index)])],
    arguments: [("COUNT", "how many of the last ones; 20 otherwise")],
    examples: ["history", "history 5"],
    run: { invocation, _ in
      let lines = invocation.history
      let shown = lines.suffix(invocation.arguments.integer("COUNT") ?? 20)
      let first = lines.count - shown.count + 1
      return .report(
        Report(
          blocks: shown.isEmpty
            ? [.line(StyledText("No line yet."))]
            : [
              .table(
                Table(columns: [
                  Table.Column(
                    header: "", cells: .counts(Array(first..<(first + shown.count)))),
                  Table.text("", shown.map(\.escapingControls)),
                ]))
            ],
          record: .object([("command", .string("history")), ("lines", .strings(Array(shown)))])))
    })

  static let quit = CommandSpec(
    name: "quit", group: .session, summary: "leave; Ctrl-D does too", pattern: [],
    examples: ["quit"], run: { _, _ in .quit })
}
