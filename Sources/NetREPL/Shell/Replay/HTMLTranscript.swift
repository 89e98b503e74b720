import Core

/// Finds the session in a report in HTML: each section with a command, and the lines of what it answered.
struct HTMLTranscript {
  static let (failed, unsteady, end) = (" failed", " unsteady", "</section>")
  private static let (opening, closing) = ("<pre class=\"command\"><code>", "</code></pre>")

  /// The line that a command is.
  static func command(_ line: String) -> String {
    opening + line.replacing("\n", with: " ").escapedAsXML(keepsLines: true) + closing
  }

  /// The steps; nil of a line that is none where one belongs.
  static func steps(in lines: [String]) throws(Transcript.Problem) -> [Transcript.Step] {
    var steps: [Transcript.Step] = []
    var index = 0
    while index < lines.count {
      defer { index += 1 }
      let head = lines[index].withoutCarriageReturn
      guard head.hasPrefix("<section class=\"step") else { continue }
      let (start, kind) = (index + 1, head)
      guard start < lines.count, let command = command(in: lines[start].withoutCarriageReturn)
      else {
        throw Transcript.Problem(
          message: "a step of a report begins with its command", line: start + 1)
      }
      index = start + 1
      while index < lines.count, lines[index].withoutCarriageReturn != end { index += 1 }
      guard index < lines.count else {
        throw Transcript.Problem(message: "this step of the report has no end", line: start)
      }
      var step = Transcript.Step(command: command, line: start, expected: (start + 1)..<index)
      if kind.contains(failed) { step.status = 1 }
      step.isUnsteady = kind.contains(unsteady)
      steps.append(step)
    }
    return steps
  }

  private static func command(in line: String) -> String? {
    guard line.hasPrefix(opening), line.hasSuffix(closing) else { return nil }
    return line.dropFirst(opening.count).dropLast(closing.count).description
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}
