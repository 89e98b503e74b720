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
    do {
      recorder = try Recorder(
        path: path, earlier: session, allowsAbbreviations: allowsAbbreviations)
    } catch {
      throw CommandError("\(error)", at: statement.words.dropFirst().first?.range)
    }
    session = .reproducible
    session.folder = File.folder(of: File.expanded(path))
    // What the replay will refuse is refused now.
    if !allowsWrites {
      session.writes = WriteGuard(folder: session.folder, of: WriteGuard.session)
    }
    allowsAbbreviations = false
    tell(
      .report(
        .paragraph(
          "Recording to \(path.escapingControls) from a fresh start: load a network first. "
            + "`record stop` ends it.", record: ["command": "record", "file": path])))
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
