/// A line of text in which some parts have a meaning that a terminal can colour.
package struct StyledText: Equatable, ExpressibleByStringInterpolation {
  enum Style: Equatable {
    case plain, dim, strong, good, doubtful, bad

    /// Where the user stands.
    case chosen

    /// The colours of a picture; nil for those of the screen.
    case ink(RGB?, on: RGB?)

    /// Whether spaces in it are seen.
    var fillsSpaces: Bool {
      switch self {
      case .chosen, .ink(_, on: .some): true
      default: false
      }
    }
  }

  struct Span: Equatable {
    var text: String
    var style: Style
  }

  var spans: [Span]

  init(_ text: String, _ style: Style = .plain) {
    spans = [Span(text: text, style: style)]
  }

  package init(stringLiteral text: String) { self.init(text) }

  var text: String { spans.count == 1 ? spans[0].text : spans.map(\.text).joined() }

  /// The same with nothing that a screen would act on.
  var escapingControls: StyledText {
    guard spans.contains(where: \.text.hasTrouble) else { return self }
    var result = self
    for index in spans.indices { result.spans[index].text = spans[index].text.escapingControls }
    return result
  }

  /// The same without spaces at the end.
  var trimmed: StyledText {
    var result = self
    while var last = result.spans.popLast() {
      while !last.style.fillsSpaces, last.text.last == " " { last.text.removeLast() }
      if last.text.isEmpty { continue }
      result.spans.append(last)
      break
    }
    return result
  }

  /// The text between spaces, each word in the styles it has.
  var words: [StyledText] {
    var words: [[Span]] = [[]]
    for span in spans {
      for (index, piece) in span.text.split(separator: " ", omittingEmptySubsequences: false)
        .enumerated()
      {
        if index > 0 { words.append([]) }
        if !piece.isEmpty {
          words[words.count - 1].append(Span(text: String(piece), style: span.style))
        }
      }
    }
    return words.filter { !$0.isEmpty }.map { pieces in
      pieces.reduce(into: StyledText("")) { $0.spans.append($1) }
    }
  }

  static func + (left: StyledText, right: StyledText) -> StyledText {
    var result = left
    result.spans += right.spans
    return result
  }
}
