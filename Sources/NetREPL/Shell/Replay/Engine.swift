package import Core
import Platform

/// Runs lines against a session, wherever they come from: typed, of a script, of a session file
/// that one of them names or that is checked, of the start-up file.
///
/// No command runs another one: what `replay` and `record` ask for is done here.
package struct Engine {
  package var session = Session()

  /// Whether names may be shortened, as at the prompt.
  package var allowsAbbreviations = false

  /// Whether the commands behind one that failed are run.
  package var keepsGoing = false

  /// Whether a claim that does not hold, or a verdict of wrong, is a failure.
  package var isStrict = false

  /// Told what the lines come to, as it happens, with the settings that hold then.
  package var show: (Event, Settings) -> Void = { _, _ in }

  /// Asks a person whether a session that is replayed may write where the question says, and
  /// everywhere; nil where nobody can be asked.
  package var ask: ((String) -> Bool)?

  /// Whether there is a terminal that can be lent to what a command shows.
  package var hasScreen = false

  /// The lines so far with what they came to, for a report.
  var log = Kept<SessionReport.Step>(most: 5_000, bytes: 256 << 20)
  private(set) var told: [(event: Event, settings: Settings)] = []
  private var toldBytes = 0

  /// A line that tells more than that is left out of reports.
  private static let mostTold = 256 << 20

  /// Whether answers are kept, and numbered.
  var numbersResults = true

  /// What it is asked to show.
  private var screen: ScreenContent?

  /// Whether a command has failed that no session file expects to fail.
  package internal(set) var hasFailed = false

  /// The session files being replayed, and the file being written.
  var stack = ReplayStack()
  var recorder: Recorder?

  /// What the line at hand has printed, where that is recorded or compared.
  var printed: PrintedStep?

  /// Whether the lines are of the start-up file.
  private(set) var isStartingUp = false

  /// What there is to show.
  package enum Event {
    case report(Report)
    case failure(CommandError, Statement)

    /// The user stopped a command; the note says what that leaves.
    case interrupted(note: String)

    /// A line of a session file, before it runs.
    case echo(String)

    /// The screen is to be cleared.
    case cleared

    /// What went wrong besides the commands.
    case problem(String)
  }

  /// What a line came to.
  package enum Outcome {
    case succeeded, failed, interrupted, quit
  }

  let checkpoint: Checkpoint
  private let progress: (Progress?) -> Void

  /// Thrown by the checkpoint when the user wants the work stopped.
  package struct Interrupted: Error { package init() {} }

  /// - Parameters:
  ///   - checkpoint: throws `Interrupted` when the user wants the work stopped.
  ///   - progress: told how far long work is; nil when it has ended.
  package init(
    checkpoint: @escaping Checkpoint, progress: @escaping (Progress?) -> Void = { _ in }
  ) {
    (self.checkpoint, self.progress) = (checkpoint, progress)
  }

  /// Whether what stands behind a failure is run now: a replay stops a line at its failure, so what
  /// is recorded must.
  package var goesOn: Bool { isStartingUp || keepsGoing && recorder == nil }

  // MARK: Lines

  /// Runs the commands of a line; of a line that fails the rest is left out.
  @discardableResult
  package mutating func run(_ line: String, history: [String] = []) -> Outcome {
    guard stack.isEmpty, !isStartingUp else { return runOrRecord(line, history) }
    (told, toldBytes) = ([], 0)
    defer { told = [] }
    let outcome = runOrRecord(line, history)
    guard !told.isEmpty, outcome != .interrupted, !Recorder.isReport(line) else { return outcome }
    log.append(.init(line: line, events: told), bytes: line.utf8.count + toldBytes)
    return outcome
  }

  private mutating func runOrRecord(_ line: String, _ history: [String]) -> Outcome {
    // The lines of a file belong to the command that replays it.
    guard recorder != nil, stack.isEmpty else { return runCommands(line, history) }
    let (outcome, printed) = printing { $0.runCommands(line, history) }
    // What was only looked at is no part of a session.
    if screen == nil { record(line, printed) }
    return outcome
  }

  /// Runs a line and gives what it printed.
  mutating func printed(
    by line: String, _ format: PrintedStep.Format = .plain
  ) -> PrintedStep {
    printing(format) { $0.run(line) }.printed
  }

  private mutating func printing(
    _ format: PrintedStep.Format = .plain, _ run: (inout Engine) -> Outcome
  ) -> (outcome: Outcome, printed: PrintedStep) {
    printed = PrintedStep(format: format)
    let outcome = run(&self)
    defer { printed = nil }
    var step = printed ?? PrintedStep()
    step.hasQuit = outcome == .quit
    step.isInterrupted = outcome == .interrupted
    return (outcome, step)
  }

  /// Loads a network: a file of that name, not the word that begins `load example NAME`.
  ///
  /// - Parameter options: the words of a shell behind it; lists may have commas in them.
  @discardableResult
  package mutating func load(_ file: String, options: [String] = []) -> Outcome {
    var words = ["load", file == "example" ? "./example" : file]
    for option in options {
      let parts = option.contains(" ") ? nil : try? Lexer.statements(in: option)
      words += parts?.count == 1 ? parts?[0].words.map(\.text) ?? [] : [option]
    }
    var line = ""
    var placed: [Word] = []
    for word in words {
      if !line.isEmpty { line += " " }
      placed.append(Word(text: word, range: line.count..<(line.count + word.count)))
      line += word
    }
    return run(Statement(words: placed, line: line), [])
  }

  /// The words of what can stand behind a file that is loaded.
  package static var loadOptions: [String] {
    CommandSpec.load.pattern.optionWords.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Runs the user's own commands silently; what is wrong in them is said, and the rest goes on.
  package mutating func runStartUpFile(_ path: String, note: @escaping (String) -> Void) {
    let outer = show
    isStartingUp = true
    session.writes = WriteGuard(folder: File.folder(of: path), of: "start-up file")
    defer {
      (show, isStartingUp, hasFailed, session.writes) = (outer, false, false, nil)
      session.beginHere()
    }
    let bytes: [UInt8]
    do {
      bytes = try File.read(path, limit: 1 << 20)
    } catch {
      return note("\(error)".escapingControls)
    }
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let place = "\(path), line \(index + 1)"
      show = { event, _ in
        if case .failure(let error, _) = event {
          note("\(place): \(error.message)".escapingControls)
        }
      }
      if run(String(line)) == .quit {
        return note("\(place): quit ends these commands, not the program".escapingControls)
      }
    }
  }

  mutating func runCommands(_ line: String, _ history: [String] = []) -> Outcome {
    var whole = Outcome.succeeded
    do throws(CommandError) {
      for statement in try Lexer.statements(in: line) {
        let outcome = run(statement, history)
        switch outcome {
        case .succeeded: break
        case .failed:
          whole = .failed
          if !goesOn { return .failed }
        case .interrupted, .quit: return outcome
        }
      }
      return whole
    } catch {
      return fail(error, in: Statement(words: [], line: line))
    }
  }

  private mutating func run(_ statement: Statement, _ history: [String]) -> Outcome {
    let before = session
    do {
      switch try evaluate(statement, history: history) {
      case .report(let report):
        if let content = report.screen {
          guard hasScreen, stack.isEmpty, !isStartingUp else {
            throw CommandError(content.absence, at: statement.words.first?.range)
          }
          screen = content
          return .succeeded
        }
        // An answer that was not seen to its end is none.
        try StopRequest.heard(by: checkpoint) { tell(.report(report)) }
        if isStrict, !isStartingUp, let unsoundness = report.unsoundness {
          return fail(
            CommandError("\(unsoundness), and the run is strict"), in: statement)
        }
      case .request(let request): return try answer(request, statement)
      }
      return .succeeded
    } catch is Interrupted {
      session = before
      tell(.interrupted(note: "nothing has changed"))
    } catch let stopped as Stopped {
      tell(.interrupted(note: stopped.note))
    } catch {
      return fail(error as? CommandError ?? CommandError("\(error)"), in: statement)
    }
    return .interrupted
  }

  /// What a command answers, or asks of the loop.
  enum Answer {
    case report(Report)
    case request(LoopRequest)
  }

  /// Parses a command and runs it on a copy of the session, which is kept only when all went well; what is typed and
  /// what is answered are in the names of the session.
  mutating func evaluate(_ statement: Statement, history: [String] = []) throws -> Answer {
    let names = session.spokenNames
    do {
      let answer = try evaluate(inStandardNames: names.reading(statement), history)
      guard case .report(let report) = answer else { return answer }
      return .report(session.spokenNames.shown(report, of: session.model.current?.network))
    } catch var error as CommandError {
      error.message = names.shown(error.message) { _ in nil }
      throw error
    }
  }

  private mutating func evaluate(
    inStandardNames statement: Statement, _ history: [String]
  ) throws -> Answer {
    let (statement, file, appends) = try statement.redirection
    let (command, arguments) = try CommandTable.parser(
      allowsAbbreviations: allowsAbbreviations, model: session.model
    ).parse(statement)
    let invocation = Invocation(
      arguments: arguments, statement: statement, session: session, checkpoint: checkpoint,
      progress: progress, allowsAbbreviations: allowsAbbreviations, history: history)
    if let request = command.request {
      if let file { throw file.error("\(command.name) answers nothing that a file could hold") }
      return .request(request(invocation))
    }
    var changed = session
    var report = try StopRequest.heard(by: checkpoint) { try command.run(invocation, &changed) }
    // A checked answer says itself what it is of.
    let name: Record = ["command": command.name]
    report.record = (report.record.contains("command") ? [:] : name) + report.record
    // Undoing is itself no change to undo.
    if !["undo", "redo"].contains(command.name) {
      changed.remember(session, change: statement.text)
    }
    if let file {
      report = try StopRequest.heard(by: checkpoint) {
        try report.written(to: file, appends: appends, changed)
      }
    }
    if numbersResults, let value = report.result { report.number(changed.keep(value)) }
    session = changed
    return .report(report)
  }

  /// What a terminal is asked to show; once.
  mutating func takeScreen() -> ScreenContent? {
    defer { screen = nil }
    return screen
  }

  /// A failure that has been told in other words.
  mutating func forgetFailure(_ hadFailed: Bool) { hasFailed = hadFailed }

  private mutating func fail(_ error: CommandError, in statement: Statement) -> Outcome {
    tell(.failure(error, statement))
    hasFailed = true
    return .failed
  }

  mutating func tell(_ event: Event) {
    let settings = session.settings
    show(event, settings)
    toldBytes += event.bytes
    if toldBytes < Self.mostTold { told.append((event, settings)) } else { told = [] }
    printed?.add(event, settings: settings)
  }
}

extension Engine.Event {
  /// About what it takes to keep it.
  fileprivate var bytes: Int {
    guard case .report(let report) = self else { return 200 }
    return 2_000 + (report.result?.tensor.bytes ?? report.checked?.bytes ?? 0)
  }
}

extension Report {
  /// Puts the number of a kept result into the first heading, or behind the first line.
  mutating func number(_ number: Int) {
    for index in blocks.indices {
      switch blocks[index] {
      case .heading(let title, let aside):
        let mark = "%\(number)"
        blocks[index] = .heading(title, aside: aside.isEmpty ? mark : "\(aside)  \(mark)")
        return
      case .line(let text):
        blocks[index] = .line(text + StyledText("  %\(number)", .dim))
        return
      default: continue
      }
    }
  }
}
