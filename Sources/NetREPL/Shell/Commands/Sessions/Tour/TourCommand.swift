extension CommandSpec {
  static let tour = CommandSpec(
    name: "tour", group: .session, summary: "walk through what the program does, in five minutes",
    pattern: [.optional([.choice([[.word("next")], [.word("back")], [.word("stop")]])])],
    arguments: [
      ("next", "run the command of this step, and show the next step"),
      ("back", "show the step before; nothing is undone"), ("stop", "end the tour"),
    ],
    details:
      "Each step says something and has a command; Enter on an empty line runs it, as `tour next` does in a "
      + "script. Between the steps any other command may be typed, and `tour` alone shows the step at hand "
      + "again. The tour loads a network of its own beside those that you have, under a name that is free, and "
      + "writes no file. Where a derivation is open, Enter goes through that first.",
    examples: ["tour", "tour; tour next", "tour; tour stop"],
    request: { invocation in
      let arguments = invocation.arguments
      let moves: [(word: String, move: LoopRequest.TourMove)] = [
        ("next", .next), ("back", .back), ("stop", .stop),
      ]
      return .tour(moves.first { arguments.has($0.word) }?.move ?? .show)
    })
}
