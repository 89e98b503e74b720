/// A formula as books have it: in pieces, `x for x > 0, otherwise e^x − 1`, and with letters that are told behind
/// it, `x s with s = 1/(1 + e^(−x))`.
struct WrittenFormula {
  /// A stretch of the text, and where it begins.
  struct Part {
    let text: String
    let start: Int
  }

  struct Piece {
    let value: Part

    /// Where it holds, `0 < x < 1`; nil of what holds elsewhere.
    let condition: Part?
  }

  /// One without a condition where the formula is not in pieces.
  private(set) var pieces: [Piece] = []

  /// s = 1/(1 + e^(−x)), as they stand.
  private(set) var definitions: [Part] = []

  init(_ text: String) {
    let whole = Part(text: text, start: 0)
    let (formula, meanings) = whole.halves(at: " with ") ?? (whole, nil)
    definitions = meanings?.parts ?? []
    guard formula.text.contains(" for ") else {
      pieces = [Piece(value: formula, condition: nil)]
      return
    }
    for part in formula.parts {
      if let (value, condition) = part.halves(at: " for ") {
        pieces.append(Piece(value: value, condition: condition))
      } else {
        pieces.append(Piece(value: part.behind("otherwise "), condition: nil))
      }
    }
  }
}

extension WrittenFormula.Part {
  /// What stands before and behind a word.
  fileprivate func halves(at word: String) -> (Self, Self)? {
    guard let range = text.ranges(of: word).first else { return nil }
    let offset = text.distance(from: text.startIndex, to: range.upperBound)
    return (
      Self(text: String(text[..<range.lowerBound]), start: start),
      Self(text: String(text[range.upperBound...]), start: start + offset)
    )
  }

  /// The stretches between commas that stand in no brackets.
  fileprivate var parts: [Self] {
    var (depth, from, found) = (0, 0, [Self]())
    let characters = Array(text)
    func add(upTo end: Int) {
      let spaces = characters[from..<end].prefix { $0 == " " }.count
      found.append(
        Self(text: String(characters[(from + spaces)..<end]), start: start + from + spaces))
    }
    for (index, character) in characters.enumerated() {
      switch character {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "," where depth == 0:
        add(upTo: index)
        from = index + 1
      default: break
      }
    }
    add(upTo: characters.count)
    return found
  }

  fileprivate func behind(_ word: String) -> Self {
    text.hasPrefix(word)
      ? Self(text: String(text.dropFirst(word.count)), start: start + word.count) : self
  }

  /// What stands around each of some signs, and these signs.
  func split(at signs: Set<Character>) -> (sides: [Self], signs: [Character]) {
    var (sides, found, from) = ([Self](), [Character](), 0)
    let characters = Array(text)
    for (index, character) in characters.enumerated() where signs.contains(character) {
      sides.append(Self(text: String(characters[from..<index]), start: start + from))
      found.append(character)
      from = index + 1
    }
    sides.append(Self(text: String(characters[from...]), start: start + from))
    return (sides, found)
  }
}
