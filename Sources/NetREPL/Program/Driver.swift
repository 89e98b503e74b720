import Core
import Platform
import Shell

/// Feeds lines to the engine and prints what comes back: reads, evaluates, prints.
struct Driver {
  private var engine: Engine

  private let options: NetREPLProgram
  private let format: OutputFormat
  private let console: Console

  /// Whether lines come from a person at a prompt: then no failure ends the program.
  private let isInteractive: Bool

  /// The status to leave with, once leaving is decided.
  private var status: Int32?

  init(options: NetREPLProgram) {
    self.options = options
    format = options.format ?? (localeIsUTF8 ? .unicode : .plain)
    let console = Console(
      format: format, isASCII: format == .plain || (!format.isForPeople && !localeIsUTF8),
      width: options.width, color: options.color)
    self.console = console
    isInteractive = options.readsInput && TerminalScreen.input.isTerminal
    engine = Engine(checkpoint: Interrupt.checkpoint, progress: ProgressBar(.error).show)
    engine.keepsGoing = options.keepGoing
    engine.isStrict = options.strict
    engine.show = { event, settings in console.print(event, settings: settings) }
    engine.session.settings.width = options.width
    engine.session.settings.color = options.color
  }

  /// Runs everything the options ask for and gives the exit status.
  mutating func run() -> Int32 {
    Interrupt.install()
    if !options.noRc { runStartUpFile() }
    if let file = options.file { finish(engine.load(file, options: options.options)) }
    for line in options.commands where status == nil { finish(engine.run(line)) }
    if options.readsInput, status == nil {
      if isInteractive { runPrompt() } else { runScript() }
    }
    engine.stopRecordingAtEnd()
    console.flush()
    let status = status ?? (hasFailed ? 1 : 0)
    // A shell stops its own script only when the signal itself ended the program.
    if status == 130 { Interrupt.endProgram() }
    // What was left works on in the library's memory, which an orderly end takes away.
    if LeftWork.isLeft { exitAtOnce(status == 0 && console.hasFailed ? 1 : status) }
    return status == 0 && console.hasFailed ? 1 : status
  }

  private var hasFailed: Bool { engine.hasFailed && !isInteractive }

  /// Whether what a line came to ends the program.
  private mutating func finish(_ outcome: Engine.Outcome) {
    switch outcome {
    case .succeeded: break
    case .failed: if hasFailed, !options.keepGoing { status = 1 }
    case .interrupted: if !isInteractive { status = 130 }
    case .quit: status = hasFailed ? 1 : 0
    }
  }

  // MARK: Where lines come from

  private mutating func runScript() {
    let input = ScriptInput()
    while status == nil {
      switch input.next() {
      case .line(var line):
        // A formula as it is printed goes on behind a sign.
        var next = ScriptInput.Event.end
        while engine.isOpenBehindSign(line) {
          next = input.next()
          guard case .line(let more) = next, !more.allSatisfy(\.isWhitespace) else { break }
          line += " " + more
        }
        if next == .interrupted { status = 130 } else { finish(engine.run(line)) }
      case .interrupted: status = 130
      case .end: return
      }
    }
  }

  private mutating func runPrompt() {
    engine.allowsAbbreviations = true
    console.isAtPrompt = true
    engine.hasScreen = FullScreen.isAvailable
    let console = console
    engine.ask = { question in
      console.ask("\(question). Let this replay write anywhere, and over any file?")
    }
    let history = HistoryFile(path: HistoryFile.usualPath())
    do {
      let editor = try LineEditor(
        programName: "netrepl", history: history, completions: completions)
      if options.file == nil, options.commands.isEmpty, format.isForPeople {
        console.print(.report(.greeting), settings: engine.session.settings)
      }
      while status == nil {
        if let note = history.takeNote() { console.note("note: \(note)") }
        editor.completions = completions
        console.beginPrompt()
        switch try editor.readLine(prompt: prompt) {
        case .endOfFile: status = 0
        case .interrupted(discarded: true): break
        case .interrupted(discarded: false): console.note("To leave: quit, or Ctrl-D.")
        case .line(let first):
          guard let line = try continued(first, editor) else { break }
          let outcome = Interrupt.duringWork {
            engine.run(engine.orNextStep(line), history: history.entries)
          }
          finish(outcome)
          openScreen()
          // What was pasted behind a line that failed was meant to follow its success.
          let isOver = outcome == .interrupted || outcome == .failed && !engine.goesOn
          let dropped = isOver ? editor.dropPaste() : 0
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

  /// Lends the terminal to what a line asked for.
  private mutating func openScreen() {
    let console = console
    console.flush()
    let settings = engine.session.settings
    let color = settings.color == .auto ? options.color : settings.color
    let style = ScreenStyle(
      precision: settings.precision, colors: TerminalScreen.output.colors(color),
      isASCII: console.isASCII)
    let outcome = Interrupt.duringWork {
      engine.openScreen(style: style) { view in
        if !FullScreen.show(&view, style: style) {
          console.note("error: the terminal cannot be lent")
        }
      }
    }
    if let outcome { finish(outcome) }
  }

  /// A line with what is typed behind it until its brackets are closed, or nothing more is; nil after
  /// Ctrl-C.
  private func continued(_ first: String, _ editor: LineEditor) throws(SystemError) -> String? {
    var line = first
    while engine.isOpen(line) {
      guard case .line(let more) = try editor.readLine(prompt: prompt(console.spelled("…")))
      else { return nil }
      if more.allSatisfy(\.isWhitespace) { break }
      line += " " + more
    }
    return line
  }

  private var prompt: ScreenText { prompt(console.spelled(engine.prompt)) }

  private func prompt(_ text: String) -> ScreenText {
    let isColored = TerminalScreen.output.usesColor(engine.session.settings.color)
    return ScreenText(text, style: isColored ? "1" : "") + ScreenText(" ")
  }

  /// What Tab offers, with notes as the screen shows them.
  private var completions: (_ line: String, _ cursor: Int) -> Completions {
    let (offered, console) = (engine.completions, console)
    return { line, cursor in
      var completions = offered(line, cursor)
      for index in completions.candidates.indices {
        completions.candidates[index].note = completions.candidates[index].note.map(console.spelled)
      }
      return completions
    }
  }

  private mutating func runStartUpFile() {
    guard let path = Self.startUpPath(environment: environmentVariable),
      File.exists(path, in: "")
    else { return }
    let console = console
    engine.runStartUpFile(path) { console.note($0) }
  }

  /// `$XDG_CONFIG_HOME/netrepl/rc`, below `~/.config` when that is unset or no absolute path.
  static func startUpPath(environment: (String) -> String?) -> String? {
    if let folder = environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
      return folder + "/netrepl/rc"
    }
    return environment("HOME").map { $0 + "/.config/netrepl/rc" }
  }
}

extension NetREPLProgram {
  /// Whether lines are read from standard input.
  fileprivate var readsInput: Bool { commands.isEmpty || interactive }
}
