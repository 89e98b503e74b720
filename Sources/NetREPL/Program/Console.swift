import Platform
import Shell

/// What the program prints: results to standard output, everything else to standard error.
final class Console {
  private let format: OutputFormat

  /// Whether nothing but ASCII is written.
  let isASCII: Bool
  private let width: Int?
  private let color: ColorChoice
  private let output = BufferedOutput.standardOutput()
  private let isFile = isRegularFile(standardOutput)

  /// Whether something could not be written.
  private(set) var hasFailed = false

  /// Whether a person types the commands: then what is long is paged, and what is very long asked about.
  var isAtPrompt = false

  /// An answer of more lines is shown only when that is wanted.
  private static let mostLines = 1_000_000

  /// Whether a report stands right above: then a blank line keeps the next one apart.
  private var followsReport = false

  /// - Parameters:
  ///   - format: of the results.
  ///   - isASCII: whether the screen shows nothing else.
  ///   - width: the columns where the settings choose none; nil for those of the terminal.
  ///   - color: what `auto` stands for.
  init(format: OutputFormat, isASCII: Bool, width: Int?, color: ColorChoice) {
    self.format = format
    self.isASCII = isASCII
    self.width = width
    self.color = color
  }

  /// A prompt comes next: it keeps reports apart by itself.
  func beginPrompt() {
    flush()
    followsReport = false
  }

  /// Shows what a command came to.
  func print(_ event: Engine.Event, settings: Settings) {
    switch event {
    case .report(let report): print(report, settings)
    case .failure(let error, let statement): print(error, in: statement, settings)
    case .interrupted(let what):
      output.endLine()
      note("interrupted; \(what)")
    case .echo(let line): echo(line)
    case .problem(let message): note("error: \(message)")
    case .cleared:
      if TerminalScreen.output.isTerminal, format != .json {
        output.write(ScreenText.clearingScreen)
      }
      followsReport = false
      flush()
    }
  }

  private func print(_ report: Report, _ settings: Settings) {
    for warning in report.warnings { note("warning: \(warning)") }
    let columns = settings.width ?? width ?? TerminalScreen.output.columns
    let lines = report.lineCount(width: columns)
    if isAtPrompt, format.isForPeople, lines > Self.mostLines,
      !ask("The answer has about \(Prose.count(lines, "line")). Show them?")
    {
      note("not shown; `COMMAND > FILE` writes it to a file")
      return
    }
    let renderer = format.renderer(
      width: columns, precision: settings.precision,
      colors: TerminalScreen.output.colors(choice(settings)))
    let text = renderer.shown(report)
    if StopRequest.isHeard { return }
    if followsReport, format != .json { output.write("\n") }
    followsReport = true
    if isPaged(text, settings) { return }
    output.write(text)
    // A person, or a program at the other end of a pipe, waits for it before the next command.
    if !isFile { flush() }
  }

  /// Whether a pager has shown it.
  private func isPaged(_ text: ScreenText, _ settings: Settings) -> Bool {
    guard isAtPrompt, format.isForPeople, settings.usesPager,
      let rows = TerminalScreen.output.rows,
      !["", "dumb"].contains(environmentVariable("TERM") ?? ""),
      text.text.utf8.lazy.filter({ $0 == UInt8(ascii: "\n") }).count > 2 * rows,
      let command = Pager.command(environment: environmentVariable)
    else { return false }
    flush()
    defer { Interrupt.clear() }
    return Pager.show(Array(text.text.utf8), by: command)
  }

  private func choice(_ settings: Settings) -> ColorChoice {
    settings.color == .auto ? color : settings.color
  }

  /// Shows a line of a file before it runs.
  private func echo(_ line: String) {
    guard format.isForPeople else { return }
    if followsReport { output.write("\n") }
    followsReport = false
    output.write(spelled(line.escapingControls) + "\n")
  }

  /// Says why a command failed, and points at the place in its line.
  private func print(_ error: CommandError, in statement: Statement, _ settings: Settings) {
    if format == .json { output.write(JSONRenderer().text(of: error, in: statement)) }
    flush()
    sayOnStandardError(
      error.text(
        in: statement.line, width: settings.width ?? width ?? TerminalScreen.error.columns,
        isColored: TerminalScreen.error.usesColor(choice(settings)),
        isWrapped: TerminalScreen.error.isTerminal, isASCII: isASCII))
  }

  /// The text as this screen shows it.
  func spelled(_ text: String) -> String { isASCII ? text.inASCII : text }

  /// A line for the user that is not a result.
  func note(_ text: String) {
    flush()
    sayOnStandardError(ScreenText(spelled(text.escapingControls) + "\n"))
  }

  /// Asks the person at the terminal; all but `y` is no, and so is Ctrl-C.
  func ask(_ question: String) -> Bool {
    flush()
    sayOnStandardError(ScreenText(spelled("\(question.escapingControls) [y/N] ")))
    // What was typed or pasted before the question is no answer to it.
    discardTypedInput()
    while !Interrupt.isRequested {
      guard waitForInput(milliseconds: 100), !Interrupt.isRequested else { continue }
      guard let answer = readInput(atMost: 1 << 12) else { return false }
      let word = String(decoding: answer, as: UTF8.self).filter { !$0.isWhitespace }.lowercased()
      if !answer.isEmpty { return word == "y" || word == "yes" }
    }
    return false
  }

  /// Writes what is waiting; what cannot be written is said, once.
  func flush() {
    do throws(OutputError) {
      try output.flush()
    } catch {
      if !hasFailed { sayOnStandardError(ScreenText(spelled("error: \(error)") + "\n")) }
      hasFailed = true
    }
  }
}
