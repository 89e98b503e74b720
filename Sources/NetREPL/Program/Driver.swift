import Core

/// Feeds lines to the evaluator and prints what comes back: reads, evaluates, prints.
struct Driver {
  var evaluator = Evaluator()

  let options: NetREPLProgram
  let console: Console

  /// The session files being replayed, and the file being written.
  var stack = ReplayStack()
  var recorder: Recorder?

  /// What the line at hand has printed, while it is recorded.
  var printed: PrintedStep?

  /// The status to leave with, once leaving is decided.
  var status: Int32?

  /// Whether some command failed.
  private var hasFailed = false

  init(options: NetREPLProgram) {
    self.options = options
    console = Console(
      format: options.format, width: options.width, color: options.color)
    evaluator.session.settings.width = options.width
    evaluator.session.settings.color = options.color
    evaluator.checkpoint = {
      if Interrupt.isRequested { throw Evaluator.Interrupted() }
    }
    evaluator.progress = ProgressBar(.error).show
  }

  /// Runs everything the options ask for and gives the exit status.
  mutating func run() -> Int32 {
    Interrupt.install()
    if !options.noRc { runStartUpFile() }
    let readsInput = options.commands.isEmpty || options.interactive
    let isInteractive = readsInput && TerminalScreen.input.isTerminal

    if let file = options.file { load(file, isScript: !isInteractive) }
    for line in options.commands where status == nil {
      evaluate(line, isScript: !isInteractive)
    }
    if readsInput, status == nil {
      if isInteractive { runPrompt() } else { runScript() }
    }
    stopRecordingAtEnd()
    console.flush()
    let status = status ?? (hasFailed ? 1 : 0)
    // A shell stops its own script only when the signal itself ended the program.
    if status == 130 { Interrupt.endProgram() }
    return status == 0 && console.hasFailed ? 1 : status
  }

  // MARK: Where lines come from

  private mutating func runScript() {
    let input = ScriptInput()
    while status == nil {
      switch input.next() {
      case .line(let line): evaluate(line, isScript: true)
      case .interrupted: status = 130
      case .end: return
      }
    }
  }

  private mutating func runPrompt() {
    evaluator.allowsAbbreviations = true
    let history = HistoryFile(path: HistoryFile.usualPath())
    let names = NamesForCompletion()
    do {
      let editor = try LineEditor(programName: "netrepl", history: history) { line, cursor in
        names.completions(for: line, cursor: cursor)
      }
      if options.file == nil, options.commands.isEmpty, options.format != .json { greet() }
      while status == nil {
        if let note = history.takeNote() { console.note("note: \(note)") }
        names.session = evaluator.session
        console.beginPrompt()
        switch try editor.readLine(prompt: prompt) {
        case .endOfFile: status = 0
        case .interrupted(discarded: true): break
        case .interrupted(discarded: false): console.note("To leave: quit, or Ctrl-D.")
        case .line(let line):
          let succeeded = Interrupt.duringWork {
            evaluate(
              orNextStep(line), isScript: false, history: history.entries)
          }
          // What was pasted behind a line that failed was meant to follow its success.
          let dropped = succeeded ? 0 : editor.dropPaste()
          if dropped > 0 {
            console.note(
              "\(Prose.count(dropped, "pasted line was", "pasted lines were")) not run")
          }
        }
      }
    } catch {
      console.note("error: the terminal cannot be read: \(error)")
      status = 1
    }
  }

  /// An empty line goes on with a derivation that is open.
  private func orNextStep(_ line: String) -> String {
    let isEmpty = line.allSatisfy(\.isWhitespace)
    guard isEmpty, let open = evaluator.session.derivation, !open.isAtEnd else { return line }
    return "next"
  }

  private var prompt: String {
    var name = evaluator.session.model.currentName?.clipped(to: 24).escapingControls ?? "net"
    if evaluator.session.mistake != nil { name += " (planted)" }
    let mark = recorder == nil ? ">" : " [rec]>"
    return TerminalScreen.output.usesColor(evaluator.session.settings.color)
      ? "\u{1b}[1m\(name)\(mark)\u{1b}[0m " : "\(name)\(mark) "
  }

  private func greet() {
    console.print(
      Report(blocks: [
        .line(
          StyledText("netrepl", .strong)
            + " shows the derivatives of a neural network, each beside its check."),
        .line(StyledText("Try `load example iris`, then `jacobian`; `help` lists the commands.")),
      ]), settings: evaluator.session.settings)
  }

  /// The user's own commands, run silently; what is wrong in them is said, and the program goes on.
  private mutating func runStartUpFile() {
    guard let path = Self.startUpPath(environment: environmentVariable),
      let bytes = try? File.read(path, limit: 1 << 20)
    else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      for outcome in outcomes(of: String(line)) {
        switch outcome {
        case .failure(let error): console.note("\(path): \(error.message)")
        case .request: console.note("\(path): replay and record do not work here")
        case .report, .quit, .interrupted: break
        }
      }
    }
  }

  /// `$XDG_CONFIG_HOME/netrepl/rc`, below `~/.config` when that is unset or no absolute path.
  static func startUpPath(environment: (String) -> String?) -> String? {
    if let folder = environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
      return folder + "/netrepl/rc"
    }
    return environment("HOME").map { $0 + "/.config/netrepl/rc" }
  }

  private mutating func load(_ file: String, isScript: Bool) {
    // A file of that name, not the word that begins `load example NAME`.
    let file = file == "example" ? "./example" : file
    let line = "load \(file)"
    let statement = Statement(
      words: [
        Word(text: "load", range: 0..<4), Word(text: file, range: 5..<line.count),
      ], line: line)
    finish(statement, evaluator.evaluate(statement), isScript: isScript)
  }

  // MARK: One line

  /// Runs the commands of a line; of a line that fails the rest is left out.
  ///
  /// - Returns: whether all went well.
  @discardableResult
  mutating func evaluate(_ line: String, isScript: Bool, history: [String] = []) -> Bool {
    // The lines of a file belong to the command that replays it.
    guard recorder != nil, stack.isEmpty else {
      return run(line, isScript: isScript, history: history)
    }
    printed = PrintedStep()
    let succeeded = run(line, isScript: isScript, history: history)
    record(line)
    return succeeded
  }

  private mutating func run(_ line: String, isScript: Bool, history: [String]) -> Bool {
    // A replay stops a line at its failure, so what is recorded must.
    let keepsGoing = options.keepGoing && recorder == nil
    do throws(CommandError) {
      for statement in try Lexer.statements(in: line) {
        let outcome = evaluator.evaluate(statement, history: history)
        let succeeded = finish(statement, outcome, isScript: isScript)
        if status != nil || !(succeeded || keepsGoing) { return succeeded }
      }
      return true
    } catch {
      return fail(error, in: Statement(words: [], line: line), isScript: isScript)
    }
  }

  private mutating func outcomes(of line: String) -> [Evaluator.Outcome] {
    do throws(CommandError) {
      return try Lexer.statements(in: line).map { evaluator.evaluate($0) }
    } catch {
      return [.failure(error)]
    }
  }

  /// Prints what a command came to; false when it failed.
  @discardableResult
  private mutating func finish(
    _ statement: Statement, _ outcome: Evaluator.Outcome, isScript: Bool
  ) -> Bool {
    switch outcome {
    case .report(let report):
      console.print(report, settings: evaluator.session.settings)
      printed?.add(report, settings: evaluator.session.settings)
      return true
    case .request(let request):
      do throws(CommandError) {
        return try answer(request, statement, isScript: isScript)
      } catch {
        return fail(error, in: statement, isScript: isScript)
      }
    case .quit:
      status = isScript && hasFailed ? 1 : 0
      return true
    case .failure(let error): return fail(error, in: statement, isScript: isScript)
    case .interrupted(let note):
      printed?.isInterrupted = true
      console.note("interrupted; \(note)")
      if isScript { status = 130 }
      return false
    }
  }

  private mutating func fail(
    _ error: CommandError, in statement: Statement, isScript: Bool
  ) -> Bool {
    console.report(error, in: statement, settings: evaluator.session.settings)
    printed?.add(error)
    if isScript {
      hasFailed = true
      if !options.keepGoing { status = 1 }
    }
    return false
  }
}

/// What Tab offers: a box, since the editor keeps the function that asks it.
private final class NamesForCompletion {
  var session = Session()

  func completions(for line: String, cursor: Int) -> Completions {
    let before = String(decoding: line.utf8.prefix(cursor), as: UTF8.self)
    return Completer(commands: CommandTable.all).completions(for: before, in: session)
  }
}
