extension String {
  /// A formula of the table of activations with LaTeX for its Unicode signs and raised brackets.
  var asLaTeX: String {
    let signs: [Character: String] = [
      "−": "-", "²": "^2", "³": "^3", "′": "'", "″": "''", "·": #" \cdot "#, "∘": #" \circ "#,
      "Σ": #"\sum "#, "∂": #"\partial "#, "ᵀ": #"^{\mathsf T}"#, "σ": #"\sigma "#, "β": #"\beta "#,
      "α": #"\alpha "#, "λ": #"\lambda "#, "Φ": #"\Phi "#, "φ": #"\varphi "#, "π": #"\pi "#,
      "√": #"\surd "#, "≤": #" \le "#, "≥": #" \ge "#, "±": #"\pm "#, "∞": #"\infty "#,
      "½": #"\tfrac12 "#,
    ]
    var result = ""
    var word = ""
    // For each open bracket what closes it.
    var closing: [String] = []
    for character in self {
      if character.isASCII, character.isLetter {
        word.append(character)
        continue
      }
      result += word.asLaTeXWord
      word = ""
      switch character {
      case "(":
        let isRaised = result.last == "^"
        result += isRaised ? "{" : "("
        closing.append(isRaised ? "}" : ")")
      case ")": result += closing.popLast() ?? ")"
      default: result += signs[character] ?? String(character)
      }
    }
    return result + word.asLaTeXWord
  }

  /// A variable as it is, a function upright, and other words as text.
  private var asLaTeXWord: String {
    switch self {
    case "for", "with", "otherwise": #"\text{ \#(self) }"#
    case "sin", "cos", "tanh", "ln", "min", "max": #"\\#(self) "#
    case _ where count > 1: #"\operatorname{\#(self)}"#
    default: self
    }
  }
}
