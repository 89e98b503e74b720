extension String {
  /// The text, cut with dots behind it when it is longer than that.
  package func clipped(to count: Int) -> String {
    self.count <= count ? self : prefix(count - 1) + "…"
  }

  /// The text in pieces of at most so many columns of the screen: a word that is longer than a line.
  func pieces(of width: Int) -> [String] {
    guard width > 0, displayWidth(of: self) > width else { return [self] }
    var pieces = [""]
    for character in self {
      let next = pieces[pieces.count - 1] + String(character)
      if displayWidth(of: next) > width, !pieces[pieces.count - 1].isEmpty {
        pieces.append(String(character))
      } else {
        pieces[pieces.count - 1] = next
      }
    }
    return pieces
  }

  /// The text in quotes, for a message; of a long one the beginning.
  package var quoted: String { "'\(clipped(to: 40))'" }

  /// Files from other systems end their lines in a carriage return and a line feed.
  var withoutCarriageReturn: String {
    utf8.last == 0x0D ? String(decoding: utf8.dropLast(), as: UTF8.self) : self
  }
}

extension StringProtocol {
  /// The text without spaces at its ends.
  var trimmingSpaces: SubSequence {
    var result = self[...]
    while result.first == " " { result.removeFirst() }
    while result.last == " " { result.removeLast() }
    return result
  }
}
