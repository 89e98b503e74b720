import Core
import Platform

/// What commands ask of the loop that runs the lines, since no command runs another.
extension Engine {
  mutating func answer(
    _ request: LoopRequest, _ statement: Statement
  ) throws(CommandError) -> Outcome {
    if isStartingUp, request != .quit, request != .clear {
      throw CommandError("replay, record, report and tour do not work here")
    }
    switch request {
    case .quit: return .quit
    case .clear: tell(.cleared)
    case .replay(let path, let allowsWrites):
      return try replay(
        path, allowsWrites: allowsWrites, at: statement.words.dropFirst().first?.range)
    case .record(let path, let allowsWrites):
      try startRecording(path, allowsWrites: allowsWrites, statement)
    case .stopRecording: try stopRecording(statement)
    case .tour(let move): return try tour(move, statement)
    case .report(let request): try report(request, statement)
    }
    return .succeeded
  }

  /// Runs the lines of a file as if they were typed, each shown before it runs. Where one fails
  /// that the file does not expect to, the rest is left out.
  private mutating func replay(
    _ path: String, allowsWrites: Bool, at range: Range<Int>?
  ) throws(CommandError) -> Outcome {
    let outer = (
      folder: session.folder, writes: session.writes, abbreviates: allowsAbbreviations
    )
    let entry = try stack.enter(path, in: outer.folder, at: range)
    session.folder = entry.folder
    // The word of a session that is guarded itself lifts nothing.
    if !allowsWrites {
      session.writes = WriteGuard(
        folder: entry.folder, of: WriteGuard.session, within: outer.writes, ask: ask)
    }
    allowsAbbreviations = false
    defer {
      stack.leave()
      (session.folder, session.writes) = (outer.folder, outer.writes)
      allowsAbbreviations = outer.abbreviates
    }
    var whole = Outcome.succeeded
    for step in entry.transcript.steps {
      tell(.echo("\(entry.prompt) \(step.command)"))
      let hadFailed = hasFailed
      let outcome = run(step.command)
      if outcome == .quit { return .quit }
      if outcome == .interrupted || isInterrupted { return .interrupted }
      if outcome == .failed, step.status != 0 {
        hasFailed = hadFailed
        printed?.forgetFailure()
      } else if outcome == .failed {
        whole = .failed
        if !goesOn { return .failed }
      }
    }
    return whole
  }

  /// Whether the user wants the work stopped, which a short command does not look at.
  var isInterrupted: Bool {
    do { try checkpoint() } catch { return true }
    return false
  }
}
