extension ReplayedFile {
  /// A unified diff of the commands that differ, each number that does told below it.
  package var difference: String {
    let name = path.escapingControls
    var lines = ["--- \(name)", "+++ \(name), replayed"]
    for step in blocks.flatMap(\.steps) where !step.isSame {
      lines += step.difference(in: name, transcript)
    }
    return isSame ? "" : lines.map { $0 + "\n" }.joined()
  }
}

extension ReplayedStep {
  /// Lines around a change that are shown.
  private static let context = 2

  func difference(in name: String, _ transcript: Transcript) -> [String] {
    var text: [(line: String, isChange: Bool)] = []
    var notes: [String] = []
    var added: [(line: String, isChange: Bool)] = []
    var skipped = 0
    func place(_ expected: Int) -> String { "\(name):\(step.expected.lowerBound + expected + 1)" }
    func written(_ expected: Int) -> String {
      transcript.lines[step.expected.lowerBound + expected].withoutCarriageReturn.escapingControls
    }
    func flush() {
      text += added
      added = []
      if skipped > 0 { text.append(("  (\(Prose.count(skipped, "line")) for `...`)", false)) }
      skipped = 0
    }
    for pair in alignment.pairs {
      switch pair {
      case .same(let one, _), .anything(let one):
        flush()
        text.append((" " + written(one), false))
      case .skipped: skipped += 1
      case .changed(let one, let other):
        text.append(("-" + written(one), true))
        added.append(("+" + printed.lines[other].escapingControls, true))
        notes += expected[one].mismatches(with: actual[other], tolerance).prefix(8).map {
          "\(place(one)): \($0)"
        }
      case .removed(let one):
        text.append(("-" + written(one), true))
        notes.append("\(place(one)): expected, but not printed")
      case .added(let other): added.append(("+" + printed.lines[other].escapingControls, true))
      }
    }
    flush()
    if printed.status != step.status {
      let line = step.statusLine ?? step.line
      if let shown = step.statusLine {
        text.append(("-" + transcript.lines[shown].withoutCarriageReturn.escapingControls, true))
      }
      if printed.status != 0 { text.append(("+[\(printed.status)]", true)) }
      notes.append(
        "\(name):\(line + 1): expected exit status \(step.status), got \(printed.status)")
    }
    let header = "@@ \(name):\(step.line + 1) @@ > \(step.command.escapingControls)"
    return [header] + Self.shortened(text) + notes.map(\.escapingControls)
  }

  /// The changes with a few lines around them; what is left out is counted.
  private static func shortened(_ text: [(line: String, isChange: Bool)]) -> [String] {
    var isShown = [Bool](repeating: false, count: text.count)
    for index in text.indices where text[index].isChange {
      for near in max(0, index - context)...min(text.count - 1, index + context) {
        isShown[near] = true
      }
    }
    var lines: [String] = []
    var hidden = 0
    for index in text.indices {
      if isShown[index] {
        if hidden > 0 { lines.append("  (\(Prose.count(hidden, "line")) the same)") }
        hidden = 0
        lines.append(text[index].line)
      } else {
        hidden += 1
      }
    }
    return lines
  }
}
