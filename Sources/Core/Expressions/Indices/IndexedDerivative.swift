/// ∂²s/∂W1[i,j]∂W2[p,q]: the derivative as a whole, and what stands in its brackets.
struct IndexedDerivative {
  var whole = ""
  var letters: [String?] = []

  init?(_ text: String) {
    var inside: String?
    for character in text {
      switch (character, inside) {
      case ("[", nil): inside = ""
      case ("]", let entries?):
        letters += entries.split(separator: ",").map { String($0.filter { $0 != " " }) }
        inside = nil
      case (_, nil): whole.append(character)
      case (_, let entries?): inside = entries + String(character)
      }
    }
    let hasLetters = letters.contains { $0?.first?.isLetter == true }
    if inside != nil || !hasLetters { return nil }
  }
}
