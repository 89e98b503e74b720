extension CommandError {
  /// The message and, below it, the line with carets under the word it is about.
  ///
  /// - Parameters:
  ///   - isWrapped: whether the message is broken between its words, for people; programs read it as
  ///     one line.
  ///   - isASCII: whether the screen shows nothing else.
  package func text(
    in line: String, width: Int, isColored: Bool, isWrapped: Bool = false, isASCII: Bool = false
  ) -> ScreenText {
    func spelled(_ text: String) -> String { isASCII ? text.inASCII : text }
    let label = ScreenText("error:", style: isColored ? "1;31" : "")
    let whole = spelled("error: \(message.escapingControls)")
    let broken =
      isWrapped ? TextLayout.wrapped(whole, to: width).joined(separator: "\n") : whole
    var text = String(broken.dropFirst("error:".count)) + "\n"
    guard let range else { return label + ScreenText(text) }

    let dots = spelled("…")
    // Of a long line the part around the word; a control character must not move the carets.
    let characters = line.map { spelled(String($0).escapingControls) }
    let start = min(range.lowerBound, characters.count)
    let end = min(max(range.upperBound, start + 1), max(characters.count, start + 1))
    let widths = characters.map { displayWidth(of: $0) }
    var first = 0
    var used = widths[..<min(end, characters.count)].reduce(0, +)
    while first < start, used > width - 2 * displayWidth(of: dots) - 2 {
      used -= widths[first]
      first += 1
    }
    var last = max(min(end, characters.count), first)
    while last > start + 1, used > width - 2 * displayWidth(of: dots) - 2 {
      last -= 1
      used -= widths[last]
    }
    while last < characters.count, used + widths[last] <= width - 2 * displayWidth(of: dots) - 2 {
      used += widths[last]
      last += 1
    }
    let shown = characters[first..<last].joined()
    let ellipses = (before: first > 0 ? dots : "", after: last < characters.count ? dots : "")
    let offset = widths[first..<max(first, start)].reduce(0, +) + ellipses.before.count
    let length = max(
      widths[min(start, last)..<min(end, last)].reduce(0, +), 1)
    text += "\(ellipses.before)\(shown)\(ellipses.after)\n"
    text += String(repeating: " ", count: offset)
    text += String(repeating: "^", count: min(length, max(width - offset, 1))) + "\n"
    return label + ScreenText(text)
  }
}
