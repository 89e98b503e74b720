import Core

extension CommandSpec {
  static let pin = CommandSpec(
    name: "pin", group: .pictures,
    summary: "keep an answer in view of `watch`, or list what is kept",
    pattern: [.optional([.rest("COMMAND", .pinned)])],
    arguments: [
      ("COMMAND", "a command that answers with numbers or a picture, or an expression")
    ],
    details:
      "`watch` shows the pinned answers below each other, in their order. `unpin` takes one away.",
    examples: ["pin jacobian", "pin plot A1 along I1; pin", "pin eig(H1)"],
    run: { invocation, session in
      guard let typed = invocation.typed("COMMAND") else { return session.pinned }
      try invocation.checkPin(typed)
      guard session.pins.count < Session.mostPins else {
        throw invocation.error("\(Session.mostPins) answers are pinned; `unpin` takes one away")
      }
      session.pins.append(typed.text)
      return session.pinned
    })

  static let unpin = CommandSpec(
    name: "unpin", group: .pictures, summary: "take a pinned answer out of view",
    pattern: [.choice([[.word("all")], [.argument("N", .index)]])],
    arguments: [("N", "its number, as `pin` lists them")],
    examples: ["pin jacobian; unpin 1", "pin output; unpin all"],
    run: { invocation, session in
      if invocation.arguments.has("all") {
        session.pins = []
        return session.pinned
      }
      guard let number = invocation.arguments.integer("N"),
        session.pins.indices.contains(number - 1)
      else {
        let count = session.pins.count
        throw invocation.arguments.error(
          count == 0 ? "nothing is pinned" : "pins are numbered 1 to \(count)", at: "N")
      }
      session.pins.remove(at: number - 1)
      return session.pinned
    })
}

extension Session {
  /// More would not fit a screen.
  static let mostPins = 20

  fileprivate var pinned: Report {
    let blocks: [Report.Block] =
      pins.isEmpty
      ? [.line("Nothing is pinned: `watch` shows the output and the Jacobian.")]
      : [
        .table([.counts("", Array(1...pins.count)), .text("pinned", pins.map(\.escapingControls))])
      ]
    return Report(blocks, record: ["pins": pins])
  }
}

extension Invocation {
  /// - Throws: `CommandError` where a line is not one that only answers, with the place.
  fileprivate func checkPin(_ typed: (text: String, start: Int)) throws(CommandError) {
    let (command, start): (CommandSpec, Int)
    do throws(CommandError) {
      let statements = try Lexer.statements(in: typed.text)
      guard statements.count == 1, let first = statements.first else {
        throw CommandError("one command is pinned at a time", at: 0..<typed.text.count)
      }
      let parser = CommandTable.parser(
        allowsAbbreviations: allowsAbbreviations, model: session.model)
      (command, start) = (try parser.parse(first).0, typed.start)
    } catch {
      throw CommandError(
        error.message,
        at: error.range.map {
          ($0.lowerBound + typed.start)..<($0.upperBound + typed.start)
        })
    }
    guard command.canBePinned else {
      throw CommandError(
        "\(command.name) changes something, or answers nothing that could stand on a screen",
        at: start..<(start + typed.text.count))
    }
  }
}

extension ArgumentKind {
  /// A command within a command; its words are completed as they are at the beginning of a line.
  fileprivate static let pinned = ArgumentKind(
    description: "a command",
    candidates: { prefix, session in
      let commands = CommandTable.all.filter(\.canBePinned).map(\.name)
      return prefix.contains(" ")
        ? []
        : commands.filter { $0.hasPrefix(prefix) }.map { .init(text: $0) }
          + expression.candidates(prefix, session)
    })
}

extension CommandSpec {
  /// Whether it only answers, and does so anew at each input.
  fileprivate var canBePinned: Bool {
    if isNameless { return name == "=" }
    if ["output", "trace", "show", "network", "why"].contains(name) { return true }
    let others = ["sweep", "time", "diff", "checks", "zoom", "watch", "pin", "unpin"]
    return [.derivatives, .analysis, .pictures, .checks].contains(group) && !others.contains(name)
  }
}
