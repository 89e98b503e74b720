/// What the prompt shows of a session, and how it helps to type.
extension Engine {
  /// The network in use, and what changes the meaning of what is typed: `iris (planted) [rec]>`.
  package var prompt: String {
    let name = session.model.currentName?.clipped(to: 24).escapingControls ?? "net"
    return name + (session.fault == nil ? "" : " (planted)") + (recorder == nil ? ">" : " [rec]>")
  }

  /// Whether more of a line is to come: a bracket of it is open.
  package func isOpen(_ line: String) -> Bool { Lexer.isOpen(line) }

  /// Whether a sign at its end waits for what is behind it.
  package func isOpenBehindSign(_ line: String) -> Bool { Lexer.endsInSign(line) }

  /// An empty line goes on with a derivation or a tour that is open.
  package func orNextStep(_ line: String) -> String {
    guard line.allSatisfy(\.isWhitespace) else { return line }
    let hasStep = session.derivation.map { !$0.isAtEnd } ?? false
    if hasStep, session.tour?.isBehindDerivation != false { return "next" }
    return session.tour == nil ? line : "tour next"
  }

  /// What could stand at the cursor, an offset into the line's UTF-8.
  package var completions: (_ line: String, _ cursor: Int) -> Completions {
    { [session] line, cursor in
      let before = String(decoding: line.utf8.prefix(cursor), as: UTF8.self)
      return Completer(commands: CommandTable.all).completions(for: before, in: session)
    }
  }
}

extension Engine {
  /// What a line could go on to where nothing is loaded, whole lines; what each adds stands behind a tab.
  package static func completedLines(_ line: String) -> [String] {
    let found = Engine(checkpoint: {}).completions(line, line.utf8.count)
    let before = String(decoding: line.utf8.prefix(found.replaced.lowerBound), as: UTF8.self)
    return found.candidates.map { candidate in
      before + candidate.text + (candidate.note.map { "\t\($0)" } ?? "")
    }
  }
}

extension Report {
  /// What the prompt begins with.
  package static var greeting: Report {
    Report([
      .line(
        StyledText("netrepl", .strong)
          + " shows the derivatives of a neural network, each beside its check."),
      .line("New here? `tour` shows around in five minutes. `help` lists the commands."),
    ])
  }
}
