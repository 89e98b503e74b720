/// What commands ask of the loop: to replay a file, and to record what follows.
extension Driver {
  /// - Returns: whether all went well.
  mutating func answer(
    _ request: LoopRequest, _ statement: Statement, isScript: Bool
  ) throws(CommandError) -> Bool {
    switch request {
    case .replay(let path):
      return try replay(path, at: statement.words.last?.range, isScript: isScript)
    case .record(let path): try startRecording(path, statement)
    case .stopRecording: try stopRecording(statement)
    }
    return true
  }

  // MARK: Replay

  /// Runs the lines of a file as if they were typed, each shown before it runs. Where one fails
  /// that the file does not expect to, the rest is left out.
  private mutating func replay(
    _ path: String, at range: Range<Int>?, isScript: Bool
  ) throws(CommandError) -> Bool {
    let outer = (folder: evaluator.session.folder, abbreviates: evaluator.allowsAbbreviations)
    let entry = try stack.enter(path, in: outer.folder, at: range)
    evaluator.session.folder = entry.folder
    evaluator.allowsAbbreviations = false
    defer {
      stack.leave()
      evaluator.session.folder = outer.folder
      evaluator.allowsAbbreviations = outer.abbreviates
    }
    for step in entry.transcript.steps {
      let line = "\(entry.prompt) \(step.command)"
      console.echo(line)
      printed?.echo(line)
      let isExpected = step.status != 0
      let succeeded = evaluate(step.command, isScript: isScript && !isExpected)
      if Interrupt.isRequested {
        if isScript { status = 130 }
        return false
      }
      if status != nil { return succeeded }
      if !succeeded, isExpected { printed?.forgetFailure() }
      if !succeeded, !isExpected, !options.keepGoing || recorder != nil { return false }
    }
    return true
  }

  // MARK: Record

  private mutating func startRecording(
    _ path: String, _ statement: Statement
  ) throws(CommandError) {
    try requireOwnLine(statement)
    if let recorder {
      throw CommandError(
        "\(recorder.path.clipped(to: 200)) is being recorded; `record stop` ends that")
    }
    do {
      recorder = try Recorder(
        path: path, earlier: evaluator.session, allowsAbbreviations: evaluator.allowsAbbreviations)
    } catch {
      throw CommandError("\(error)", at: statement.words.last?.range)
    }
    evaluator.session = .reproducible
    evaluator.session.folder = File.folder(of: File.expanded(path))
    evaluator.allowsAbbreviations = false
    console.print(
      Report(
        blocks: [
          .paragraph(
            "Recording to \(path.escapingControls) from a fresh start: load a network first. "
              + "`record stop` ends it.")
        ],
        record: .object([("command", .string("record")), ("file", .string(path))])),
      settings: evaluator.session.settings)
  }

  private mutating func stopRecording(_ statement: Statement) throws(CommandError) {
    try requireOwnLine(statement)
    guard let recorder else { throw CommandError("nothing is being recorded") }
    endRecording()
    do {
      try recorder.finish()
    } catch {
      throw CommandError("\(error)")
    }
    console.print(
      Report(
        blocks: [
          .paragraph(
            "Recorded \(Prose.count(recorder.commandCount, "command")) in "
              + "\(recorder.path.escapingControls). What was there before it is back.")
        ],
        record: .object([
          ("command", .string("record")), ("file", .string(recorder.path)),
          ("commands", .integer(recorder.commandCount)),
        ])),
      settings: evaluator.session.settings)
  }

  /// Adds a line that was run to the recording.
  mutating func record(_ line: String) {
    defer { printed = nil }
    guard let printed, !printed.isInterrupted, var recorder else { return }
    do {
      try recorder.add(line, printed)
      self.recorder = recorder
    } catch {
      // Nothing more can be written: going on would look as if it were.
      endRecording()
      console.note("error: \(error)")
    }
  }

  /// Closes the recording when the program is left.
  mutating func stopRecordingAtEnd() {
    guard let recorder else { return }
    endRecording()
    do { try recorder.finish() } catch { console.note("error: \(error)") }
  }

  private mutating func endRecording() {
    guard let recorder else { return }
    evaluator.session = recorder.earlier
    evaluator.allowsAbbreviations = recorder.allowedAbbreviations
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
