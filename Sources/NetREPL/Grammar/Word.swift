/// One word of a command line and where it stands.
struct Word: Hashable {
  /// The text without quotes.
  var text: String

  /// The characters it covers in the line, counted from 0, quotes included.
  var range: Range<Int>
}

/// One command: its words, and the line they stand in.
struct Statement {
  var words: [Word]

  /// The whole line, for messages that point into it.
  var line: String

  /// The command as typed.
  var text: String {
    guard let first = words.first, let last = words.last else { return "" }
    return String(Array(line)[first.range.lowerBound..<last.range.upperBound])
  }
}
