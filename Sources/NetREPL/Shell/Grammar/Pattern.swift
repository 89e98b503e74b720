import Core

/// What may stand behind a command's name; the parser, help and completion all read it.
indirect enum Pattern: Sendable {
  /// A word as it stands: `wrt`.
  case word(String)

  /// One word that means something: `FILE`.
  case argument(String, ArgumentKind)

  /// One or more words of a kind: `V...`.
  case list(String, ArgumentKind)

  /// Everything up to the end of the command, spaces and commas as they were typed: a formula.
  ///
  /// `Invocation.typed` gives it to the command.
  case rest(String, ArgumentKind)

  /// Something that may be left out.
  case optional([Pattern])

  /// One of several ways to go on.
  case choice([[Pattern]])

  /// Any of several, each once at most, in any order.
  case options([[Pattern]])
}

extension [Pattern] {
  /// The pattern as help shows it: `[of Q] [wrt Q]`.
  var usage: String {
    map { pattern in
      switch pattern {
      case .word(let word): word
      case .argument(let name, _), .rest(let name, _): name
      case .list(let name, _): "\(name)..."
      case .optional(let inner): "[\(inner.usage)]"
      case .choice(let ways): ways.map(\.usage).joined(separator: " | ")
      case .options(let options): options.map { "[\($0.usage)]" }.joined(separator: " ")
      }
    }
    .joined(separator: " ")
  }

  /// The same with options that may stand in any order as one word.
  var shortUsage: String {
    map { pattern in if case .options = pattern { "[OPTION...]" } else { [pattern].usage } }
      .joined(separator: " ")
  }

  /// The words that begin options.
  var optionWords: [String] {
    flatMap { pattern -> [String] in
      switch pattern {
      case .options(let options):
        options.compactMap { if case .word(let word)? = $0.first { word } else { nil } }
      case .choice(let ways): ways.flatMap(\.optionWords)
      case .optional(let inner): inner.optionWords
      case .word, .argument, .list, .rest: []
      }
    }
  }

  /// The names of the arguments, each once, in order.
  var argumentNames: [String] {
    var names: [String] = []
    for pattern in self {
      let inner: [String] =
        switch pattern {
        case .word: []
        case .argument(let name, _), .list(let name, _), .rest(let name, _): [name]
        case .optional(let inner): inner.argumentNames
        case .choice(let ways), .options(let ways): ways.flatMap(\.argumentNames)
        }
      for name in inner where !names.contains(name) { names.append(name) }
    }
    return names
  }
}

/// What kind of thing an argument is: how its word is read and how it is completed.
struct ArgumentKind: Sendable {
  /// What it is, with its article: "a file", "a number".
  var description: String

  /// Reads the word; what the user has defined may give it a meaning.
  var read: @Sendable (Word, Definitions) throws(CommandError) -> ArgumentValue

  /// What could stand here, given what has been typed of the word so far.
  var candidates: @Sendable (String, Session) -> [Completions.Candidate]

  /// Whether no more of a list can stand behind a value.
  var endsList: @Sendable (ArgumentValue) -> Bool = { _ in false }
}

extension ArgumentKind {
  /// A kind whose words mean the same whatever has been defined.
  init(
    description: String,
    read: @escaping @Sendable (Word) throws(CommandError) -> ArgumentValue = { .text($0.text) },
    candidates: @escaping @Sendable (String, Session) -> [Completions.Candidate] = { _, _ in [] }
  ) {
    self.init(
      description: description,
      read: { word, _ throws(CommandError) in try read(word) }, candidates: candidates)
  }

  /// One of some names.
  ///
  /// - Parameters:
  ///   - otherwise: what to do about a word that is near to none of them.
  ///   - problem: what is wrong with another word, given in quotes.
  static func name(
    _ description: String, of names: [(text: String, note: String?)],
    others: [String] = [], otherwise: String = "",
    _ problem: @escaping @Sendable (String) -> String
  ) -> ArgumentKind {
    ArgumentKind(
      description: description,
      read: { word throws(CommandError) in
        if names.contains(where: { $0.text == word.text }) { return .text(word.text) }
        let known = names.map(\.text) + others.filter { $0 != word.text }
        let hint = NearestName.suggestion(for: word.text, among: known)
        throw word.error(problem(word.text.quoted) + (hint.isEmpty ? otherwise : hint))
      },
      candidates: { _, _ in names.map { .init(text: $0.text, note: $0.note) } })
  }

  /// Reads a word that no definition can give a meaning.
  func read(_ word: Word) throws(CommandError) -> ArgumentValue { try read(word, Definitions()) }
}

/// A word of a command, read.
enum ArgumentValue {
  case text(String)
  case number(Double)
  case numbers([Double])
  case integer(Int)
  case integers([Int])
  case quantity(QuantityName)
  case components(ComponentName)
  case partial(PartialName)
  case activation(Activation)
}
