/// A session file: a document whose fenced blocks marked `session` hold commands and what they
/// print, or a plain list of commands.
///
/// The lines are kept byte for byte; blocks and steps only point into them, so that writing a
/// changed block back cannot touch the prose around it.
package struct Transcript {
  /// Every line of the file without its line feed; the text is these lines joined by line feeds.
  let lines: [String]
  let blocks: [Block]

  /// Whether output is checked; in a plain list of commands only their success is.
  let isDocument: Bool

  /// Whether it is a report in HTML.
  let isHTML: Bool

  /// A fenced block, or the whole of a plain list.
  struct Block {
    /// The lines between the fences.
    var body: Range<Int>
    var tolerance: Tolerance
    var steps: [Step]
  }

  /// One command with what it should print.
  struct Step {
    var command: String

    /// The line the command stands in, counted from 0.
    var line: Int

    /// The lines of its output, blank ones at the end left out.
    var expected: Range<Int>

    /// The exit status it should end with, and the line that says so where one does.
    var status: Int32 = 0
    var statusLine: Int?

    /// Whether what it prints is not compared.
    var isUnsteady = false
  }

  /// Why a file is no session, and where.
  package struct Problem: Error, Equatable {
    var message: String

    /// Counted from 1.
    var line: Int
  }

  /// The most bytes of a session file, and lines, which take ten times their bytes where they are
  /// short.
  static let sizeLimit = 1 << 26
  static let lineLimit = 500_000

  package var text: String { lines.joined(separator: "\n") }
  var steps: [Step] { blocks.flatMap(\.steps) }

  /// - Parameter name: the file's name; what ends in .md is a document in any case.
  /// - Throws: `Problem` for text that is not UTF-8, a block whose options cannot be read, output
  ///   before the first command of a block, and a document without a session.
  package init(_ bytes: [UInt8], name: String) throws(Problem) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem(message: "this is not text in UTF-8", line: 1)
    }
    guard bytes.count(where: { $0 == 0x0A }) < Self.lineLimit else {
      throw Problem(
        message: "this has more than \(Self.lineLimit) lines; replay it in parts", line: 1)
    }
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    isHTML = name.hasSuffix(".html") || name.hasSuffix(".htm")
    if isHTML {
      let steps = try HTMLTranscript.steps(in: lines)
      guard !steps.isEmpty else {
        throw Problem(message: "there is no session in it: `report FILE.html` writes one", line: 1)
      }
      self.lines = lines
      isDocument = true
      blocks = [Block(body: lines.indices, tolerance: Tolerance(), steps: steps)]
      return
    }
    var reader = TranscriptReader(lines: lines)
    let found = try reader.blocks()
    let isNamedDocument = name.hasSuffix(".md") || name.hasSuffix(".markdown")
    if found.isEmpty, isNamedDocument {
      throw Problem(
        message: "there is no session in it: a block that begins with ```session", line: 1)
    }
    self.lines = lines
    isDocument = !found.isEmpty
    blocks = isDocument ? found : [Self.commandList(lines)]
  }

  /// Each line that is not empty is a command.
  private static func commandList(_ lines: [String]) -> Block {
    let steps = lines.indices.compactMap { index -> Step? in
      let command = lines[index].withoutCarriageReturn
      if command.allSatisfy(\.isWhitespace) { return nil }
      return Step(command: command, line: index, expected: (index + 1)..<(index + 1))
    }
    return Block(body: lines.indices, tolerance: Tolerance(), steps: steps)
  }
}
