/// What one line of a session printed, as session files have it: plain text, 80 columns.
struct PrintedStep {
  private(set) var lines: [String] = []
  private(set) var status: Int32 = 0

  /// The largest bound of the finite differences of these results, 0 where there was none.
  private(set) var bound = 0.0

  /// Whether the session was left, or stopped by the user, here.
  var hasQuit = false
  var isInterrupted = false

  /// As a report in HTML has it, or as a session file.
  enum Format { case plain, html }
  private let format: Format

  init(format: Format = .plain) { self.format = format }

  /// False where the session was left before.
  var wasRun = true

  /// The width of every session, unless it sets another one.
  static let width = 80

  /// Whether the last line is a command, whose output begins right below it.
  private var isAfterEcho = false

  /// Adds what a command came to. An error is its message alone: the place in the line is for the
  /// one who types it.
  mutating func add(_ event: Engine.Event, settings: Settings) {
    switch event {
    case .report(let report): add(report, settings: settings)
    case .failure(let error, _) where format == .html:
      lines.append("<p class=\"error\">error: \(error.message.escapedAsXML())</p>")
      status = 1
    case .failure(let error, _):
      add(line: "error: \(error.message)")
      status = 1
    case .echo(let line):
      if !lines.isEmpty { lines.append("") }
      add(line: line)
      isAfterEcho = true
    case .interrupted, .problem, .cleared: break
    }
  }

  private mutating func add(_ report: Report, settings: Settings) {
    bound = max(bound, report.checked?.largestBound ?? 0)
    if format == .html {
      let text = HTMLRenderer(numbers: NumberFormat(digits: settings.precision)).render(report)
      lines += text.split(separator: "\n").map(String.init)
      return
    }
    if !lines.isEmpty, !isAfterEcho { lines.append("") }
    for warning in report.warnings { add(line: "warning: \(warning)") }
    let renderer = OutputFormat.plain.renderer(
      width: settings.width ?? Self.width, precision: settings.precision, colors: .none)
    isAfterEcho = false
    lines += renderer.render(report).utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .dropLast().map { String(Substring($0)) }
  }

  /// A command of a file failed as that file says it should.
  mutating func forgetFailure() { status = 0 }

  mutating func add(line: String) {
    isAfterEcho = false
    let text = line.escapingControls
    lines.append(format == .html ? "<p>\(text.escapedAsXML())</p>" : PlainRenderer.spell(text))
  }
}
