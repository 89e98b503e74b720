/// ASCII for the mathematical signs that reports use; nothing else is left.
///
/// A Greek letter never runs into a name: `βx` is beta*x, `tδ` is t delta. What has no spelling is
/// written by its number, `\u{e9}`. The space that keeps a line together stays: a layout needs it.
enum PlainSpelling {
  static func spell(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    let characters = Array(text)
    var result = ""
    var position = 0
    while position < characters.count {
      let character = characters[position]
      let next = position + 1 < characters.count ? characters[position + 1] : " "
      position += 1
      if character.isASCII || character == "\u{a0}" {
        result.append(character)
      } else if let mark = powers[character] {
        // Superscripts side by side are one power.
        let run =
          (character == "ᵀ"
            ? [] : characters[position...].prefix { powers[$0] != nil && $0 != "ᵀ" })
        result += "^" + mark + run.compactMap { powers[$0] }.joined()
        position += run.count
        if character == "ᵀ", isNameLike(position < characters.count ? characters[position] : " ") {
          result += " "
        }
      } else if let mark = indices[character] {
        let run = characters[position...].prefix { indices[$0] != nil }
        result += "_" + mark + run.compactMap { indices[$0] }.joined()
        position += run.count
      } else if character == "√" {
        let run = characters[position...].prefix(while: isOperand)
        result += run.isEmpty ? "sqrt" : "sqrt(" + spell(String(run)) + ")"
        position += run.count
      } else if let word = factors[character] {
        if result.last.map(isOperand) ?? false { result += "*" }
        result += word + (isNameLike(next) || next == "(" ? "*" : "")
      } else if let word = symbols[character] {
        if result.last.map(isOperand) ?? false { result += " " }
        result += word + (isNameLike(next) ? " " : "")
      } else {
        result += signs[character] ?? marked(character) ?? number(character)
      }
    }
    return result
  }

  /// Whether a letter stands there, with which a word before it would be another word.
  private static func isNameLike(_ character: Character) -> Bool {
    character.isLetter && powers[character] == nil && indices[character] == nil || character == "√"
  }

  private static func isOperand(_ character: Character) -> Bool {
    (character.isLetter || character.isNumber) && powers[character] == nil
      && indices[character] == nil
  }

  /// `G̃` as Gc, `ż` as zdot.
  private static func marked(_ character: Character) -> String? {
    let scalars = Array(character.unicodeScalars)
    guard scalars.count == 2, scalars[0].isASCII, let mark = marks[scalars[1]] else { return nil }
    return String(scalars[0]) + mark
  }

  private static func number(_ character: Character) -> String {
    character.unicodeScalars.map {
      $0.isASCII ? String($0) : "\\u{\(String($0.value, radix: 16))}"
    }.joined()
  }

  /// Letters that multiply what follows.
  private static let factors: [Character: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "λ": "lambda", "κ": "kappa", "π": "pi", "ε": "eps",
    "ρ": "rho",
  ]

  /// Other letters, and signs that are written as words.
  private static let symbols: [Character: String] = [
    "δ": "delta", "Σ": "sum", "Γ": "Gamma", "Φ": "Phi", "φ": "phi", "ν": "nu", "∫": "integral",
  ]

  private static let powers: [Character: String] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9", "⁻": "-", "⁽": "(", "⁾": ")", "ⁿ": "n", "ᵏ": "k", "ᵇ": "b", "ᵖ": "p", "ᵀ": "T",
  ]

  private static let indices: [Character: String] = [
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "ᵢ": "i", "ⱼ": "j",
  ]

  private static let marks: [Unicode.Scalar: String] = [
    "\u{303}": "c", "\u{307}": "dot", "\u{304}": "bar", "\u{308}": "ddot",
  ]

  private static let signs: [Character: String] = [
    "∂": "d", "−": "-", "→": "->", "×": "x", "·": "*", "∗": "*", "…": "...", "│": "|", "─": "-",
    "σ": "sigma", "′": "'", "″": "''", "‴": "'''", "Δ": "delta ", "∘": ".*", "≤": "<=", "≥": ">=",
    "≠": "!=", "±": "+-", "—": "-", "–": "-", "≈": "~", "∞": "inf", "∈": "in", "½": "1/2 ",
    "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]",
    "⊗": "(x)", "‖": "||", "÷": "/", "µ": "u", "ż": "zdot", "ḟ": "fdot", "ḡ": "gbar", "Ḋ": "Ddot",
    "Ḃ": "Bdot",
  ]
}

extension String {
  /// The text in ASCII, for a screen that shows nothing else.
  package var inASCII: String { PlainSpelling.spell(self).replacing("\u{a0}", with: " ") }
}
