import Core

extension CommandSpec {
  static let settings = CommandSpec(
    name: "settings", group: .session, summary: "list the settings and their values", pattern: [],
    details: "Change one with `set NAME VALUE`. Which s gradients are of goes with the network.",
    examples: ["settings"],
    run: { _, session in
      let settings = session.settings
      var blocks: [Report.Block] = [
        .table([
          .text("setting", Setting.all.map(\.name)),
          .text("value", Setting.all.map { $0.get(settings) }),
          .text("", Setting.all.map(\.summary)),
        ])
      ]
      var members: Record = [
        "value": Setting.all.reduce(into: [:]) { $0 += [$1.name: $1.get(settings)] } as Record
      ]
      if session.model.current?.scalar != nil {
        let s = try session.scalarNetwork()
        blocks.append(.paragraph("\(s.words)."))
        members += ["s": s.scalar.members]
      }
      return Report(blocks, record: members)
    })

  static let undo = CommandSpec(
    name: "undo", group: .session, summary: "take back the last change",
    pattern: [], examples: ["set I1 0; undo"],
    run: { _, session in
      let change = try session.undo()
      return .line("Undone: \(change)".escapingControls, record: ["undone": change])
    })

  static let redo = CommandSpec(
    name: "redo", group: .session, summary: "make the change again that `undo` took back",
    pattern: [], examples: ["set I1 0; undo; redo"],
    run: { _, session in
      let change = try session.redo()
      return .line("Done again: \(change)".escapingControls, record: ["redone": change])
    })

  static let clear = CommandSpec(
    name: "clear", group: .session, summary: "make the screen empty, as Ctrl-L does at any time",
    pattern: [], examples: ["clear"], request: { _ in .clear })

  static let history = CommandSpec(
    name: "history", group: .session, summary: "list the lines typed so far",
    pattern: [.optional([.argument("COUNT", .index)])],
    arguments: [("COUNT", "how many of the last ones; 20 otherwise")],
    examples: ["history", "history 5"],
    run: { invocation, _ in
      let lines = invocation.history
      let shown = lines.suffix(invocation.arguments.integer("COUNT") ?? 20)
      let first = lines.count - shown.count + 1
      return Report(
        shown.isEmpty
          ? [.line("No line yet.")]
          : [
            .table([
              .counts("", Array(first..<(first + shown.count))),
              .text("", shown.map(\.escapingControls)),
            ])
          ], record: ["lines": Array(shown)])
    })

  static let quit = CommandSpec(
    name: "quit", group: .session, summary: "leave; Ctrl-D does too", pattern: [],
    examples: ["quit"], request: { _ in .quit })
}
