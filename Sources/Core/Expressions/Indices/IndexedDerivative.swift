/// ∂²s/∂W1[i,j]∂W2[p,q]: the derivative as a whole, and what stands in its brackets.
struct IndexedDerivative {
  /// The stretches of the text before each pair of brackets, with what stands in these; nothing behind the last.
  private var pieces: [(text: String, entries: [String])] = []

  /// - Returns: nil where no letter stands in brackets.
  init?(_ text: String) {
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "[") {
      guard let close = rest[open...].firstIndex(of: "]") else { return nil }
      let inside = rest[rest.index(after: open)..<close].filter { $0 != " " }
      pieces.append((String(rest[..<open]), inside.split(separator: ",").map(String.init)))
      rest = rest[rest.index(after: close)...]
    }
    pieces.append((String(rest), []))
    guard letters.contains(where: { $0?.first?.isLetter == true }) else { return nil }
  }

  /// The text without brackets.
  var whole: String { pieces.map(\.text).joined() }

  /// All that stands in brackets.
  var letters: [String?] { pieces.flatMap(\.entries) }

  /// What stands in the brackets behind each of its names; nothing where there are none.
  var groups: [[String]] {
    var groups: [[String]] = []
    for (text, entries) in pieces {
      // ∂ or d begins each name.
      groups += text.filter { $0 == "∂" || $0 == "d" }.map { _ in [] }
      if !groups.isEmpty { groups[groups.count - 1] += entries }
    }
    return groups
  }

  /// The text with other words in its brackets.
  func withLetters(_ change: (String) -> String) -> String {
    pieces.map { text, entries in
      text + (entries.isEmpty ? "" : "[\(entries.map(change).joined(separator: ","))]")
    }.joined()
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
