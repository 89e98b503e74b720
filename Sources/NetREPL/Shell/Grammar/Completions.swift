/// What could stand at the cursor, and which part of the line it would replace.
package struct Completions: Equatable, Sendable {
  /// Offsets into the line's UTF-8: usually from the start of the word to the cursor.
  package var replaced: Range<Int>
  package var candidates: [Candidate]

  /// One text that could stand there.
  package struct Candidate: Equatable, Sendable {
    package var text: String

    /// A few words shown beside it in a short list.
    package var note: String? = nil

    /// Whether nothing of the word can follow, so that a space is due: not for a folder.
    package var endsWord = true

    package init(text: String, note: String? = nil, endsWord: Bool = true) {
      (self.text, self.note, self.endsWord) = (text, note, endsWord)
    }
  }

  package init(replaced: Range<Int>, candidates: [Candidate]) {
    (self.replaced, self.candidates) = (replaced, candidates)
  }

  package static let none = Completions(replaced: 0..<0, candidates: [])
}

extension Completions {
  /// The beginning that all candidates share, in whole characters.
  package var commonPrefix: String {
    guard var prefix = candidates.first?.text[...] else { return "" }
    for candidate in candidates.dropFirst() {
      let count = zip(prefix, candidate.text).prefix { $0 == $1 }.count
      prefix = prefix.prefix(count)
    }
    return String(prefix)
  }
}
