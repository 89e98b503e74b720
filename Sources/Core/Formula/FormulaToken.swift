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

  /// A decimal number: exact when its digits are few, else the nearest double.
  static func number(_ text: String) -> Rational? {
    let text = text.replacing("−", with: "-")
    guard let value = Double(text), value.isFinite else { return nil }
    guard let decimal = Decimal(text), let digits = Double(decimal.digits),
      case let shift = decimal.exponent, Rational.isSmallWhole(digits), abs(shift) <= 15
    else { return Rational(value) }
    var power = 1.0
    for _ in 0..<abs(shift) { power *= 10 }
    return shift < 0
      ? Rational(digits, over: power) : (Rational(digits) * Rational(power)) ?? Rational(value)
  }

  /// A number as it was typed: its digits without zeros at the ends, and the power of ten behind.
  private struct Decimal: Equatable {
    let digits: String
    let exponent: Int

    init?(_ text: String) {
      let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
      let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
      let fraction = mantissa.count > 1 ? mantissa[1] : ""
      guard let power = parts.count > 1 ? Int(parts[1]) : 0, abs(power) <= 1_000_000 else {
        return nil
      }
      let all = (mantissa[0] + fraction).drop { $0 == "0" }
      let end = all.lastIndex { $0 != "0" }
      digits = end.map { String(all[...$0]) } ?? "0"
      exponent = end == nil ? 0 : power - fraction.count + (all.count - digits.count)
    }
  }

  /// Whether it is a number that has more digits than are kept of it.
  var isRoundedNumber: Bool {
    guard case .number(let number) = kind else { return false }
    return Decimal(text.replacing("−", with: "-")) != Decimal("\(number.value.magnitude)")
  }
}

extension Formula {
  /// The numbers of a text that are not kept as they are typed, but as the nearest double.
  ///
  /// - Throws: where the text is none of a formula's.
  package static func roundedNumbers(
    in text: String
  ) throws(FormulaError) -> [(typed: String, value: Double)] {
    try FormulaToken.tokens(of: text).compactMap { token in
      guard token.isRoundedNumber, case .number(let number) = token.kind else { return nil }
      return (token.text, number.value)
    }
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }

  /// Letters of any alphabet, and the underscore; π is a name.
  fileprivate var isNameStart: Bool { isLetter || self == "_" }
}
