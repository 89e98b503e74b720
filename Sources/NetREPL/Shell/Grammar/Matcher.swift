/// Fits words to a pattern, and knows what was expected where it did not fit.
struct Matcher {
  /// Whether a keyword may be shortened to a unique beginning.
  var allowsAbbreviations: Bool

  /// What the user has defined, where that gives a word a meaning.
  var definitions = Definitions()

  /// What could have stood at the furthest place that was reached.
  private(set) var expected: [Expectation] = []
  private(set) var furthest = -1

  enum Expectation {
    case word(String)
    case argument(String, ArgumentKind)
    case end

    /// An argument was there, but could not be read.
    case problem(CommandError)
  }

  /// The index of the first word that no way of reading fits.
  var failurePosition: Int { max(furthest, 0) }

  /// The arguments when all words fit; nil when they do not, with `expected` saying why.
  mutating func match(_ patterns: [Pattern], _ words: [Word]) -> Arguments? {
    match(patterns[...], words, at: 0, Arguments())
  }

  private mutating func match(
    _ patterns: ArraySlice<Pattern>, _ words: [Word], at position: Int, _ found: Arguments
  ) -> Arguments? {
    guard let pattern = patterns.first else {
      if position == words.count { return found }
      note(.end, at: position)
      return nil
    }
    let rest = patterns.dropFirst()
    switch pattern {
    case .word(let keyword):
      guard position < words.count, matches(words[position].text, keyword) else {
        note(.word(keyword), at: position)
        return nil
      }
      var found = found
      found.add(keyword: keyword, words[position])
      return match(rest, words, at: position + 1, found)

    case .argument(let name, let kind):
      guard position < words.count else {
        note(.argument(name, kind), at: position)
        return nil
      }
      guard let value = read(words[position], kind, at: position) else { return nil }
      var found = found
      found.add(name, value, words[position])
      return match(rest, words, at: position + 1, found)

    case .list(let name, let kind), .rest(let name, let kind):
      guard position < words.count else {
        note(.argument(name, kind), at: position)
        return nil
      }
      var found = found
      var next = position
      var isAtEnd = false
      while !isAtEnd, next < words.count, let value = read(words[next], kind, at: next) {
        found.add(name, value, words[next])
        isAtEnd = kind.endsList(value)
        next += 1
      }
      if next == position { return nil }
      if next == words.count, !isAtEnd { note(.argument(name, kind), at: next) }
      return match(rest, words, at: next, found)

    case .optional(let inner):
      // With the words first: leaving it out would report less of what is wrong.
      return match(ArraySlice(inner) + rest, words, at: position, found)
        ?? match(rest, words, at: position, found)

    case .choice(let ways):
      for way in ways {
        if let result = match(ArraySlice(way) + rest, words, at: position, found) {
          return result
        }
      }
      return nil

    case .options(let options):
      for k in options.indices {
        var others = options
        let option = others.remove(at: k)
        let next = ArraySlice(option + [.options(others)]) + rest
        if let result = match(next, words, at: position, found) { return result }
      }
      return match(rest, words, at: position, found)
    }
  }

  private mutating func read(
    _ word: Word, _ kind: ArgumentKind, at position: Int
  ) -> ArgumentValue? {
    do throws(CommandError) {
      return try kind.read(word, definitions)
    } catch {
      note(.problem(error), at: position)
      return nil
    }
  }

  private func matches(_ text: String, _ keyword: String) -> Bool {
    text == keyword || text.lowercased() == keyword
      || (allowsAbbreviations && text.count >= 2 && keyword.hasPrefix(text))
  }

  private mutating func note(_ expectation: Expectation, at position: Int) {
    if position > furthest {
      furthest = position
      expected = []
    }
    if position == furthest { expected.append(expectation) }
  }
}
