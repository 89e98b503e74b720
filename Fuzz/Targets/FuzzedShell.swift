internal import Core
internal import Platform
internal import Shell

/// The shell, as a fuzzer may have it: it writes nothing, and works for moments only.
enum FuzzedShell {
  /// More digits than this ask for work that is allowed, and long: a network of a gigabyte.
  private static let mostDigits = 3

  private static func engine() -> Engine {
    let deadline = ContinuousClock.now + .milliseconds(300)
    var engine = Engine(checkpoint: {
      if ContinuousClock.now > deadline { throw Engine.Interrupted() }
    })
    engine.session.writes = WriteGuard(folder: "/nothing", of: "fuzzer")
    engine.run("new 2-3-2 seed 3")
    return engine
  }

  /// Runs a line against a small network; a command that it takes has an answer in every format.
  static func run(_ line: String) {
    guard isShort(line) else { return }
    var engine = engine()
    engine.show = { event, _ in
      guard case .report(let report) = event else { return }
      for format in OutputFormat.allCases {
        _ = format.renderer(width: 40, precision: 6, colors: .trueColor).render(report)
      }
    }
    engine.run(line)
    engine.stopRecordingAtEnd()
  }

  private static func isShort(_ line: String) -> Bool {
    let words = line.split { !$0.isNumber && $0 != "e" && $0 != "E" }
    // Files of the machine that fuzzes are none of its business, and a recording is a file that the
    // user has asked for, which no guard refuses.
    return words.allSatisfy { $0.count <= mostDigits } && !line.contains("/")
      && !line.contains("record")
  }

  /// Completes a line at each place of it.
  static func complete(_ line: String) {
    let completions = engine().completions
    for cursor in 0...line.utf8.count {
      let found = completions(line, cursor)
      precondition(found.replaced.upperBound <= line.utf8.count)
    }
  }

  static func readNumber(_ text: String) {
    _ = try? NumberExpression.value(of: text)
    guard let value = Double(text), value.isFinite else { return }
    // What the rules of the language read as a number is the same number here.
    if let own = try? NumberExpression.value(of: text), !text.contains("x"), !text.contains("p") {
      precondition(own == value, "a number is read as another")
    }
  }

  /// A session, its lines as a list of commands and as a document, and what would be written back.
  static func readSession(_ bytes: [UInt8]) {
    for name in ["a.md", "a.txt"] {
      guard let transcript = try? Transcript(bytes, name: name) else { continue }
      precondition(Array(transcript.text.utf8) == bytes, "the lines are not those of the file")
    }
  }
}
