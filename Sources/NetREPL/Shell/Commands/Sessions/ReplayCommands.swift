extension CommandSpec {
  static let replay = CommandSpec(
    name: "replay", group: .session, summary: "run the commands of a session file here",
    pattern: [.argument("FILE", .file), .optional([.word(allowWrites)])],
    arguments: [
      ("FILE", "a session: Markdown with blocks marked session; or a plain list of commands"),
      (allowWrites, "let its commands write anywhere, and over any file"),
    ],
    details:
      "Files that the session names are looked for in its own folder. There and below its commands "
      + "may write, but over no file that they did not make; at a prompt they ask, once, for more. "
      + "`netrepl replay FILE` in a shell starts afresh and checks what is printed against what is written.",
    examples: ["replay lesson.md"],
    request: {
      .replay($0.arguments.text("FILE") ?? "", allowsWrites: $0.arguments.has(allowWrites))
    })

  private static let allowWrites = "allow-writes"

  static let record = CommandSpec(
    name: "record", group: .session, summary: "write commands and what they print to a file",
    pattern: [
      .choice([
        [.word("stop")], [.word("off")],
        [.argument("FILE", .file), .optional([.word(allowWrites)])],
      ])
    ],
    arguments: [
      ("stop", "end the recording; also off"), ("FILE", "a new session file, such as lesson.md"),
      (allowWrites, "let commands write anywhere; the replay will want the same word"),
    ],
    details:
      "A recording starts afresh, as its replay will: with the network in use, its input and s as they "
      + "stand, which its first lines load, from a file of its own beside FILE unless it is a bundled one; otherwise "
      + "with the usual settings, words written out, files looked for in the folder of FILE. `record stop` brings back what was "
      + "there before. Each command is in the file as soon as it is done. As in a replay, commands write below "
      + "the folder of FILE alone, and over no file that they did not make.",
    examples: ["record lesson.md"],
    request: { invocation in
      guard let path = invocation.arguments.text("FILE") else { return .stopRecording }
      return .record(path, allowsWrites: invocation.arguments.has(allowWrites))
    })
}
