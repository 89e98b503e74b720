/// A stretch of a text, and where it begins, so that an error points at its place.
package struct TextPart: Sendable, Equatable {
  package var text: String

  /// The character of the whole text that it begins at.
  package var start: Int

  package init(_ text: String, start: Int = 0) { (self.text, self.start) = (text, start) }

  /// The stretches between commas that stand in no brackets, without spaces around them.
  package var betweenCommas: [TextPart] {
    let characters = Array(text)
    var (depth, from, found) = (0, 0, [TextPart]())
    for (index, character) in characters.enumerated() {
      switch character {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "," where depth == 0:
        found.append(stretch(characters, from..<index))
        from = index + 1
      default: break
      }
    }
    return found + [stretch(characters, from..<characters.count)]
  }

  private func stretch(_ characters: [Character], _ range: Range<Int>) -> TextPart {
    let inside = characters[range].drop { $0 == " " }
    let end = inside.lastIndex { $0 != " " }.map { $0 + 1 } ?? inside.startIndex
    return TextPart(
      String(characters[inside.startIndex..<end]), start: start + inside.startIndex)
  }

  /// What stands before and behind the first place of a word.
  func halves(at word: String) -> (TextPart, TextPart)? {
    guard let range = text.firstRange(of: word) else { return nil }
    let offset = text.distance(from: text.startIndex, to: range.upperBound)
    return (
      TextPart(String(text[..<range.lowerBound]), start: start),
      TextPart(String(text[range.upperBound...]), start: start + offset)
    )
  }

  /// What stands around each of some signs, and these signs.
  func split(at signs: Set<Character>) -> (sides: [TextPart], signs: [Character]) {
    let characters = Array(text)
    var (sides, found, from) = ([TextPart](), [Character](), 0)
    for (index, character) in characters.enumerated() where signs.contains(character) {
      sides.append(TextPart(String(characters[from..<index]), start: start + from))
      found.append(character)
      from = index + 1
    }
    return (sides + [TextPart(String(characters[from...]), start: start + from)], found)
  }

  func error(_ problem: FormulaError.Problem) -> FormulaError {
    FormulaError(problem: problem, range: start..<(start + max(text.count, 1)))
  }
}
