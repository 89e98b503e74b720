/// What the program prints: results to standard output, everything else to standard error.
struct Console {
  var format: OutputFormat

  func print(_ report: Report, settings: Settings) {
    for warning in report.warnings { note("warning: \(warning)") }
    let renderer = format.renderer(
      width: settings.width ?? Screen.width, precision: settings.precision,
      color: Screen.isColored(settings.color, .output))
    Output.standard.write(renderer.render(report))
  }

  /// Says why a command failed, and points at the place in its line.
  func report(_ error: CommandError, in statement: Statement, settings: Settings) {
    if format == .json {
      let name = statement.words.first?.text ?? ""
      Output.standard.write(
        JSONWriter.text(
          .object([
            ("command", .string(name)),
            (
              "error",
              .object([
                ("message", .string(error.message)),
                ("column", .integer((error.range?.lowerBound ?? 0) + 1)),
              ])
            ),
          ])) + "\n")
    }
    _ = Output.standard.flush()
    let width = settings.width ?? Screen.width
    let isColored = Screen.isColored(settings.color, .error)
    Output.error.write(
      ErrorText(error: error, line: statement.line, width: width, isColored: isColored).text)
    _ = Output.error.flush()
  }

  /// A line for the user that is not a result.
  func note(_ text: String) {
    _ = Output.standard.flush()
    Output.error.write(text.escapingControls + "\n")
    _ = Output.error.flush()
  }

  /// Writes what is waiting; false when it could not be written.
  func flush() -> Bool { Output.standard.flush() }
}

/// The message of an error and, below it, the line with carets under the word it is about.
struct ErrorText {
  var error: CommandError
  var line: String
  var width: Int
  var isColored: Bool

  var text: String {
    let label = isColored ? "\u{1b}[1;31merror:\u{1b}[0m" : "error:"
    var text = "\(label) \(error.message.escapingControls)\n"
    guard let range = error.range else { return text }

    // Of a long line the part around the word; a control character must not move the carets.
    let characters = line.map { String($0).escapingControls }
    let start = min(range.lowerBound, characters.count)
    let end = min(max(range.upperBound, start + 1), max(characters.count, start + 1))
    let widths = characters.map { displayWidth(of: $0) }
    var first = 0
    var used = widths[..<min(end, characters.count)].reduce(0, +)
    while first < start, used > width - 4 {
      used -= widths[first]
      first += 1
    }
    var last = max(min(end, characters.count), first)
    while last > start + 1, used > width - 4 {
      last -= 1
      used -= widths[last]
    }
    while last < characters.count, used + widths[last] <= width - 4 {
      used += widths[last]
      last += 1
    }
    let shown = characters[first..<last].joined()
    let ellipses = (before: first > 0 ? "…" : "", after: last < characters.count ? "…" : "")
    let offset = widths[first..<max(first, start)].reduce(0, +) + ellipses.before.count
    let length = max(
      widths[min(start, last)..<min(end, last)].reduce(0, +), 1)
    text += "\(ellipses.before)\(shown)\(ellipses.after)\n"
    text += String(repeating: " ", count: offset)
    text += String(repeating: "^", count: min(length, max(width - offset, 1))) + "\n"
    return text
  }
}
