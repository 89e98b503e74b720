/// Reports in ASCII, for sessions, pipes and old terminals: the same layout, spelled out.
struct PlainRenderer: Renderer {
  var width: Int
  var numbers: NumberFormat

  package func render(_ report: Report) -> String {
    TextLayout(width: width, numbers: numbers, spell: Self.spell)
      .lines(of: report)
      .map { $0.trimmed.text + "\n" }
      .joined()
  }

  /// ASCII for the mathematical signs that reports use; other text stays as it is.
  static func spell(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    return text.map { spellings[$0] ?? String($0) }.joined()
  }

  private static let spellings: [Character: String] = [
    "∂": "d", "²": "^2", "³": "^3", "⁴": "^4", "⁵": "^5", "⁶": "^6", "⁷": "^7",
    "⁸": "^8", "⁹": "^9", "−": "-", "→": "->", "×": "x", "·": "*", "…": "...",
    "│": "|", "─": "-", "σ": "sigma", "′": "'", "″": "''", "δ": "delta", "Δ": "delta ",
    "ᵀ": "^T", "Σ": "sum", "∘": ".*", "≤": "<=", "≥": ">=", "±": "+-", "—": "-", "–": "-",
    "π": "pi", "√": "sqrt", "≈": "~", "ε": "eps", "β": "beta", "α": "alpha", "λ": "lambda",
    "Γ": "Gamma", "Φ": "Phi", "φ": "phi", "∞": "inf", "ᵢ": "_i", "ⱼ": "_j", "∈": "in", "½": "1/2 ",
    "G̃": "Gc", "z̃": "zc", "⊗": "(x)",
  ]
}
