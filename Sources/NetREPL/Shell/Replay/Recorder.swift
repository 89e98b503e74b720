import Core
import Platform

/// Writes a session to a new file while it goes on.
///
/// Each command is appended whole as soon as it is done, and a block that is not closed ends with
/// the file: what a crash leaves behind is a session.
struct Recorder {
  let path: String

  /// What was there before the recording, which begins afresh.
  let earlier: Session
  let allowedAbbreviations: Bool

  private let file: AppendedFile
  private(set) var commandCount = 0

  /// Commands whose output depends on more than the session: on the hour, or on the machine.
  private static let unsteady = ["history", "record", "report", "time"]

  /// - Throws: `File.Problem` when there is such a file, or it cannot be made.
  init(path: String, earlier: Session, allowsAbbreviations: Bool) throws(File.Problem) {
    (self.path, self.earlier, allowedAbbreviations) = (path, earlier, allowsAbbreviations)
    file = try AppendedFile(path)
    let title = path.utf8.split(separator: 0x2F).last.map { String(Substring($0)) } ?? path
    do throws(File.Problem) {
      try write(
        "# \(title.escapingControls)\n\nA recorded session. `netrepl replay` runs it again and "
          + "compares.\n\n```session\n")
    } catch {
      file.close()
      throw error
    }
  }

  /// Adds a line and what it printed.
  mutating func add(_ line: String, _ printed: PrintedStep) throws(File.Problem) {
    let command = line.withoutCarriageReturn.utf8.map { $0 == 0x0A ? 0x20 : $0 }
    var text = commandCount == 0 ? "" : "\n"
    text += "> \(String(decoding: command, as: UTF8.self))\n"
    text += Self.lines(line, printed).map { $0 + "\n" }.joined()
    commandCount += 1
    try write(text)
  }

  /// What a session file has below a command.
  static func lines(_ line: String, _ printed: PrintedStep) -> [String] {
    let lines = isUnsteady(line) ? ["..."] : RecordedLine.lines(of: printed)
    return lines + (printed.status == 0 ? [] : ["[\(printed.status)]"])
  }

  /// Whether a line only writes what there is, which no session needs.
  static func isReport(_ line: String) -> Bool { commands(line).allSatisfy { $0 == "report" } }

  /// Whether what a line prints depends on more than the session.
  static func isUnsteady(_ line: String) -> Bool {
    commands(line).contains(where: unsteady.contains)
  }

  private static func commands(_ line: String) -> [String] {
    ((try? Lexer.statements(in: line)) ?? []).compactMap(\.words.first?.text)
  }

  /// Closes the block and the file.
  func finish() throws(File.Problem) {
    defer { file.close() }
    try write("```\n")
    try file.finish(as: "the recording")
  }

  private func write(_ text: String) throws(File.Problem) {
    try file.append(text, as: "the recording")
  }
}
