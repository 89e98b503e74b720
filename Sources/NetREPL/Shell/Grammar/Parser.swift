import Core

/// Finds the command a statement names and fits its words to the command's pattern.
struct Parser {
  var commands: [CommandSpec]

  /// Whether a unique beginning of a command's name will do, as at the prompt.
  var allowsAbbreviations: Bool

  /// What the user has defined: names that may stand where an activation is named.
  var definitions = Definitions()

  /// The command that `%3` and `_` are.
  var recall: CommandSpec?

  /// - Throws: `CommandError` when there is no such command, or the words do not fit its pattern.
  func parse(_ statement: Statement) throws(CommandError) -> (CommandSpec, Arguments) {
    guard let first = statement.words.first else { throw CommandError("there is no command") }
    // `%3` and `_` are commands of their own: they show an earlier result.
    let isResult = first.text == "_" || first.text.first == "%"
    let command =
      if isResult, let recall { recall } else { try self.command(first) }
    var matcher = Matcher(
      allowsAbbreviations: allowsAbbreviations, definitions: definitions)
    let words = isResult ? statement.words : Array(statement.words.dropFirst())
    guard let arguments = matcher.match(command.pattern, words) else {
      throw problem(matcher, command, words, statement)
    }
    return (command, arguments)
  }

  /// What other programs call a command of this one.
  private static let otherWords = ["exit": "quit", "q": "quit", "bye": "quit", "?": "help"]

  private func command(_ word: Word) throws(CommandError) -> CommandSpec {
    if let exact = commands.first(where: { $0.name == word.text }) { return exact }
    let names = commands.map(\.name)
    let matching = commands.filter { $0.name.hasPrefix(word.text) }
    if allowsAbbreviations, matching.count == 1 { return matching[0] }
    if allowsAbbreviations, matching.count > 1 {
      let choices = matching.map(\.name).joined(separator: ", ")
      throw word.error("'\(word.text)' could be \(choices)")
    }
    if matching.count == 1 {
      throw word.error(
        "no command \(word.text.quoted); only at the prompt is it short for \(matching[0].name)")
    }
    let meant = Self.otherWords[word.text].map { "; did you mean '\($0)'?" }
    let hint = meant ?? NearestName.suggestion(for: word.text, among: names)
    throw word.error("no command \(word.text.quoted)\(hint.isEmpty ? "; `help` lists them" : hint)")
  }

  private func problem(
    _ matcher: Matcher, _ command: CommandSpec, _ words: [Word], _ statement: Statement
  ) -> CommandError {
    let position = matcher.failurePosition
    let end = statement.words.last?.range.upperBound ?? 0
    let range = position < words.count ? words[position].range : end..<(end + 1)

    var keywords: [String] = []
    var descriptions: [String] = []
    var problems: [CommandError] = []
    for expectation in matcher.expected {
      switch expectation {
      case .word(let word): if !keywords.contains(word) { keywords.append(word) }
      case .argument(_, let kind):
        if !descriptions.contains(kind.description) { descriptions.append(kind.description) }
      case .problem(let error): problems.append(error)
      case .end: break
      }
    }

    guard position < words.count else {
      let wanted = (descriptions + keywords.map { "'\($0)'" }).joined(separator: " or ")
      return CommandError(
        "\(statement.text.quoted) needs \(wanted) next; \(command.advice)", at: range)
    }
    let word = words[position].text
    if command.pattern.optionWords.contains(word), !keywords.contains(word),
      words[..<position].contains(where: { $0.text == word })
    {
      return CommandError("\(word.quoted) is given twice", at: range)
    }
    // Of several ways to read a word the last is the most general one, and its message the best;
    // unless the word is a mistyped keyword.
    let nearest = NearestName.suggestion(for: word, among: keywords)
    if let last = problems.last, nearest.isEmpty || last.message.contains("did you mean") {
      return last
    }
    if !nearest.isEmpty {
      return CommandError("\(word.quoted) cannot stand here\(nearest)", at: range)
    }
    // Where there are several ways to go on, the words that can.
    if !keywords.isEmpty, command.usages.count > 1 {
      return CommandError(
        "\(word.quoted) cannot stand here; these words can: \(keywords.joined(separator: ", "))",
        at: range)
    }
    let what =
      keywords.isEmpty && descriptions.isEmpty
      ? "\(word.quoted) is one word too many"
      : "\(word.quoted) cannot stand here"
    return CommandError("\(what); \(command.advice)", at: range)
  }
}

extension [CommandSpec] {
  /// The command of that name, or the only one whose name begins so.
  func named(_ text: String) -> CommandSpec? {
    let matching = filter { $0.name.hasPrefix(text) }
    return first { $0.name == text } ?? (matching.count == 1 ? matching[0] : nil)
  }
}

extension CommandSpec {
  /// The ways to write the command, one each.
  var usages: [String] {
    // Its words stand for themselves: there is no name before them.
    if name == "%" { return ["_", "%3"] }
    if case .choice(let ways)? = pattern.first {
      return ways.map { way in "\(name) \((way + pattern.dropFirst()).shortUsage)" }
    }
    return [pattern.isEmpty ? name : "\(name) \(pattern.shortUsage)"]
  }

  /// What to do about words that do not fit.
  fileprivate var advice: String {
    usages.count == 1 ? "usage: \(usages[0])" : "`help \(name)` explains"
  }
}
