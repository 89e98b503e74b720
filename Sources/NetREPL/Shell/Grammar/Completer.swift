import Core
import Formats
import Platform

/// Finds what could stand at the cursor, from the same patterns that the parser reads.
struct Completer {
  var commands: [CommandSpec]

  /// - Parameters:
  ///   - line: the line up to the cursor.
  ///   - session: for the names and index ranges of what is loaded.
  func completions(for line: String, in session: Session) -> Completions {
    let characters = Array(line)
    let words = Lexer.unfinishedWords(in: line)
    // The last word is unfinished when the cursor touches it.
    let isOpen = words.last.map { $0.range.upperBound == characters.count } ?? false
    let prefix = isOpen ? words[words.count - 1].text : ""
    let start = isOpen ? words[words.count - 1].range.lowerBound : characters.count
    let before = Array(isOpen ? words.dropLast() : words[...])

    let candidates = candidates(after: before, prefix: prefix, in: session)
      .filter { $0.text.hasPrefix(prefix) }
    var unique: [Completions.Candidate] = []
    for candidate in candidates where !unique.contains(where: { $0.text == candidate.text }) {
      unique.append(candidate)
    }
    for index in unique.indices { unique[index].text = quoted(unique[index]) }
    let offset = String(characters[..<start]).utf8.count
    return Completions(replaced: offset..<line.utf8.count, candidates: unique)
  }

  /// A candidate as it has to be typed to be one word; the quote of a folder stays open.
  private func quoted(_ candidate: Completions.Candidate) -> String {
    let text = candidate.text
    let words =
      candidate.endsWord
      ? (try? Lexer.statements(in: text))?.flatMap(\.words) : Lexer.unfinishedWords(in: text)
    if words?.map(\.text) == [text] { return text }
    let quote = text.contains("\"") ? "'" : "\""
    return quote + text + (candidate.endsWord ? quote : "")
  }

  /// The layers of a file that can be chosen; of a large one none, since all of it would be read.
  private func layerNames(of path: String, in session: Session) -> [Completions.Candidate] {
    guard let bytes = try? File.read(path, limit: 16 << 20, in: session.folder) else { return [] }
    return ModelFile.layerNames(bytes, name: path).map { .init(text: $0) }
  }

  private func candidates(
    after words: [Word], prefix: String, in session: Session
  ) -> [Completions.Candidate] {
    guard let first = words.first else {
      let results = prefix.hasPrefix("%") ? ArgumentKind.result.candidates(prefix, session) : []
      let isCommand = commands.contains { $0.name.hasPrefix(prefix) }
      let symbols =
        isCommand || !results.isEmpty
        ? [] : ArgumentKind.expression.candidates(prefix, session)
      return results + commands.map { .init(text: $0.name, note: $0.summary) } + symbols
    }
    guard let command = commands.named(first.text) else {
      let parser = Parser(
        commands: commands, allowsAbbreviations: true,
        isExpressionName: session.model.expressionNames.hasMeaning)
      return parser.isExpression(words) ? ArgumentKind.expression.candidates(prefix, session) : []
    }
    // A setting's values belong to the setting named just before.
    if command.name == "set", words.count == 2, let setting = Setting.named(words[1].text) {
      // Some of its values are words about a range; they cannot be typed.
      return setting.values.filter { value in
        var settings = session.settings
        return setting.set(&settings, value)
      }.map { .init(text: $0) }
    }
    var matcher = Matcher(
      allowsAbbreviations: true, definitions: session.model.vocabulary)
    let rest = Array(words.inOwnWords.dropFirst())
    _ = matcher.match(command.pattern, rest)
    guard matcher.failurePosition >= rest.count else { return [] }
    return matcher.expected.flatMap { expectation -> [Completions.Candidate] in
      switch expectation {
      case .word(let word): [.init(text: word)]
      case .argument("LAYER", _) where command.name == "load":
        layerNames(of: rest[0].text, in: session)
      case .argument(_, let kind): kind.candidates(prefix, session)
      case .end, .problem: []
      }
    }
  }
}
