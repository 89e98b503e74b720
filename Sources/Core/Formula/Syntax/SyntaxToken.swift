/// A word or sign of an expression, and where it stands.
struct SyntaxToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// Digits as they were typed, with − as -.
    case number(String)

    /// Letters, digits and underscores, and the primes behind them as '.
    case name(String)

    /// %3, an earlier result; 0 for the last one.
    case result(Int)

    /// A derivative as it is printed: ∂²A1/∂I², ds/dW2[1,2].
    case derivative(String)
    case sign(Sign)
    case end
  }

  /// A sign, whatever it was typed as.
  enum Sign: String, Sendable, Hashable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case power = "^"

    /// Products, quotients and powers of entries.
    case entryTimes = ".*"
    case entryOver = "./"
    case entryPower = ".^"

    /// A product that is one number.
    case dot = "·"
    case kron = "⊗"
    case transpose = "ᵀ"
    case prime = "'"
    case root = "√"
    case bar = "|"
    case open = "("
    case close = ")"
    case openBracket = "["
    case closeBracket = "]"
    case comma = ","
    case semicolon = ";"
    case colon = ":"
    case range = ".."
  }

  var kind: Kind

  /// The characters of the text that it covers.
  var range: Range<Int>

  /// The token as it was typed.
  var text: String

  /// Whether a space stands before it.
  var followsSpace = false

  /// What is wrong with it.
  func error(_ problem: FormulaError.Problem) -> FormulaError {
    FormulaError(problem: problem, range: range)
  }
}

extension SyntaxToken {
  /// The tokens of a text, with `.end` behind the last one.
  ///
  /// - Parameter longest: the most characters that it may have.
  static func tokens(of text: String, longest: Int) throws(FormulaError) -> [SyntaxToken] {
    // Counting stops at the limit, whatever the length.
    guard text.index(text.startIndex, offsetBy: longest + 1, limitedBy: text.endIndex) == nil else {
      throw FormulaError(problem: .tooLong(limit: longest), range: longest..<(longest + 1))
    }
    var scanner = Scanner(characters: Array(text))
    return try scanner.tokens()
  }

  private struct Scanner {
    let characters: [Character]
    var position = 0
    private var found: [SyntaxToken] = []

    init(characters: [Character]) { self.characters = characters }

    var next: Character? { position < characters.count ? characters[position] : nil }

    func ahead(_ count: Int) -> Character? {
      position + count < characters.count ? characters[position + count] : nil
    }

    mutating func add(_ kind: Kind, from start: Int) {
      let isApart = start > 0 && characters[start - 1].isWhitespace
      found.append(
        SyntaxToken(
          kind: kind, range: start..<position, text: String(characters[start..<position]),
          followsSpace: isApart))
    }

    mutating func tokens() throws(FormulaError) -> [SyntaxToken] {
      while let character = next {
        let start = position
        if character.isWhitespace {
          position += 1
        } else if let range = derivative() {
          position = range.upperBound
          add(.derivative(String(characters[range])), from: start)
        } else if character.isDigit || character == "." && ahead(1)?.isDigit == true {
          position = endOfNumber
          add(.number(written(start..<position)), from: start)
        } else if character == "\"" {
          try quoted()
        } else if character == "%" {
          try result()
        } else if character.isNameStart {
          name()
        } else if let exponent = SyntaxToken.superscripts[character] {
          // x² is a power and its exponent.
          position += 1
          add(.sign(.power), from: start)
          add(.number("\(exponent)"), from: start)
        } else if let (sign, count) = sign() {
          position += count
          add(.sign(sign), from: start)
        } else {
          // A point alone is the beginning of a number that is none.
          let isPoint = character == "."
          throw FormulaError(
            problem: isPoint ? .badNumber(".") : .unexpectedCharacter(character),
            range: start..<(start + 1))
        }
      }
      let end = characters.count
      return found + [SyntaxToken(kind: .end, range: end..<(end + 1), text: "")]
    }

    // MARK: Numbers

    private func written(_ range: Range<Int>) -> String {
      String(characters[range]).replacing("−", with: "-")
    }

    private var endOfNumber: Int {
      var end = position
      let isHexadecimal = next == "0" && ahead(1).map { "xX".contains($0) } == true
      if isHexadecimal {
        end += 2
        while end < characters.count, characters[end].isHexDigit || characters[end] == "." {
          end += 1
        }
      } else {
        while end < characters.count, characters[end].isDigit || isPoint(end) { end += 1 }
      }
      // An exponent, if digits follow: the e of `2*e` is a constant.
      let marks: [Character] = isHexadecimal ? ["p", "P"] : ["e", "E"]
      guard end < characters.count, marks.contains(characters[end]) else { return end }
      var digits = end + 1
      if digits < characters.count, "+-−".contains(characters[digits]) { digits += 1 }
      guard digits < characters.count, characters[digits].isDigit else { return end }
      while digits < characters.count, characters[digits].isDigit { digits += 1 }
      return digits
    }

    /// Whether a point belongs to a number: those of 1..5 and 2.*x do not.
    private func isPoint(_ index: Int) -> Bool {
      guard characters[index] == "." else { return false }
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      return !"*/^".contains(next)
        && !(next == "." && characters[position..<index].allSatisfy(\.isDigit))
    }

    // MARK: Names

    /// W₁ is W1.
    private mutating func name() {
      let start = position
      var text = ""
      while let character = next {
        if character.isNameStart || character.isDigit {
          text.append(character)
        } else if let digit = SyntaxToken.subscripts[character] {
          text += "\(digit)"
        } else {
          break
        }
        position += 1
      }
      if text == "_" { return add(.result(0), from: start) }
      while let character = next, let primes = primes[character] {
        text += primes
        position += 1
      }
      add(.name(text), from: start)
    }

    /// "petal length": a name with spaces.
    private mutating func quoted() throws(FormulaError) {
      let start = position
      guard let end = characters[(start + 1)...].firstIndex(of: "\"") else {
        throw FormulaError(problem: .bracketNotClosed("\""), range: start..<(start + 1))
      }
      position = end + 1
      add(.name(String(characters[(start + 1)..<end])), from: start)
    }

    private mutating func result() throws(FormulaError) {
      let start = position
      position += 1
      while next?.isDigit == true { position += 1 }
      let text = String(characters[(start + 1)..<position])
      guard let number = Int(text), number > 0 else {
        throw FormulaError(problem: .unexpectedCharacter("%"), range: start..<(start + 1))
      }
      add(.result(number), from: start)
    }

    // MARK: Signs

    /// The sign here as it is typed, or as books print it, and how many characters it has.
    private func sign() -> (Sign, Int)? {
      guard let character = next else { return nil }
      let pair = String([character] + (ahead(1).map { [$0] } ?? []))
      switch pair {
      // `**` is how some languages write a power.
      case "**": return (.power, 2)
      case ".*", "./", ".^", "..": return Sign(rawValue: pair).map { ($0, 2) }
      default: break
      }
      switch character {
      case "−", "–": return (.minus, 1)
      case "×", "∗": return (.times, 1)
      case "÷": return (.over, 1)
      case "∘", "⊙": return (.entryTimes, 1)
      case "⋅": return (.dot, 1)
      case "′": return (.prime, 1)
      case "⊤": return (.transpose, 1)
      default: return Sign(rawValue: String(character)).map { ($0, 1) }
      }
    }

    // MARK: Derivatives

    /// The characters of a derivative that begins here, ∂A/∂I, ∂²A1/∂I², dA/dI or
    /// d2s/dW2[1,2]dW1[2,1]; nil where none does.
    private func derivative() -> Range<Int>? {
      guard let sign = next, sign == "∂" || sign == "d" else { return nil }
      var end = position + 1
      func take(_ wanted: [Character]) -> Bool {
        guard end < characters.count, wanted.contains(characters[end]) else { return false }
        end += 1
        return true
      }
      func takePower() { if !take(["²"]), take(["^"]), !take(["2"]) { end -= 1 } }
      /// z_l, I_j, f_(l−1), f_0.
      func takeSubscript() {
        guard end + 1 < characters.count, characters[end] == "_" else { return }
        let next = characters[end + 1]
        if next == "(" {
          if let close = characters[end...].prefix(8).firstIndex(of: ")") { end = close + 1 }
        } else if next.isDigit || next.isASCII && next.isLowercase {
          end += 2
        }
      }
      func takeQuantity(of letters: String) -> Bool {
        // Several: ∂A/∂(I1, I3).
        if end < characters.count, characters[end] == "(", letters.contains("W") || sign == "∂" {
          guard let close = characters[end...].prefix(400).firstIndex(of: ")"),
            characters[(end + 1)..<close].allSatisfy({
              $0.isDigit || ", []".contains($0) || letters.contains($0)
            }), close > end + 1
          else { return false }
          end = close + 1
          return true
        }
        guard end < characters.count, letters.contains(characters[end]) else { return false }
        end += 1
        while end < characters.count, characters[end].isDigit || subscripts[characters[end]] != nil
        {
          end += 1
        }
        takeSubscript()
        guard take(["["]) else { return true }
        // Two indices have no more characters.
        guard let close = characters[end...].prefix(40).firstIndex(of: "]") else { return false }
        end = close + 1
        return true
      }
      if sign == "d" { _ = take(["2"]) } else { takePower() }
      guard takeQuantity(of: "AsfzIJDGδ"), take(["/"]) else { return nil }
      var variables = 0
      while take([sign]) {
        guard takeQuantity(of: "AsfzIWb") else { return nil }
        takePower()
        variables += 1
      }
      let isWhole =
        end == characters.count || !(characters[end].isNameStart || characters[end].isDigit)
      return variables > 0 && isWhole ? position..<end : nil
    }
  }

  private static let superscripts: [Character: Int] = [
    "²": 2, "³": 3, "⁴": 4, "⁵": 5, "⁶": 6, "⁷": 7, "⁸": 8, "⁹": 9,
  ]
  private static let subscripts: [Character: Int] = Dictionary(
    uniqueKeysWithValues: zip("₀₁₂₃₄₅₆₇₈₉", 0...9))
  private static let primes: [Character: String] = ["'": "'", "′": "'", "″": "''"]
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }

  /// Letters of any alphabet, and the underscore; π is a name.
  fileprivate var isNameStart: Bool { (isLetter || self == "_" || self == "∑") && self != "ᵀ" }
}
