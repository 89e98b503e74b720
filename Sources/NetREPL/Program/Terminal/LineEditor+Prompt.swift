import Shell

extension LineEditor {
  /// The prompt with each run of escape sequences between two \u{1}, which tells libedit that they
  /// take no room.
  ///
  /// libedit draws such a run together with the character after it, and drops one that comes last:
  /// that one is moved before the last character.
  static func marked(_ prompt: String) -> String {
    var pieces: [(escapes: String, character: Character)] = []
    var escapes = ""
    var rest = prompt[...]
    while let character = rest.first {
      if character == "\u{1b}" {
        // ESC [ parameters letter
        let body = rest.dropFirst(2).prefix { !$0.isLetter }
        let sequence = rest.prefix(2 + body.count + 1)
        escapes += sequence
        rest = rest.dropFirst(sequence.count)
      } else {
        pieces.append((escapes, character))
        escapes = ""
        rest.removeFirst()
      }
    }
    if !pieces.isEmpty { pieces[pieces.count - 1].escapes += escapes }
    return pieces.map { escapes, character in
      (escapes.isEmpty ? "" : "\u{1}\(escapes)\u{1}") + String(character)
    }.joined()
  }
}
