/// The subscripts of ∂z_l/∂f_(l−1), which is one token.
struct DerivativeSubscripts {
  /// The text between them, and the letter with what is added to it behind each but the last.
  private var parts: [(text: String, letter: String, offset: Int)] = []
  private var end = ""

  init(_ text: String) {
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "_", let next = rest.first else {
        end.append(character)
        continue
      }
      if next.isASCII, next.isLowercase {
        rest.removeFirst()
        parts.append((end, String(next), 0))
        end = ""
      } else if next == "(", let close = rest.firstIndex(of: ")") {
        let inside = rest[rest.index(after: rest.startIndex)..<close].filter { $0 != " " }
        let sign = inside.dropFirst().first
        guard let letter = inside.first, let number = Int(inside.dropFirst(2)), number < 1000,
          let sign, "+-−".contains(sign)
        else {
          end.append(character)
          continue
        }
        parts.append((end, String(letter), sign == "+" ? number : -number))
        end = ""
        rest = rest[rest.index(after: close)...]
      } else {
        end.append(character)
      }
    }
  }

  /// The quantities that they stand behind.
  var layered: [Syntax.Layered] {
    parts.map { part in
      .init(
        head: String(part.text.last.map { [$0] } ?? []), letter: part.letter, offset: part.offset)
    }
  }

  func at(layer number: Int, for letter: String) -> String {
    parts.map { part in
      part.letter == letter
        ? "\(part.text)\(number + part.offset)"
        : "\(part.text)_"
          + (part.offset == 0
            ? part.letter : "(\(part.letter)\(part.offset > 0 ? "+" : "")\(part.offset))")
    }.joined() + end
  }
}
