import Core

/// Runs commands against a session: parse, run on a copy, keep the copy only when all went well.
package struct Evaluator {
  var session = Session()

  /// Whether names may be shortened, as at the prompt.
  var allowsAbbreviations = false

  /// Throws when the user wants the work stopped.
  var checkpoint: Checkpoint = {}

  /// Told how far long work is; nil when it has ended.
  var progress: (Progress?) -> Void = { _ in }

  enum Outcome {
    case report(Report)
    case failure(CommandError)

    /// The user stopped it; the note says what that leaves.
    case interrupted(note: String)

    /// Something for the loop to do.
    case request(LoopRequest)
  }

  /// Thrown by the checkpoint when the user wants the work stopped.
  package struct Interrupted: Error { package init() {} }

  mutating func evaluate(_ statement: Statement, history: [String] = []) -> Outcome {
    let parser = CommandTable.parser(
      allowsAbbreviations: allowsAbbreviations,
      definitions: session.model.definitions)
    do {
      let (command, arguments) = try parser.parse(statement)
      let invocation = Invocation(
        arguments: arguments, statement: statement, checkpoint: checkpoint,
        progress: progress, allowsAbbreviations: allowsAbbreviations, history: history)
      if let request = command.request { return .request(request(invocation)) }
      var changed = session
      var report = try command.run(invocation, &changed)
      // A checked answer says itself what it is of.
      let name: Record = ["command": command.name]
      report.record = (report.record.contains("command") ? [:] : name) + report.record
      // Undoing is itself no change to undo.
      if command.name != "undo" { changed.remember(session, change: statement.text) }
      if let value = report.result { report.number(changed.keep(value)) }
      session = changed
      return .report(report)
    } catch let error as CommandError {
      return .failure(error)
    } catch is Interrupted {
      return .interrupted(note: "nothing has changed")
    } catch let stopped as Stopped {
      return .interrupted(note: stopped.note)
    } catch {
      return .failure(CommandError("\(error)"))
    }
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
