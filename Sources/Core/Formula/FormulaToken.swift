/// A word or sign of a formula, and where it stands.
struct FormulaToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case number(Rational)
    case name(String)
    case sign(Character)
    case end
  }

  var kind: Kind

  /// The characters of the text that it covers.
  var range: Range<Int>

  /// The token as it was typed.
  var text: String

  /// What is wrong with it.
  func error(_ problem: FormulaError.Problem) -> FormulaError {
    FormulaError(problem: problem, range: range)
  }
}

extension FormulaToken {
  /// The tokens of a text, with `.end` behind the last one.
  static func tokens(of text: String) throws(FormulaError) -> [FormulaToken] {
    // Counting stops at the limit, whatever the length.
    guard text.index(text.startIndex, offsetBy: longest + 1, limitedBy: text.endIndex) == nil else {
      throw FormulaError(problem: .tooLong(limit: longest), range: longest..<(longest + 1))
    }
    let characters = Array(text)
    var tokens: [FormulaToken] = []
    var position = 0
    func add(_ kind: Kind, from start: Int) {
      tokens.append(
        FormulaToken(
          kind: kind, range: start..<position, text: String(characters[start..<position])))
    }
    while position < characters.count {
      let start = position
      let character = characters[position]
      if character.isDigit || character == "." {
        position = endOfNumber(characters, from: position)
        let text = String(characters[start..<position])
        guard let number = number(text) else {
          throw FormulaError(problem: .badNumber(text), range: start..<position)
        }
        add(.number(number), from: start)
      } else if character.isNameStart {
        position = endOfName(characters, from: position)
        add(.name(String(characters[start..<position]).replacing("′", with: "'")), from: start)
      } else if let sign = sign(character) {
        // `**` is how some languages write a power.
        let isPower = sign == "*" && characters[start...].dropFirst().first == "*"
        position += isPower ? 2 : 1
        add(.sign(isPower ? "^" : sign), from: start)
      } else if let exponent = superscripts[character] {
        // x² is a power and its exponent.
        position += 1
        add(.sign("^"), from: start)
        add(.number(Rational(exponent)), from: start)
      } else if character.isWhitespace {
        position += 1
      } else {
        throw FormulaError(
          problem: .unexpectedCharacter(character), range: start..<(start + 1))
      }
    }
    let end = characters.count
    return tokens + [FormulaToken(kind: .end, range: end..<(end + 1), text: "")]
  }

  static let longest = 10_000

  /// The signs as they are typed, and as books print them.
  private static func sign(_ character: Character) -> Character? {
    switch character {
    case "+", "-", "*", "/", "^", "(", ")", ",": character
    case "−", "–": "-"
    case "·", "×", "∗": "*"
    case "÷": "/"
    default: nil
    }
  }

  private static let superscripts: [Character: Int] = ["²": 2, "³": 3, "⁴": 4]

  private static func endOfNumber(_ characters: [Character], from start: Int) -> Int {
    var end = start
    while end < characters.count, characters[end].isDigit || characters[end] == "." { end += 1 }
    // An exponent, if digits follow: the e of `2*e` is a constant.
    guard end < characters.count, characters[end] == "e" || characters[end] == "E" else {
      return end
    }
    var digits = end + 1
    if digits < characters.count, "+-−".contains(characters[digits]) { digits += 1 }
    guard digits < characters.count, characters[digits].isDigit else { return end }
    while digits < characters.count, characters[digits].isDigit { digits += 1 }
    return digits
  }

  private static func endOfName(_ characters: [Character], from start: Int) -> Int {
    var end = start
    while end < characters.count, characters[end].isNameStart || characters[end].isDigit {
      end += 1
    }
    while end < characters.count, "'′".contains(characters[end]) { end += 1 }
    return end
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }

  /// Letters of any alphabet, and the underscore; π is a name.
  fileprivate var isNameStart: Bool { isLetter || self == "_" }
}
