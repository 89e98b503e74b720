/// One word of a command line and where it stands.
struct Word: Hashable {
  /// The text without quotes.
  var text: String

  /// The characters it covers in the line, counted from 0, quotes included.
  var range: Range<Int>
}

extension Word {
  /// What is wrong with it.
  func error(_ message: String) -> CommandError { CommandError(message, at: range) }

  /// Where in the line some characters of the word stand; all of it where it was quoted.
  func part(_ characters: Range<Int>) -> Range<Int> {
    guard text.count == range.count else { return range }
    let start = range.lowerBound + characters.lowerBound
    return
      start..<min(max(start + 1, range.lowerBound + characters.upperBound), range.upperBound + 1)
  }
}

/// One command: its words, and the line they stand in.
package struct Statement {
  var words: [Word]

  /// The whole line, for messages that point into it.
  package var line: String

  /// The command as typed.
  var text: String {
    guard let first = words.first, let last = words.last else { return "" }
    return String(Array(line)[first.range.lowerBound..<last.range.upperBound])
  }
}
