/// Finds the sessions in a document's lines.
struct TranscriptReader {
  let lines: [String]
  private var index = 0

  init(lines: [String]) { self.lines = lines }

  /// A run of three or more backticks or tildes that begins a fenced block.
  private struct Fence {
    var mark: UInt8
    var count: Int
    var info: String
  }

  /// The blocks marked `session`. One that is not closed ends with the text, as Markdown has it:
  /// so a recording that was cut short can be read.
  mutating func blocks() throws(Transcript.Problem) -> [Transcript.Block] {
    var blocks: [Transcript.Block] = []
    while index < lines.count {
      guard let fence = Self.fence(lines[index]) else {
        index += 1
        continue
      }
      let opening = index
      index += 1
      while index < lines.count, !Self.closes(lines[index], fence) { index += 1 }
      let body = (opening + 1)..<index
      if let options = Self.options(fence.info) {
        blocks.append(
          Transcript.Block(
            body: body, tolerance: try tolerance(options, at: opening + 1),
            steps: try steps(in: body)))
      }
      index += 1
    }
    return blocks
  }

  // MARK: Fences

  private static func fence(_ line: String) -> Fence? {
    // A byte-order mark may stand before the first one.
    let bytes = Substring(line).drop { $0 == "\u{FEFF}" }.utf8
    let text = bytes.drop { $0 == 0x20 }
    guard bytes.count - text.count <= 3, let mark = text.first, mark == 0x60 || mark == 0x7E else {
      return nil
    }
    let info = text.drop { $0 == mark }
    let count = text.count - info.count
    // Backticks behind the fence make it a span of code in a paragraph.
    guard count >= 3, mark == 0x7E || !info.contains(0x60) else { return nil }
    return Fence(mark: mark, count: count, info: String(Substring(info)))
  }

  private static func closes(_ line: String, _ opening: Fence) -> Bool {
    guard let fence = fence(line) else { return false }
    return fence.mark == opening.mark && fence.count >= opening.count
      && fence.info.allSatisfy(\.isWhitespace)
  }

  /// Whether a line in a session would end it or begin another fence.
  static func isFence(_ line: String) -> Bool { fence(line) != nil }

  /// What stands behind the word `session`; nil when that is not the block's language.
  private static func options(_ info: String) -> String? {
    let words = info.split(maxSplits: 1) { $0.isWhitespace || $0 == "{" }
    guard words.first == "session" else { return nil }
    return info.drop(while: \.isWhitespace).dropFirst("session".count)
      .filter { !$0.isWhitespace || $0 == " " }
  }

  private func tolerance(
    _ options: String, at line: Int
  ) throws(Transcript.Problem) -> Tolerance {
    var tolerance = Tolerance()
    let words = options.split { " {},".contains($0) }
    for word in words {
      let parts = word.split(separator: "=" as Character, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = Double(parts[1]), value >= 0, value.isFinite,
        parts[0] == "rtol" || parts[0] == "atol"
      else {
        throw Transcript.Problem(
          message: "\(String(word).quoted) is not an option of a session; "
            + "they are rtol=NUMBER and atol=NUMBER",
          line: line)
      }
      if parts[0] == "rtol" { tolerance.relative = value } else { tolerance.absolute = value }
    }
    return tolerance
  }

  // MARK: Steps

  private func steps(in body: Range<Int>) throws(Transcript.Problem) -> [Transcript.Step] {
    var steps: [Transcript.Step] = []
    for index in body {
      let line = lines[index].withoutCarriageReturn
      if let command = Self.command(line) {
        steps.append(
          Transcript.Step(command: command, line: index, expected: (index + 1)..<(index + 1)))
      } else if !line.allSatisfy(\.isWhitespace) {
        guard let last = steps.indices.last else {
          throw Transcript.Problem(
            message: "a session begins with a command: a line that starts with '> '",
            line: index + 1)
        }
        steps[last].expected = steps[last].expected.lowerBound..<(index + 1)
      }
    }
    for index in steps.indices { takeStatus(of: &steps[index]) }
    return steps
  }

  /// The command of a line; nil for output.
  static func command(_ line: String) -> String? {
    guard line.utf8.first == 0x3E else { return nil }
    let rest = line.utf8.dropFirst()
    if rest.isEmpty { return "" }
    return rest.first == 0x20 ? String(Substring(rest.dropFirst())) : nil
  }

  /// `[1]` alone as the last line.
  private func takeStatus(of step: inout Transcript.Step) {
    guard let last = step.expected.last, let status = Self.status(lines[last]) else { return }
    step.status = status
    step.statusLine = last
    step.expected = step.expected.lowerBound..<last
    while let line = step.expected.last, lines[line].allSatisfy(\.isWhitespace) {
      step.expected = step.expected.dropLast()
    }
  }

  static func status(_ line: String) -> Int32? {
    let bytes = line.withoutCarriageReturn.utf8
    guard bytes.first == 0x5B, bytes.last == 0x5D, (3...5).contains(bytes.count) else { return nil }
    let digits = bytes.dropFirst().dropLast()
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int32(Substring(digits))
  }
}
