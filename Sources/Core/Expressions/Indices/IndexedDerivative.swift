/// ∂²s/∂W1[i,j]∂W2[p,q]: the derivative as a whole, and what stands in its brackets.
struct IndexedDerivative {
  /// The text without brackets.
  var whole = ""

  /// What stands in the brackets behind each of its names; nothing where there are none.
  var groups: [[String]] = [[]]

  var letters: [String?] { groups.flatMap(\.self) }

  private let text: String

  init?(_ text: String) {
    self.text = text
    var inside: String?
    for character in text {
      switch (character, inside) {
      case ("[", nil): inside = ""
      case ("]", let entries?):
        groups[groups.count - 1] += entries.split(separator: ",").map {
          String($0.filter { $0 != " " })
        }
        inside = nil
      case (_, nil):
        // ∂ or d begins the next name, but for the first.
        if !whole.isEmpty, character == "∂" || character == "d" { groups.append([]) }
        whole.append(character)
      case (_, let entries?): inside = entries + String(character)
      }
    }
    let hasLetters = letters.contains { $0?.first?.isLetter == true }
    if inside != nil || !hasLetters { return nil }
  }

  /// The text with other words in its brackets.
  func withLetters(_ change: (String) -> String) -> String {
    var result = ""
    var inside: String?
    for character in text {
      switch (character, inside) {
      case ("[", nil): inside = ""
      case ("]", let entries?):
        result +=
          "["
          + entries.split(separator: ",").map { change(String($0.filter { $0 != " " })) }
          .joined(separator: ",") + "]"
        inside = nil
      case (_, nil): result.append(character)
      case (_, let entries?): inside = entries + String(character)
      }
    }
    return result
  }
}

extension Evaluation {
  /// A derivative with the values of its letters, as far as they have one.
  func numbered(_ text: String) -> String {
    guard !bound.isEmpty, let parts = IndexedDerivative(text),
      parts.letters.contains(where: { $0.map { bound[$0] != nil } ?? false })
    else { return text }
    return parts.withLetters { bound[$0].map(String.init) ?? $0 }
  }

  /// The letter of each axis of a derivative; nil of an axis that has none, as those of D1 in ∂D1/∂I[j].
  func axisLetters(_ parts: IndexedDerivative, _ whole: Tensor) throws -> [String?] {
    guard parts.letters.count < whole.shape.count, let names = DerivativeText(parts.whole) else {
      return parts.letters
    }
    let all = [names.of] + names.by
    let ranks = try all.map { try point.shape(of: $0.quantity).count }
    guard ranks.count == parts.groups.count, ranks.reduce(0, +) == whole.shape.count else {
      return parts.letters
    }
    return zip(ranks, parts.groups).flatMap { rank, letters in
      letters.isEmpty ? [String?](repeating: nil, count: rank) : letters
    }
  }
}
