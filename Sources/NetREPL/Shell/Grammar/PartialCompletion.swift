import Core

extension ArgumentKind {
  /// A quantity, or one derivative of s.
  static let shown = partial(or: quantity)

  /// An entry of a derivative that is a sum over neurons, or one derivative of s.
  static let explained = partial(or: derivativeEntry)

  private static func partial(or other: ArgumentKind) -> ArgumentKind {
    ArgumentKind(
      description: other.description,
      read: { word throws(CommandError) in
        guard PartialName.resembles(word.text) else { return try other.read(word) }
        return .partial(try PartialName(word.text, in: word))
      },
      candidates: { prefix, session in
        PartialCompletion.candidates(prefix, session) + other.candidates(prefix, session)
      })
  }
}

/// What can follow in the name of a derivative.
enum PartialCompletion {
  static func candidates(_ prefix: String, _ session: Session) -> [Completions.Candidate] {
    let heads = ["ds/d", "d2s/d"]
    guard let slash = prefix.firstIndex(of: "/") else {
      return heads.map { .init(text: $0, note: "a derivative of s", endsWord: false) }
    }
    let order = prefix.hasPrefix("d2") || prefix.hasPrefix("∂²") ? 2 : 1
    let below = prefix[prefix.index(after: slash)...]
    guard let last = below.lastIndex(where: { "d∂".contains($0) }) else { return [] }
    let typed = String(below[below.index(after: last)...])
    let head = prefix.dropLast(typed.count)
    let isLast = below.filter { "d∂".contains($0) }.count == order
    return QuantityCompletion.candidates(
      typed, symbols: [.weights, .bias, .input], session
    ).compactMap { candidate in
      // A whole group is no variable: its brackets follow.
      let isEntry = candidate.text.last == "]" || candidate.text.first == "I"
      if candidate.text == "I" { return nil }
      guard isEntry else {
        let bracket = candidate.text.contains("[") ? "" : "["
        return .init(
          text: head + candidate.text + bracket, note: candidate.note, endsWord: false)
      }
      return .init(
        text: head + candidate.text + (isLast ? "" : "d"), note: candidate.note, endsWord: isLast)
    }
  }
}
