import Platform

/// Recording: a session file is written while its commands run.
extension Engine {
  mutating func startRecording(
    _ path: String, allowsWrites: Bool, _ statement: Statement
  ) throws(CommandError) {
    try requireOwnLine(statement)
    if let recorder {
      throw CommandError(
        "\(recorder.path.clipped(to: 200)) is being recorded; `record stop` ends that")
    }
    let place = statement.words.dropFirst().first?.range
    let prologue = try RecordingPrologue(session, path, at: place)
    do {
      recorder = try Recorder(
        path: path, earlier: session, allowsAbbreviations: allowsAbbreviations)
    } catch {
      throw CommandError("\(error)", at: place)
    }
    session = .reproducible
    session.folder = File.folder(of: File.expanded(path))
    // What the replay will refuse is refused now.
    if !allowsWrites {
      session.writes = WriteGuard(folder: session.folder, of: WriteGuard.session)
    }
    allowsAbbreviations = false
    let beginning = prologue.map { " with \($0.name) as it stands" } ?? ": load a network first"
    try begin(prologue, at: place)
    tell(
      .report(
        .paragraph(
          "Recording to \(path.escapingControls) from a fresh start\(beginning.escapingControls). "
            + "`record stop` ends it.",
          record: ["command": "record", "file": path]
            + (prologue.map { ["prologue": $0.lines] } ?? [:]))))
  }

  /// Writes the network where a file is needed, and runs the lines that bring it back: they are the first of the
  /// recording.
  private mutating func begin(
    _ prologue: RecordingPrologue?, at range: Range<Int>?
  ) throws(CommandError) {
    guard let prologue else { return }
    do throws(File.Problem) {
      if let file = prologue.file {
        try File.write(
          file.bytes, to: file.name, in: session.folder, writes: session.writes)
      }
    } catch {
      endRecording()
      throw CommandError("\(error)", at: range)
    }
    let (outer, hadFailed) = (show, hasFailed)
    show = { _, _ in }
    defer { show = outer }
    for line in prologue.lines {
      guard run(line) == .succeeded, recorder != nil else {
        endRecording()
        forgetFailure(hadFailed)
        throw CommandError("the recording cannot begin with '\(line)'", at: range)
      }
    }
  }

  mutating func stopRecording(_ statement: Statement) throws(CommandError) {
    try requireOwnLine(statement)
    guard let recorder else { throw CommandError("nothing is being recorded") }
    endRecording()
    do {
      try recorder.finish()
    } catch {
      throw CommandError("\(error)")
    }
    tell(
      .report(
        .paragraph(
          "Recorded \(Prose.count(recorder.commandCount, "command")) in "
            + "\(recorder.path.escapingControls). What was there before it is back.",
          record: ["command": "record", "file": recorder.path, "commands": recorder.commandCount])))
  }

  /// Adds a line that was run to the recording.
  mutating func record(_ line: String, _ printed: PrintedStep) {
    guard !printed.isInterrupted, var recorder else { return }
    do {
      try recorder.add(line, printed)
      self.recorder = recorder
    } catch {
      // Nothing more can be written: going on would look as if it were.
      endRecording()
      tell(.problem("\(error)"))
    }
  }

  /// Closes the recording when the program is left.
  package mutating func stopRecordingAtEnd() {
    guard let recorder else { return }
    endRecording()
    do { try recorder.finish() } catch { tell(.problem("\(error)")) }
  }

  private mutating func endRecording() {
    guard let recorder else { return }
    session = recorder.earlier
    allowsAbbreviations = recorder.allowedAbbreviations
    self.recorder = nil
  }

  /// A recording consists of whole lines that are typed.
  private func requireOwnLine(_ statement: Statement) throws(CommandError) {
    guard stack.isEmpty else {
      throw CommandError("a session that is being replayed cannot be recorded")
    }
    if let count = try? Lexer.statements(in: statement.line).count, count > 1 {
      throw CommandError("record stands on a line of its own", at: statement.words.first?.range)
    }
  }
}
