import Core

/// Feeds lines to the evaluator and prints what comes back: reads, evaluates, prints.
struct Driver {
  var evaluator = Evaluator()

  private let options: NetREPLProgram
  private var console: Console

  /// The status to leave with, once leaving is decided.
  private var status: Int32?

  /// Whether some command failed.
  private var hasFailed = false

  init(options: NetREPLProgram) {
    self.options = options
    console = Console(format: options.format)
    evaluator.session.settings.width = options.width
    evaluator.session.settings.color = options.color
    evaluator.checkpoint = {
      if Interrupt.isRequested { throw Evaluator.Interrupted() }
    }
  }

  /// Runs everything the options ask for and gives the exit status.
  mutating func run() -> Int32 {
    Interrupt.install()
    if !options.noRc { runStartUpFile() }
    let readsInput = options.commands.isEmpty || options.interactive
    let isInteractive = readsInput && Screen.isTerminal(.input)

    if let file = options.file { load(file, isScript: !isInteractive) }
    for line in options.commands where status == nil {
      evaluate(line, isScript: !isInteractive)
    }
    if readsInput, status == nil {
      if isInteractive { runPrompt() } else { runScript() }
    }
    let written = console.flush()
    let status = status ?? (hasFailed ? 1 : 0)
    return status == 0 && !written ? 1 : status
  }

  // MARK: Where lines come from

  private mutating func runScript() {
    while status == nil, let line = readLine(strippingNewline: true) {
      evaluate(line, isScript: true)
    }
  }

  private mutating func runPrompt() {
    evaluator.allowsAbbreviations = true
    // What failed before the prompt was seen there; leaving the prompt is no failure.
    hasFailed = false
  }

  /// The user's own commands, run silently; what is wrong in them is said, and the program goes on.
  private mutating func runStartUpFile() {
    guard let path = XDG.file(.config, "rc"),
      let bytes = try? File.read(path, limit: 1 << 20)
    else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      for outcome in outcomes(of: String(line)) {
        if case .failure(let error) = outcome {
          console.note("\(path): \(error.message)")
        }
      }
    }
  }

  private mutating func load(_ file: String, isScript: Bool) {
    let line = "load \(file)"
    let statement = Statement(
      words: [
        Word(text: "load", range: 0..<4), Word(text: file, range: 5..<line.count),
      ], line: line)
    finish(statement, evaluator.evaluate(statement), isScript: isScript)
  }

  // MARK: One line

  private mutating func evaluate(_ line: String, isScript: Bool, history: [String] = []) {
    do throws(CommandError) {
      for statement in try Lexer.statements(in: line) {
        let outcome = evaluator.evaluate(statement, history: history)
        finish(statement, outcome, isScript: isScript)
        // The rest of a line builds on what failed.
        if status != nil || (outcome.isFailure && !options.keepGoing) { return }
      }
    } catch {
      fail(error, in: Statement(words: [], line: line), isScript: isScript)
    }
  }

  private mutating func outcomes(of line: String) -> [Evaluator.Outcome] {
    do throws(CommandError) {
      return try Lexer.statements(in: line).map { evaluator.evaluate($0) }
    } catch {
      return [.failure(error)]
    }
  }

  private mutating func finish(
    _ statement: Statement, _ outcome: Evaluator.Outcome, isScript: Bool
  ) {
    switch outcome {
    case .report(let report):
      console.print(report, settings: evaluator.session.settings)
    case .failure(let error): fail(error, in: statement, isScript: isScript)
    case .quit: status = hasFailed ? 1 : 0
    case .interrupted:
      Interrupt.clear()
      console.note("interrupted; nothing has changed")
      if isScript { status = 130 }
    }
  }

  private mutating func fail(_ error: CommandError, in statement: Statement, isScript: Bool) {
    console.report(error, in: statement, settings: evaluator.session.settings)
    hasFailed = true
    if isScript, !options.keepGoing { status = 1 }
  }
}

extension Evaluator.Outcome {
  fileprivate var isFailure: Bool {
    if case .failure = self { true } else { false }
  }
}
