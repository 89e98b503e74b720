extension CommandSpec {
  static let replay = CommandSpec(
    name: "replay", group: .session, summary: "run the commands of a session file here",
    pattern: [.argument("FILE", .file)],
    arguments: [
      ("FILE", "a session: Markdown with blocks marked session; or a plain list of commands")
    ],
    details: "Files that the session names are looked for in its own folder. `netrepl replay FILE` "
      + "in a shell starts afresh and checks what is printed against what is written.",
    examples: ["replay lesson.md"],
    request: { .replay($0.arguments.text("FILE") ?? "") })

  static let record = CommandSpec(
    name: "record", group: .session, summary: "write commands and what they print to a file",
    pattern: [.choice([[.word("stop")], [.argument("FILE", .file)]])],
    arguments: [("stop", "end the recording"), ("FILE", "a new session file, such as lesson.md")],
    details: "A recording starts afresh, as its replay will: no network, the usual settings, words "
      + "written out, files looked for in the folder of FILE. `record stop` brings back what was "
      + "there before. Each command is in the file as soon as it is done.",
    examples: ["record lesson.md"],
    request: { $0.arguments.text("FILE").map { .record($0) } ?? .stopRecording })
}
