/// Cuts a line into commands and words.
///
/// Words end at spaces and commas, commands at `;`, everything at a `#` that begins a word. Quotes
/// and brackets keep a word together: `"my net.json"`, `W1[2, 3]`, `(0.5, -1)`.
enum Lexer {
  /// The commands of a line, in order; empty ones are left out.
  ///
  /// - Throws: `CommandError` for a quote or bracket that is not closed.
  static func statements(in line: String) throws(CommandError) -> [Statement] {
    var scanner = Scanner(line: line)
    return try scanner.statements()
  }

  /// The words of the last command of an unfinished line, for completion: quotes and brackets may
  /// be open.
  static func unfinishedWords(in line: String) -> [Word] {
    var scanner = Scanner(line: line, isLenient: true)
    return (try? scanner.statements(keepingEmptyLast: true).last?.words) ?? []
  }

  /// Whether a line ends in a sign between values; what stands in a comment is none.
  static func endsInSign(_ line: String) -> Bool {
    guard !line.contains("#"), let words = (try? statements(in: line))?.last?.words,
      words.count > 1,
      let last = words.last
    else { return false }
    // A list of equations goes on behind a comma.
    return last.text.count == 1 && "=+−·∘⊗".contains(last.text)
      || line.trimmingSpaces.hasSuffix(",") && words.contains { $0.text == "=" }
  }

  /// Whether a bracket of the line is still open, or a sign waits for what is behind it, so that more of it belongs
  /// on the next one.
  static func isOpen(_ line: String) -> Bool {
    if endsInSign(line) { return true }
    var scanner = Scanner(line: line)
    do throws(CommandError) {
      _ = try scanner.statements()
      return false
    } catch {
      // A quote that is not closed may as well be a slip.
      guard let place = error.range?.lowerBound, Array(line).indices.contains(place) else {
        return false
      }
      return "([{".contains(Array(line)[place])
    }
  }

  private struct Scanner {
    let line: String
    let characters: [Character]
    let isLenient: Bool
    var position = 0

    init(line: String, isLenient: Bool = false) {
      self.line = line
      self.isLenient = isLenient
      characters = Array(line)
    }

    mutating func statements(
      keepingEmptyLast: Bool = false
    ) throws(CommandError) -> [Statement] {
      var statements: [Statement] = []
      var words: [Word] = []
      while position < characters.count {
        let character = characters[position]
        if character == "#" { break }
        if character == ";" {
          if !words.isEmpty { statements.append(Statement(words: words, line: line)) }
          words = []
          position += 1
        } else if isSeparator(character) {
          position += 1
        } else {
          words.append(try word())
        }
      }
      if !words.isEmpty || keepingEmptyLast {
        statements.append(Statement(words: words, line: line))
      }
      return statements
    }

    private func isSeparator(_ character: Character) -> Bool {
      // A byte-order mark is no character of a command.
      character.isWhitespace || character == "," || character == "\u{FEFF}"
    }

    private mutating func word() throws(CommandError) -> Word {
      let start = position
      var text = ""
      var open: [(bracket: Character, position: Int)] = []
      while position < characters.count {
        let character = characters[position]
        if open.isEmpty, isSeparator(character) || character == ";" { break }
        if character == "\"" || character == "'", open.isEmpty, position == start {
          text += try quoted(by: character)
          continue
        }
        if "([{".contains(character) {
          open.append((character, position))
        } else if ")]}".contains(character), !open.isEmpty {
          open.removeLast()
        }
        text.append(character)
        position += 1
      }
      if let last = open.last, !isLenient {
        throw CommandError(
          "this '\(last.bracket)' is not closed", at: last.position..<(last.position + 1))
      }
      return Word(text: text, range: start..<position)
    }

    private mutating func quoted(by quote: Character) throws(CommandError) -> String {
      let start = position
      position += 1
      guard let end = characters[position...].firstIndex(of: quote) else {
        defer { position = characters.count }
        if isLenient { return String(characters[position...]) }
        throw CommandError("this quote is not closed", at: start..<(start + 1))
      }
      defer { position = end + 1 }
      return String(characters[position..<end])
    }
  }
}
