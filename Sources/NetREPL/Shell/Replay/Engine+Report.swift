import Core
import Platform

extension Engine {
  /// Writes the session so far, or a session file as it runs now, as a document.
  mutating func report(
    _ request: ReportRequest, _ statement: Statement
  ) throws(CommandError) {
    let ending = request.path.split(separator: "/").last?.split(separator: ".").dropFirst().last
      .map { $0.lowercased() }
    guard let ending, SessionReport.endings.contains(ending) else {
      throw CommandError("a report is a file in .html, .md or .tex", at: request.range)
    }
    let report: SessionReport
    if let source = request.source {
      report = try sessionReport(of: source, at: request.sourceRange)
    } else {
      // What stands before it on its own line.
      let before = statement.line.prefix(statement.words.first?.range.lowerBound ?? 0)
        .reversed().drop { " ;".contains($0) }.reversed()
      var steps = log.values
      if !told.isEmpty { steps.append(.init(line: String(before), events: told)) }
      guard !steps.isEmpty else {
        throw CommandError("nothing has been answered yet that a report could hold")
      }
      report = SessionReport(
        title: session.model.current.map { "A session with \($0.name)" } ?? "A session",
        items: steps.map { .step($0) }, isCut: log.hasDropped)
    }
    let bytes = report.bytes(endingIn: ending)
    do throws(File.Problem) {
      try File.write(bytes, to: request.path, in: session.folder, writes: session.writes)
    } catch { throw CommandError("\(error)", at: request.range) }
    let steps = report.items.count { if case .step = $0 { true } else { false } }
    tell(
      .report(
        .paragraph(
          "Written to \(request.path.escapingControls): \(Prose.count(steps, "command")) with what they answered, "
            + "\(max(bytes.count / 1000, 1)) kB."
            + (ending == "tex" ? "" : Self.promise(request.path)),
          record: ["command": "report", "file": request.path, "commands": steps])))
  }

  /// What a replay does, and where it looks for files.
  private static func promise(_ path: String) -> String {
    " `netrepl replay` checks every number in it"
      + (path.contains("/") ? "; files that its commands name have to stand beside it." : ".")
  }

  /// The items of a session file, its commands run from a fresh start.
  private func sessionReport(
    of path: String, at range: Range<Int>?
  ) throws(CommandError) -> SessionReport {
    var here = Engine(checkpoint: checkpoint)
    here.session = .reproducible
    let entry = try here.stack.enter(path, in: session.folder, at: range)
    here.stack.leave()
    here.session.folder = entry.folder
    here.session.writes = WriteGuard(
      folder: entry.folder, of: WriteGuard.session, within: session.writes)
    let lines = entry.transcript.lines
    var (items, position) = ([SessionReport.Item](), 0)
    var title = path.split(separator: "/").last.map(String.init) ?? path
    func addProse(_ range: Range<Int>) {
      // Fences belong to the session, and the first heading is the title.
      var prose = lines[range].map(\.withoutCarriageReturn)
      if prose.last?.hasPrefix("```") == true { prose.removeLast() }
      if range.lowerBound > 0, prose.first?.hasPrefix("```") == true { prose.removeFirst() }
      if items.isEmpty, let first = prose.first, first.hasPrefix("# ") {
        title = String(first.dropFirst(2))
        prose.removeFirst()
      }
      if prose.contains(where: { !$0.allSatisfy(\.isWhitespace) }) { items.append(.prose(prose)) }
    }
    for block in entry.transcript.blocks {
      if entry.transcript.isDocument { addProse(position..<block.body.lowerBound) }
      position = block.body.upperBound
      for step in block.steps {
        here.log.removeAll()
        let outcome = here.run(step.command)
        if isInterrupted { throw CommandError("interrupted; no report was written") }
        items += here.log.values.map { .step($0) }
        if outcome == .quit { return SessionReport(title: title, items: items) }
      }
    }
    if entry.transcript.isDocument { addProse(position..<lines.count) }
    return SessionReport(title: title, items: items)
  }
}
