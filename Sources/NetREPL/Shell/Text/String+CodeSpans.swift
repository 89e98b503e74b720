extension String {
  /// Its parts in order, those between two single backticks being code. Longer runs of backticks are
  /// meant as they stand, as is one without an end.
  var codeSpans: [(text: String, isCode: Bool)] {
    var parts: [(text: String, isCode: Bool)] = [("", false)]
    var rest = self[...]
    while let first = rest.first {
      if first != "`" {
        let plain = rest.prefix { $0 != "`" }
        parts[parts.count - 1].text += plain
        rest = rest.dropFirst(plain.count)
        continue
      }
      let run = rest.prefix { $0 == "`" }
      let inside = rest.dropFirst(run.count).prefix { $0 != "`" }
      let behind = rest.dropFirst(run.count + inside.count)
      guard run.count == 1, !inside.isEmpty, behind.prefix(2) != "``", behind.first == "`" else {
        parts[parts.count - 1].text += run
        rest = rest.dropFirst(run.count)
        continue
      }
      parts += [(String(inside), true), ("", false)]
      rest = behind.dropFirst()
    }
    return parts.filter { !$0.text.isEmpty }
  }
}
